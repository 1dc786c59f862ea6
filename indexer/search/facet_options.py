"""Facet counts of a search, and the selectable values of each facet."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from indexer.engines.protocols import Snapshot
from indexer.query.request import Filters
from indexer.search.results import FacetCounts, FacetValue
from indexer.summaries.facets import FACETS, Facet
from indexer.text.analysis import fold
from indexer.vocabulary.model import LabelEntry, Vocabulary

MOST_EMPTY = 60


@dataclass(frozen=True, slots=True)
class FacetOptions:
    """The selectable values of a facet. Values with results come first, sorted by descending number of results.

    ``names`` maps the id of a concept to the folded words of its synonyms, without the words of its label.
    """

    facet: Facet
    values: tuple[FacetValue, ...]
    names: Mapping[str, str]


def facet_counts(
    counts: Mapping[str, Mapping[str, int]], filters: Filters, vocabulary: Vocabulary
) -> tuple[FacetCounts, ...]:
    """Return the engine's ``counts`` (by facet and concept) with labels and parents, in the order of FACETS."""
    return tuple(_facet_counts(facet, counts.get(facet.name, {}), filters, vocabulary) for facet in FACETS)


def _facet_counts(facet: Facet, counts: Mapping[str, int], filters: Filters, vocabulary: Vocabulary) -> FacetCounts:
    selected, listing = filters.of(facet.name), vocabulary.label_order(facet.name)
    values = []
    for concept, count in {**dict.fromkeys(selected, 0), **counts}.items():
        # A concept that is not in the vocabulary has its id as label. It is the last of the values with equal counts.
        position, label, parent = listing.get(concept) or LabelEntry(len(listing), concept, None)
        values.append((-count, position, concept, FacetValue(concept, label, count, concept in selected, parent)))
    return FacetCounts(facet, tuple([value for *_, value in sorted(values)]))


def facet_options(facets: Iterable[FacetCounts], snapshot: Snapshot) -> tuple[FacetOptions, ...]:
    """Return the selectable values, including the MOST_EMPTY most frequent values without results of each facet."""
    totals = snapshot.concept_counts()
    return tuple(_options(counts, totals.get(counts.facet.name, {}), snapshot.vocabulary) for counts in facets)


def _options(counts: FacetCounts, totals: Mapping[str, int], vocabulary: Vocabulary) -> FacetOptions:
    listing, present = vocabulary.label_order(counts.facet.name), {value.id for value in counts.values}
    empty = [concept for concept in totals if concept not in present and concept in listing]
    empty.sort(key=lambda concept: (-totals[concept], listing[concept].position))
    values = (FacetValue(c, listing[c].label, 0, False, listing[c].parent) for c in empty[:MOST_EMPTY])
    return FacetOptions(counts.facet, (*counts.values, *values), _other_names(vocabulary, counts.facet.name))


@lru_cache(maxsize=32)  # a vocabulary is immutable
def _other_names(vocabulary: Vocabulary, facet: str) -> Mapping[str, str]:
    return {concept.id: _words_beside_label(concept.names) for concept in vocabulary if concept.facet == facet}


def _words_beside_label(names: tuple[str, ...]) -> str:
    label, *others = (fold(name).split() for name in names)
    return " ".join(dict.fromkeys(word for name in others for word in name if word not in label))
