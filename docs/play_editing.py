"""Plays the editor's day: ``python docs/play_editing.py`` runs the commands of editing.md and writes what they print.

Blocks of "console" hold commands behind "$ ". Those that do not end (the watch, the server) run until the last block is
done; what they print stands in their own block. The block of "text" is the file pages.txt.
"""

from __future__ import annotations

import os
import queue
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
DOCUMENT = ROOT / "docs" / "editing.md"
_BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_PAGES = re.compile(r"^```text\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_PATIENCE = 60  # seconds
_SILENCE = 1.5  # seconds in which a watch would have said something
_PORT = "8000"
# What differs from one time to the next.
_TIMES = (
    (re.compile(r"in \d+\.\d+ s( \(\d+ a second\))?"), "in 0.3 s"),
    (re.compile(r"^\d\d:\d\d:\d\d", re.MULTILINE), "09:30:00"),
    (re.compile(r"1900 to \d{4}"), "1900 to next year"),
    (re.compile(r"\d{8}T\d{6}Z-[0-9a-f]{6}, built \S+;"), "(which), built (when);"),
)


def played(document: str) -> str:
    """Return the document with what its commands print now."""
    with tempfile.TemporaryDirectory() as folder, _Play(Path(folder), document) as play:
        blocks = [
            [(command, play.run(command)) for command in _commands(block[1])] for block in _BLOCK.finditer(document)
        ]
        play.stop()
        shown = ["".join(f"$ {command}\n{play.printed(number)}" for command, number in block) for block in blocks]
    return _BLOCK.sub(lambda _: f"```console\n{shown.pop(0)}```", document)


def without_times(document: str) -> str:
    """Return the document with all times the same."""
    for pattern, same in _TIMES:
        document = pattern.sub(same, document)
    return document


def _commands(block: str) -> list[str]:
    return [line.removeprefix("$ ") for line in block.splitlines() if line.startswith("$ ")]


class _Play:
    """A folder with the shipped corpus, in which commands run one after another."""

    def __init__(self, folder: Path, document: str) -> None:
        self._folder = folder
        self._printed: list[list[str]] = []
        self._running: list[tuple[subprocess.Popen[str], queue.Queue[None]]] = []
        self._port = _free_port()
        shutil.copytree(ROOT / "corpus", folder / "corpus")
        pages = _PAGES.search(document)
        (folder / "pages.txt").write_text(pages[1] if pages else "", encoding="utf-8")
        self._environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("SUMMARY_SEARCH_")},
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "SUMMARY_SEARCH_INDEX": "index",
            "SUMMARY_SEARCH_PORT": str(self._port),
            "SUMMARY_SEARCH_WORKERS": "1",
            "PYTHONUNBUFFERED": "1",
        }

    def __enter__(self) -> _Play:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def run(self, command: str) -> int:
        """Run a command, and return the number under which :meth:`printed` has what it prints."""
        endless = command.startswith(("indexer watch", "searchapp"))
        process = subprocess.Popen(  # noqa: S603
            ["bash", "-c", f"exec {command}" if endless else command.replace(_PORT, str(self._port))],  # noqa: S607
            cwd=self._folder,
            env=self._environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        lines: list[str] = []
        self._printed.append(lines)
        if endless:
            told: queue.Queue[None] = queue.Queue()
            threading.Thread(target=_collect, args=(process, lines, told), daemon=True).start()
            told.get(timeout=_PATIENCE)
            self._running.append((process, told))
        else:
            lines.append(process.communicate(timeout=_PATIENCE)[0])
        if self._running and command.startswith("perl"):
            self._running[0][1].get(timeout=_PATIENCE)  # the watch says what it makes of the change
        self._wait()
        return len(self._printed) - 1

    def _wait(self) -> None:
        """Wait until the processes that do not end have said what they have to say."""
        silent = time.monotonic()
        while self._running and time.monotonic() - silent < _SILENCE:
            time.sleep(0.05)
            for _, told in self._running:
                while not told.empty():
                    told.get()
                    silent = time.monotonic()

    def stop(self) -> None:
        """End what does not end by itself."""
        while self._running:
            process, _ = self._running.pop()
            process.send_signal(signal.SIGINT)
            process.wait(timeout=_PATIENCE)
            time.sleep(0.2)

    def printed(self, number: int) -> str:
        """Return what a command has printed."""
        text = "".join(self._printed[number]).replace(str(self._folder), "").replace(str(self._port), _PORT)
        return text if text.endswith("\n") or not text else f"{text}\n"


def _collect(process: subprocess.Popen[str], lines: list[str], told: queue.Queue[None]) -> None:
    assert process.stdout is not None  # noqa: S101  # for mypy: it is a pipe
    with process.stdout:
        for line in process.stdout:
            if not line.startswith("["):  # the log of the server
                lines.append(line)
                told.put(None)


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


if __name__ == "__main__":
    DOCUMENT.write_text(played(DOCUMENT.read_text(encoding="utf-8")), encoding="utf-8")
