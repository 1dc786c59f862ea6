"""Errors -> answers: one page for people, one JSON shape (RFC 9457) for programs; never a stack trace."""

from __future__ import annotations

import logging
from http import HTTPStatus

from flask import Flask, Response, current_app, make_response, render_template, request, url_for
from werkzeug.exceptions import HTTPException, NotFound, TooManyRequests

from indexer.errors import IndexMissing, IndexUnavailable, SearchTooSlow
from searchapp.middleware.request_ids import request_id
from searchapp.schema.problems import ParameterProblem, RequestError, problem_response
from searchapp.translation import gettext as _

LONGEST_ADDRESS = 8_000  # characters behind the "?"; gunicorn reads no longer lines than 8,190

_RETRY_SECONDS = 30
_log = logging.getLogger("searchapp")


def register(app: Flask) -> None:
    """Give the application its answers to errors."""
    app.before_request(_not_too_long)
    app.register_error_handler(IndexUnavailable, _unavailable)
    app.register_error_handler(SearchTooSlow, _too_slow)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _unexpected)


def _not_too_long() -> None:
    if len(request.query_string) > LONGEST_ADDRESS:
        told = _("The address is too long; at most %(most)s characters are read.", most=LONGEST_ADDRESS)
        raise RequestError(414, (), told)


def _unavailable(error: IndexUnavailable) -> Response:
    # The place of the index and the remedy are for operators, and go to the log alone.
    _log.error("request %s: %s", request_id(), error)
    missing = isinstance(error, IndexMissing)
    detail = _("There is no index yet.") if missing else _("The index cannot be searched just now.")
    response = _answer(503, f"{detail} {_('Please try again a little later.')}")
    response.headers["Retry-After"] = str(_RETRY_SECONDS)
    return response


def _too_slow(_error: SearchTooSlow) -> Response:
    # 503, since the same may be answered in time when the machine is less busy; 504 is for servers that ask others.
    current_app.extensions["metrics"].cut_off()
    told = _("This search took too long and was cut off. Please ask for less at once: fewer words, or rarer ones.")
    response = _answer(503, told)
    response.headers["Retry-After"] = str(_RETRY_SECONDS)
    return response


def _http_error(error: HTTPException) -> Response:
    status = error.code or 500
    if status < 400:
        return make_response(error.get_response())
    detail = error.description or ""
    if isinstance(error, NotFound) and request.path.startswith("/api/"):
        what_there_is = url_for("api.openapi")
        detail = _("There is nothing at this address; %(address)s tells what there is.", address=what_there_is)
    if isinstance(error, TooManyRequests):
        detail = _("Too many requests came from your address. Please try again a little later.")
    response = _answer(status, detail, error.problems if isinstance(error, RequestError) else ())
    for name, value in error.get_headers():
        if name.lower() in ("allow", "retry-after"):
            response.headers[name] = value
    return response


def _unexpected(error: Exception) -> Response:
    _log.exception("request %s: %s %s failed", request_id(), request.method, request.path, exc_info=error)
    return _answer(500, _("Something went wrong on our side; it has been noted."))


def _answer(status: int, detail: str, problems: tuple[ParameterProblem, ...] = ()) -> Response:
    if request.path.startswith("/api/"):
        return problem_response(status, detail, request_id(), problems)
    title = HTTPStatus(status).phrase
    return make_response(render_template("error.html", status=status, title=title, detail=detail), status)
