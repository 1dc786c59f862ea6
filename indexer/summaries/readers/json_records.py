"""Conversion of a JSON object with this project's keys, or of a ClinicalTrials.gov study, to a summary."""

import re
from collections.abc import Mapping
from typing import Any

from indexer.summaries.facets import FACETS
from indexer.summaries.limits import Fault, clean_text, surrogate_index, text_fault, title_fault
from indexer.summaries.readers import clinical_trials
from indexer.summaries.readers.contract import TermLookup
from indexer.summaries.readers.explicit_fields import (
    InvalidField,
    parse_citation_value,
    resolve_all,
    values_of,
    year_of,
)
from indexer.summaries.readers.source_record import LONE_SURROGATE, citation_texts
from indexer.summaries.summary import Citation, Summary, is_id, slug

_EXPECTED = 'write {"id": ..., "title": ..., "text": ...}'
_BLANK_LINE = re.compile(r"\n\s*\n")


def summary_from_json_object(value: Any, terms: TermLookup) -> Summary | Fault:
    """Return the summary in ``value`` (any decoded JSON), or a fault if ``value`` is not a valid summary."""
    if not isinstance(value, dict):
        return Fault("not an object", _EXPECTED)
    if clinical_trials.is_study(value):
        return clinical_trials.summary_of_study(value, terms)
    try:
        return _from_our_keys(value, terms)
    except InvalidField as error:
        return error.fault


def _from_our_keys(record: dict[str, Any], terms: TermLookup) -> Summary | Fault:
    """Return the summary in an object with this project's keys ("title", "registry", ...). Raises InvalidField."""
    title, text, record_id = _text_of(record, "title"), _body(record), _id(record)
    citation = _citation(record, record_id, clean_text(title))
    if surrogate_index("".join((record_id, title, text, *citation_texts(citation)))) is not None:
        return LONE_SURROGATE
    title = clean_text(title)
    paragraphs = tuple(words for block in _BLANK_LINE.split(text) if (words := clean_text(block)))
    if not title and not paragraphs:
        return Fault("neither a title nor a text", _EXPECTED)
    values = {facet: values_of(record, facet.field) for facet in FACETS if record.get(facet.field) is not None}
    registry = record.get("registry")
    fault = title_fault(title) or text_fault(text)
    return fault or Summary(
        id=record_id if is_id(record_id) else slug(record_id or title),
        title=title,
        paragraphs=paragraphs,
        facets={facet.field: resolve_all(facet, names, terms) for facet, names in values.items()},
        year=year_of(record) or (citation.year if citation else None),
        citation=citation,
        catalogued=clinical_trials.concepts_of_fields(registry, terms) if isinstance(registry, dict) else {},
    )


def _citation(record: Mapping[str, Any], record_id: str, title: str) -> Citation | None:
    """Return the citation of the key "citation". If there is only the key "registry", return the trial's citation."""
    registry = record.get("registry")
    if "citation" in record or not isinstance(registry, dict):
        return parse_citation_value(record.get("citation"))
    return clinical_trials.citation_of_registration(record_id, title, registry)


def _body(record: Mapping[str, Any]) -> str:
    paragraphs = record.get("paragraphs")  # this key occurs in API responses and exports of this project
    if "text" in record or not isinstance(paragraphs, list):
        return _text_of(record, "text")
    return "\n\n".join(paragraph for paragraph in paragraphs if isinstance(paragraph, str))


def _text_of(record: Mapping[str, Any], key: str) -> str:
    value = record.get(key, "")
    if not isinstance(value, str):
        raise InvalidField(f'"{key}" is not text', "put it in quotes")
    return value


def _id(record: Mapping[str, Any]) -> str:
    """Return the value of "id" or "_id" as text, or "" if there is none."""
    value = record.get("id", record.get("_id"))
    return str(value) if isinstance(value, str | int | float) else ""
