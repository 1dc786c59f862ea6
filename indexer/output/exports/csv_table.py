"""CSV (RFC 4180) for spreadsheets: a row a summary, and nothing in it that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from indexer.output.exports.record import ExportRecord, one_line
from indexer.summaries.facets import FACETS

# Excel reads a file without it as the letters of the system's language, not as UTF-8.
_BYTE_ORDER_MARK = "\ufeff"
_CITATION = ("journal", "site", "volume", "issue", "pages", "doi", "pmid", "pmcid")
COLUMNS = (
    "id",
    "title",
    "url",
    "year",
    *(facet.field for facet in FACETS),
    "authors",
    "study_title",
    *_CITATION,
    "link",
    "citation",
    "text",
)
# What begins so is a formula, in Excel, LibreOffice or Google Sheets, the wide forms too.
_FORMULA = tuple("=+-@＝＋－＠")
_LONGEST_CELL = 32_767  # what Excel holds; the rest would run over the next rows
_CUT = " … (cut: a cell holds no more)"


def csv_head() -> str:
    """Return the byte order mark and the row of names."""
    return _BYTE_ORDER_MARK + _row(COLUMNS)


def csv_row(record: ExportRecord) -> str:
    """Return the summary as a row in the order of COLUMNS; lists are parted by semicolons, paragraphs by line ends.

    An apostrophe stands before what a spreadsheet would take as a formula.
    """
    summary, citation = record.summary, record.summary.citation
    authors = [*citation.authors, *(["et al."] if citation.more_authors else [])] if citation else []
    return _row(
        (
            summary.id,
            summary.title,
            record.page,
            str(summary.year or ""),
            *("; ".join(label.label for label in record.labels.get(facet.field, ())) for facet in FACETS),
            "; ".join(authors),
            (citation.title if citation else None) or "",
            *((getattr(citation, name) if citation else None) or "" for name in _CITATION),
            (citation.link if citation else None) or "",
            str(citation) if citation else "",
        ),
        "\n".join(one_line(paragraph) for paragraph in summary.paragraphs),
    )


def _row(cells: Iterable[str], *texts: str) -> str:
    """Return a row of cells of one line each, and behind them texts that may hold line ends."""
    written = io.StringIO()
    csv.writer(written).writerow([_safe(cell) for cell in (*map(one_line, cells), *texts)])
    return written.getvalue()


def _safe(text: str) -> str:
    safe = f"'{text}" if text.lstrip().startswith(_FORMULA) else text
    return safe if len(safe) <= _LONGEST_CELL else safe[: _LONGEST_CELL - len(_CUT)] + _CUT
