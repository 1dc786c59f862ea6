"""How many requests are worked on at once, how many more wait and for how long; who is beyond that is told at once.

Without a bound, a process that is asked more than it can answer answers all ever more slowly, and in the end nobody in
time. So each process works on a few, lets some wait, and gives the others a 503 with Retry-After, which costs it a
millisecond. Exports last as long as their readers take, and have places of their own: no search waits for them.
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

_RETRY_SECONDS = 2
_RETRY_EXPORT_SECONDS = 10
_UNBOUND = ("static", None)  # a file, or an address that does not exist: no work
_EXPORTS = ("exports.results", "exports.api_results")


class Gate:
    """Lets ``places`` in at once; ``waiting`` more may stand before it, ``patience`` seconds each, first come first."""

    def __init__(self, places: int, waiting: int = 0, patience: float = 0) -> None:
        self._free = BoundedSemaphore(places)
        self._patience = patience
        self._room = waiting
        self._lock = Lock()

    def enter(self) -> bool:
        """Wait for a place, and return whether there was one in time; who got one gives it back with ``leave``."""
        if self._free.acquire(blocking=False):
            return True
        with self._lock:
            if self._room <= 0:
                return False
            self._room -= 1
        try:
            return self._free.acquire(timeout=self._patience)
        finally:
            with self._lock:
                self._room += 1

    def leave(self) -> None:
        """Give the place back."""
        self._free.release()


def register(app: Flask, settings: Settings, metrics: Metrics) -> None:
    """Have each request of the application wait for its place, and then keep to its deadline."""
    work = Gate(settings.threads, settings.waiting, settings.patience)
    exports = Gate(settings.exports)

    def admit() -> None:
        if request.endpoint in _UNBOUND or request.blueprint == "health":
            return
        exporting = request.endpoint in _EXPORTS
        gate = exports if exporting else work
        if not gate.enter():
            metrics.refused("exports" if exporting else "busy")
            raise _too_many_exports() if exporting else _busy()
        g.place = ExitStack()  # closed twice, it gives the place back once
        g.place.callback(gate.leave)
        deadlines.begin(settings.deadline)

    def keep(response: Response) -> Response:
        if response.is_streamed and "place" in g:  # it is sent after all else is over
            response.call_on_close(g.pop("place").close)
        return response

    def leave(_: BaseException | None) -> None:
        deadlines.lift()
        if "place" in g:
            g.pop("place").close()

    app.before_request(admit)
    app.after_request(keep)
    app.teardown_request(leave)


def _busy() -> ServiceUnavailable:
    told = _("More is being asked than can be answered just now. Please try again a little later.")
    return ServiceUnavailable(told, retry_after=_RETRY_SECONDS)


def _too_many_exports() -> ServiceUnavailable:
    told = _("Others are exporting just now. Please try again a little later.")
    return ServiceUnavailable(told, retry_after=_RETRY_EXPORT_SECONDS)
