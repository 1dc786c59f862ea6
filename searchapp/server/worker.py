"""gunicorn's threaded worker with time limits for clients.

One thread reads a request and sends its response. A client that sends or receives very slowly could occupy its thread
forever, and a few dozen such clients could occupy all threads. gunicorn itself has no such time limits.
"""

import contextlib
import socket
from collections.abc import Callable
from threading import get_ident
from time import monotonic
from typing import Any

from gunicorn.workers.gthread import ThreadWorker

RECEIVING = 10
"""Time limit in seconds for a client to send its request."""


class SocketDeadlines:
    """Deadlines of the sockets in use, at most one for each thread. ``clock`` returns the time in seconds."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._by_thread: dict[int, tuple[float, socket.socket]] = {}

    def __len__(self) -> int:
        return len(self._by_thread)

    def set(self, sock: socket.socket, seconds: float) -> None:
        """Set the deadline of ``sock`` to ``seconds`` from now. The calling thread must be the one that uses it."""
        self._by_thread[get_ident()] = self._clock() + seconds, sock

    def clear(self) -> None:
        """Remove the deadline of the calling thread's socket."""
        self._by_thread.pop(get_ident(), None)

    def enforce(self) -> None:
        """Shut down the sockets whose deadline has passed. Blocking calls on these sockets then return."""
        now = self._clock()
        for deadline, sock in list(self._by_thread.values()):
            if now > deadline:
                with contextlib.suppress(OSError):  # the client may have closed the connection
                    sock.shutdown(socket.SHUT_RDWR)


class Worker(ThreadWorker):  # type: ignore[misc]  # gunicorn has no types
    """Worker that gives a client RECEIVING seconds for a request and ``sending`` seconds for the response."""

    sending: float = 120  # seconds; ``_Gunicorn.load`` replaces this default by the setting

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.deadlines = SocketDeadlines()

    def handle(self, conn: Any) -> Any:
        """Read a request and answer it. gunicorn calls this method in a thread of the pool."""
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
        """Signal that the process is alive, and enforce deadlines. gunicorn calls this every second or more often."""
        super().notify()
        self.deadlines.enforce()
