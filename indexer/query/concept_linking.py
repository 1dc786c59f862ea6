"""Concept linking: words of a query that name a concept also match summaries tagged with this concept.

For example, "Lou Gehrig's disease" also matches summaries tagged with ALS. The name of a condition also matches
summaries tagged with a narrower condition. Each link is returned as an :class:`Interpretation`, so that the user can
undo it. Ambiguous acronyms are never linked.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from indexer.query.ast import All, And, HasConcept, Or, Phrase, Term, combine
from indexer.query.clauses import Clause, Parsed
from indexer.summaries.facets import FACETS
from indexer.text.analysis import terms
from indexer.vocabulary.model import Vocabulary

_LONGEST_NAME = 8  # words


@dataclass(frozen=True, slots=True)
class Interpretation:
    """Words of the query that are linked to a concept."""

    typed: str
    facet: str
    concept: str
    label: str


def link_concepts(
    parsed: Parsed, vocabulary: Vocabulary, literal: tuple[str, ...] = ()
) -> tuple[Parsed, tuple[Interpretation, ...]]:
    """Link the concept names in a query. Return the changed query, and the links in the order of the query.

    Quoted phrases, fields and brackets are not linked. Concepts with an id in ``literal`` are not linked either.
    """
    clauses: list[Clause] = []
    links: list[Interpretation] = []
    at = 0
    while at < len(parsed.clauses):
        length, typed, concepts = _longest_name(parsed.clauses[at : at + _LONGEST_NAME], vocabulary, literal)
        run = parsed.clauses[at : at + length]
        at += length
        if not concepts:
            clauses += run
            continue
        words = combine(And, [clause.query for clause in run]) or All()
        clauses.append(Clause(typed, Or((words, *(HasConcept(*concept, scored=True) for concept in concepts)))))
        links += [Interpretation(typed, *concept, vocabulary.label(*concept)) for concept in concepts]
    if not links:
        return parsed, ()
    query = combine(And, [clause.query for clause in clauses]) or All()
    return replace(parsed, query=query, clauses=tuple(clauses)), tuple(links)


def senses(parsed: Parsed, vocabulary: Vocabulary) -> tuple[tuple[str, str], ...]:
    """Return the facet and id of each possible concept if the query is a single ambiguous acronym.

    For any other query, return ().
    """
    if len(parsed.clauses) != 1 or not _is_plain(parsed.clauses[0]):
        return ()
    name = parsed.clauses[0].typed
    concepts = [
        (facet.name, concept) for facet in FACETS if facet.linkable for concept in vocabulary.resolve(facet, name)
    ]
    return tuple(concepts) if set(concepts) != set(_unambiguous(name, vocabulary)) else ()


def _longest_name(
    clauses: tuple[Clause, ...], vocabulary: Vocabulary, literal: tuple[str, ...]
) -> tuple[int, str, list[tuple[str, str]]]:
    """Find the longest concept name at the start of ``clauses``.

    Return its number of clauses, its text and its concepts. Each concept is a pair of facet and id. If the clauses
    don't start with a concept name, return 1, "" and [].
    """
    if not vocabulary.can_start_name(f"{clauses[0].before} {clauses[0].typed}"):
        return 1, "", []
    plain = next((number for number, clause in enumerate(clauses) if not _is_plain(clause)), len(clauses))
    for length in range(plain, 0, -1):
        written = _written(clauses[:length])
        for name in (f"{clauses[0].before} {written}".strip(), written):  # try "into the knee" before "knee"
            concepts = [concept for concept in _unambiguous(name, vocabulary) if concept[1] not in literal]
            if concepts:
                return length, name, concepts
    return 1, "", []


def _written(clauses: Sequence[Clause]) -> str:
    """Return the typed text of consecutive clauses, with the stopwords between the clauses."""
    first, *others = clauses
    return " ".join([first.typed, *(word for clause in others for word in (clause.before, clause.typed) if word)])


def _unambiguous(name: str, vocabulary: Vocabulary) -> Iterator[tuple[str, str]]:
    """Yield the facet and id of each concept with this name. Skip concepts that list it as an ambiguous acronym."""
    for facet, concept_id in vocabulary.meanings((facet for facet in FACETS if facet.linkable), name):
        concept = vocabulary.get(facet, concept_id)
        if concept and terms(name) not in [terms(acronym) for acronym in concept.ambiguous]:
            yield facet, concept_id


def _is_plain(clause: Clause) -> bool:
    """Return True if the clause is a plain word, without quotes, field, prefix or exclusion."""
    match clause.query:
        case Term(_, None) | Phrase(_, None):  # the parser makes a Phrase of "IL-6"
            return '"' not in clause.typed and ":" not in clause.typed
        case _:
            return False
