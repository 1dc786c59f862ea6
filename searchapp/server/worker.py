"""gunicorn's threaded worker, with an end to its patience: no client keeps a thread for longer than it may.

A thread reads a request and sends the answer; a client that does its part one byte at a time would keep it for good,
and some dozens of them all threads. gunicorn itself bounds neither.
"""

from __future__ import annotations

import contextlib
import socket
from threading import get_ident
from time import monotonic
from typing import Any

from gunicorn.workers.gthread import ThreadWorker

ASKING = 10
"""Seconds that a client may take to send its request."""


class Worker(ThreadWorker):  # type: ignore[misc]  # gunicorn has no types
    """A worker that hangs up on clients that take more than ASKING seconds to ask, or ``sending`` to be answered."""

    sending: float = 120  # as is set; the same for all workers of a process

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._until: dict[int, tuple[float, socket.socket]] = {}  # by thread: when it is too late, and whose socket

    def handle(self, conn: Any) -> Any:
        """Read a request and answer it, in a thread."""
        self._until[get_ident()] = monotonic() + ASKING, conn.sock
        try:
            return super().handle(conn)
        finally:
            self._until.pop(get_ident(), None)

    def handle_request(self, req: Any, conn: Any) -> Any:
        """Answer a request that was read."""
        self._until[get_ident()] = monotonic() + self.sending, conn.sock
        return super().handle_request(req, conn)

    def notify(self) -> None:
        """Tell the master that the process lives, each second, and hang up on whom it is too late for."""
        super().notify()
        now = monotonic()
        for until, sock in list(self._until.values()):
            if now > until:
                _hang_up(sock)


def _hang_up(sock: socket.socket) -> None:
    """End a connection; the thread that reads or writes it wakes up and goes on."""
    with contextlib.suppress(OSError):  # it may have ended by itself
        sock.shutdown(socket.SHUT_RDWR)
