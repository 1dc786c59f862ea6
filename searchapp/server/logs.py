"""The log on standard error, as text or JSON, with an entry for each request and each failure."""

import json
import logging
from datetime import UTC, datetime

from indexer.settings import Settings


def configure(settings: Settings) -> None:
    """Set up the ``searchapp`` logger. If the setting ``log`` is off, Python still prints warnings and errors."""
    log = logging.getLogger("searchapp")
    log.handlers.clear()
    log.propagate = settings.log == "off"
    log.setLevel(logging.INFO if settings.log != "off" else logging.NOTSET)
    if settings.log != "off":
        handler = logging.StreamHandler()
        handler.setFormatter(_JsonFormatter() if settings.log == "json" else _TextFormatter())
        log.addHandler(handler)


class _JsonFormatter(logging.Formatter):
    """Formatter that writes a JSON object with the request's fields or the message, and the stack trace."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {"time": _time(record), "level": record.levelname.lower()}
        line |= record.__dict__.get("fields") or {"message": record.getMessage()}
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


class _TextFormatter(logging.Formatter):
    """Formatter that writes time, level, and either the request's fields as ``name=value`` or the message."""

    def format(self, record: logging.LogRecord) -> str:
        if fields := record.__dict__.get("fields"):
            text = " ".join(f"{name}={json.dumps(value)}" for name, value in fields.items())
        else:
            text = super().format(record)
        return f"{_time(record)} {record.levelname.lower()} {text}"


def _time(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
