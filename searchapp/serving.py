"""Serve the application with gunicorn: several processes, each with several threads, over one mapped index."""

from __future__ import annotations

import contextlib
import gc
import socket
from collections.abc import Callable
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication
from threadpoolctl import threadpool_limits

from indexer.errors import IndexUnavailable, SummarySearchError
from indexer.settings import Settings
from searchapp import create_app

_THREADS = 4


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


def serve(settings: Settings, ready: Callable[[], None]) -> None:
    """Serve until stopped by a signal; ``ready`` is called when requests are answered."""
    _Gunicorn(settings, ready).run()


class _Gunicorn(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
    """Gunicorn configured by our settings instead of its command line."""

    def __init__(self, settings: Settings, ready: Callable[[], None]) -> None:
        self._settings = settings
        self._ready = ready
        super().__init__()

    def load_config(self) -> None:
        """Tell gunicorn where to listen and how many to start."""
        options: dict[str, Any] = {
            "bind": host_and_port(self._settings),
            "workers": self._settings.workers,
            "worker_class": "gthread",
            "threads": _THREADS,
            "limit_request_line": 8190,  # the most; a query of 512 Chinese characters takes 4,608 in an address
            "loglevel": "warning",
            "when_ready": lambda _: self._ready(),
        }
        for name, value in options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """Return the application; called in each worker, after the fork, so that none shares open files.

        The index is opened, so that the first request need not, and what is in memory by then is taken from the
        garbage collector: looking through all of it now and then would hold up a request for tens of milliseconds.
        """
        app = create_app(self._settings)
        with contextlib.suppress(IndexUnavailable):  # said to whoever asks
            app.extensions["engine"].snapshot()
        threadpool_limits(1)  # the cores are for requests: products this small are slower shared than alone
        gc.collect()
        gc.freeze()
        return app
