"""Summaries -> what of them the tables and Whoosh keep; the part of writing that any process can do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from indexer.engines.whoosh.columns.writer import Row, row
from indexer.engines.whoosh.postings.writer import Tokens, read_tokens
from indexer.engines.whoosh.schema import stored
from indexer.summaries.summary import Summary


@dataclass(frozen=True, slots=True)
class Prepared:
    """Some summaries in order: their columns, themselves as they are stored, and their words."""

    rows: list[Row]
    stored: list[str]
    words: Tokens
    citations: Tokens


def prepare(summaries: Sequence[Summary], digests: Sequence[bytes]) -> Prepared:
    """Return what a writer adds of the summaries; ``digests`` tell what each was read as."""
    return Prepared(
        [row(summary, digest) for summary, digest in zip(summaries, digests, strict=True)],
        [stored(summary) for summary in summaries],
        read_tokens((summary.title, summary.text) for summary in summaries),
        read_tokens(map(_citation_texts, summaries)),
    )


def _citation_texts(summary: Summary) -> tuple[str, str]:
    """Return what can be searched for in the fields author and journal; "" where there is nothing."""
    citation = summary.citation
    return (", ".join(citation.authors), citation.journal or "") if citation else ("", "")
