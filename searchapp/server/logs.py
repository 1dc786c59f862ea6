"""The log: a line a request and a line a trouble, on standard error, as text or as JSON.

The standard library's logging does it: two formats of one line are no reason for a dependency more.
"""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime

from indexer.settings import Settings


def configure(settings: Settings) -> None:
    """Write the log of this process as the settings want it; where it is off, only troubles are told, as ever."""
    log = logging.getLogger("searchapp")
    for handler in log.handlers[:]:
        log.removeHandler(handler)
    log.propagate = settings.log == "off"
    log.setLevel(logging.INFO if settings.log != "off" else logging.NOTSET)
    if settings.log != "off":
        handler = logging.StreamHandler()
        handler.setFormatter(_Json() if settings.log == "json" else _Text())
        log.addHandler(handler)


class _Json(logging.Formatter):
    """A JSON object a line: time, level, and what the line is about."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        line: dict[str, object] = {"time": _time(record), "level": record.levelname.lower()}
        line |= record.__dict__.get("about") or {"message": record.getMessage()}
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


class _Text(logging.Formatter):
    """Words with blanks between; of a request, what it is about as ``name=value``."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        about = record.__dict__.get("about")
        said = (
            " ".join(f"{name}={json.dumps(value)}" for name, value in about.items())
            if about
            else super().format(record)
        )
        return f"{_time(record)} {record.levelname.lower()} {said}"


def _time(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
