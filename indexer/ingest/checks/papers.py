"""By what a paper is known again, however it is cited."""

from __future__ import annotations

from collections.abc import Iterator

from indexer.summaries.summary import Citation
from indexer.text.analysis import words

_FEWEST_WORDS = 4  # "Editorial" and "A case report" are titles of many papers


def identities(citation: Citation, year: int | None) -> Iterator[tuple[str, str]]:
    """Yield each (what it is, the same for all who cite the paper) of a citation, the surest first."""
    if citation.doi:
        yield "DOI", citation.doi.casefold()
    if citation.pmid:
        yield "PMID", citation.pmid
    if citation.pmcid:
        yield "PMCID", citation.pmcid.upper()
    title = words((citation.title or "").casefold())
    year = citation.year or year
    if len(title) >= _FEWEST_WORDS and year and not (citation.title or "").endswith("…"):
        yield "title and year", f"{' '.join(title)} {year}"
