"""CSV and TSV with a row of names first: a record a row, columns found by their names. Streams.

The names of spreadsheets, of reference managers and of the registry's and PubMed's own tables are known; others are
told by ``columns``. What parts the cells is what parts the first row into most names that are known.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TextIO

from indexer.errors import Problem, did_you_mean
from indexer.summaries.facets import FACETS
from indexer.summaries.limits import LONGEST_LINE, Fault, broken_at
from indexer.summaries.readers.catalogues import of_registry
from indexer.summaries.readers.given import Rejected, concepts, names
from indexer.summaries.readers.record import SourceRecord, inverted_author, sections
from indexer.summaries.readers.terms import Terms
from indexer.summaries.readers.whole import NOT_UTF8, SAVE_AS_UTF8, lines
from indexer.summaries.summary import Catalogued, Summary

# Field -> what its column is called, in small letters, the likeliest first.
_NAMES: dict[str, tuple[str, ...]] = {
    "id": ("id", "nct number", "nct id"),
    "title": ("title", "article title", "study title", "brief title", "headline"),
    "text": ("text", "abstract", "summary", "brief summary", "abstract note"),
    **{facet.field: (facet.field,) for facet in FACETS},
    "year": ("year", "publication year", "pubyear", "start date", "date"),
    "authors": ("authors", "author", "author full names"),
    "study_title": ("study_title", "official title"),
    "journal": ("journal", "journal/book", "source title", "publication title"),
    "volume": ("volume",),
    "issue": ("issue",),
    "pages": ("pages", "page range"),
    "doi": ("doi",),
    "pmid": ("pmid", "pubmed id"),
    "pmcid": ("pmcid", "pmc"),
    "url": ("link", "study url", "url"),
    "site": ("site",),
}
# What a registry's table says; it names concepts as a catalogue does, and is no list of ids.
_REGISTRY = {
    "conditions": "Conditions",
    "interventions": "Interventions",
    "type": "Study Type",
    "design": "Study Design",
}
FIELDS = tuple(_NAMES)
_TEXTS = tuple(field for field in _NAMES if field not in ("text", "authors", *(facet.field for facet in FACETS)))
_DELIMITERS = ",;\t|"
_LISTS = re.compile(r"\s*[;|]\s*")
_FORMULA = re.compile(r"'(?=\s*[=+\-@＝＋－＠])")  # the apostrophe that our own export sets before what might be run
_ALLOCATION = re.compile(r"Allocation: ([\w/-]+)")

csv.field_size_limit(LONGEST_LINE)


@dataclass(frozen=True, slots=True)
class _Table:
    """What parts cells, what the columns are called, and which column (counted from 0) is which field."""

    delimiter: str
    header: tuple[str, ...]
    places: Mapping[str, int]


def begins(start: str) -> bool:
    """Whether the first line names a title and a text, a PMID or a trial's number."""
    table = _table(next(iter(start.splitlines()), ""), {})
    return "title" in table.places and not {"text", "pmid", "doi", "id"}.isdisjoint(table.places)


def read(
    stream: TextIO, where: str, terms: Terms, columns: Mapping[str, str] | None = None
) -> Iterator[Summary | Problem]:
    """Yield a summary a row, or a Problem with the line where the row starts.

    ``columns`` says which column is which field, by its name; other columns are found by theirs.
    """
    numbered = _Lines(stream)
    header = next(numbered, "")
    table = _table(header, columns or {})
    if wrong := _missing(table, columns or {}):
        yield Problem(where, 1, *wrong)
        return
    rows = csv.reader(numbered, delimiter=table.delimiter, strict=True)
    while True:
        line = numbered.number + 1
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            yield Problem(where, line, f"not CSV: {error}", 'a quote within a cell is written twice, ""')
            continue
        found = _summary(row, table, terms) if any(row) else None
        if isinstance(found, Fault):
            yield Problem(where, line, *found)
        elif found:
            yield found


