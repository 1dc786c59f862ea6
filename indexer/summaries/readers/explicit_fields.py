"""Strict parsing of fields that an editor wrote: concepts, citations, years and author lists.

The readers of Markdown, JSON and tables use these functions. A summary with an invalid value is rejected.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from indexer.errors import did_you_mean
from indexer.summaries.citations import CITATION_RULES, author_list, parse_citation, split_authors
from indexer.summaries.facets import Facet
from indexer.summaries.limits import Fault, clean_text
from indexer.summaries.readers.contract import TermLookup
from indexer.summaries.readers.source_record import first_year
from indexer.summaries.summary import Citation, Concepts

_CITATION_KEYS = ("authors", "more_authors", "year", *CITATION_RULES)
_DERIVED_KEYS = ("link", "links")  # keys in this project's JSON output that are computed from the other keys


class InvalidField(Exception):
    """An error for a field with an invalid value. ``fault`` describes the error."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(what)
        self.fault = Fault(what, remedy)


def resolve_concept(facet: Facet, value: str, terms: TermLookup) -> str:
    """Return the id of the concept with the id or name ``value``. Raises InvalidField unless there is exactly one."""
    ids = terms.resolve(facet, value)
    if len(ids) > 1:
        raise InvalidField(f'{facet.query} "{value}" is ambiguous', f"write {' or '.join(ids)}")
    if not ids:
        remedy = terms.suggest(facet, value) or f"if it is right, add it to {facet.source}"
        raise InvalidField(f'unknown {facet.query} "{value}"', remedy)
    return ids[0]


def resolve_all(facet: Facet, values: Iterable[str], terms: TermLookup) -> Concepts:
    """Return the concept ids of ``values`` without duplicates. Raises InvalidField for an invalid value."""
    return tuple(dict.fromkeys(resolve_concept(facet, value, terms) for value in values))


def parse_citation_value(value: Any) -> Citation | None:
    """Return the citation in ``value``, or None if ``value`` is None or "".

    ``value`` is a reference as text, or a dict with the fields of a citation. Raises InvalidField for an invalid value.
    """
    if value is None or isinstance(value, str):
        return parse_citation(clean_text(value)) if value else None
    if not isinstance(value, dict):
        raise InvalidField('"citation" is not an object', 'write {"authors": [...], "title": ...}')
    for key in value:
        if key not in (*_CITATION_KEYS, *_DERIVED_KEYS):
            remedy = did_you_mean(str(key), _CITATION_KEYS) or f"use {', '.join(_CITATION_KEYS)}"
            raise InvalidField(f'citation: unknown key "{key}"', remedy)
    texts = {key: clean_text(str(value[key])) for key in CITATION_RULES if value.get(key) is not None}
    for key, text in texts.items():
        if not re.fullmatch(CITATION_RULES[key].pattern, text):
            raise InvalidField(f'citation: {key}: "{text}" is not valid', f"give {CITATION_RULES[key].expected}")
    authors, has_more = parse_authors_value(value.get("authors"))
    line = texts.pop("text", None)
    citation = Citation(
        authors=authors,
        more_authors=has_more or value.get("more_authors") is True,
        year=year_of(value, "citation: "),
        **texts,
    )
    return citation if line is None or line == str(citation) else replace(citation, text=line)


def year_of(record: Mapping[str, Any], prefix: str = "") -> int | None:
    """Return the year in ``record``, or None. Raises InvalidField with a message that starts with ``prefix``."""
    value = record.get("year")
    if value in (None, ""):
        return None
    year = first_year(str(value)) if isinstance(value, int | str) else None
    if year is None:
        raise InvalidField(f'{prefix}"{value}" is not a year', "give four digits")
    return year


def parse_authors_value(value: Any) -> tuple[tuple[str, ...], bool]:
    """Return the names in ``value`` (a list, or a text with separators), and whether "et al." occurs in it."""
    if not isinstance(value, list):
        return split_authors(clean_text(value)) if isinstance(value, str) else ((), False)
    return author_list([clean_text(name) for name in value if isinstance(name, str)])


def values_of(record: Mapping[str, Any], field: str) -> list[str]:
    """Return the texts in ``field`` of ``record``.

    The value is a text, an object with the key "id", or a list of texts and such objects. Raises InvalidField for any
    other value.
    """
    values = record[field] if isinstance(record[field], list) else [record[field]]
    items = [value.get("id") if isinstance(value, dict) else value for value in values]
    if not all(isinstance(item, str) for item in items):
        raise InvalidField(f'"{field}" is not a list of words', 'write ["one", "two"]')
    return [text for item in items if (text := clean_text(str(item)))]
