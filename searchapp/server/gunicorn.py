"""Serve the application with gunicorn: several processes, each with several threads, over one mapped index."""

from __future__ import annotations

import contextlib
import gc
import logging
import os
import shutil
import socket
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication
from threadpoolctl import threadpool_limits

from indexer.errors import IndexUnavailable, SummarySearchError
from indexer.settings import Settings
from searchapp import create_app
from searchapp.server.worker import Worker

_SPARE_THREADS = 8  # to tell those who cannot be let in, and those who look whether we live
_FEWEST_CONNECTIONS = 1000
_COUNTED_IN = "PROMETHEUS_MULTIPROC_DIR"

_log = logging.getLogger("searchapp")


def host_and_port(settings: Settings) -> str:
    """Return where to listen as addresses have it, an IPv6 host in brackets."""
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    return f"{host}:{settings.port}"


def check_address(settings: Settings) -> None:
    """Raise SummarySearchError where the address cannot be listened on."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except (OSError, OverflowError) as error:
            reason = getattr(error, "strerror", None) or error
            place = host_and_port(settings)
            raise SummarySearchError(f"cannot listen on {place}: {reason}", "give another --port or --host") from None


def serve(settings: Settings, ready: Callable[[], None], again: Callable[[], Settings]) -> None:
    """Serve until stopped by a signal; ``ready`` is called when requests are answered.

    At SIGHUP, ``again`` is asked for the settings, and new processes with these take the place of the old ones.
    """
    with _counted():
        _Gunicorn(settings, ready, again).run()


@contextmanager
def _counted() -> Iterator[None]:
    """Have a folder for what the processes count, unless somebody has made one; what is in it goes with it."""
    if os.environ.get(_COUNTED_IN):
        yield
        return
    folder, owner = tempfile.mkdtemp(prefix="summary-search-metrics-"), os.getpid()
    os.environ[_COUNTED_IN] = folder
    try:
        yield
    finally:
        if os.getpid() == owner:  # a process that was forked meanwhile comes by here, too, when it ends
            shutil.rmtree(folder, ignore_errors=True)


class _Gunicorn(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
    """Gunicorn configured by our settings instead of its command line."""

    def __init__(self, settings: Settings, ready: Callable[[], None], again: Callable[[], Settings]) -> None:
        self._settings = settings
        self._ready = ready
        self._again = again
        super().__init__()

    def load_config(self) -> None:
        """Tell gunicorn where to listen and how many to start."""
        threads = self._settings.threads + self._settings.waiting + self._settings.exports + _SPARE_THREADS
        options: dict[str, Any] = {
            "bind": host_and_port(self._settings),
            "workers": self._settings.workers,
            "worker_class": Worker,
            "threads": threads,
            "worker_connections": max(_FEWEST_CONNECTIONS, 2 * threads),
            "limit_request_line": 8190,  # the most; a query of 512 Chinese characters takes 4,608 in an address
            "graceful_timeout": self._settings.stopping,
            "loglevel": "warning",
            "control_socket_disable": True,
            "when_ready": lambda _: self._ready(),
            "child_exit": lambda _, worker: _gone(worker.pid),
        }
        for name, value in options.items():
            self.cfg.set(name, value)

    def reload(self) -> None:
        """Take the settings that are in force by now; such as cannot be used are told, and change nothing."""
        try:
            settings = self._again()
        except SummarySearchError as error:
            _log.error("not reloaded: %s", error)
            return
        self._settings = settings
        super().reload()

    def load(self) -> Flask:
        """Return the application; called in each worker, after the fork, so that none shares open files.

        The index is opened, so that the first request need not, and what is in memory by then is taken from the
        garbage collector: looking through all of it now and then would hold up a request for tens of milliseconds.
        """
        Worker.sending = self._settings.sending
        app = create_app(self._settings)
        with contextlib.suppress(IndexUnavailable):  # said to whoever asks
            app.extensions["engine"].snapshot()
        threadpool_limits(1)  # the cores are for requests: products this small are slower shared than alone
        gc.collect()
        gc.freeze()
        return app


def _gone(process: int) -> None:
    """Forget how many requests a process that has ended was answering."""
    from prometheus_client.multiprocess import mark_process_dead

    mark_process_dead(process)  # type: ignore[no-untyped-call]
