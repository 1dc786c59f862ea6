"""The real server in a process of its own, and what may happen to it."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

DATA = Path(__file__).parents[1] / "data"
STARTS_WITHIN = 60  # seconds; a machine may be slow, and a test that waits fails late rather than falsely


class Server:
    """A searchapp process on a free port, with an index and a corpus of its own."""

    def __init__(self, folder: Path, corpus: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.environ = {
            **os.environ,
            "SUMMARY_SEARCH_INDEX": str(folder / "index"),
            "SUMMARY_SEARCH_CORPUS": str(corpus),
            "SUMMARY_SEARCH_VOCABULARY": str(DATA / "vocabulary"),
            "PYTHONUNBUFFERED": "1",
        }
        self.code = "from searchapp.cli import main; main()"
        self.process: subprocess.Popen[str] | None = None
        self.said: list[str] = []

    def start(self) -> None:
        command = [sys.executable, "-c", self.code, "--port", str(self.port)]
        self.process = subprocess.Popen(
            command, env=self.environ, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.said.append(line.rstrip())
            if line.startswith("Serving "):
                return
        raise AssertionError("\n".join(self.said))

    def stop(self) -> int:
        assert self.process is not None
        self.process.terminate()
        output, _ = self.process.communicate(timeout=STARTS_WITHIN)
        assert "Traceback" not in output
        return self.process.returncode

    def total(self, query: str) -> int:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/api/v1/search?q={query}", timeout=30) as answer:
            total: int = json.load(answer)["total"]
        return total

    def indexer(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-c", "from indexer.cli import main; main()", *arguments]
        return subprocess.run(command, env=self.environ, capture_output=True, text=True, check=False)


@pytest.fixture
def server(tmp_path: Path, toy: Path) -> Iterator[Server]:
    server = Server(tmp_path, toy)
    server.start()
    yield server
    if server.process and server.process.poll() is None:
        assert server.stop() == 0


def test_without_an_index_it_builds_one_says_so_and_serves(server: Server, toy: Path) -> None:
    assert server.said[0] == f"There is no index yet: building it from {toy} ..."
    assert server.said[1].startswith("Indexed 6 summaries in ")
    assert server.said[2] == f"Serving 6 summaries on http://127.0.0.1:{server.port}/ (Ctrl-C stops)"
    assert server.total("walking") == 1


def test_a_file_added_and_rebuilt_is_found_without_a_restart_and_a_broken_one_is_reported(
    server: Server, toy: Path
) -> None:
    assert server.total("zebrafish") == 0
    (toy / "new.md").write_text("---\ntitle: Cells of zebrafish\n---\nThey heal.\n")
    (toy / "broken.md").write_text("---\ntitle: T\nyear: soon\n---\nText.\n")
    rebuilt = server.indexer("rebuild")
    assert rebuilt.returncode == 1
    assert f'{toy}/broken.md:3: year: "soon" is not a year' in rebuilt.stderr
    assert [server.total("zebrafish") for _ in range(8)] == [1] * 8  # whichever worker answers
    assert server.total("walking") == 1


def test_a_rebuild_killed_at_any_moment_leaves_the_server_answering(server: Server) -> None:
    command = [sys.executable, "-c", "from indexer.cli import main; main()", "rebuild"]
    for killed_after in (0.1, 0.3, 0.4, 0.5, 0.6, 0.8):
        process = subprocess.Popen(command, env=server.environ, stdout=subprocess.DEVNULL)
        time.sleep(killed_after)
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert server.total("walking") == 1
    assert server.indexer("rebuild").returncode == 0
    assert server.total("walking") == 1


def test_searches_while_rebuilds_run_are_all_answered(server: Server) -> None:
    totals: list[int] = []
    done = threading.Event()

    def ask() -> None:
        while not done.is_set():
            totals.append(server.total("cells"))

    clients = [threading.Thread(target=ask) for _ in range(4)]
    for client in clients:
        client.start()
    for _ in range(5):
        assert server.indexer("rebuild").returncode == 0
    done.set()
    for client in clients:
        client.join()
    assert set(totals) == {5}
    assert len(totals) > 20


def test_the_master_keeps_nothing_of_the_index_open(server: Server, tmp_path: Path) -> None:
    assert server.process is not None
    descriptors = Path(f"/proc/{server.process.pid}/fd")
    if not descriptors.is_dir():
        pytest.skip("no /proc here to look into")
    opened = [str(path.readlink()) for path in descriptors.iterdir() if path.exists()]
    assert [path for path in opened if str(tmp_path / "index") in path] == []


def test_two_servers_started_at_once_on_no_index_both_serve(tmp_path: Path, toy: Path) -> None:
    servers = [Server(tmp_path, toy), Server(tmp_path, toy)]
    starts = [threading.Thread(target=server.start) for server in servers]
    for start in starts:
        start.start()
    for start in starts:
        start.join()
    assert [server.total("walking") for server in servers] == [1, 1]
    assert [server.stop() for server in servers] == [0, 0]


def test_it_stops_on_a_signal_with_exit_code_0(server: Server) -> None:
    assert server.stop() == 0


def test_a_port_in_use_is_told_with_the_remedy(server: Server) -> None:
    command = [sys.executable, "-c", "from searchapp.cli import main; main()", "--port", str(server.port)]
    second = subprocess.run(command, env=server.environ, capture_output=True, text=True, check=False)
    assert second.returncode == 3
    assert second.stderr == (
        f"searchapp: cannot listen on 127.0.0.1:{server.port}: Address already in use; give another --port or --host\n"
    )


@pytest.mark.parametrize("change", ["summary", "vocabulary"])
def test_a_default_corpus_that_changed_is_indexed_anew_at_the_start(
    change: str,
    tmp_path: Path,
    toy: Path,
    monkeypatch: pytest.MonkeyPatch,
    write: Callable[[dict[str, str]], Path],
) -> None:
    """Who pulls a newer corpus and starts again sees it; an index of something else is left alone."""
    monkeypatch.chdir(tmp_path)
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    toy.rename(corpus / "summaries")
    server = Server(tmp_path, corpus)
    del server.environ["SUMMARY_SEARCH_CORPUS"]
    server.start()
    server.stop()
    server.said.clear()
    server.start()
    server.stop()
    assert len(server.said) == 1
    server.said.clear()
    if change == "summary":
        (corpus / "summaries" / "knee.md").unlink()
    else:
        changed = tmp_path / "changed"
        changed.mkdir()
        for path in (DATA / "vocabulary").iterdir():
            (changed / path.name).write_text(path.read_text() + "\n")
        with (changed / "routes.yaml").open("a") as stream:
            stream.write("- {id: by-air, label: by air}\n")
        server.environ["SUMMARY_SEARCH_VOCABULARY"] = str(changed)
    server.start()
    server.stop()
    assert server.said[0] == "The corpus has changed since the index was built: building it from corpus ..."
