"""Problems of a request (RFC 9457). Each names a parameter and its value, and it may contain a hint."""

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from http import HTTPStatus
from typing import Annotated, Literal, NotRequired, Self, TypedDict

from flask import Response
from msgspec import UNSET, Meta, Struct, UnsetType
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import HTTPException

from indexer.errors import did_you_mean
from indexer.query.request import Filters
from indexer.summaries.facets import FACETS
from indexer.vocabulary.model import Vocabulary
from searchapp.responses import json_response
from searchapp.translation import gettext as _

PROBLEM_TYPE = "application/problem+json"

Hint = Callable[[], str | None]
Location = Literal["query", "path"]

_MAX_PROBLEMS = 20  # problems in one response; computing the hint of one takes about a millisecond
_MAX_COMPARED = 40  # number of characters of a name that are compared with known names

ErrorJson = TypedDict(
    "ErrorJson", {"in": Location, "name": str, "value": str, "detail": str, "remedy": NotRequired[str]}
)


class ProblemJson(Struct, kw_only=True):
    """Problem of a request (RFC 9457)."""

    type: Annotated[str, Meta(extra_json_schema={"format": "uri-reference"})]
    title: str
    status: Annotated[int, Meta(ge=400, le=599)]
    detail: str
    errors: Annotated[list[ErrorJson], Meta(description="Invalid parameters.")] | UnsetType = UNSET
    request_id: Annotated[str, Meta(description="Mention it when you report the problem.")]


class ParameterProblem(str):
    """Message about one invalid parameter of a request.

    Pages show the message as a notice and ignore the parameter. With ``strict=true`` the API answers 400 instead.
    ``location`` is "query" or "path". ``hint`` computes advice for the client; only error responses call it.
    """

    location: Location
    name: str
    value: str
    hint: Hint

    def __new__(cls, text: str, name: str, value: str, hint: Hint = lambda: None, location: Location = "query") -> Self:
        """Return the message ``text`` with the other arguments as its attributes."""
        problem = super().__new__(cls, text)
        problem.location, problem.name, problem.value, problem.hint = location, name, value, hint
        return problem

    def to_json(self) -> ErrorJson:
        """Return the problem as an element of ``ProblemJson.errors``."""
        error: ErrorJson = {"in": self.location, "name": self.name, "value": self.value, "detail": str(self)}
        if hint := self.hint():
            error["remedy"] = hint
        return error


class RequestError(HTTPException):
    """Exception that ends a request with an error status. Its attribute ``problems`` contains at most 20 problems."""

    def __init__(self, status: int, problems: Sequence[ParameterProblem], detail: str | None = None) -> None:
        self.code = status
        self.problems = tuple(problems)[:_MAX_PROBLEMS]
        super().__init__(detail or " ".join(self.problems))


def problem_response(status: int, detail: str, request_id: str, problems: Sequence[ParameterProblem] = ()) -> Response:
    """Return the response of the API to a request that failed."""
    problem = ProblemJson(
        type="about:blank",
        title=HTTPStatus(status).phrase,
        status=status,
        detail=detail,
        errors=[each.to_json() for each in problems] or UNSET,
        request_id=request_id,
    )
    return json_response(problem, status, PROBLEM_TYPE)


def similar_name(typed: str, known: Iterable[str]) -> Hint:
    """Return a function that returns the name in ``known`` most similar to ``typed``, or None."""
    return lambda: did_you_mean(typed[:_MAX_COMPARED], known)


def refuse_if_strict(
    args: MultiDict[str, str], problems: Iterable[ParameterProblem], filters: Filters, vocabulary: Vocabulary
) -> None:
    """Raise RequestError if ``args`` has ``strict=true`` and a parameter would be ignored.

    The error contains ``problems``, which were found in the URL, and one problem for each unknown concept in
    ``filters``. The text of a query is never a problem.
    """
    if args.get("strict") == "true" and (refused := [*problems, *_unknown_concepts(filters, vocabulary)]):
        raise RequestError(400, refused)


def _unknown_concepts(filters: Filters, vocabulary: Vocabulary) -> Iterable[ParameterProblem]:
    for facet in FACETS:
        for concept in filters.of(facet.name):
            if vocabulary.get(facet.name, concept) is None:
                message = _("There is no %(facet)s “%(concept)s”.", facet=_(facet.label).lower(), concept=concept)
                hint = partial(vocabulary.suggest, facet, concept[:_MAX_COMPARED])
                yield ParameterProblem(message, facet.name, concept, hint)
