"""Reader of CSV and TSV tables. Each row is one record. The names in the header row identify the columns.

The reader knows the column names of reference managers, ClinicalTrials.gov and PubMed. The user can name other columns.
The reader uses the delimiter with which it recognizes the most columns. Memory use is bounded for files of any size.
"""

import csv
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TextIO

from indexer.errors import did_you_mean
from indexer.summaries.facets import FACETS
from indexer.summaries.limits import LONGEST_LINE, NOT_UTF8, Fault, bounded_lines, surrogate_index
from indexer.summaries.readers.contract import ReadItem, TermLookup
from indexer.summaries.readers.controlled_terms import concepts_of_trial
from indexer.summaries.readers.explicit_fields import InvalidField, parse_authors_value, resolve_all
from indexer.summaries.readers.source_record import SourceRecord, abstract_sections, inverted_author_name
from indexer.summaries.summary import Catalogued, Summary

# Field -> known names of its column, in lower case, the most likely name first.
_COLUMN_NAMES: dict[str, tuple[str, ...]] = {
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
# Column names in tables of ClinicalTrials.gov. The cells contain names in the registry, not ids of concepts.
_REGISTRY_COLUMNS = {
    "conditions": "Conditions",
    "interventions": "Interventions",
    "type": "Study Type",
    "design": "Study Design",
}
FIELDS = tuple(_COLUMN_NAMES)
_TEXT_FIELDS = tuple(field for field in FIELDS if field not in ("text", "authors", *(facet.field for facet in FACETS)))
_DELIMITERS = ",;\t|"
_LIST_SEPARATOR = re.compile(r"\s*[;|]\s*")
_FORMULA_GUARD = re.compile(r"'(?=\s*[=+\-@＝＋－＠])")  # this project's CSV export puts "'" before a formula
_ALLOCATION = re.compile(r"Allocation: ([\w/-]+)")
_MOST_NAMES_SHOWN = 8

csv.field_size_limit(LONGEST_LINE)


@dataclass(frozen=True, slots=True)
class _Table:
    """The layout of a table: the delimiter, the names in the header row, and the column index of each field."""

    delimiter: str
    header: tuple[str, ...]
    indexes: Mapping[str, int]


def has_header(start: str) -> bool:
    """Return whether the first line has a column for titles and a column for texts, PMIDs, DOIs or ids."""
    table = _table(next(iter(start.splitlines()), ""), {})
    return "title" in table.indexes and not {"text", "pmid", "doi", "id"}.isdisjoint(table.indexes)


def read(
    stream: TextIO, _where: str, terms: TermLookup, columns: Mapping[str, str] | None = None
) -> Iterator[ReadItem]:
    """Yield a summary or a fault for each row, with the line where the row starts. Empty rows are skipped.

    A line that is too long is treated as an empty row. ``columns`` maps fields to column names. The columns of the
    other fields are recognized by their known names.
    """
    lines = ("\n" if line is None else line for line in bounded_lines(stream))
    table = _table(next(lines, ""), columns or {})
    if fault := _header_fault(table, columns or {}):
        yield 1, fault
        return
    rows = csv.reader(lines, delimiter=table.delimiter, strict=True)
    while True:
        line = rows.line_num + 2  # after the header row
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            yield line, Fault(f"not CSV: {error}", 'write a quote inside a cell twice, ""')
            continue
        if any(row):
            yield line, _summary(row, table, terms)


def _table(header: str, columns: Mapping[str, str]) -> _Table:
    """Return the layout of a table whose header row is ``header``."""
    tables = []
    for delimiter in _DELIMITERS:
        names = tuple(name.strip() for name in next(csv.reader([header.strip("\r\n")], delimiter=delimiter), ()))
        tables.append(_Table(delimiter, names, _column_indexes(names, columns)))
    return max(tables, key=lambda table: (len(table.indexes), len(table.header)))


def _column_indexes(header: Sequence[str], columns: Mapping[str, str]) -> dict[str, int]:
    """Return a mapping of field to column index. The key of a registry column is "registry conditions", for example."""
    lower = [name.casefold() for name in header]
    indexes: dict[str, int] = {}
    for field, known_names in _COLUMN_NAMES.items():
        names = [columns[field].casefold()] if field in columns else known_names
        index = next((lower.index(name) for name in names if name in lower), None)
        is_registry_column = index is not None and header[index] == _REGISTRY_COLUMNS.get(field)
        if index is not None and (field in columns or not is_registry_column):
            indexes[field] = index
    registry = {f"registry {part}": header.index(name) for part, name in _REGISTRY_COLUMNS.items() if name in header}
    return indexes | registry


def _header_fault(table: _Table, columns: Mapping[str, str]) -> Fault | None:
    lower = [name.casefold() for name in table.header]
    for field, name in columns.items():
        if name.casefold() not in lower:
            return Fault(f'no column "{name}" for {field}', did_you_mean(name, table.header) or "correct --map")
    if "title" not in table.indexes:
        names = ", ".join(f'"{name}"' for name in table.header[:_MOST_NAMES_SHOWN] if name)
        return Fault(f"no column for the title among {names}", "name it with --map title=NAME")
    return None


def _summary(row: Sequence[str], table: _Table, terms: TermLookup) -> Summary | Fault:
    if len(row) > len(table.header):
        what = f"{len(row)} cells, but the header row has {len(table.header)}"
        return Fault(what, "quote a cell that contains the delimiter")
    if surrogate_index("".join(row)) is not None:
        return NOT_UTF8

    def cell(field: str) -> str:
        index = table.indexes.get(field, len(row))
        return _FORMULA_GUARD.sub("", row[index], count=1) if index < len(row) else ""

    try:
        return _source_record(cell, terms).summary()
    except InvalidField as error:
        return error.fault


def _source_record(cell: Callable[[str], str], terms: TermLookup) -> SourceRecord:
    """Return the record of a row. ``cell`` returns the text of the cell for a field. Raises InvalidField."""
    authors, has_more = _authors(cell("authors"))
    values = {facet: [value for value in _LIST_SEPARATOR.split(cell(facet.field)) if value] for facet in FACETS}
    texts: dict[str, Any] = {field: cell(field) for field in _TEXT_FIELDS}
    return SourceRecord(
        **texts,
        paragraphs=[section for block in cell("text").splitlines() for section in abstract_sections(block)],
        authors=authors,
        more_authors=has_more,
        facets={facet.field: resolve_all(facet, names, terms) for facet, names in values.items() if names},
        catalogued=_registry_concepts(cell, terms),
    )


def _registry_concepts(cell: Callable[[str], str], terms: TermLookup) -> dict[str, Catalogued]:
    """Return the concepts that the registry columns of a row name, by facet field."""
    conditions, interventions, kind = (cell(f"registry {part}") for part in ("conditions", "interventions", "type"))
    if not (conditions or interventions or kind):
        return {}
    allocation = _ALLOCATION.search(cell("registry design"))
    design = (kind, allocation[1] if allocation else "")
    return concepts_of_trial(_LIST_SEPARATOR.split(conditions), (), _LIST_SEPARATOR.split(interventions), design, terms)


def _authors(text: str) -> tuple[tuple[str, ...], bool]:
    """Return the names in "Family AB, Family CD" or "Family, Anna B.; Family, C. D.", and whether "et al." occurs."""
    parts = [part for part in _LIST_SEPARATOR.split(text) if part]
    if len(parts) > 1 or text.count(",") == 1:
        names, has_more = parse_authors_value(parts)
        return tuple(map(inverted_author_name, names)), has_more
    return parse_authors_value(text)
