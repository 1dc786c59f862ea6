"""Run the commands of docs/editing.md and write their output into this document: ``python docs/play_editing.py``.

In a "console" block, a line with a command starts with "$ ". Commands that do not end (the watch, the server) run until
the last block is finished, and all their output goes to the block of the command. The "text" block is the content of
the file pages.txt.
"""

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
_TIMEOUT = 60  # seconds
_SILENCE = 1.5  # seconds; a watch that prints nothing for so long has nothing more to report
_PORT = "8000"
# Patterns of output that differs between runs, and the text that replaces such output in comparisons.
_VARIABLE = (
    (re.compile(r"in \d+\.\d+ s( \(\d+ [a-z ]+\))?"), "in 0.3 s"),
    (re.compile(r"^\d\d:\d\d:\d\d", re.MULTILINE), "09:30:00"),
    (re.compile(r"1900 to \d{4}"), "1900 to next year"),
    (re.compile(r"\d{8}T\d{6}Z-[0-9a-f]{6}, built \S+;"), "(which), built (when);"),
    (re.compile(r"fingerprint [0-9a-f]+"), "fingerprint (which)"),
)


def play(document: str) -> str:
    """Run the commands of the document, and return the document with their current output."""
    with tempfile.TemporaryDirectory() as folder, _Shell(Path(folder), document) as shell:
        blocks = [
            [(command, shell.run(command)) for command in _commands(block[1])] for block in _BLOCK.finditer(document)
        ]
        shell.stop()
        printed = ["".join(f"$ {command}\n{shell.output(number)}" for command, number in block) for block in blocks]
    return _BLOCK.sub(lambda _: f"```console\n{printed.pop(0)}```", document)


def without_times(document: str) -> str:
    """Return the document with fixed texts in place of all times and versions."""
    for pattern, replacement in _VARIABLE:
        document = pattern.sub(replacement, document)
    return document


def _commands(block: str) -> list[str]:
    return [line.removeprefix("$ ") for line in block.splitlines() if line.startswith("$ ")]


class _Shell:
    """A temporary folder with the shipped corpus, in which commands run one after another."""

    def __init__(self, folder: Path, document: str) -> None:
        self._folder = folder
        self._output: list[list[str]] = []
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

    def __enter__(self) -> "_Shell":
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def run(self, command: str) -> int:
        """Run a command and return its number, which is the argument of :meth:`output`.

        A command that does not end continues in the background.
        """
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
        self._output.append(lines)
        if endless:
            line_events: queue.Queue[None] = queue.Queue()
            threading.Thread(target=_collect, args=(process, lines, line_events), daemon=True).start()
            line_events.get(timeout=_TIMEOUT)
            self._running.append((process, line_events))
        else:
            lines.append(process.communicate(timeout=_TIMEOUT)[0])
        if self._running and command.startswith("perl"):
            self._running[0][1].get(timeout=_TIMEOUT)  # the watch reports the change
        self._wait()
        return len(self._output) - 1

    def _wait(self) -> None:
        """Wait until the processes in the background have printed nothing for _SILENCE seconds."""
        last_output = time.monotonic()
        while self._running and time.monotonic() - last_output < _SILENCE:
            time.sleep(0.05)
            for _, line_events in self._running:
                while not line_events.empty():
                    line_events.get()
                    last_output = time.monotonic()

    def stop(self) -> None:
        """Stop the processes in the background."""
        while self._running:
            process, _ = self._running.pop()
            process.send_signal(signal.SIGINT)
            process.wait(timeout=_TIMEOUT)
            time.sleep(0.2)

    def output(self, number: int) -> str:
        """Return the output of a command so far. The folder is removed from it, and the port is replaced by 8000."""
        text = "".join(self._output[number]).replace(str(self._folder), "").replace(str(self._port), _PORT)
        return text if text.endswith("\n") or not text else f"{text}\n"


def _collect(process: subprocess.Popen[str], lines: list[str], line_events: queue.Queue[None]) -> None:
    assert process.stdout is not None  # noqa: S101  # it is a pipe, which mypy does not know
    with process.stdout:
        for line in process.stdout:
            if not line.startswith("["):  # lines with "[" are the log of the server
                lines.append(line)
                line_events.put(None)


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


if __name__ == "__main__":
    DOCUMENT.write_text(play(DOCUMENT.read_text(encoding="utf-8")), encoding="utf-8")
