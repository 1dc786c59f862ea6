"""The axes of evidence map and timeline. An axis is the hierarchy of the concepts of one facet."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from indexer.query.ast import All, HasConcept, Not, Or, Query, combine
from indexer.query.request import Filters
from indexer.search.results import FacetValue
from indexer.summaries.facets import Facet
from indexer.vocabulary.model import Vocabulary

Cell = tuple[str, str]
"""The concept ids of a row and a column."""


class Line(NamedTuple):
    """A line of an outline, with one concept. ``depth`` is 0 for a top concept. ``below`` is the number of children.

    ``opened`` is True if the children are shown. It is None if there are no children or the line cannot be closed.
    """

    value: FacetValue
    depth: int
    below: int
    opened: bool | None


@dataclass(frozen=True, slots=True)
class Axis:
    """The concepts of a facet along one side of a chart, sorted by descending count and then by label.

    If the request does not filter by the facet, the axis has all concepts with results. Otherwise, it has the selected
    concepts, and their descendants with results. The ``parent`` of a value is its nearest ancestor on the axis.
    """

    facet: Facet
    values: tuple[FacetValue, ...]

    @property
    def tops(self) -> tuple[FacetValue, ...]:
        """The concepts without an ancestor on the axis."""
        return tuple(value for value in self.values if value.parent is None)

    def outline(self, opened: Collection[str], most: int | None = None) -> Iterator[Line]:
        """Yield lines for the first ``most`` top concepts. If ``most`` is None, yield lines for all top concepts.

        Each concept in ``opened`` is followed by its children. A single top concept is always open.
        """
        below: dict[str | None, list[FacetValue]] = {}
        for value in self.values:
            below.setdefault(value.parent, []).append(value)
        single = len(self.tops) == 1

        def lines(values: list[FacetValue], depth: int) -> Iterator[Line]:
            for value in values:
                narrower = below.get(value.id, [])
                always_open = single and depth == 0
                is_open = always_open or value.id in opened
                yield Line(value, depth, len(narrower), is_open if narrower and not always_open else None)
                if narrower and is_open:
                    yield from lines(narrower, depth + 1)

        return lines(below.get(None, [])[:most], 0)


def make_axis(facet: Facet, counts: Mapping[str, int], filters: Filters, vocabulary: Vocabulary) -> Axis:
    """Return the axis of a facet. ``counts`` contains the number of results by concept id."""
    selected, listing = filters.of(facet.name), vocabulary.label_order(facet.name)
    shown = {
        concept
        for concept in (*counts, *selected)
        if not selected or not {concept, *vocabulary.ancestors(facet.name, concept)}.isdisjoint(selected)
    }
    order = sorted(shown, key=lambda concept: (-counts.get(concept, 0), listing[concept].position))
    return Axis(
        facet,
        tuple(
            FacetValue(
                concept,
                listing[concept].label,
                counts.get(concept, 0),
                concept in selected,
                next((above for above in vocabulary.ancestors(facet.name, concept) if above in shown), None),
            )
            for concept in order
        ),
    )


def any_concept(facet: Facet, concepts: Iterable[str]) -> Query:
    """Return a query for summaries tagged with any of the concepts. Without concepts, the query matches nothing."""
    return combine(Or, [HasConcept(facet.name, concept) for concept in concepts]) or Not(All())


def on_axis(axis: Axis) -> Query:
    """Return a query for summaries tagged with any concept of the axis."""
    return any_concept(axis.facet, (value.id for value in axis.tops))
