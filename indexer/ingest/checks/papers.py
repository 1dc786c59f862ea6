"""Keys that identify a paper in different citations."""

from __future__ import annotations

from collections.abc import Iterator

from indexer.summaries.summary import Citation
from indexer.text.analysis import words

_MIN_TITLE_WORDS = 4  # "Editorial" and "A case report" are titles of many papers


def paper_keys(citation: Citation, year: int | None) -> Iterator[tuple[str, str]]:
    """Yield (kind of key, key) for a citation, the most reliable key first."""
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
