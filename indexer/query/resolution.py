"""Resolution of a search request: typed text and filters to an executable query."""

from __future__ import annotations

from dataclasses import dataclass, replace

from indexer.messages import message
from indexer.query.ast import Query, scores
from indexer.query.clauses import Parsed
from indexer.query.concept_linking import Interpretation, link_concepts
from indexer.query.parser import PrefixLookup, parse
from indexer.query.relaxation import relaxed, without_words
from indexer.query.request import SearchRequest, Sort
from indexer.summaries.facets import FACETS
from indexer.vocabulary.model import Vocabulary


@dataclass(frozen=True, slots=True)
class ResolvedQuery:
    """A search request as one index understands it.

    ``request`` has only filters that the vocabulary knows. ``parsed`` is its text as an executable query and as
    clauses, with concept names linked; ``interpretations`` lists the links. ``notices`` says what was repaired, ignored
    or removed, in text and filters.
    """

    request: SearchRequest
    parsed: Parsed
    interpretations: tuple[Interpretation, ...]
    notices: tuple[str, ...]

    @property
    def query(self) -> Query:
        """The query that requires all words."""
        return self.parsed.query

    @property
    def relaxed(self) -> Query | None:
        """The query that requires one word or more; None if it would match nothing else."""
        return relaxed(self.query)

    @property
    def without_words(self) -> Query | None:
        """The requirements of the query other than words; None if it has no words."""
        return without_words(self.query)

    @property
    def counted(self) -> Query:
        """The query whose matches are counted: the relaxed one if the request says so."""
        return (self.relaxed if self.request.words == "some" else None) or self.query

    @property
    def sort(self) -> Sort:
        """The order in force: the requested one, else relevance, or newest first for a query that ranks nothing."""
        return self.request.sort or ("relevance" if scores(self.query) else "newest")


def resolve(request: SearchRequest, vocabulary: Vocabulary, terms_with_prefix: PrefixLookup) -> ResolvedQuery:
    """Return the request resolved for one index. Never raises for any text.

    ``terms_with_prefix`` looks up the terms of the index that have a prefix, most frequent first.
    """
    parsed, interpretations = link_concepts(
        parse(request.text, vocabulary, terms_with_prefix), vocabulary, request.literal
    )
    request, unknown = _known_filters(request, vocabulary)
    return ResolvedQuery(request, parsed, interpretations, (*parsed.notices, *unknown))


def _known_filters(request: SearchRequest, vocabulary: Vocabulary) -> tuple[SearchRequest, list[str]]:
    """Return the request without filters that the vocabulary does not know, and a notice about each of them."""
    filters, notices = request.filters, list[str]()
    for facet in FACETS:
        for concept in filters.of(facet.name):
            if vocabulary.get(facet.name, concept) is None:
                filters = filters.without(facet.name, concept)
                notices.append(
                    message(
                        "The filter %(facet)s “%(concept)s” is unknown and was ignored.",
                        facet=facet.label.lower(),
                        concept=concept,
                    )
                )
    return replace(request, filters=filters), notices
