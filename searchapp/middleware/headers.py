"""What keeps others out: headers that tell browsers what the pages may do, reading alone, and known names of the site.

No answer sets a cookie, and none changes anything: there is nothing that a foreign page could make a browser do here.
"""

from __future__ import annotations

from flask import Flask, Response, abort, request
from werkzeug.exceptions import MethodNotAllowed
from werkzeug.sansio.utils import host_is_trusted

from indexer.settings import Settings
from searchapp.translation import gettext as _

READING = ("GET", "HEAD", "OPTIONS")

_HEADERS = {
    # Nothing but our own files, nothing inline, in nobody's frame. The lens in the tab is a data: address.
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
_OVER_TLS = {"Cross-Origin-Opener-Policy": "same-origin"}  # browsers heed it, and do not complain of it, there alone


def register(app: Flask, settings: Settings) -> None:
    """Guard the application."""
    known = settings.hosts.split() if settings.hosts else None

    def refuse() -> None:
        if request.method not in READING:
            raise MethodNotAllowed(valid_methods=READING)
        # Whoever looks whether we live may do so by any name: a load balancer knows no other than the address.
        if known is not None and request.blueprint != "health" and not host_is_trusted(request.host, known):
            abort(400, _("This site does not go by that name."))

    def protect(response: Response) -> Response:
        for name, value in _HEADERS.items():
            response.headers.setdefault(name, value)
        # The API is there for other sites, too.
        ours = not request.path.startswith("/api/")
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin" if ours else "cross-origin")
        if request.is_secure:
            response.headers.update(_OVER_TLS)
            if settings.hsts:
                response.headers["Strict-Transport-Security"] = f"max-age={settings.hsts}"
        return response

    app.before_request(refuse)
    app.after_request(protect)
