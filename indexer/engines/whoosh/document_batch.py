"""Batches of analysed summaries: the part of indexing that any process can run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from indexer.engines.whoosh.columns.writer import Row, row_of
from indexer.engines.whoosh.postings.writer import TokenizedTexts, tokenize
from indexer.engines.whoosh.schema import serialize
from indexer.summaries.summary import Summary


@dataclass(frozen=True, slots=True)
class DocumentBatch:
    """Some summaries, in order: rows of the columns, serialized summaries, and the tokens of both sets of postings."""

    rows: list[Row]
    stored: list[str]
    words: TokenizedTexts
    citations: TokenizedTexts


def prepare(summaries: Sequence[Summary], digests: Sequence[bytes]) -> DocumentBatch:
    """Return the batch of the summaries. ``digests`` are the digests of the summaries as they were read."""
    return DocumentBatch(
        [row_of(summary, digest) for summary, digest in zip(summaries, digests, strict=True)],
        [serialize(summary) for summary in summaries],
        tokenize((summary.title, summary.text) for summary in summaries),
        tokenize(map(_citation_texts, summaries)),
    )


def _citation_texts(summary: Summary) -> tuple[str, str]:
    """Return the texts of the fields author and journal; empty texts without a citation."""
    citation = summary.citation
    return (", ".join(citation.authors), citation.journal or "") if citation else ("", "")
