"""Queries for one known study: by its identifiers, its authors and year, its title or its journal."""

import re
from collections.abc import Sequence
from dataclasses import replace
from hashlib import blake2b

from indexer.query.ast import And, AnyTerm, Or, Phrase, Query, Term, Word, terms_of, words
from indexer.query.clauses import Clause
from indexer.query.lookup import IndexLookup
from indexer.query.request import Filters
from indexer.text.analysis import terms

_NAME = re.compile(r"([^\W\d][\w'’-]* )+[A-Za-z]{1,3}")  # family name and initials
_CODE_BYTES = 12


def title_code(title: str) -> str | None:
    """Return the code of a whole title, or None if it contains no term.

    A code is a single term. Titles with equal terms have the same code.
    """
    found = terms(title)
    if not found:
        return None
    return "0" + blake2b(" ".join(found).encode(errors="replace"), digest_size=_CODE_BYTES).hexdigest()


def first_author_code(term: str) -> str:
    """Return the code for ``term`` in the family name of the first author."""
    return f"0{term}"


def with_author_names(clauses: Sequence[Clause], index: IndexLookup) -> list[Clause]:
    """Return adjacent plain words, with initials beside a family name also searched as a part of an author's name.

    Plain words are not searched in initials, because many initials are also acronyms.
    """
    found = list(clauses)
    for at, clause in enumerate(clauses):
        beside = (*clauses[max(0, at - 1) : at], *clauses[at + 1 : at + 2])
        for text in (clause.typed, *(f"{other.typed} {clause.typed}" for other in beside)):
            author = Phrase(terms(text), "author")
            if _NAME.fullmatch(text) and index.count(author, Filters()):
                found[at] = replace(found[at], query=Or((found[at].query, author)))
    return found


def known_items(query: Query, text: str) -> tuple[Query, ...]:
    """Return the queries for the studies that ``query`` or its ``text`` identifies, the most certain first.

    All plain words of the query must be family names, years or identifiers of the study. One of them is the name of the
    first author, or the text is the whole title of the summary, the paper or the journal: these studies come first. The
    result is empty if the query has no plain words.
    """
    plain = [word for word in words(query) if word.field is None]
    if not plain:
        return ()
    identified = _identifying(query)
    first = AnyTerm(tuple({first_author_code(term): None for word in plain for term in terms_of(word)}), "identity")
    code = title_code(text)
    certain = And((identified, first))
    return (Or((certain, Term(code, "identity"))) if code else certain), identified


def _identifying(query: Query) -> Query:
    match query:
        case And(parts):
            return And(tuple(map(_identifying, parts)))
        case Or(parts):
            return Or(tuple(map(_identifying, parts)))
        case _ if isinstance(query, Word) and query.field is None:
            return replace(query, field="identity")
        case _:
            return query
