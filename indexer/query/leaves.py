"""Parser of the smallest parts of a query: words, prefixes, phrases, years and concepts."""

import re
from collections.abc import Callable, Iterable, Sequence
from typing import cast

from indexer.messages import message
from indexer.query.ast import All, AnyTerm, Field, HasConcept, Near, Or, Phrase, Term, Years, combine
from indexer.query.clauses import Clause
from indexer.query.lexer import Lexeme, note, prefix_of
from indexer.query.spellings import term_sequences
from indexer.summaries.facets import BY_QUERY, Facet
from indexer.text.analysis import terms
from indexer.vocabulary.model import Vocabulary

MOST_PREFIXES = 16  # words that end in "*"; there is a limit because each one can match hundreds of terms
MOST_EXPANSIONS = 256  # terms that replace one prefix

_YEARS = re.compile(r"(?:(\d{4})?(?:\.\.|[-–])(\d{4})?|(>=|<=|>|<)?(\d{4}))")

PrefixLookup = Callable[[str, Field | None], Sequence[str]]
"""A function of a prefix and a field (None: title and text). It returns the terms of the index in this field whose
words begin with the prefix, the most frequent term first."""


class LeafParser:
    """Parser of single lexemes. It appends notices to ``notices``; those about prefixes are in ``prefix_notices``."""

    def __init__(self, vocabulary: Vocabulary, terms_with_prefix: PrefixLookup, notices: list[str]) -> None:
        self.prefix_notices: list[str] = []
        self._vocabulary = vocabulary
        self._terms_with_prefix = terms_with_prefix
        self._notices = notices
        self._prefixes = 0

    def clause(self, lexeme: Lexeme) -> Clause | None:
        """Return the clause for a word or a phrase. Return None, with a notice, if it cannot be used."""
        name = (lexeme.field or "").lower()
        if name == "year":
            return self._years(lexeme)
        if name in BY_QUERY:
            return self._concept(lexeme, BY_QUERY[name])
        return self._words(lexeme, cast(Field, name) if name else None)

    def _words(self, lexeme: Lexeme, name: Field | None) -> Clause | None:
        """Return the clause for a word, a prefix, a phrase or words near each other.

        Return None if the lexeme contains no word, or if the query has too many prefixes.
        """
        if lexeme.kind == "word" and (prefix := prefix_of(lexeme.value)):
            return self._prefix(lexeme, prefix, name)
        if lexeme.distance is not None:
            return Clause(lexeme.typed, Near(terms(lexeme.value), lexeme.distance, name))
        sequences = term_sequences(lexeme.value)
        query = combine(Or, [Phrase(words, name) if len(words) > 1 else Term(words[0], name) for words in sequences])
        return Clause(lexeme.typed, query) if query else None

    def _prefix(self, lexeme: Lexeme, prefix: str, name: Field | None) -> Clause | None:
        self._prefixes += 1
        if self._prefixes > MOST_PREFIXES:
            self._note(message("Only the first %(most)s words that end in “*” were used.", most=MOST_PREFIXES))
            return None
        matching = self._terms_with_prefix(prefix, name)
        if len(matching) > MOST_EXPANSIONS:
            text = message(
                "%(count)s words begin with “%(typed)s”. The %(most)s most frequent ones were searched.",
                count=f"{len(matching):,}",
                typed=prefix,
                most=MOST_EXPANSIONS,
            )
            note(self.prefix_notices, text)
        return Clause(lexeme.typed, AnyTerm(tuple(matching[:MOST_EXPANSIONS]), name, prefix))

    def _years(self, lexeme: Lexeme) -> Clause | None:
        match = _YEARS.fullmatch(lexeme.value)
        if not match or lexeme.value in ("..", "-", "–"):
            self._note(
                message(
                    "“%(typed)s” is not a year and was ignored. Write year:2020 or year:2015..2020.", typed=lexeme.typed
                )
            )
            return None
        first, last, comparison, single = match.groups()
        if single is None:
            return Clause(lexeme.typed, Years(int(first) if first else None, int(last) if last else None))
        year = int(single)
        ranges = {
            None: Years(year, year),
            ">=": Years(year, None),
            ">": Years(year + 1, None),
            "<=": Years(None, year),
            "<": Years(None, year - 1),
        }
        return Clause(lexeme.typed, ranges[comparison])

    def _concept(self, lexeme: Lexeme, facet: Facet) -> Clause | None:
        ids = self._vocabulary.resolve(facet, lexeme.value) or self._vocabulary.from_tissue(facet, lexeme.value)
        labels = " or ".join(self._vocabulary.label(facet.name, concept) for concept in ids)
        if ids and self._is_narrower(facet, lexeme.value, ids):
            self._note(
                message(
                    "“%(typed)s” is narrower than %(labels)s, so it was searched as words.",
                    typed=lexeme.value,
                    labels=labels,
                )
            )
            return self._words(lexeme, None)
        if ids:
            if len(ids) > 1:
                self._note(
                    message("“%(typed)s” may mean %(labels)s. All were searched.", typed=lexeme.typed, labels=labels)
                )
            return Clause(lexeme.typed, combine(Or, [HasConcept(facet.name, concept) for concept in ids]) or All())
        hint = self._vocabulary.suggest(facet, lexeme.value)
        hint = f" {hint[0].upper()}{hint[1:]}" if hint else ""
        self._note(
            message(
                "There is no %(facet)s “%(typed)s”, so it was searched as words.%(hint)s",
                facet=facet.label.lower(),
                typed=lexeme.value,
                hint=hint,
            )
        )
        return self._words(lexeme, None)

    def _is_narrower(self, facet: Facet, value: str, ids: Iterable[str]) -> bool:
        """Return whether ``value`` is only a narrower name of each of the concepts ``ids``."""
        names = {match.concept: match.name for match in self._vocabulary.names_in_facets((facet,), value)}
        concepts = (self._vocabulary.get(facet.name, concept) for concept in ids)
        return all(concept and names.get(concept.id) in concept.narrower for concept in concepts)

    def _note(self, text: str) -> None:
        note(self._notices, text)
