"""Resolution of a search request: conversion of typed text and filters to an executable query."""

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
    """A search request resolved with the vocabulary and the terms of one index.

    ``request`` contains only filters that are in the vocabulary. ``parsed`` is the parsed text with linked concept
    names, and ``interpretations`` lists the links. ``notices`` report repairs and ignored parts of text and filters.
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
        """The query that requires at least one word, or None if ``query`` requires fewer than two words."""
        return relaxed(self.query)

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


def resolve(request: SearchRequest, vocabulary: Vocabulary, terms_with_prefix: PrefixLookup) -> ResolvedQuery:
    """Resolve a request for one index. Any text is accepted.

    ``terms_with_prefix`` returns the terms of the index with a given prefix, the most frequent term first.
    """
    parsed, interpretations = link_concepts(
        parse(request.text, vocabulary, terms_with_prefix), vocabulary, request.literal
    )
    request, unknown = _known_filters(request, vocabulary)
    return ResolvedQuery(request, parsed, interpretations, (*parsed.notices, *unknown))


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
