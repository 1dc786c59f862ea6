"""Queries for one known study: by its title, its identifiers, its authors and year, or its journal."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import lru_cache
from hashlib import blake2b

from indexer.query.ast import And, AnyTerm, Not, Or, Phrase, Query, Term, Word, terms_of, words
from indexer.query.clauses import Clause
from indexer.query.lookup import IndexLookup
from indexer.query.request import Filters
from indexer.text.analysis import is_stopword, terms
from indexer.text.analysis import words as written_words

_NAME = re.compile(r"([^\W\d][\w'’-]* )+[A-Za-z]{1,3}")  # family name and initials
_LEAST_DIGITS = 4  # of a year or an identifier
_CODE_BYTES = 12


def title_code(title: str) -> str:
    """Return the code of a whole title.

    A code is a single term. Titles with equal terms have the same code.
    """
    return _code("0", title)


def journal_code(journal: str) -> str:
    """Return the code of the name of a journal, without its stopwords. It differs from the code of an equal title."""
    return _code("1", " ".join(word for word in written_words(journal) if not is_stopword(word)))


def first_author_code(term: str) -> str:
    """Return the code for ``term`` in the family name of the first author."""
    return f"0{term}"


def _code(kind: str, text: str) -> str:
    return kind + blake2b(" ".join(terms(text)).encode(errors="replace"), digest_size=_CODE_BYTES).hexdigest()


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


def known_items(query: Query, text: str, index: IndexLookup) -> tuple[Query, ...]:
    """Return the queries for the studies that a search names, the most certain first; () if it names none.

    The first query finds the studies with the whole ``text`` as the title of summary or paper. It also finds those
    whose first author is in ``query``, if all plain words of ``query`` are names, years or identifiers of the study.
    The second query finds all studies with such words, or with ``text`` as the name of the journal.

    Words without a year or an identifier name no study if more summaries contain them in title or text: "burns" is
    rarely an author.
    """
    plain = [word for word in words(query) if word.field is None]
    if not plain:
        return ()
    title, journal = _terms_of_names(text)
    anything = {title.text, journal.text, *(term for word in plain for term in terms_of(word))}
    if not index.count(AnyTerm(tuple(sorted(anything)), "identity"), Filters()):
        return ()  # the usual case, which should take little time
    identified = _with_words(query, lambda word: replace(word, field="identity"))
    first = AnyTerm(
        tuple(dict.fromkeys(first_author_code(term) for word in plain for term in terms_of(word))), "identity"
    )
    named = Or((identified, journal))
    count = index.count(named, Filters())
    if count and not any(map(_is_number, plain)):
        texts = _with_words(query, lambda word: Or((replace(word, field="title"), replace(word, field="text"))))
        count = count if index.count(texts, Filters()) <= count else 0
    if count:
        return Or((title, And((identified, first)))), named
    return (title,) if index.count(title, Filters()) else ()


@lru_cache(maxsize=1 << 10)
def _terms_of_names(text: str) -> tuple[Term, Term]:
    """Return the terms for ``text`` as a title and as the name of a journal."""
    return Term(title_code(text), "identity"), Term(journal_code(text), "identity")


def _is_number(word: Word) -> bool:
    return any(sum(map(str.isdigit, term)) >= _LEAST_DIGITS for term in terms_of(word))


def _with_words(query: Query, change: Callable[[Word], Query]) -> Query:
    """Return the query with each plain word changed, except in negated parts."""
    match query:
        case And(parts):
            return And(tuple(_with_words(part, change) for part in parts))
        case Or(parts):
            return Or(tuple(_with_words(part, change) for part in parts))
        case Not():
            return query
        case _ if isinstance(query, Word) and query.field is None:
            return change(query)
        case _:
            return query
