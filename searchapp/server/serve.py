"""The gunicorn server: several processes with several threads each, which all serve the same index."""

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
from indexer.search.spelling import spelling_index
from indexer.settings import Settings
from indexer.text.english import load_word_lists
from searchapp import create_app
from searchapp.server import METRICS_FOLDER
from searchapp.server.worker import Worker

_SPARE_THREADS = 8  # they answer health checks and reject requests while all other threads are busy
_FEWEST_CONNECTIONS = 1000

_log = logging.getLogger("searchapp")


def host_and_port(settings: Settings) -> str:
    """Return the listening address as ``HOST:PORT``, with an IPv6 host in brackets."""
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    return f"{host}:{settings.port}"


def check_address(settings: Settings) -> None:
    """Raise SummarySearchError if the server cannot listen on the configured address."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except (OSError, OverflowError) as error:
            reason = getattr(error, "strerror", None) or error
            place = host_and_port(settings)
            raise SummarySearchError(f"cannot listen on {place}: {reason}", "give another --port or --host") from None


def serve(settings: Settings, ready: Callable[[], None], reload_settings: Callable[[], Settings]) -> None:
    """Serve until a signal stops the process. Call ``ready`` as soon as the server accepts requests.

    At SIGHUP, call ``reload_settings`` and replace the worker processes by new ones that use the returned settings.
    """
    load_word_lists()  # before the fork, so that all processes share them
    with _metrics_folder():
        _Gunicorn(settings, ready, reload_settings).run()


@contextmanager
def _metrics_folder() -> Iterator[None]:
    """Provide a temporary folder for the metrics of all processes, unless the environment already names one."""
    if os.environ.get(METRICS_FOLDER):
        yield
        return
    folder, owner = tempfile.mkdtemp(prefix="summary-search-metrics-"), os.getpid()
    os.environ[METRICS_FOLDER] = folder
    try:
        yield
    finally:
        if os.getpid() == owner:  # forked workers also run this block, but they must not remove the folder
            shutil.rmtree(folder, ignore_errors=True)


class _Gunicorn(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
    """Gunicorn application that is configured by ``Settings`` instead of gunicorn's command line."""

    def __init__(self, settings: Settings, ready: Callable[[], None], reload_settings: Callable[[], Settings]) -> None:
        self._settings, self._ready, self._reload_settings = settings, ready, reload_settings
        super().__init__()

    def load_config(self) -> None:
        threads = self._settings.threads + self._settings.waiting + self._settings.exports + _SPARE_THREADS
        options: dict[str, Any] = {
            "bind": host_and_port(self._settings),
            "workers": self._settings.workers,
            "worker_class": Worker,
            "threads": threads,
            "worker_connections": max(_FEWEST_CONNECTIONS, 2 * threads),
            "limit_request_line": 8190,  # gunicorn's maximum; 512 Chinese characters need 4,608 bytes in a URL
            "graceful_timeout": self._settings.stopping,
            "loglevel": "warning",
            "control_socket_disable": True,
            "when_ready": lambda _: self._ready(),
            "child_exit": lambda _, worker: _forget_process(worker.pid),
        }
        for name, value in options.items():
            self.cfg.set(name, value)

    def reload(self) -> None:
        """Read the settings again and restart the workers. If the settings are invalid, only log the error."""
        try:
            settings = self._reload_settings()
        except SummarySearchError as error:
            _log.error("not reloaded: %s", error)
            return
        self._settings = settings
        super().reload()

    def load(self) -> Flask:
        """Return the application. Each worker calls this after the fork, so no two workers share open files.

        This method opens the index and prepares spelling corrections, so that the first request need not wait for them.
        Then it excludes all existing objects from garbage collection, because a full collection would delay a request
        by tens of milliseconds.
        """
        Worker.sending = self._settings.sending
        app = create_app(self._settings)
        with contextlib.suppress(IndexUnavailable):  # each request opens the index again and reports this error
            spelling_index(app.extensions["engine"].snapshot())
        threadpool_limits(1)  # threads do not speed up small matrix products, and other requests use the cores
        gc.collect()
        gc.freeze()
        return app


def _forget_process(process: int) -> None:
    """Remove a process that has ended from the metric of requests in progress."""
    from prometheus_client.multiprocess import mark_process_dead

    mark_process_dead(process)  # type: ignore[no-untyped-call]
