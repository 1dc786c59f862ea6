"""The API described to programs: an OpenAPI 3.1 document made of the routes, their docstrings and the schemas.

A view says in ``@operation`` what it takes and gives; where it is, what it is for and which facets there are is told by
the routes, the docstrings and FACETS.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from apispec import APISpec
from flask import Flask

from indexer import __version__
from indexer.output.exports import EXPORT_FORMATS
from searchapp.schema.shapes import (
    FORMAT,
    SCHEMAS,
    SUMMARY_ID,
    Schema,
    ref,
)

PROBLEM = "application/problem+json"

_OPERATION = "_operation"
_PATH = {"summary_id": SUMMARY_ID, "fmt": FORMAT}
_PROBLEMS = {
    400: "Something is wrong with a parameter (with strict=true), or with the request itself.",
    404: "There is no such summary, or no such format.",
    414: "The address is too long.",
    429: "Too much was asked for; Retry-After says when to come back.",
    500: "Something went wrong on our side.",
    503: "The index cannot be searched just now; Retry-After says when to come back.",
}
_ALWAYS = {
    "ETag": "Changes with the index and with the address: send it as If-None-Match.",
    "X-Request-Id": "By which the request is found in the log.",
}
_HEADERS = {
    **_ALWAYS,
    "Link": "Other pages (first, prev, next, last) and forms (alternate) of this (RFC 8288).",
    "X-Total-Count": "How many summaries were found.",
    "X-Exported-Count": "How many are here.",
    "X-Notices": "A JSON array of what was ignored or left out.",
}

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Operation:
    """What a view takes beside what stands in its path, and what it gives: the name of a schema, or files."""

    answer: str | None
    parameters: tuple[Schema, ...]
    headers: tuple[str, ...]


def operation(answer: str | None, *parameters: Schema, headers: tuple[str, ...] = ()) -> Callable[[View], View]:
    """Say of a view what it gives, a schema by name or (None) files in all formats of export, and what it takes."""

    def noted(view: View) -> View:
        setattr(view, _OPERATION, Operation(answer, parameters, headers))
        return view

    return noted


def document(app: Flask, title: str, origin: str) -> dict[str, Any]:
    """Return the document of the application's API."""
    about = "Ranked, faceted search over summaries of studies. All is read-only, and open to any page's scripts (CORS)."
    spec = APISpec(title, __version__, "3.1.0", info={"description": about}, servers=[{"url": origin}])
    for name, schema in SCHEMAS.items():
        spec.components.schema(name, schema)
    for name, text in _HEADERS.items():
        spec.components.header(name, {"description": text, "schema": {"type": "string"}})
    for status, text in _PROBLEMS.items():
        content = {PROBLEM: {"schema": ref("Problem")}}
        spec.components.response(str(status), {"description": text, "content": content})
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule):
        described = getattr(app.view_functions[rule.endpoint], _OPERATION, None)
        if described is not None and rule.rule.startswith("/api/"):
            path = re.sub(r"<(?:[^<>]*:)?(\w+)>", r"{\1}", rule.rule)
            told = _told(rule.endpoint, app.view_functions[rule.endpoint], described, re.findall(r"{(\w+)}", path))
            spec.path(path, operations={"get": told})
    return spec.to_dict()


def _told(endpoint: str, view: Callable[..., Any], described: Operation, in_path: list[str]) -> dict[str, Any]:
    summary, _, more = (inspect.getdoc(view) or "").partition("\n\n")
    problems = sorted({400, 414, 429, 500, 503} | ({404} if in_path else set()))
    return {
        "operationId": endpoint.replace(".", "_"),
        "summary": summary.replace("``", ""),
        **({"description": more.replace("``", "")} if more else {}),
        "parameters": [*(_PATH[name] for name in in_path), *described.parameters],
        "responses": {
            "200": {
                "description": "What was asked for.",
                "headers": {name: _component("headers", name) for name in (*_ALWAYS, *described.headers)},
                "content": _content(described.answer),
            },
            "304": {"description": "It is what the ETag that was sent stands for."},
            **{str(status): _component("responses", str(status)) for status in problems},
        },
    }


def _content(answer: str | None) -> dict[str, Any]:
    if answer is not None:
        return {"application/json": {"schema": ref(answer) if answer in SCHEMAS else {"type": "object"}}}
    return {each.media_type: {"schema": {"type": "string"}} for each in EXPORT_FORMATS.values()}


def _component(kind: str, name: str) -> dict[str, str]:
    return {"$ref": f"#/components/{kind}/{name}"}
