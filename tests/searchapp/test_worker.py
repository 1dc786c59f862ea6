from __future__ import annotations

import socket
import threading
from time import monotonic

import pytest
from gunicorn.workers.gthread import ThreadWorker

from searchapp.server.worker import ASKING, Worker


class Connection:
    def __init__(self, sock: socket.socket) -> None:
        self.sock = sock


@pytest.fixture
def worker(monkeypatch: pytest.MonkeyPatch) -> Worker:
    """A worker that serves nothing."""
    monkeypatch.setattr(ThreadWorker, "notify", lambda self: None)
    worker = Worker.__new__(Worker)
    worker._until = {}
    return worker


@pytest.mark.parametrize("phase", ["asking", "being answered"])
def test_a_client_that_takes_too_long_is_hung_up_on_and_its_thread_goes_on(
    phase: str, worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours, theirs = socket.socketpair()
    begun = threading.Event()
    until: list[float] = []

    def stuck(self: Worker, *_: object) -> bytes:
        until.append(next(iter(worker._until.values()))[0] - monotonic())
        begun.set()
        return ours.recv(1)  # nothing will ever come

    def answering(self: Worker, conn: Connection) -> object:
        return worker.handle_request(None, conn)

    monkeypatch.setattr(ThreadWorker, "handle_request", stuck)
    monkeypatch.setattr(ThreadWorker, "handle", stuck if phase == "asking" else answering)
    thread = threading.Thread(target=worker.handle, args=(Connection(ours),))
    thread.start()
    begun.wait()
    worker.notify()  # it is not too late yet
    assert thread.is_alive()
    assert until[0] == pytest.approx(ASKING if phase == "asking" else Worker.sending, abs=5)
    monkeypatch.setattr("searchapp.server.worker.monotonic", lambda: monotonic() + until[0])
    worker.notify()
    thread.join()
    assert theirs.recv(1) == b""
    assert worker._until == {}
    ours.close()
    theirs.close()
