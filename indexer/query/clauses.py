"""Parsed queries: the required clauses of a query, and the group of alternatives that the parser builds them in."""

from __future__ import annotations

from dataclasses import dataclass, field

from indexer.query.ast import All, And, Or, Query, combine


@dataclass(frozen=True, slots=True)
class Clause:
    """A required part of a query: the text as typed, the query that it means, and the dropped stopwords before it."""

    typed: str
    query: Query
    before: str = ""


@dataclass(frozen=True, slots=True)
class Parsed:
    """A parsed query: the query, its required clauses in order, and notices of what was repaired or dropped."""

    query: Query
    clauses: tuple[Clause, ...] = ()
    notices: tuple[str, ...] = ()

    @property
    def typed(self) -> str:
        """The query as text that needs no repair. Parsing it gives the same query."""
        return " ".join(clause.typed for clause in self.clauses)


@dataclass(slots=True)
class Group:
    """Alternatives, each a list of clauses that are all required."""

    alternatives: list[list[Clause]] = field(default_factory=lambda: [[]])

    @property
    def last(self) -> list[Clause]:
        """The clauses of the last alternative."""
        return self.alternatives[-1]

    def typed(self) -> str:
        """Return the group as text. Parsing it gives the same query."""
        return " OR ".join(" ".join(clause.typed for clause in required) for required in self.alternatives if required)

    def query(self) -> Query:
        """Return the query of the group."""
        queries = [combine(And, [clause.query for clause in required]) for required in self.alternatives]
        return combine(Or, [query for query in queries if query is not None]) or All()
