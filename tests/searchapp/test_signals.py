"""The real server in processes of its own: stopped, reloaded, kept waiting, and asked for its numbers."""

import json
import re
import signal
import socket
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from .test_serving import STARTS_WITHIN, Server

SLOWLY = """
import threading, time
from indexer.search.session import SearchSession
results = SearchSession.results
def slow(session):
    if session.query.request.text == "slowly":
        time.sleep(2)
    return results(session)
SearchSession.results = slow
import searchapp.server.worker
searchapp.server.worker.RECEIVING = 1
from searchapp.cli import main
main()
"""


@pytest.fixture
def server(tmp_path: Path, toy: Path) -> Iterator[Server]:
    """A server whose search for "slowly" takes two seconds, and that gives clients a second to ask."""
    config = tmp_path / "summary-search.toml"
    config.write_text('title = "Before"\nlog = "json"\n')
    server = Server(tmp_path, toy)
    server.environ |= {"SUMMARY_SEARCH_CONFIG": str(config), "TMPDIR": str(tmp_path), "SUMMARY_SEARCH_DEADLINE": "60"}
    server.code = SLOWLY
    server.start()
    yield server
    if server.process and server.process.poll() is None:
        assert server.stop() == 0


def get(server: Server, address: str) -> str:
    with urllib.request.urlopen(f"http://127.0.0.1:{server.port}{address}", timeout=30) as answer:
        body: bytes = answer.read()
    return body.decode()


def test_a_request_that_is_being_answered_finishes_when_the_server_is_stopped(server: Server) -> None:
    assert server.process is not None
    answers: list[str] = []
    asking = threading.Thread(target=lambda: answers.append(get(server, "/api/v1/search?q=slowly")))
    asking.start()
    while "summary_search_in_flight 1.0" not in get(server, "/metrics"):
        time.sleep(0.01)
    server.process.terminate()
    asking.join()
    assert json.loads(answers[0])["query"] == "slowly"
    output, _ = server.process.communicate(timeout=STARTS_WITHIN)
    assert server.process.returncode == 0
    assert '"route": "/api/v1/search", "status": 200' in output
    with pytest.raises(urllib.error.URLError):
        get(server, "/healthz")


def test_a_reload_brings_new_settings_and_no_request_fails(server: Server, tmp_path: Path) -> None:
    assert server.process is not None
    titles: list[str] = []
    done = threading.Event()

    def ask() -> None:
        while not done.is_set():
            found = re.search("<title>About – (.*)</title>|<title>.*?([A-Z][a-z]+)</title>", get(server, "/about"))
            titles.append(next(filter(None, found.groups())) if found else "")

    clients = [threading.Thread(target=ask) for _ in range(4)]
    for client in clients:
        client.start()
    while len(titles) < 20:
        time.sleep(0.01)
    (tmp_path / "summary-search.toml").write_text('title = "After"\nworkers = 3\n')
    server.process.send_signal(signal.SIGHUP)
    patience = time.monotonic() + STARTS_WITHIN
    while titles[-100:].count("After") < 100 and time.monotonic() < patience:
        time.sleep(0.1)
    asked = len(titles)
    while len(titles) < asked + 50 and time.monotonic() < patience:
        time.sleep(0.1)
    done.set()
    for client in clients:
        client.join()
    assert set(titles) == {"Before", "After"}  # an answer that failed would have ended its client, with a warning
    assert set(titles[-50:]) == {"After"}


def test_settings_that_cannot_be_used_are_told_at_a_reload_and_change_nothing(server: Server, tmp_path: Path) -> None:
    assert server.process is not None
    (tmp_path / "summary-search.toml").write_text('titel = "After"\n')
    server.process.send_signal(signal.SIGHUP)
    assert server.process.stdout is not None
    told = next(line for line in server.process.stdout if "not reloaded" in line)
    assert 'there is no setting "titel"; did you mean "title"' in told
    assert "Before" in get(server, "/about")


def test_a_client_that_does_not_get_on_with_its_request_is_hung_up_on(server: Server) -> None:
    with socket.create_connection(("127.0.0.1", server.port), timeout=STARTS_WITHIN) as client:
        client.sendall(b"GET /about HTTP/1.1\r\nHost: ")
        assert client.recv(1) == b""
    assert server.total("walking") == 1


def test_the_numbers_of_all_processes_are_added_up_and_leave_nothing_behind(server: Server, tmp_path: Path) -> None:
    for _ in range(20):
        server.total("walking")
    assert 'requests_total{method="GET",route="/api/v1/search",status="200"} 20.0' in get(server, "/metrics")
    assert list(tmp_path.glob("summary-search-metrics-*/*.db"))
    assert server.stop() == 0
    assert not list(tmp_path.glob("summary-search-metrics-*"))