class _Lines(Iterator[str]):
    """The lines of a stream, one that is too long as an empty one; ``number`` is that of the last."""

    def __init__(self, stream: TextIO) -> None:
        self._lines = lines(stream)
        self.number = 0

    def __next__(self) -> str:
        line = next(self._lines)
        self.number += 1
        return "\n" if line is None else line


def _table(header: str, columns: Mapping[str, str]) -> _Table:
    """Return the table that a first line heads."""
    tables = []
    for delimiter in _DELIMITERS:
        names = tuple(name.strip() for name in next(csv.reader([header.strip("\r\n")], delimiter=delimiter), ()))
        tables.append(_Table(delimiter, names, _places(names, columns)))
    return max(tables, key=lambda table: (len(table.places), len(table.header)))


def _places(header: Sequence[str], columns: Mapping[str, str]) -> dict[str, int]:
    small = [name.casefold() for name in header]
    found: dict[str, int] = {}
    for field, known in _NAMES.items():
        wanted = [columns[field].casefold()] if field in columns else known
        here = [small.index(name) for name in wanted if name in small]
        registry = (
            field in _REGISTRY and field not in columns and header[here[0]] == _REGISTRY[field] if here else False
        )
        if here and not registry:
            found[field] = here[0]
    found |= {f"registry {part}": header.index(name) for part, name in _REGISTRY.items() if name in header}
    return found


def _missing(table: _Table, columns: Mapping[str, str]) -> Fault | None:
    small = [name.casefold() for name in table.header]
    for field, name in columns.items():
        if name.casefold() not in small:
            return Fault(f'no column "{name}" for {field}', did_you_mean(name, table.header) or "correct --map")
    if "title" not in table.places:
        shown = ", ".join(f'"{name}"' for name in table.header[:8] if name)
        return Fault(f"no column for the title among {shown}", "say which is with --map title=NAME")
    return None


def _summary(row: Sequence[str], table: _Table, terms: Terms) -> Summary | Fault:
    if len(row) > len(table.header):
        what = f"{len(row)} cells, where the first row has {len(table.header)}"
        return Fault(what, "put quotes around cells that hold what parts them")
    if broken_at("".join(row)) is not None:
        return Fault(NOT_UTF8, SAVE_AS_UTF8)

    def cell(field: str) -> str:
        place = table.places.get(field, len(row))
        return _FORMULA.sub("", row[place], count=1) if place < len(row) else ""

    try:
        return _record(cell, terms).summary()
    except Rejected as rejected:
        return rejected.fault


def _record(cell: Callable[[str], str], terms: Terms) -> SourceRecord:
    """Return what a row says. Raises Rejected."""
    authors, more = _authors(cell("authors"))
    given = {facet: [value for value in _LISTS.split(cell(facet.field)) if value] for facet in FACETS}
    texts: dict[str, Any] = {field: cell(field) for field in _TEXTS}
    return SourceRecord(
        **texts,
        paragraphs=[part for block in cell("text").splitlines() for part in sections(block)],
        authors=authors,
        more_authors=more,
        facets={facet.field: concepts(facet, values, terms) for facet, values in given.items() if values},
        catalogued=_registered(cell, terms),
    )


def _registered(cell: Callable[[str], str], terms: Terms) -> dict[str, Catalogued]:
    """Return the concepts in the columns of a registry's table."""
    conditions, interventions, kind = (cell(f"registry {part}") for part in ("conditions", "interventions", "type"))
    if not (conditions or interventions or kind):
        return {}
    allocation = _ALLOCATION.search(cell("registry design"))
    design = (kind, allocation[1] if allocation else "")
    return of_registry(_LISTS.split(conditions), (), _LISTS.split(interventions), design, terms)


def _authors(written: str) -> tuple[tuple[str, ...], bool]:
    """Return the names in "Family AB, Family CD" or "Family, Anna B.; Family, C. D."."""
    parts = [part for part in _LISTS.split(written) if part]
    if len(parts) > 1 or written.count(",") == 1:
        listed, more = names(parts)
        return tuple(map(inverted_author, listed)), more
    return names(written)
