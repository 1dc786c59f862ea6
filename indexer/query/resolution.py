"""Resolution of a search request: conversion of typed text and filters to an executable query."""

from dataclasses import dataclass, replace

from indexer.messages import message
from indexer.query.ast import Query, scores
from indexer.query.clauses import Interpretation, Parsed
from indexer.query.concept_linking import ConceptLinker
from indexer.query.known_items import known_items
from indexer.query.lookup import IndexLookup
from indexer.query.parser import parse
from indexer.query.relaxation import as_typed, relaxed, without_words
from indexer.query.request import SearchRequest, Sort
from indexer.summaries.facets import FACETS
from indexer.vocabulary.model import Vocabulary


@dataclass(frozen=True, slots=True)
class ResolvedQuery:
    """A search request resolved with the vocabulary and the terms of one index.

    ``request`` contains only filters that are in the vocabulary, and only concepts in ``literal`` that its text names.
    ``parsed`` is the parsed text with linked concept names. ``notices`` report repairs and ignored parts of text and
    filters.
    """

    request: SearchRequest
    parsed: Parsed
    notices: tuple[str, ...]

    @property
    def interpretations(self) -> tuple[Interpretation, ...]:
        """The links of words to concepts, in the order of the query."""
        return self.parsed.interpretations

    @property
    def query(self) -> Query:
        """The query that requires all words."""
        return self.parsed.query

    @property
    def relaxed(self) -> Query | None:
        """The query that requires at least one word, or None if ``query`` requires fewer than two words."""
        return relaxed(self.query)

    @property
    def as_typed(self) -> Query | None:
        """The query without its links to concepts, or None if it has no links."""
        return as_typed(self.query) if self.interpretations else None

    def preferred(self, index: IndexLookup) -> tuple[Query, ...]:
        """Return the queries whose matches come first in the order "relevance", the most preferred first.

        They find the studies that the text names, and then the summaries with the words as typed. With
        ``words="some"``, one of the words is enough.
        """
        typed = self.as_typed
        known = known_items(typed or self.query, self.request.text, index)
        if typed is None:
            return known
        return (*known, (relaxed(typed) if self.request.words == "some" else None) or typed)

    @property
    def without_words(self) -> Query | None:
        """The query without its words, or None if it has no words. Concept fields, years and exclusions stay."""
        return without_words(self.query)

    @property
    def counted(self) -> Query:
        """The query for hits and counts: ``relaxed`` if the request has ``words="some"``, else ``query``.

        It is also ``query`` if ``relaxed`` is None.
        """
        return (self.relaxed if self.request.words == "some" else None) or self.query

    @property
    def sort(self) -> Sort:
        """The requested sort order. The default is "newest" for a query without scored words, else "relevance"."""
        return self.request.sort or ("relevance" if scores(self.query) else "newest")


def resolve(request: SearchRequest, index: IndexLookup) -> ResolvedQuery:
    """Resolve a request for one index. Any text is accepted."""
    request, unknown = _known_filters(request, index.vocabulary)
    parsed = parse(request.text, index.vocabulary, index.terms_with_prefix, ConceptLinker(request, index))
    undone = {link.concept for link in parsed.undone}
    request = replace(request, literal=tuple(concept for concept in request.literal if concept in undone))
    return ResolvedQuery(request, parsed, (*parsed.notices, *unknown))


def _known_filters(request: SearchRequest, vocabulary: Vocabulary) -> tuple[SearchRequest, list[str]]:
    """Return the request without unknown concepts in its filters, and a notice about each unknown concept."""
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
