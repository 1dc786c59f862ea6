"""Data types of the parser: the parsed query, its required clauses, and groups of alternatives."""

from dataclasses import dataclass, field

from indexer.query.ast import All, And, Or, Query, combine


@dataclass(frozen=True, slots=True)
class Clause:
    """A required part of a query.

    ``typed`` is its text, and ``query`` is its AST. ``before`` contains the ignored stopwords before the text.
    """

    typed: str
    query: Query
    before: str = ""


@dataclass(frozen=True, slots=True)
class Parsed:
    """A parsed query.

    ``query`` is the AST, and ``clauses`` are its required parts in order. ``notices`` report repairs and ignored parts.
    """

    query: Query
    clauses: tuple[Clause, ...] = ()
    notices: tuple[str, ...] = ()

    @property
    def typed(self) -> str:
        """The query as valid text. Parsing this text gives the same query."""
        return " ".join(clause.typed for clause in self.clauses)


@dataclass(slots=True)
class Group:
    """A group of alternatives, joined by OR. Each alternative requires all of its clauses."""

    alternatives: list[list[Clause]] = field(default_factory=lambda: [[]])

    @property
    def last(self) -> list[Clause]:
        """The clauses of the last alternative."""
        return self.alternatives[-1]

    def typed(self) -> str:
        """Return the group as text. Parsing this text gives the same query."""
        return " OR ".join(" ".join(clause.typed for clause in required) for required in self.alternatives if required)

    def query(self) -> Query:
        """Return the AST of the group. The AST of an empty group is All."""
        queries = [combine(And, [clause.query for clause in required]) for required in self.alternatives]
        return combine(Or, [query for query in queries if query is not None]) or All()
