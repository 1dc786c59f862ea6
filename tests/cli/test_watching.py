"""``indexer watch`` as a process: files are saved as editors save them, and a server shows the changes."""

import fcntl
import json
import os
import queue
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from indexer.engines import open_engine
from indexer.engines.protocols import Engine
from indexer.settings import Settings
from searchapp import create_app

VOCABULARY = Path(__file__).parents[1] / "data" / "vocabulary"
PATIENCE = 60  # seconds


class Watch:
    """A running ``indexer watch``, and the lines that it prints."""

    def __init__(self, *arguments: str | Path) -> None:
        self.process = subprocess.Popen(
            [Path(sys.executable).with_name("indexer"), "watch", *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
        )
        self._lines: queue.Queue[str] = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self._lines.put(line.rstrip("\n"))

    def line(self) -> str:
        """Return the next line, without the time before it."""
        return re.sub(r"^\d\d:\d\d:\d\d  ", "", self._lines.get(timeout=PATIENCE))

    def silent(self) -> bool:
        """Return whether no further line comes within a second."""
        time.sleep(1)
        return self._lines.empty()

    def stop(self, sent: signal.Signals = signal.SIGINT) -> int:
        self.process.send_signal(sent)
        return self.process.wait(timeout=PATIENCE)


@pytest.fixture
def watch(toy: Path, tmp_path: Path) -> Iterator[Watch]:
    """A watch over the toy collection, with its vocabulary beside it."""
    shutil.copytree(VOCABULARY, tmp_path / "vocabulary")
    watch = Watch(toy, "--index", tmp_path / "index")
    assert re.fullmatch(r"rebuilt, because there is no index in \S+; 6 summaries, in [\d.]+ s", watch.line())
    assert watch.line() == f"Watching {toy} (Ctrl-C ends)"
    yield watch
    if watch.process.poll() is None:
        watch.stop(signal.SIGKILL)
    assert watch.process.stdout is not None
    watch.process.stdout.close()


@pytest.fixture
def index(tmp_path: Path) -> Engine:
    return open_engine(str(tmp_path / "index"))


def test_a_saved_file_is_printed_in_a_line_and_shown_by_a_running_server(
    watch: Watch, toy: Path, tmp_path: Path, index: Engine
) -> None:
    settings = Settings(index=index.location(), corpus=toy, vocabulary=tmp_path / "vocabulary")
    client = create_app(settings).test_client()
    assert client.get("/api/v1/search?q=zebras").json["total"] == 0  # type: ignore[index]
    (toy / "knee.md").write_text("---\ntitle: Zebras\n---\nZebras have knees.\n")
    assert re.fullmatch(r"knee\.md: 1 changed; 6 summaries, in [\d.]+ s", watch.line())
    assert client.get("/api/v1/search?q=zebras").json["total"] == 1  # type: ignore[index]
    assert watch.stop() == 0
    assert watch.line() == "Stopped."


def test_temporary_files_of_editors_are_ignored_and_replaced_files_are_noticed(watch: Watch, toy: Path) -> None:
    (toy / ".knee.md.swp").write_text("half")
    (toy / "knee.md~").write_text("old")
    (toy / "4913").write_text("")
    (toy / "4913").unlink()
    assert watch.silent()
    (toy / ".knee.md.new").write_text("---\ntitle: Other knees\n---\nOther.\n")
    (toy / ".knee.md.new").replace(toy / "knee.md")
    assert "knee.md: 1 changed; 6 summaries" in watch.line()
    (toy / "knee.md").touch()
    assert watch.silent()


def test_a_broken_file_is_reported_once_and_indexed_again_when_it_is_corrected(
    watch: Watch, toy: Path, index: Engine
) -> None:
    good = (toy / "knee.md").read_text()
    (toy / "knee.md").write_text("---\ntitle: Half")
    assert watch.line().startswith(f"{toy}/knee.md:1: no front matter; start with")
    assert "knee.md: 1 removed; 5 summaries" in watch.line()
    (toy / "stroke.md").write_text("---\ntitle: Strokes\n---\nStrokes.\n")
    assert "stroke.md: 1 changed; 5 summaries" in watch.line()
    (toy / "knee.md").write_text(good)
    assert watch.line() == "1 problem solved"
    assert "knee.md: 1 added; 6 summaries" in watch.line()
    assert index.snapshot().generation.summaries == 6


def test_while_a_folder_is_missing_the_index_stays(watch: Watch, toy: Path, index: Engine) -> None:
    version = index.snapshot().generation.version
    toy.rename(toy.with_name("elsewhere"))
    assert watch.line() == f"{toy} is missing; the index is left as it is until it is back"
    assert index.snapshot().generation.version == version
    shutil.copytree(toy.with_name("elsewhere"), toy)
    assert "nothing has changed; 6 summaries" in watch.line()
    (toy / "new.md").write_text("---\ntitle: New\n---\nNew.\n")  # in the new folder
    assert "1 added; 7 summaries" in watch.line()


def test_a_changed_vocabulary_is_loaded_and_a_broken_one_reported(watch: Watch, tmp_path: Path) -> None:
    routes = tmp_path / "vocabulary" / "routes.yaml"
    good = routes.read_text()
    routes.write_text(good + "\n- {id: x}\n")
    assert "routes.yaml" in (line := watch.line())
    assert "a concept without label" in line
    routes.write_text(good + "\n- {id: x, label: by an unheard-of way}\n")
    assert watch.line() == "1 problem solved"
    assert "rebuilt, because the vocabulary has changed; 6 summaries" in watch.line()


def test_while_another_process_writes_the_index_it_waits(watch: Watch, toy: Path, tmp_path: Path) -> None:
    with (tmp_path / "index" / "LOCK").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        (toy / "knee.md").write_text("---\ntitle: Knees\n---\nKnees.\n")
        assert watch.line().startswith("another process is writing the index")
        assert watch.silent()
    assert "knee.md: 1 changed; 6 summaries" in watch.line()


def test_sigterm_ends_it_as_ctrl_c_does(watch: Watch) -> None:
    assert watch.stop(signal.SIGTERM) == 0


def test_json_output_is_one_object_per_line(toy: Path, tmp_path: Path) -> None:
    watch = Watch(toy, "--index", tmp_path / "index", "--vocabulary", VOCABULARY, "--json")
    assert json.loads(watch.line())["report"]["indexed"] == 6
    (toy / "plain.md").unlink()
    look = json.loads(watch.line())
    assert (look["files"], look["report"]["changes"]["removed"]) == ([str(toy / "plain.md")], 1)
    assert watch.stop() == 0
    assert watch.process.stdout is not None
    watch.process.stdout.close()
