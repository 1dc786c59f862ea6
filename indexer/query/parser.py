"""The query parser, which turns typed text into a query. It repairs invalid input and reports each repair.

    query   = required, { "OR", required } ;    required = one or more parts, optionally with "AND" between them
    part    = [ "-" | "NOT" ], ( "(", query, ")" | [ field, ":" ], ( word, [ "*" ] | phrase ) ) ;
    phrase  = '"', words, '"', [ "~", number ] ;

All words are required. The parser drops stopwords, except in phrases, in fields and in queries of stopwords alone. A
query counts as a question if it has at least SHORTEST_QUESTION words that are not stopwords. From a question, the
parser also drops words such as "study" and "effects".
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import cast

from indexer.messages import message
from indexer.query.ast import (
    All,
    AnyTerm,
    Field,
    HasConcept,
    Near,
    Not,
    Or,
    Phrase,
    Term,
    Years,
    combine,
)
from indexer.query.clauses import Clause, Group, Parsed
from indexer.query.lexer import Lexeme, Lexer, note, prefix_of
from indexer.summaries.facets import BY_QUERY, Facet
from indexer.text.analysis import is_stopword, spans, terms
from indexer.vocabulary.model import Vocabulary

LONGEST_QUERY = 512  # characters
DEEPEST_QUERY = 20  # levels of nesting; the query outside of all brackets is the first level
MOST_PREFIXES = 16  # words that end in "*"; there is a limit because each of them can match hundreds of terms
MOST_EXPANSIONS = 256  # terms that replace one prefix
SHORTEST_QUESTION = 6  # words, without stopwords

_YEARS = re.compile(r"(?:(\d{4})?(?:\.\.|[-–])(\d{4})?|(>=|<=|>|<)?(\d{4}))")

PrefixLookup = Callable[[str, Field | None], Sequence[str]]
"""A function of a prefix and a field (None: title and text). It returns the terms of the index in this field whose
words begin with the prefix, the most frequent term first."""


def parse(text: str, vocabulary: Vocabulary, terms_with_prefix: PrefixLookup) -> Parsed:
    """Parse ``text``. Any text is accepted.

    A prefix (``regen*``) is replaced with the first MOST_EXPANSIONS terms that ``terms_with_prefix`` returns for it.
    """
    return _Parser(text, vocabulary, terms_with_prefix).parse()


class _Parser:
    def __init__(self, text: str, vocabulary: Vocabulary, terms_with_prefix: PrefixLookup) -> None:
        self.vocabulary = vocabulary
        self.terms_with_prefix = terms_with_prefix
        self.notices: list[str] = []
        self.prefix_notices: list[str] = []
        if len(text) > LONGEST_QUERY:
            self._notice(message("Only the first %(most)s characters of the query were used.", most=LONGEST_QUERY))
        self.text = text[:LONGEST_QUERY]
        self.lexemes = Lexer(self.notices).lexemes(self.text)
        # A query of stopwords alone, such as "the who", keeps its stopwords.
        self.keeps_stopwords = all(
            _is_stopword(lexeme.value) for lexeme in self.lexemes if lexeme.kind == "word" and not lexeme.field
        ) and not any(lexeme.kind == "phrase" or lexeme.field for lexeme in self.lexemes)
        content = [lexeme for lexeme in self.lexemes if lexeme.kind == "word" and not _is_stopword(lexeme.value)]
        self.is_question = len(content) >= SHORTEST_QUESTION
        self.prefixes = 0
        self.at = 0

    def parse(self) -> Parsed:
        group = self._group(0)
        while self.at < len(self.lexemes):  # the next lexeme closes a bracket that was not opened
            self._notice(message("A closing bracket without an opening one was ignored."))
            self.at += 1
            rest = self._group(0)
            group.last.extend(rest.alternatives[0])
            group.alternatives += rest.alternatives[1:]
        if len(group.alternatives) == 1:
            clauses = tuple({clause.query: clause for clause in group.last}.values())
        else:
            clauses = (Clause(group.typed(), group.query()),)
        if not any(group.alternatives):
            clauses = ()
            if self.text.strip() and not self.notices:
                self._notice(message("The query contains no word, so all summaries are shown."))
        return Parsed(group.query(), clauses, (*self.notices, *self.prefix_notices))

    def _group(self, depth: int) -> Group:
        group, negation, stopwords = Group(), "", list[str]()
        while self.at < len(self.lexemes) and (lexeme := self.lexemes[self.at]).kind != "close":
            self.at += 1
            if lexeme.kind == "not":
                negation = "" if negation else lexeme.typed
            elif lexeme.kind == "or":
                self._or(group)
            elif lexeme.kind == "and":
                self._and(group)
            else:
                clause = self._clause(lexeme, depth)
                if clause:
                    clause = replace(clause, before=" ".join(stopwords))
                    group.last.append(_negated(clause) if negation else clause)
                    stopwords = []
                else:
                    stopwords.append(lexeme.value)
                    if negation:
                        self._dropped_negation(negation, lexeme)
                negation = ""
        if negation:
            self._notice(message("“%(sign)s” with nothing after it was ignored.", sign=negation.strip()))
        if len(group.alternatives) > 1 and not group.last:
            group.alternatives.pop()
            self._notice(message("“OR” with nothing after it was ignored."))
        return group

    def _dropped_negation(self, negation: str, lexeme: Lexeme) -> None:
        self._notice(
            message("“%(sign)s%(typed)s” was ignored.", sign=negation, typed=lexeme.typed),
        )

    def _or(self, group: Group) -> None:
        if group.last:
            group.alternatives.append([])
        else:
            self._notice(message("“OR” with nothing before it was ignored."))

    def _and(self, group: Group) -> None:
        following = self.lexemes[self.at].kind if self.at < len(self.lexemes) else "close"
        if not group.last or following in ("close", "and", "or"):
            self._notice(message("“AND” with nothing beside it was ignored."))

    def _clause(self, lexeme: Lexeme, depth: int) -> Clause | None:
        """Return the clause for a lexeme, or None if the lexeme is dropped."""
        if lexeme.kind == "open":
            return self._bracket(depth)
        if lexeme.field is not None:
            return self._fielded(lexeme)
        return None if self._is_dropped(lexeme) else self._words(lexeme, None)

    def _is_dropped(self, lexeme: Lexeme) -> bool:
        droppable = lexeme.kind == "word" and not self.keeps_stopwords
        return droppable and _is_stopword(lexeme.value, in_question=self.is_question)

    def _bracket(self, depth: int) -> Clause | None:
        if depth + 1 >= DEEPEST_QUERY:
            self._notice(message("Brackets more than %(most)s levels deep were ignored.", most=DEEPEST_QUERY))
            return None
        group = self._group(depth + 1)
        if self.at < len(self.lexemes):
            self.at += 1
        else:
            self._notice(message("A missing closing bracket was added at the end."))
        return Clause(f"({group.typed()})", group.query()) if any(group.alternatives) else None

    def _fielded(self, lexeme: Lexeme) -> Clause | None:
        name = (lexeme.field or "").lower()
        if name == "year":
            return self._years(lexeme)
        if name in BY_QUERY:
            return self._concept(lexeme, BY_QUERY[name])
        return self._words(lexeme, cast(Field, name))

    def _words(self, lexeme: Lexeme, name: Field | None) -> Clause | None:
        """Return the clause for a word, a prefix, a phrase or words near each other.

        Return None if the lexeme contains no word, or if the query has too many prefixes.
        """
        words = terms(lexeme.value)
        if not words:
            return None
        if lexeme.kind == "word" and (prefix := prefix_of(lexeme.value)):
            return self._prefix(lexeme, prefix, name)
        if len(words) == 1:
            return Clause(lexeme.typed, Term(words[0], name))
        if lexeme.distance is None:
            return Clause(lexeme.typed, Phrase(words, name))
        return Clause(lexeme.typed, Near(words, lexeme.distance, name))

    def _prefix(self, lexeme: Lexeme, prefix: str, name: Field | None) -> Clause | None:
        self.prefixes += 1
        if self.prefixes > MOST_PREFIXES:
            self._notice(message("Only the first %(most)s words that end in “*” were used.", most=MOST_PREFIXES))
            return None
        matching = self.terms_with_prefix(prefix, name)
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
            self._notice(
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
        ids = self.vocabulary.resolve(facet, lexeme.value) or self.vocabulary.from_tissue(facet, lexeme.value)
        if ids:
            if len(ids) > 1:
                labels = " or ".join(self.vocabulary.label(facet.name, concept) for concept in ids)
                self._notice(
                    message("“%(typed)s” may mean %(labels)s. All were searched.", typed=lexeme.typed, labels=labels)
                )
            return Clause(lexeme.typed, combine(Or, [HasConcept(facet.name, concept) for concept in ids]) or All())
        hint = self.vocabulary.suggest(facet, lexeme.value)
        hint = f" {hint[0].upper()}{hint[1:]}" if hint else ""
        self._notice(
            message(
                "There is no %(facet)s “%(typed)s”, so it was searched as words.%(hint)s",
                facet=facet.label.lower(),
                typed=lexeme.value,
                hint=hint,
            )
        )
        return self._words(lexeme, None)

    def _notice(self, text: str) -> None:
        note(self.notices, text)


def _is_stopword(typed: str, *, in_question: bool = False) -> bool:
    """Return True if the typed text is a single stopword. Punctuation around the stopword is ignored."""
    words = [typed[start:end] for start, end in spans(typed)]
    return len(words) == 1 and not prefix_of(typed) and is_stopword(words[0], in_question=in_question)


def _negated(clause: Clause) -> Clause:
    return replace(clause, typed=f"-{clause.typed}", query=Not(clause.query))
