"""Concept linking: words of a query that name a concept also match summaries tagged with the concept.

"Lou Gehrig's disease" matches summaries about ALS. A condition also matches summaries about narrower conditions. Each
link is reported as an :class:`Interpretation`, so that users can undo it. An acronym with several meanings is linked to
all of them, until a filter selects one.
"""

from collections.abc import Iterator, Sequence

from indexer.messages import message
from indexer.query.ast import And, HasConcept, Not, Or, Query, combine
from indexer.query.clauses import Clause, Interpretation, Offer, replaced
from indexer.query.known_items import with_author_names
from indexer.query.lookup import IndexLookup
from indexer.query.request import Filters, SearchRequest
from indexer.query.small_words import is_in_capitals
from indexer.summaries.facets import BY_NAME, FACETS
from indexer.text.analysis import is_stopword, words
from indexer.vocabulary.concept import Concept
from indexer.vocabulary.names import NameMatch

_LONGEST_NAME = 8  # words
_SHORT_ACRONYM = 4  # letters; up to this length, an acronym can be another word
_MOST_OTHERS = 0.4  # share of the summaries with a word that are about something else
_RARE_MEANING = 0.05  # share of the summaries with an acronym that are about one of its meanings


class ConceptLinker:
    """Links the concept names in one query. The lists grow in the order of the query.

    ``undone`` are links that are left out because the request names their concept in ``literal``.
    """

    def __init__(self, request: SearchRequest, index: IndexLookup) -> None:
        self.interpretations: list[Interpretation] = []
        self.undone: list[Interpretation] = []
        self.offers: list[Offer] = []
        self._request = request
        self._index = index
        self._vocabulary = index.vocabulary
        self._facets = [facet for facet in FACETS if facet.linkable]
        self._is_single = len(words(request.text)) == 1

    def link(self, clauses: Sequence[Clause]) -> list[Clause]:
        """Return adjacent plain words with each concept name replaced with one clause; the longest name counts."""
        is_shouted = is_in_capitals([clause.typed for clause in clauses])
        clauses = with_author_names(clauses, self._index)
        linked: list[Clause] = []
        at = 0
        while at < len(clauses):
            run = clauses[at : at + _LONGEST_NAME]
            length, clause = self._longest_name(run, is_shouted) or (1, clauses[at])
            linked.append(clause)
            at += length
        return linked

    def _longest_name(self, clauses: Sequence[Clause], is_shouted: bool) -> tuple[int, Clause] | None:
        """Return the number of clauses of the longest name at the start, and the clause that replaces them."""
        first = clauses[0]
        if not self._vocabulary.can_start_name(f"{first.before} {first.typed}"):
            return None
        for length in range(len(clauses), 0, -1):
            written = _written(clauses[:length])
            for name in dict.fromkeys((f"{first.before} {written}".strip(), written)):  # "into the knee", then "knee"
                matches = self._vocabulary.names_in_facets(self._facets, name)
                query = combine(And, [clause.query for clause in clauses[:length]])
                if query and matches and (linked := self._linked(name, query, matches, is_shouted)):
                    return length, Clause(name, linked, apart=first.apart)
        return None

    def _linked(self, typed: str, query: Query, matches: Sequence[NameMatch], is_shouted: bool) -> Query | None:
        """Return ``query`` extended with the matching concepts, or None if ``typed`` does not name one of them.

        A name that is narrower than its concept is not extended, but the wider query is offered.
        """
        accepted = [match for match in matches if self._is_written_as(typed, match, is_shouted)]
        if len(accepted) < len(matches) and not is_stopword(typed) and self._is_certain(query, matches):
            accepted = list(matches)
        if not accepted:
            if self._is_single:
                self.offers.append(_as_acronym(matches[0].name))
            return None
        links = []
        for match, concept, is_ambiguous in self._concepts(accepted):
            if match.name in concept.narrower or (is_ambiguous and self._is_rare(concept, typed, query)):
                self.offers.append(self._wider(typed, concept))
            else:
                links.append(Interpretation(typed, concept.facet, concept.id, concept.label, is_ambiguous))
        self.undone += [link for link in links if link.concept in self._request.literal]
        links = [link for link in links if link.concept not in self._request.literal]
        self.interpretations += links
        concepts: list[Query] = [HasConcept(link.facet, link.concept, scored=True) for link in links]
        # Texts contain "it" everywhere, so that the acronym "IT" is searched by its concepts only.
        return combine(Or, concepts if concepts and is_stopword(typed) else [query, *concepts])

    def _concepts(self, matches: Sequence[NameMatch]) -> Iterator[tuple[NameMatch, Concept, bool]]:
        """Yield the matches with their concepts, and whether a concept is one of several meanings.

        Of several meanings, only those with summaries count. If the filters select one of them, only that one counts.
        """
        found = [(match, c) for match in matches if (c := self._vocabulary.get(match.facet, match.concept))]
        counts, filters = self._index.concept_counts(), self._request.filters
        several = [concept for match, concept in found if match.name in concept.ambiguous]
        selected = [concept for concept in several if concept.id in filters.of(concept.facet)]
        meanings = selected or [concept for concept in several if counts[concept.facet].get(concept.id)]
        for match, concept in found:
            if concept not in several or concept in meanings:
                yield match, concept, concept in several and not selected

    def _is_written_as(self, typed: str, match: NameMatch, is_shouted: bool) -> bool:
        """Return whether ``typed`` has the capitals that a short acronym needs. Other names need none."""
        concept = self._vocabulary.get(match.facet, match.concept)
        is_short = len(match.name) <= _SHORT_ACRONYM and match.name.isalpha()
        if concept is None or match.name not in concept.acronyms or not is_short:
            return True
        return not is_shouted and (typed.removesuffix("s") in (match.name, match.name.upper()) or typed.isupper())

    def _is_certain(self, query: Query, matches: Sequence[NameMatch]) -> bool:
        """Return whether most summaries that match ``query`` are about the matching concepts."""
        about = Or(tuple(HasConcept(match.facet, match.concept) for match in matches))
        others = self._index.count(And((query, Not(about))), Filters())
        return others <= _MOST_OTHERS * self._index.count(query, Filters())

    def _is_rare(self, concept: Concept, acronym: str, query: Query) -> bool:
        """Return whether summaries with ``acronym`` hardly ever mean ``concept``: "MG" mostly is a unit."""
        about = And((query, HasConcept(concept.facet, concept.id)))
        share = _RARE_MEANING * self._index.count(query, Filters())
        return not is_stopword(acronym) and self._index.count(about, Filters()) < share

    def _wider(self, typed: str, concept: Concept) -> Offer:
        """Return the offer to search for a concept instead of a narrower name."""
        wide = f"({typed} OR {BY_NAME[concept.facet].query}:{concept.id})"
        query = replaced(self._request.text, typed, wide) or wide
        return Offer(message("Include all on %(label)s", label=concept.label), query)


def _as_acronym(acronym: str) -> Offer:
    return Offer(message("Search for the acronym %(acronym)s", acronym=acronym), acronym)


def _written(clauses: Sequence[Clause]) -> str:
    """Return the typed text of consecutive clauses, with the stopwords between the clauses."""
    first, *others = clauses
    return " ".join([first.typed, *(word for clause in others for word in (clause.before, clause.typed) if word)])
