"""Concepts, citations and years that somebody gave in a file of many summaries: what is wrong rejects that summary."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from indexer.errors import did_you_mean
from indexer.summaries.citations import CITATION_RULES, parse_citation, split_authors
from indexer.summaries.facets import Facet
from indexer.summaries.limits import Fault, plain
from indexer.summaries.readers.record import year_in
from indexer.summaries.readers.terms import Terms
from indexer.summaries.summary import Citation, Concepts

_ET_AL = re.compile(r"\s*\bet al\.?$")
_KEYS = ("authors", "more_authors", "year", *CITATION_RULES)
_LEFT_OUT = ("link", "links")  # which our own answers have beside what they are made of


class Rejected(Exception):
    """A summary cannot be read; ``fault`` says why."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(what)
        self.fault = Fault(what, remedy)


def concepts(facet: Facet, values: Iterable[str], terms: Terms) -> Concepts:
    """Return the ids of the concepts that ``values`` name (ids, labels, synonyms), each once. Raises Rejected."""
    found: dict[str, None] = {}
    for value in values:
        ids = terms.resolve(facet, value)
        if len(ids) > 1:
            raise Rejected(f'{facet.query} "{value}" is ambiguous', f"write {' or '.join(ids)}")
        if not ids:
            remedy = terms.suggest(facet, value) or f"if it is right, add it to {facet.source}"
            raise Rejected(f'unknown {facet.query} "{value}"', remedy)
        found[ids[0]] = None
    return tuple(found)


def citation(given: Any) -> Citation | None:
    """Return the citation in an object with the keys of front matter, or in a source line; None of nothing.

    Raises Rejected.
    """
    if given is None or isinstance(given, str):
        return parse_citation(plain(given)) if given else None
    if not isinstance(given, dict):
        raise Rejected('"citation" is not an object', 'write {"authors": [...], "title": ...}')
    unknown = [str(key) for key in given if key not in (*_KEYS, *_LEFT_OUT)]
    if unknown:
        raise Rejected(f'citation: unknown key "{unknown[0]}"', did_you_mean(unknown[0], _KEYS) or ", ".join(_KEYS))
    values = {key: plain(str(given[key])) for key in CITATION_RULES if given.get(key) is not None}
    wrong = [key for key, value in values.items() if not re.fullmatch(CITATION_RULES[key].pattern, value)]
    if wrong:
        key = wrong[0]
        raise Rejected(f'citation: {key}: "{values[key]}" is not right', f"give {CITATION_RULES[key].wanted}")
    authors, more = names(given.get("authors"))
    line = values.pop("text", None)
    found = Citation(
        authors=authors,
        more_authors=more or given.get("more_authors") is True,
        year=year(given, "citation: "),
        **values,
    )
    return found if line is None or line == str(found) else replace(found, text=line)


def year(given: Mapping[str, Any], where: str = "") -> int | None:
    """Return the year of an object, None where there is none. Raises Rejected."""
    written = given.get("year")
    if written in (None, ""):
        return None
    found = year_in(str(written)) if isinstance(written, int | str) else None
    if found is None:
        raise Rejected(f'{where}"{written}" is no year', "give four digits")
    return found


def names(given: Any) -> tuple[tuple[str, ...], bool]:
    """Return the names of a list, or of a text that lists them, and whether they break off with "et al."."""
    if not isinstance(given, list):
        return split_authors(plain(given)) if isinstance(given, str) else ((), False)
    written = [plain(name) for name in given if isinstance(name, str)]
    kept = [_ET_AL.sub("", name).strip(" .") for name in written]
    return tuple(name for name in kept if name), any(map(_ET_AL.search, written))


def listed(given: Mapping[str, Any], field: str) -> list[str] | None:
    """Return the values of a field: a list of texts or of objects with an id, or one text; None where it is absent.

    Raises Rejected.
    """
    found = given.get(field)
    if found is None:
        return None
    written = found if isinstance(found, list) else [found]
    items = [item.get("id") if isinstance(item, dict) else item for item in written]
    if not all(isinstance(item, str) for item in items):
        raise Rejected(f'"{field}" is no list of words', 'write ["one", "two"]')
    return [value for item in items if (value := plain(str(item)))]
