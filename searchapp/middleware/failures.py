"""Error responses: an HTML page for readers, and problem details (RFC 9457) for API clients, without stack traces."""

import logging
from http import HTTPStatus

from flask import Flask, Response, current_app, make_response, render_template, request, url_for
from werkzeug.exceptions import HTTPException, NotFound, TooManyRequests

from indexer.errors import IndexMissing, IndexUnavailable, SearchTooSlow
from searchapp.middleware.request_ids import request_id
from searchapp.schema.problems import ParameterProblem, RequestError, problem_response
from searchapp.translation import gettext as _

LONGEST_ADDRESS = 8_000  # number of characters after the "?"; gunicorn accepts request lines of up to 8,190 bytes

_RETRY_SECONDS = 30
_log = logging.getLogger("searchapp")


def register(app: Flask) -> None:
    """Add the error handlers, and reject overlong query strings."""
    app.before_request(_limit_length)
    app.register_error_handler(IndexUnavailable, _unavailable)
    app.register_error_handler(SearchTooSlow, _too_slow)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _unexpected)


def _limit_length() -> None:
    if len(request.query_string) > LONGEST_ADDRESS:
        detail = _("The address is too long: at most %(most)s characters may follow the “?”.", most=LONGEST_ADDRESS)
        raise RequestError(414, (), detail)


def _unavailable(error: IndexUnavailable) -> Response:
    # The message contains the path of the index and advice for operators, so it is logged and not sent to clients.
    _log.error("request %s: %s", request_id(), error)
    if isinstance(error, IndexMissing):
        detail = _("The index has not been built yet. Please try again later.")
    else:
        detail = _("The index is not available at the moment. Please try again later.")
    return _retry_later(detail)


def _too_slow(_error: SearchTooSlow) -> Response:
    # The status is 503 because a retry under less load may succeed. Status 504 is for gateways.
    current_app.extensions["metrics"].cut_off.inc()
    return _retry_later(_("The search took too long and was stopped. Please try fewer or less common words."))


def _http_error(error: HTTPException) -> Response:
    status = error.code or 500
    if status < 400:
        return make_response(error.get_response())
    detail = error.description or ""
    if isinstance(error, NotFound) and request.path.startswith("/api/"):
        detail = _("This address does not exist. %(address)s lists those that do.", address=url_for("api.openapi"))
    if isinstance(error, TooManyRequests):
        detail = _("There were too many requests from your address. Please wait a little and try again.")
    response = _error_response(status, detail, error.problems if isinstance(error, RequestError) else ())
    for name, value in error.get_headers():
        if name.lower() in ("allow", "retry-after"):
            response.headers[name] = value
    return response


def _unexpected(error: Exception) -> Response:
    _log.exception("request %s: %s %s failed", request_id(), request.method, request.path, exc_info=error)
    return _error_response(500, _("An error occurred on our side and was logged. Please try again later."))


def _retry_later(detail: str) -> Response:
    response = _error_response(503, detail)
    response.headers["Retry-After"] = str(_RETRY_SECONDS)
    return response


def _error_response(status: int, detail: str, problems: tuple[ParameterProblem, ...] = ()) -> Response:
    if request.path.startswith("/api/"):
        return problem_response(status, detail, request_id(), problems)
    title = HTTPStatus(status).phrase
    return make_response(render_template("error.html", status=status, title=title, detail=detail), status)
