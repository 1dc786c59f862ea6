"""Rate limiting per client address. Requests beyond the limit get 429 with Retry-After.

One limit applies to pages and API together. By default each process counts requests in its own memory, so N processes
allow N times the limit. If the processes share a storage (setting ``rate_storage``), the limit is exact.
"""

from flask import Flask, Response, request
from werkzeug.middleware.proxy_fix import ProxyFix

from indexer.errors import SummarySearchError
from indexer.settings import PREFIX, Settings

_EXEMPT = frozenset((None, "static", "api.openapi", "discovery.robots", "discovery.opensearch"))  # endpoints


def register(app: Flask, settings: Settings) -> None:
    """Trust the configured number of proxies, and limit requests. Raises SummarySearchError for invalid settings."""
    if settings.proxies:
        # ProxyFix reads only the header entries that the trusted proxies added. A client can forge all other entries.
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=settings.proxies, x_proto=settings.proxies)  # type: ignore[method-assign]
    limit = settings.rate_limit_in_force
    if limit is not None:
        # Response hooks run in reverse order of registration, so this hook runs after the hook of the limiter.
        app.after_request(_drop_retry_after)
        _install_limiter(app, limit, settings.rate_storage)


def _install_limiter(app: Flask, limit: str, storage: str) -> None:
    # Imported here so that a server without a limit starts faster.
    from flask_limiter import Limiter
    from flask_limiter.util import get_remote_address
    from limits import parse_many
    from limits.errors import ConfigurationError

    try:
        parse_many(limit)
    except ValueError:
        problem = f"{PREFIX}RATE_LIMIT is {limit!r}, which is not a rate limit"
        raise SummarySearchError(problem, 'write a limit such as "600/minute", or "off"') from None
    try:
        limiter = Limiter(
            get_remote_address,
            app=app,
            application_limits=[limit],
            storage_uri=storage,
            headers_enabled=True,
            in_memory_fallback_enabled=True,  # the site keeps working if the storage fails
        )
    except (ConfigurationError, ImportError) as error:
        raise SummarySearchError(f"{PREFIX}RATE_STORAGE is {storage!r}: {error}", "correct it") from None
    limiter.request_filter(_is_exempt)


def _drop_retry_after(response: Response) -> Response:
    """Remove the Retry-After header that the limiter adds to successful responses."""
    if response.status_code < 400:
        response.headers.pop("Retry-After", None)
    return response


def _is_exempt() -> bool:
    return request.method == "OPTIONS" or request.endpoint in _EXEMPT or request.blueprint == "health"
