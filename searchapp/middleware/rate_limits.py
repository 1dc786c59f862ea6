"""How much one address may ask for, where that is bounded; beyond it there is 429, and when to come back.

Counted for all pages and the whole API together. In memory each process counts by itself, so that with several the
bound is so many times as high; a storage that they share (``rate_storage``) counts exactly.
"""

from __future__ import annotations

from flask import Flask, Response, request
from werkzeug.middleware.proxy_fix import ProxyFix

from indexer.errors import SummarySearchError
from indexer.settings import PREFIX, Settings

_FREE = frozenset((None, "static", "api.openapi", "discovery.robots", "discovery.opensearch"))
_FREE_BLUEPRINTS = frozenset(("health",))


def register(app: Flask, settings: Settings) -> None:
    """Bound what each address may ask for. Raises SummarySearchError where the settings cannot be understood."""
    if settings.proxies:
        # What the proxies wrote into X-Forwarded-For and -Proto, no more of it: the rest anybody can make up.
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=settings.proxies, x_proto=settings.proxies)  # type: ignore[method-assign]
    bound = settings.rate_limit_in_force
    if bound is not None:
        app.after_request(_hurried)  # before the limiter's own, and so called after that
        _limit(app, bound, settings.rate_storage)


def _limit(app: Flask, bound: str, storage: str) -> None:
    # Here, so that a server without a bound need not load them before its first answer.
    from flask_limiter import Limiter
    from flask_limiter.util import get_remote_address
    from limits import parse_many
    from limits.errors import ConfigurationError

    try:
        parse_many(bound)
    except ValueError:
        raise SummarySearchError(
            f"{PREFIX}RATE_LIMIT is {bound!r}, which is no limit", 'write "600/minute", say, or "off"'
        ) from None
    try:
        limiter = Limiter(
            get_remote_address,
            app=app,
            application_limits=[bound],
            storage_uri=storage,
            headers_enabled=True,
            in_memory_fallback_enabled=True,  # a storage that is gone must not take the site with it
        )
    except (ConfigurationError, ImportError) as error:
        raise SummarySearchError(f"{PREFIX}RATE_STORAGE is {storage!r}: {error}", "correct it") from None
    limiter.request_filter(_is_free)


def _hurried(response: Response) -> Response:
    """Return the response; who was answered need not come back later, as the limiter would have it."""
    if response.status_code < 400:
        response.headers.pop("Retry-After", None)
    return response


def _is_free() -> bool:
    return request.method == "OPTIONS" or request.endpoint in _FREE or request.blueprint in _FREE_BLUEPRINTS
