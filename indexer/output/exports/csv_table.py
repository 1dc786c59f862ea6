"""CSV (RFC 4180) for spreadsheets: one row per summary, with formulas escaped."""

import csv
import io
from collections.abc import Iterable

from indexer.output.exports.exported_summary import ExportedSummary, one_line
from indexer.summaries.facets import FACETS

# Without the byte order mark, Excel reads the file in the legacy encoding of the system, not as UTF-8.
_BYTE_ORDER_MARK = "\ufeff"
_CITATION = ("journal", "site", "volume", "issue", "pages", "doi", "pmid", "pmcid")
_STUDY = ("authors", "study_title", *_CITATION, "link", "citation")
COLUMNS = ("id", "title", "url", "year", *(facet.field for facet in FACETS), *_STUDY, "text")
# Excel, LibreOffice and Google Sheets read a cell with one of these prefixes as a formula.
_FORMULA = tuple("=+-@＝＋－＠")
_MAX_CELL = 32_767  # characters; Excel moves the end of a longer cell to the next rows
_CUT = " … (cut: a cell holds no more)"


def csv_head() -> str:
    """Return the byte order mark and the header row."""
    return _BYTE_ORDER_MARK + _row(COLUMNS)


def csv_row(exported: ExportedSummary) -> str:
    """Return the summary as a row with the columns COLUMNS.

    The items of a list are separated by "; ". Paragraphs are separated by line ends. If a spreadsheet would read a cell
    as a formula, an apostrophe is added at the start of the cell.
    """
    summary, citation = exported.summary, exported.summary.citation
    authors = [*citation.authors, *(["et al."] if citation.more_authors else [])] if citation else []
    return _row(
        (
            summary.id,
            summary.title,
            exported.page,
            str(summary.year or ""),
            *("; ".join(label.label for label in exported.labels.get(facet.field, ())) for facet in FACETS),
            "; ".join(authors),
            (citation.title if citation else None) or "",
            *((getattr(citation, name) if citation else None) or "" for name in _CITATION),
            (citation.link if citation else None) or "",
            str(citation) if citation else "",
        ),
        "\n".join(one_line(paragraph) for paragraph in summary.paragraphs),
    )


def _row(cells: Iterable[str], *texts: str) -> str:
    """Return a row with ``cells`` and then ``texts``. Line ends in ``cells`` are replaced by blanks."""
    row = io.StringIO()
    csv.writer(row).writerow([_safe(cell) for cell in (*map(one_line, cells), *texts)])
    return row.getvalue()


def _safe(text: str) -> str:
    safe = f"'{text}" if text.lstrip().startswith(_FORMULA) else text
    return safe if len(safe) <= _MAX_CELL else safe[: _MAX_CELL - len(_CUT)] + _CUT
