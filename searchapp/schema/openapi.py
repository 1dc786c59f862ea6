"""OpenAPI 3.1 document of the API, assembled from the routes, the views' docstrings and the response types."""

import inspect
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

import msgspec
from flask import Flask

from indexer import __version__
from indexer.output.exports import EXPORT_FORMATS
from searchapp.schema.parameters import Parameter, path_parameter
from searchapp.schema.problems import PROBLEM_TYPE, ProblemJson

_OPERATION = "_operation"
_PROBLEMS = {
    400: "A parameter is invalid (with strict=true), or the request is malformed.",
    404: "The summary or the format doesn't exist.",
    414: "The URL is too long.",
    429: "The client exceeded its rate limit. Retry-After is the number of seconds to wait.",
    500: "Internal error.",
    503: "The index can't be searched at the moment. Retry-After is the number of seconds to wait.",
}
_EVERY_HEADER = {
    "ETag": "Identifies this version of the answer. Send it as If-None-Match.",
    "X-Request-Id": "Identifies the request in the server's log.",
}
_HEADERS = {
    **_EVERY_HEADER,
    "Link": "Other pages (first, prev, next, last) and formats (alternate) of the answer (RFC 8288).",
    "X-Total-Count": "Number of matching summaries.",
    "X-Exported-Count": "Number of summaries in the file.",
    "X-Notices": "JSON array of messages about ignored or omitted input.",
}

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Operation:
    """The query parameters, response headers and JSON type of a view. ``answer`` is None for exports."""

    answer: type | None
    parameters: tuple[Parameter, ...]
    headers: tuple[str, ...]


def operation(answer: type | None, *parameters: Parameter, headers: tuple[str, ...] = ()) -> Callable[[View], View]:
    """Return a decorator that attaches an :class:`Operation` to a view. ``document`` reads it."""

    def described(view: View) -> View:
        setattr(view, _OPERATION, Operation(answer, parameters, headers))
        return view

    return described


def document(app: Flask, title: str, origin: str) -> dict[str, Any]:
    """Return the OpenAPI document of all views below /api/ with an Operation. ``origin`` is the server's URL."""
    operations = [
        (rule, view, described)
        for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule)
        if rule.rule.startswith("/api/")
        and (described := getattr(view := app.view_functions[rule.endpoint], _OPERATION, None)) is not None
    ]
    answers = {described.answer: None for _, _, described in operations if described.answer is not None}
    references, schemas = _schemas([*answers, ProblemJson])
    content = {PROBLEM_TYPE: {"schema": references[ProblemJson]}}
    paths = {}
    for rule, view, described in operations:
        path = re.sub(r"<(?:[^<>]*:)?(\w+)>", r"{\1}", rule.rule)
        in_path = [path_parameter(name) for name in re.findall(r"{(\w+)}", path)]
        paths[path] = {"get": _operation_object(rule.endpoint, view, described, in_path, references)}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": title,
            "version": __version__,
            "description": "Ranked, faceted search over summaries of studies. Read-only; any origin may use it (CORS).",
        },
        "servers": [{"url": origin}],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "headers": {name: {"description": text, "schema": {"type": "string"}} for name, text in _HEADERS.items()},
            "responses": {str(status): {"description": text, "content": content} for status, text in _PROBLEMS.items()},
        },
    }


def _schemas(types: list[type]) -> tuple[dict[type, Any], dict[str, Any]]:
    """Return the schema of each type (a reference if it is named), and all named schemas. Omit the suffix Json."""
    generated = msgspec.json.schema_components(types, ref_template="#/components/schemas/{name}")
    references, schemas = msgspec.json.decode(msgspec.json.encode(generated).replace(b'Json"', b'"'))
    return dict(zip(types, references, strict=True)), schemas


def _operation_object(
    endpoint: str, view: Callable[..., Any], described: Operation, in_path: list[Parameter], answers: dict[type, Any]
) -> dict[str, Any]:
    summary, _, description = (inspect.getdoc(view) or "").replace("``", "").partition("\n\n")
    if described.answer is None:
        content = {each.media_type: {"schema": {"type": "string"}} for each in EXPORT_FORMATS.values()}
    else:
        content = {"application/json": {"schema": answers[described.answer]}}
    headers = {name: {"$ref": f"#/components/headers/{name}"} for name in (*_EVERY_HEADER, *described.headers)}
    problems = [status for status in _PROBLEMS if status != 404 or in_path]
    return {
        "operationId": endpoint.replace(".", "_"),
        "summary": summary,
        **({"description": description} if description else {}),
        "parameters": [*in_path, *described.parameters],
        "responses": {
            "200": {"description": "Success.", "headers": headers, "content": content},
            "304": {"description": "The answer with the ETag in If-None-Match is still valid."},
            **{str(status): {"$ref": f"#/components/responses/{status}"} for status in problems},
        },
    }
