"""Checks of citations. Numeric results in a text need a citation, and keys identify the cited paper."""

import re
from collections.abc import Iterator

from indexer.summaries.summary import Citation
from indexer.text.analysis import words

_MIN_TITLE_WORDS = 4  # "Editorial" and "A case report" are titles of many papers

# Numeric results: percentages, counts of people, p-values and ratios, but not years and doses.
_FIGURE = re.compile(
    r"""
      \b\d+(?:[.,]\d+)?\s?(?:%|per\ ?cent\b)                      # 72%, 3.5 per cent
    | \b\d+\s(?:out\s)?of\s(?:the\s|all\s)?\d\d+\b                # 12 of 30, 12 out of the 30; not 1 of 2 arms
    | \b\d+(?:\s(?:out\s)?of\s(?:the\s|all\s)?|/)\d+\s
      (?:patients|people|participants|children|infants|adults|women|men|subjects|cases|knees|eyes)\b
    | \bp\s?(?:-?value\s?)?[<>=≤≥]\s?0?\.\d+                      # p < 0.05
    | \b(?:odds|hazard|risk)\sratio\s(?:of\s|was\s|[=:]\s?)?\d+\.\d+
    """,
    re.IGNORECASE | re.VERBOSE,
)


def first_figure(text: str) -> str | None:
    """Return the first numeric result in ``text``, as written. Return None if there is no numeric result."""
    match = _FIGURE.search(text)
    return match[0] if match else None


def paper_keys(citation: Citation, year: int | None) -> Iterator[tuple[str, str]]:
    """Yield (kind of key, key) for a citation, the most reliable key first.

    Two citations with a common key cite the same paper. ``year`` is used if the citation has no year.
    """
    if citation.doi:
        yield "DOI", citation.doi.casefold()
    if citation.pmid:
        yield "PMID", citation.pmid
    if citation.pmcid:
        yield "PMCID", citation.pmcid.upper()
    title = words((citation.title or "").casefold())
    year = citation.year or year
    if len(title) >= _MIN_TITLE_WORDS and year and not (citation.title or "").endswith("…"):
        yield "title and year", f"{' '.join(title)} {year}"
