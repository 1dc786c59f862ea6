"""Queries for one known study: by its identifiers, its authors and year, its title or its journal."""

from __future__ import annotations

import re
from dataclasses import replace
from hashlib import blake2b
from itertools import pairwise

from indexer.query.ast import And, Or, Phrase, Query, Term, Word, words
from indexer.query.clauses import Parsed, query_of
from indexer.query.lookup import IndexLookup
from indexer.query.request import Filters
from indexer.text.analysis import terms

_INITIALS = re.compile(r"[A-Za-z]{1,3}")
_CODE_BYTES = 12


def title_code(title: str) -> str | None:
    """Return the code of a whole title, or None if it contains no term.

    A code is a single term. Titles with equal terms have the same code.
    """
    found = terms(title)
    if not found:
        return None
    return "0" + blake2b(" ".join(found).encode(errors="replace"), digest_size=_CODE_BYTES).hexdigest()


def with_author_names(parsed: Parsed, index: IndexLookup) -> Parsed:
    """Return the parsed query, with initials beside a family name also searched as a part of this author's name.

    Plain words are not searched in initials, because many initials are also acronyms.
    """
    clauses = list(parsed.clauses)
    for (at, first), (_, second) in pairwise(enumerate(parsed.clauses)):
        for place, name, initials in ((at + 1, first, second), (at, second, first)):
            author = Phrase((*terms(name.typed), *terms(initials.typed)), "author")
            if _INITIALS.fullmatch(initials.typed) and index.count(author, Filters()):
                clauses[place] = replace(clauses[place], query=Or((clauses[place].query, author)))
    if clauses == list(parsed.clauses):
        return parsed
    return replace(parsed, query=query_of([clauses]), clauses=tuple(clauses))


def known_item(query: Query, text: str) -> Query | None:
    """Return the query for the studies that ``query`` or its ``text`` identifies, or None if there are no plain words.

    Either all plain words of the query are family names, years or identifiers of the study. Or the text is the whole
    title of its summary, its paper or its journal.
    """
    if all(word.field for word in words(query)):
        return None
    code = title_code(text)
    identified = _identifying(query)
    return Or((identified, Term(code, "identity"))) if code else identified


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
