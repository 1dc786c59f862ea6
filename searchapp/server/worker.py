"""gunicorn's threaded worker with time limits for clients.

A thread reads a request and sends the response. A client that does its part one byte at a time would occupy the thread
for ever, and a few dozen such clients all threads. gunicorn limits neither phase.
"""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Callable
from threading import get_ident
from time import monotonic
from typing import Any

from gunicorn.workers.gthread import ThreadWorker

RECEIVING = 10
"""Seconds that a client may take to send its request."""


class SocketDeadlines:
    """The sockets that threads work on, each with the time at which it is shut down. ``clock`` returns seconds."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._by_thread: dict[int, tuple[float, socket.socket]] = {}

    def __len__(self) -> int:
        return len(self._by_thread)

    def set(self, sock: socket.socket, seconds: float) -> None:
        """Let the calling thread work on ``sock`` for ``seconds`` from now."""
        self._by_thread[get_ident()] = self._clock() + seconds, sock

    def clear(self) -> None:
        """Forget the socket of the calling thread."""
        self._by_thread.pop(get_ident(), None)

    def enforce(self) -> None:
        """Shut down the overdue sockets, which wakes up the threads that read or write them."""
        now = self._clock()
        for deadline, sock in list(self._by_thread.values()):
            if now > deadline:
                with contextlib.suppress(OSError):  # the client may have closed it meanwhile
                    sock.shutdown(socket.SHUT_RDWR)


class Worker(ThreadWorker):  # type: ignore[misc]  # gunicorn has no types
    """A worker that disconnects clients that need more than RECEIVING seconds to send, or ``sending`` to receive."""

    sending: float = 120  # seconds; the server sets it from the settings

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.deadlines = SocketDeadlines()

    def handle(self, conn: Any) -> Any:
        """Read a request and answer it. Runs in a thread of the pool."""
        self.deadlines.set(conn.sock, RECEIVING)
        try:
            return super().handle(conn)
        finally:
            self.deadlines.clear()

    def handle_request(self, req: Any, conn: Any) -> Any:
        """Answer a request that has been read."""
        self.deadlines.set(conn.sock, self.sending)
        return super().handle_request(req, conn)

    def notify(self) -> None:
        """Signal to the master that the process is alive, and enforce the deadlines. Runs every second."""
        super().notify()
        self.deadlines.enforce()
