"""Coverage of an index by its vocabulary: concepts that no summary has, and terms that the vocabulary lacks."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from indexer.engines.protocols import EngineSearch, Snapshot
from indexer.query.ast import All, And, HasConcept, Not, Or
from indexer.query.request import Filters
from indexer.summaries.facets import FACETS, Facet
from indexer.summaries.summary import Summary
from indexer.tagging.candidates import CandidatePhrase, Candidates, ShortForm
from indexer.vocabulary.concept import Concept
from indexer.vocabulary.model import Vocabulary

_PAGE_SIZE = 100
_MAX_READ = 10_000  # summaries
_MAX_LISTED = 30


@dataclass(frozen=True, slots=True)
class Coverage:
    """The gaps between a vocabulary and an index.

    ``concepts`` is the number of concepts without groups. ``unused`` maps facet names to the concepts that no summary
    has. ``without_condition`` is the number of summaries without a condition, and ``examples`` contains the ids of at
    most 30 of these summaries. ``short_forms`` and ``phrases`` occur in the texts, but not in the vocabulary. ``read``
    is the number of summaries that were searched for these terms. In a large index, only a sample is searched.
    """

    concepts: int
    unused: Mapping[str, tuple[Concept, ...]]
    without_condition: int
    examples: tuple[str, ...]
    read: int
    short_forms: tuple[ShortForm, ...]
    phrases: tuple[CandidatePhrase, ...]


def measure_coverage(snapshot: Snapshot) -> Coverage:
    """Return the coverage of an index by the vocabulary stored in it. Reads about 10,000 summaries at most."""
    candidates, read = Candidates(snapshot.vocabulary), 0
    for read, summary in enumerate(_sample(snapshot), 1):  # noqa: B007  # used after the loop
        candidates.add(f"{summary.title}.\n\n{summary.text}")
    counts = snapshot.concept_counts()
    concepts = {facet.name: _assignable(snapshot.vocabulary, facet) for facet in FACETS}
    without_condition = _without("condition", snapshot.vocabulary)
    untagged = snapshot.search(EngineSearch(without_condition, Filters(), "title", 0, _MAX_LISTED))
    return Coverage(
        concepts=sum(map(len, concepts.values())),
        unused={
            facet: tuple(c for c in listed if c.id not in counts.get(facet, {})) for facet, listed in concepts.items()
        },
        without_condition=untagged.total,
        examples=tuple(hit.summary.id for hit in untagged.hits),
        read=read,
        short_forms=tuple(candidates.short_forms(_MAX_LISTED)),
        phrases=tuple(candidates.phrases(_MAX_LISTED)),
    )


def _assignable(vocabulary: Vocabulary, facet: Facet) -> list[Concept]:
    """Return the concepts of a facet, without groups, because groups are never assigned to a summary."""
    concepts = [concept for concept in vocabulary if concept.facet == facet.name and not concept.group]
    return [concept for concept in concepts if concept.parents or not facet.tops_group]


def _without(facet: str, vocabulary: Vocabulary) -> And | All:
    """Return a query that matches the summaries without any concept of a facet."""
    tops = tuple(HasConcept(facet, c.id) for c in vocabulary if c.facet == facet and not c.parents)
    return And((All(), Not(Or(tops)))) if tops else All()


def _sample(snapshot: Snapshot) -> Iterator[Summary]:
    """Yield the summaries in title order. If there are more than 10,000 summaries, skip pages at regular intervals."""
    summaries = snapshot.generation.summaries
    pages = -(-summaries // _PAGE_SIZE)
    step = max(1, -(-summaries // _MAX_READ))
    for page in range(0, pages, step):
        search = EngineSearch(All(), Filters(), "title", page * _PAGE_SIZE, _PAGE_SIZE, counted=False)
        for hit in snapshot.search(search).hits:
            yield hit.summary
