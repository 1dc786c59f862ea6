"""An index -> how well its vocabulary covers its summaries, and the other way round."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from indexer.engines.protocols import Snapshot
from indexer.query.ast import All, And, Not, Or
from indexer.query.ast import HasConcept as Holds
from indexer.query.request import Filters
from indexer.summaries.facets import FACETS, Facet
from indexer.summaries.summary import Summary
from indexer.tagging.candidates import CandidatePhrase, Candidates, ShortForm
from indexer.vocabulary.concept import Concept
from indexer.vocabulary.model import Vocabulary

_PAGE = 100  # summaries
_MOST_READ = 10_000
_MOST_LISTED = 30


@dataclass(frozen=True, slots=True)
class Coverage:
    """What a vocabulary leaves open.

    ``unused``: by facet name, the concepts that no summary holds, groups left out. ``without_condition``: how many
    summaries hold none, and the ids of some. ``short_forms`` and ``phrases``: those that the vocabulary does not know,
    found in so many summaries as were ``read``; in a large collection, these are a sample of it.
    """

    concepts: int
    unused: Mapping[str, tuple[Concept, ...]]
    without_condition: int
    examples: tuple[str, ...]
    read: int
    short_forms: tuple[ShortForm, ...]
    phrases: tuple[CandidatePhrase, ...]


def coverage(snapshot: Snapshot) -> Coverage:
    """Return how the vocabulary of a generation covers it. Reads some 10,000 summaries at most."""
    candidates, read = Candidates(snapshot.vocabulary), 0
    for read, summary in enumerate(_sample(snapshot), 1):  # noqa: B007  # counted, to be told
        candidates.add(f"{summary.title}.\n\n{summary.text}")
    totals = snapshot.concept_counts()
    wanted = {facet.name: _that_can_be_held(snapshot.vocabulary, facet) for facet in FACETS}
    lacking = snapshot.search(_without("condition", snapshot.vocabulary), Filters(), "title", 0, _MOST_LISTED)
    return Coverage(
        concepts=sum(map(len, wanted.values())),
        unused={
            name: tuple(concept for concept in concepts if concept.id not in totals.get(name, {}))
            for name, concepts in wanted.items()
        },
        without_condition=lacking.total,
        examples=tuple(hit.summary.id for hit in lacking.hits),
        read=read,
        short_forms=tuple(candidates.short_forms(_MOST_LISTED)),
        phrases=tuple(candidates.phrases(_MOST_LISTED)),
    )


def _that_can_be_held(vocabulary: Vocabulary, facet: Facet) -> list[Concept]:
    return [
        concept
        for concept in vocabulary
        if concept.facet == facet.name and not concept.group and (concept.parents or not facet.tops_group)
    ]


def _without(facet: str, vocabulary: Vocabulary) -> And | All:
    """Return the query for summaries that hold no concept of a facet."""
    tops = tuple(Holds(facet, c.id) for c in vocabulary if c.facet == facet and not c.parents)
    return And((All(), Not(Or(tops)))) if tops else All()


def _sample(snapshot: Snapshot) -> Iterator[Summary]:
    """Yield all summaries, or, of many, some from all over the alphabet of their titles."""
    summaries = snapshot.generation.summaries
    pages = -(-summaries // _PAGE)
    step = max(1, -(-summaries // _MOST_READ))
    for page in range(0, pages, step):
        for hit in snapshot.search(All(), Filters(), "title", page * _PAGE, _PAGE, counted=False).hits:
            yield hit.summary
