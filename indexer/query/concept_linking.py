"""What was typed, understood through the vocabulary: a name of a concept finds what holds the concept too.

"Lou Gehrig's disease" finds studies of ALS, "knee arthritis" those of knee osteoarthritis, and a condition those of all
below it. Each reading is told, so that it can be undone. An ambiguous acronym is never read as anything.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from indexer.query.ast import (
    All,
    And,
    HasConcept,
    Or,
    Phrase,
    Term,
    joined,
)
from indexer.query.parser import Clause, Parsed
from indexer.summaries.facets import BY_NAME
from indexer.text.analysis import terms
from indexer.vocabulary.model import Vocabulary

_FACETS = tuple(BY_NAME[name] for name in ("condition", "cell_type", "route"))
_LONGEST_NAME = 8  # words


@dataclass(frozen=True, slots=True)
class Interpretation:
    """Words of the query that were taken as the name of a concept, too."""

    typed: str
    facet: str
    concept: str
    label: str


def interpret(
    parsed: Parsed, vocabulary: Vocabulary, literal: tuple[str, ...] = ()
) -> tuple[Parsed, tuple[Interpretation, ...]]:
    """Return the query with its names of concepts understood, and what was understood.

    Only plain words are read so, not phrases in quotes, fields or what stands in brackets; ``literal`` are the ids of
    concepts that are not meant.
    """
    clauses: list[Clause] = []
    found: list[Interpretation] = []
    at = 0
    while at < len(parsed.clauses):
        length, typed, meant = _longest_name(parsed.clauses[at : at + _LONGEST_NAME], vocabulary, literal)
        run = parsed.clauses[at : at + length]
        at += length
        if not meant:
            clauses += run
            continue
        said = [clause.query for clause in run]
        concepts = [HasConcept(facet, concept, scored=True) for facet, concept in meant]
        clauses.append(Clause(typed, Or((joined(And, said) or All(), *concepts))))
        found += [Interpretation(typed, *concept, vocabulary.label(*concept)) for concept in meant]
    if not found:
        return parsed, ()
    return replace(
        parsed, query=joined(And, [clause.query for clause in clauses]) or All(), clauses=tuple(clauses)
    ), tuple(found)


def senses(parsed: Parsed, vocabulary: Vocabulary) -> tuple[tuple[str, str], ...]:
    """Return the concepts (facet and id) that a query of one ambiguous acronym may mean; () for any other query."""
    if len(parsed.clauses) != 1 or not _is_plain(parsed.clauses[0]):
        return ()
    name = parsed.clauses[0].typed
    meant = [(facet.name, concept) for facet in _FACETS for concept in vocabulary.resolve(facet, name)]
    return tuple(meant) if set(meant) != set(_named(name, vocabulary)) else ()


def _longest_name(
    clauses: tuple[Clause, ...], vocabulary: Vocabulary, literal: tuple[str, ...]
) -> tuple[int, str, list[tuple[str, str]]]:
    """Return how many of the first clauses are a name, that name, and whose (facet and id); 1 and none if no name."""
    if not vocabulary.can_start_name(f"{clauses[0].before} {clauses[0].typed}"):
        return 1, "", []
    plain = next((number for number, clause in enumerate(clauses) if not _is_plain(clause)), len(clauses))
    for length in range(plain, 0, -1):
        written = _written(clauses[:length])
        for name in (f"{clauses[0].before} {written}".strip(), written):  # "into the knee" is more than "knee"
            meant = [concept for concept in _named(name, vocabulary) if concept[1] not in literal]
            if meant:
                return length, name, meant
    return 1, "", []


def _written(clauses: Sequence[Clause]) -> str:
    """Return clauses in a row as they were typed, with the small words between them."""
    first, *others = clauses
    return " ".join([first.typed, *(word for clause in others for word in (clause.before, clause.typed) if word)])


def _named(name: str, vocabulary: Vocabulary) -> Iterator[tuple[str, str]]:
    for facet, concept_id in vocabulary.meanings(_FACETS, name):
        concept = vocabulary.get(facet, concept_id)
        if concept and terms(name) not in [terms(acronym) for acronym in concept.ambiguous]:
            yield facet, concept_id


def _is_plain(clause: Clause) -> bool:
    """Whether the clause is a word as typed: not in quotes, not in a field, not excluded."""
    match clause.query:
        case Term(_, None) | Phrase(_, None):  # a compound such as "IL-6" is a phrase
            return '"' not in clause.typed and ":" not in clause.typed
        case _:
            return False
