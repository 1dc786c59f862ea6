"""One object of JSON -> Summary: our own keys, a line of a registry's fields, or a study of ClinicalTrials.gov."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from indexer.summaries.facets import FACETS
from indexer.summaries.limits import Fault, broken_at, plain, text_fault, title_fault
from indexer.summaries.readers import clinical_trials
from indexer.summaries.readers.given import Rejected, citation, concepts, listed, year
from indexer.summaries.readers.record import HALF, texts
from indexer.summaries.readers.terms import Terms
from indexer.summaries.summary import Citation, Summary, is_id, slug

FORM = 'write {"id": ..., "title": ..., "text": ...}'
_BLOCKS = re.compile(r"\n\s*\n")


def decoded(text: str) -> Any | Fault:
    """Return the value that ``text`` is; a Fault for what is not JSON."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        return Fault(f"not JSON: {error}", "write one object a line")


def summary(given: Any, terms: Terms) -> Summary | Fault:
    """Return the summary that an object holds, or what is wrong with it."""
    if isinstance(given, Fault):
        return given
    if not isinstance(given, dict):
        return Fault("not an object", FORM)
    if clinical_trials.is_study(given):
        return clinical_trials.study(given, terms)
    try:
        return _of_keys(given, terms)
    except Rejected as rejected:
        return rejected.fault


def _of_keys(given: dict[str, Any], terms: Terms) -> Summary | Fault:
    """Return the summary of an object with keys of our own. Raises Rejected."""
    title, text, given_id = _written(given, "title"), _text(given), _given_id(given)
    cited = _cited(given, given_id, plain(title))
    if broken_at("".join((given_id, title, text, *texts(cited)))) is not None:
        return HALF
    title = plain(title)
    paragraphs = tuple(words for block in _BLOCKS.split(text) if (words := plain(block)))
    if not title and not paragraphs:
        return Fault("neither a title nor a text", FORM)
    values = [(facet, listed(given, facet.field)) for facet in FACETS if facet.field in given]
    registry = given.get("registry")
    fault = title_fault(title) or text_fault(text)
    return fault or Summary(
        id=given_id if is_id(given_id) else slug(given_id or title),
        title=title,
        paragraphs=paragraphs,
        facets={facet.field: concepts(facet, named, terms) for facet, named in values if named is not None},
        year=year(given) or (cited.year if cited else None),
        citation=cited,
        catalogued=clinical_trials.of_fields(registry, terms) if isinstance(registry, dict) else {},
    )


def _cited(given: Mapping[str, Any], given_id: str, title: str) -> Citation | None:
    """Return the citation given, or the registration that a trial's number and fields tell."""
    registry = given.get("registry")
    if "citation" in given or not isinstance(registry, dict):
        return citation(given.get("citation"))
    return clinical_trials.registration(given_id, title, registry)


def _text(given: Mapping[str, Any]) -> str:
    paragraphs = given.get("paragraphs")  # as our own answers and exports have it
    if "text" in given or not isinstance(paragraphs, list):
        return _written(given, "text")
    return "\n\n".join(paragraph for paragraph in paragraphs if isinstance(paragraph, str))


def _written(given: Mapping[str, Any], key: str) -> str:
    found = given.get(key, "")
    if not isinstance(found, str):
        raise Rejected(f'"{key}" is not text', "put it in quotes")
    return found


def _given_id(given: Mapping[str, Any]) -> str:
    """Return the id as text, "" where there is none."""
    found = given.get("id", given.get("_id"))
    return str(found) if isinstance(found, str | int | float) else ""
