"""Static files at URLs that contain a content hash, so that browsers can cache the files for a year.

All files are served below ``/static/HASH/``, with one hash for the whole folder. The hash is in the path for two
reasons: relative URLs inside CSS and JavaScript files then contain the hash, too, and some caches ignore query strings.
A URL with an old hash, or without a hash, returns the current file with ``no-cache``.
"""

from hashlib import blake2b
from pathlib import Path
from typing import Any

from flask import Flask, Response, send_from_directory

FOLDER = Path(__file__).parents[1] / "static"

_YEAR = 365 * 24 * 3600  # seconds


def register(app: Flask, folder: Path = FOLDER) -> None:
    """Serve the files of ``folder``. ``url_for("static", filename=...)`` returns URLs with the hash."""
    current = content_hash(folder)

    def add_version(endpoint: str, values: dict[str, Any]) -> None:
        if endpoint == "static":
            values.setdefault("version", current)

    def send(version: str, filename: str) -> Response:
        if version != current:
            return send_from_directory(folder, filename)
        response = send_from_directory(folder, filename, max_age=_YEAR)
        response.cache_control.immutable = True
        return response

    app.url_defaults(add_version)
    app.add_url_rule("/static/<version>/<filename>", "static", send)
    app.add_url_rule("/static/<filename>", "static", send, defaults={"version": ""})


def content_hash(folder: Path) -> str:
    """Return a hash over the names and contents of the files in ``folder``: 12 hexadecimal digits."""
    digest = blake2b(digest_size=6)
    for path in sorted(folder.iterdir()):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()
