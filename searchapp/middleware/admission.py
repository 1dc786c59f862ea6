"""Admission control: a bounded number of concurrent requests and a bounded queue in front of them.

Without a bound, an overloaded process answers every request late. Each process therefore works on a few requests at a
time and queues a few more. It rejects all others with 503 and Retry-After. A rejection takes about a millisecond. An
export lasts until its client has received the whole file, so exports have separate slots and never block a search.
"""

from __future__ import annotations

from contextlib import ExitStack
from threading import BoundedSemaphore, Lock
from typing import TYPE_CHECKING

from flask import Flask, Response, g, request
from werkzeug.exceptions import ServiceUnavailable

from indexer import deadlines
from indexer.settings import Settings
from searchapp.translation import gettext as _

if TYPE_CHECKING:
    from searchapp.server.metrics import Metrics

_EXEMPT = ("static", None)  # endpoints that run no search: static files, and unknown URLs (None)
_EXPORTS = ("exports.results", "exports.api_results")


class Gate:
    """A semaphore with a queue of ``max_waiting`` threads, which wait for at most ``patience`` seconds."""

    def __init__(self, slots: int, max_waiting: int = 0, patience: float = 0) -> None:
        self.waiting = 0  # threads in the queue
        self._free = BoundedSemaphore(slots)
        self._patience = patience
        self._max_waiting = max_waiting
        self._lock = Lock()

    def enter(self) -> bool:
        """Take a slot, and wait for one if necessary. Return False if the queue is full or the wait was too long."""
        if self._free.acquire(blocking=False):
            return True
        with self._lock:
            if self.waiting >= self._max_waiting:
                return False
            self.waiting += 1
        try:
            return self._free.acquire(timeout=self._patience)
        finally:
            with self._lock:
                self.waiting -= 1

    def leave(self) -> None:
        """Release the slot."""
        self._free.release()


def register(app: Flask, settings: Settings, metrics: Metrics) -> None:
    """Add hooks that give a request a slot and a deadline, and that release the slot after the response."""
    searches = Gate(settings.threads, settings.waiting, settings.patience)
    exports = Gate(settings.exports)

    def admit() -> None:
        if request.endpoint in _EXEMPT or request.blueprint == "health":
            return
        exporting = request.endpoint in _EXPORTS
        gate = exports if exporting else searches
        if not gate.enter():
            if exporting:
                metrics.refused_exports.inc()
                detail, seconds = _("Too many exports are running. Please try again in a few seconds."), 10
            else:
                metrics.refused_busy.inc()
                detail, seconds = _("The server is busy. Please try again in a few seconds."), 2
            raise ServiceUnavailable(detail, retry_after=seconds)
        g.slot = ExitStack()  # a second close does not release the slot again
        g.slot.callback(gate.leave)
        deadlines.begin(settings.deadline)

    def hold_while_streaming(response: Response) -> Response:
        if response.is_streamed and "slot" in g:  # the body is sent after the request context has ended
            response.call_on_close(g.pop("slot").close)
        return response

    def leave(_: BaseException | None) -> None:
        deadlines.lift()
        if "slot" in g:
            g.pop("slot").close()

    app.before_request(admit)
    app.after_request(hold_while_streaming)
    app.teardown_request(leave)
