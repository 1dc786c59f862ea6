"""Time limits of the gunicorn worker for slow clients."""

import socket
import threading
from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from gunicorn.workers.gthread import ThreadWorker

from searchapp.server.worker import RECEIVING, SocketDeadlines, Worker


@pytest.fixture
def pair() -> Iterator[tuple[socket.socket, socket.socket]]:
    """The server's and the client's end of a connection."""
    ours, theirs = socket.socketpair()
    yield ours, theirs
    ours.close()
    theirs.close()


@pytest.mark.parametrize(("phase", "limit"), [("receiving", RECEIVING), ("sending", Worker.sending)])
def test_a_slow_client_is_disconnected_and_its_thread_continues(
    phase: str, limit: float, pair: tuple[socket.socket, socket.socket], monkeypatch: pytest.MonkeyPatch
) -> None:
    ours, theirs = pair
    blocked = threading.Event()
    now = [0.0]
    worker = Worker.__new__(Worker)  # without gunicorn's configuration
    worker.deadlines = SocketDeadlines(clock=lambda: now[0])

    def block(self: Worker, *_: object) -> bytes:
        blocked.set()
        return ours.recv(1)  # the client sends nothing

    def answer(self: Worker, conn: object) -> object:
        return worker.handle_request(None, conn)

    monkeypatch.setattr(ThreadWorker, "notify", lambda self: None)
    monkeypatch.setattr(ThreadWorker, "handle_request", block)
    monkeypatch.setattr(ThreadWorker, "handle", block if phase == "receiving" else answer)
    thread = threading.Thread(target=worker.handle, args=(SimpleNamespace(sock=ours),))
    thread.start()
    blocked.wait()
    now[0] = limit
    worker.notify()  # exactly at the limit: not overdue yet
    assert thread.is_alive()
    assert len(worker.deadlines) == 1
    now[0] = limit + 0.1
    worker.notify()
    thread.join()
    assert theirs.recv(1) == b""
    assert len(worker.deadlines) == 0


def test_a_connection_that_has_ended_already_is_no_error(pair: tuple[socket.socket, socket.socket]) -> None:
    now = [0.0]
    deadlines = SocketDeadlines(clock=lambda: now[0])
    deadlines.set(pair[0], 1)
    pair[0].close()
    now[0] = 2
    deadlines.enforce()
