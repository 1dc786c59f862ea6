"""What can be chosen in each facet: the concepts of a result, then those of the collection that it has none of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from indexer.engines.protocols import Engine
from indexer.search.results import FacetCounts, FacetValue, ResultPage
from indexer.summaries.facets import Facet
from indexer.text.analysis import fold
from indexer.vocabulary.model import Vocabulary

MOST_EMPTY = 60


@dataclass(frozen=True, slots=True)
class Options:
    """What can be chosen in a facet: most summaries first; those of which the result has none last.

    ``names`` holds, by concept, words of its other names that its label has not, in small letters.
    """

    facet: Facet
    values: tuple[FacetValue, ...]
    names: Mapping[str, str]


def options(engine: Engine, page: ResultPage) -> tuple[Options, ...]:
    """Return what can be chosen in each facet of the page.

    Of concepts that would find nothing, these are the most frequent of the collection, MOST_EMPTY a facet. Raises
    IndexUnavailable where there is no index.
    """
    snapshot = engine.snapshot()
    totals = snapshot.concept_counts()
    return tuple(_options(counts, totals[counts.facet.name], snapshot.vocabulary) for counts in page.facets)


def _options(counts: FacetCounts, totals: Mapping[str, int], vocabulary: Vocabulary) -> Options:
    listing, held = vocabulary.label_order(counts.facet.name), {value.id for value in counts.values}
    empty = [concept for concept in totals if concept not in held and concept in listing]
    empty.sort(key=lambda concept: (-totals[concept], listing[concept].position))
    values = (FacetValue(c, listing[c].label, 0, False, listing[c].parent) for c in empty[:MOST_EMPTY])
    return Options(counts.facet, (*counts.values, *values), _names(vocabulary, counts.facet.name))


@lru_cache(maxsize=32)  # a vocabulary never changes; a rebuild brings another
def _names(vocabulary: Vocabulary, facet: str) -> Mapping[str, str]:
    return {concept.id: _words(concept.names) for concept in vocabulary if concept.facet == facet}


def _words(names: tuple[str, ...]) -> str:
    label, *others = (fold(name).split() for name in names)
    return " ".join(dict.fromkeys(word for name in others for word in name if word not in label))
