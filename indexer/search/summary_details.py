"""The data of a summary's page: the highlighted summary, and similar summaries with their shared concepts."""

from indexer.engines.answers import Neighbour
from indexer.engines.protocols import Snapshot
from indexer.query.ast import Query
from indexer.search.highlighter import Highlighter
from indexer.search.results import HighlightedSummary, Label, Similar, labels_of
from indexer.summaries.facets import FACETS
from indexer.summaries.summary import Summary
from indexer.vocabulary.model import Vocabulary

_SIMILAR = 5


def summary_details(snapshot: Snapshot, query: Query, summary_id: str) -> HighlightedSummary | None:
    """Return the summary with marked matches of ``query``, or None if no summary has this id."""
    summary = snapshot.summary(summary_id)
    if summary is None:
        return None
    highlighter = Highlighter(query, snapshot.vocabulary)
    return HighlightedSummary(
        summary=summary,
        labels=labels_of(summary, snapshot.vocabulary),
        title=highlighter.title(summary),
        paragraphs=highlighter.paragraphs(summary),
        similar=tuple(_similar(summary, near, snapshot.vocabulary) for near in snapshot.similar(summary_id, _SIMILAR)),
        version=snapshot.generation.version,
    )


def _similar(summary: Summary, near: Neighbour, vocabulary: Vocabulary) -> Similar:
    shared = {}
    for facet in FACETS:
        own, others = summary.concepts(facet.field), near.summary.concepts(facet.field)
        both = vocabulary.closure(facet.name, own) & vocabulary.closure(facet.name, others)
        # Groups and the ancestors of other shared concepts are left out, because they add little information.
        named = [concept for concept in both if not (known := vocabulary.get(facet.name, concept)) or not known.group]
        shared[facet.field] = tuple(
            Label(concept, vocabulary.label(facet.name, concept))
            for concept in sorted(vocabulary.most_specific(facet.name, named))
        )
    return Similar(near.summary, near.similarity, shared, near.words)
