"""Security headers, and rejection of requests that have a writing method or an unknown host name.

No response sets a cookie and no request changes data, so cross-site request forgery has no effect.
"""

from flask import Flask, Response, abort, request
from werkzeug.exceptions import MethodNotAllowed
from werkzeug.sansio.utils import host_is_trusted

from indexer.settings import Settings
from searchapp.translation import gettext as _

READING = ("GET", "HEAD", "OPTIONS")

_HEADERS = {
    # Pages load only files of this site and run no inline code. No site can show a page in a frame. The icon of a page
    # is a data: URL.
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


def register(app: Flask, settings: Settings) -> None:
    """Reject methods not in READING and unknown host names, and add the security headers to every response."""
    hosts = settings.hosts.split() if settings.hosts else None

    def refuse() -> None:
        if request.method not in READING:
            raise MethodNotAllowed(valid_methods=READING)
        # Health checks may use any host name, because a load balancer connects by IP address.
        if hosts is not None and request.blueprint != "health" and not host_is_trusted(request.host, hosts):
            abort(400, _("This site is not available under this host name."))

    def add_headers(response: Response) -> Response:
        for name, value in _HEADERS.items():
            response.headers.setdefault(name, value)
        policy = "cross-origin" if request.path.startswith("/api/") else "same-origin"
        response.headers.setdefault("Cross-Origin-Resource-Policy", policy)
        if request.is_secure:
            # Without TLS, browsers ignore this header and log a warning.
            response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
            if settings.hsts:
                response.headers["Strict-Transport-Security"] = f"max-age={settings.hsts}"
        return response

    app.before_request(refuse)
    app.after_request(add_headers)
