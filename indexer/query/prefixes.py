"""Beginnings of words -> the words of the collection that begin so."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from indexer.messages import message
from indexer.query.ast import (
    And,
    AnyTerm,
    Field,
    Not,
    Or,
    Prefix,
    Query,
)
from indexer.query.parser import Parsed

MOST_EXPANSIONS = 256

PrefixLookup = Callable[[str, Field | None], Sequence[str]]
"""Gives the terms of words that begin so, in title and text (None) or another field; the most frequent first."""


def expand_prefixes(parsed: Parsed, beginning: PrefixLookup) -> Parsed:
    """Return the query with each :class:`Prefix` as the words it stands for, and a notice where they are too many."""
    notices: dict[str, None] = {}

    def expand(query: Query) -> Query:
        match query:
            case And(parts):
                return And(tuple(map(expand, parts)))
            case Or(parts):
                return Or(tuple(map(expand, parts)))
            case Not(part):
                return Not(expand(part))
            case Prefix(text, field):
                found = beginning(text, field)
                if len(found) > MOST_EXPANSIONS:
                    notices[
                        message(
                            "%(count)s words begin with “%(typed)s”; the %(most)s most frequent were searched.",
                            count=f"{len(found):,}",
                            typed=text,
                            most=MOST_EXPANSIONS,
                        )
                    ] = None
                return AnyTerm(tuple(found[:MOST_EXPANSIONS]), field, text)
            case _:
                return query

    query = expand(parsed.query)
    clauses = tuple(replace(clause, query=expand(clause.query)) for clause in parsed.clauses)
    return replace(parsed, query=query, clauses=clauses, notices=(*parsed.notices, *notices))
