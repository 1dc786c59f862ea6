"""What Whoosh keeps of a summary, and the bridge from our analysis to its analyzers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from whoosh.analysis import Analyzer
from whoosh.analysis import Token as WhooshToken
from whoosh.fields import ID, KEYWORD, STORED, TEXT, Schema

from indexer.language.analysis import tokens
from indexer.language.vocabulary import Vocabulary
from indexer.summaries.facets import FACETS
from indexer.summaries.summary import Summary, from_json, to_json


class ProjectAnalyzer(Analyzer):  # type: ignore[misc]  # Whoosh has no types
    """Gives Whoosh the tokens of :mod:`indexer.language.analysis`, so that nothing is analysed twice or otherwise."""

    def __call__(self, value: str, start_pos: int = 0, **_options: Any) -> Iterator[WhooshToken]:
        """Yield one token object again and again, as Whoosh's own analyzers do."""
        carrier = WhooshToken(positions=True, boost=1.0)
        for position, token in enumerate(tokens(value), start_pos):
            carrier.text = token.text
            carrier.pos = position
            carrier.stopped = False
            yield carrier


def schema() -> Schema:
    """Return the schema; one that differs from an index's own makes it outdated (raise FORMAT then)."""
    text = {"analyzer": ProjectAnalyzer(), "phrase": True}
    return Schema(
        id=ID(unique=True),
        title=TEXT(**text),
        text=TEXT(**text),
        author=TEXT(**text),
        journal=TEXT(**text),
        summary=STORED,
        **{facet.name: KEYWORD for facet in FACETS},
    )


def document(summary: Summary, vocabulary: Vocabulary) -> dict[str, Any]:
    """Return the fields of a summary as Whoosh takes them; facets hold the concepts and all above them."""
    author, journal = citation_texts(summary)
    fields: dict[str, Any] = {
        "id": summary.id,
        "title": summary.title,
        "text": summary.text,
        "summary": json.dumps(to_json(summary), ensure_ascii=False),
    }
    if author:
        fields["author"] = author
    if journal:
        fields["journal"] = journal
    for facet in FACETS:
        # A list: as one string, Whoosh would split at spaces or commas.
        fields[facet.name] = sorted(vocabulary.closure(facet.name, summary.concepts(facet.field)))
    return fields


def citation_texts(summary: Summary) -> tuple[str, str]:
    """Return what can be searched for in the fields author and journal; "" where there is nothing."""
    citation = summary.citation
    return (", ".join(citation.authors), citation.journal or "") if citation else ("", "")


def stored_summary(fields: dict[str, Any]) -> Summary:
    """Return the summary that a document's stored fields hold."""
    return from_json(json.loads(fields["summary"]))
