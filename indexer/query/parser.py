"""The query parser, which turns typed text into a query. It repairs invalid input and reports each repair.

    query   = required, { "OR", required } ;    required = one or more parts, optionally with "AND" between them
    part    = [ "-" | "NOT" ], ( "(", query, ")" | [ field, ":" ], ( word, [ "*" ] | phrase ) ) ;
    phrase  = '"', words, '"', [ "~", number ] ;

All words are required. The parser drops stopwords, except in phrases and fields, and where all words between two OR are
stopwords. A query with at least SHORTEST_QUESTION other words counts as a question. From a question, the parser also
drops words such as "study" and "effects".
"""

from dataclasses import dataclass, field, replace

from indexer.messages import message
from indexer.query.ast import Not
from indexer.query.clauses import Clause, Offer, Parsed, query_of, replaced, text_of_alternatives
from indexer.query.concept_linking import ConceptLinker
from indexer.query.foreign import shortened, translate
from indexer.query.identifiers import plain_identifiers
from indexer.query.leaves import LeafParser, PrefixLookup
from indexer.query.lexer import Lexeme, Lexer, note, prefix_of
from indexer.query.small_words import NEGATIONS, join_small_words
from indexer.text.analysis import fold, is_stopword, spans
from indexer.vocabulary.model import Vocabulary

LONGEST_QUERY = 512  # characters
LONGEST_FOREIGN_QUERY = 2000  # characters; queries for other systems are longer than their translations
DEEPEST_QUERY = 20  # levels of nesting; the query outside of all brackets is the first level
SHORTEST_QUESTION = 6  # words, without stopwords


def parse(
    text: str, vocabulary: Vocabulary, terms_with_prefix: PrefixLookup, linker: ConceptLinker | None = None
) -> Parsed:
    """Parse ``text``. Any text is accepted.

    A prefix (``regen*``) is replaced with the first MOST_EXPANSIONS terms that ``terms_with_prefix`` returns for it.
    Without a ``linker``, words are not linked to concepts.
    """
    return _Parser(text, vocabulary, terms_with_prefix, linker).parse()


@dataclass(slots=True)
class _Alternative:
    """The parts between two OR. All of them are required.

    ``run`` holds the plain words at the end, which may form a name. ``dropped`` holds the stopwords of the alternative,
    each with its negation or "". ``before`` holds the stopwords right before the next word. ``apart`` is True if no
    name continues with the next word.
    """

    clauses: list[Clause] = field(default_factory=list)
    run: list[Clause] = field(default_factory=list)
    dropped: list[tuple[Lexeme, str]] = field(default_factory=list)
    before: list[str] = field(default_factory=list)
    apart: bool = False

    def __bool__(self) -> bool:
        return bool(self.clauses or self.run or self.dropped)


class _Parser:
    def __init__(
        self, text: str, vocabulary: Vocabulary, terms_with_prefix: PrefixLookup, linker: ConceptLinker | None
    ) -> None:
        self.notices: list[str] = []
        self.offers: list[Offer] = []
        self.linker = linker
        self.leaves = LeafParser(vocabulary, terms_with_prefix, self.notices)
        translation = translate(plain_identifiers(shortened(text, LONGEST_FOREIGN_QUERY)))
        if len(text) > LONGEST_FOREIGN_QUERY or len(translation.text) > LONGEST_QUERY:
            self._notice(message("Only the first %(most)s characters of the query were used.", most=LONGEST_QUERY))
        self.text = shortened(translation.text, LONGEST_QUERY)
        self.notices += translation.notices
        self.offers += translation.offers
        self.lexemes = join_small_words(Lexer(self.notices).lexemes(self.text))
        content = [lexeme for lexeme in self.lexemes if lexeme.kind == "word" and not _is_stopword(lexeme.value)]
        has_or = any(lexeme.kind == "or" for lexeme in self.lexemes)
        self.is_question = len(content) >= SHORTEST_QUESTION and not has_or
        self.at = 0

    def parse(self) -> Parsed:
        alternatives = self._complete(self._alternatives(0))
        query, clauses = query_of(alternatives), tuple[Clause, ...]()
        if len(alternatives) > 1:
            clauses = (Clause(text_of_alternatives(alternatives), query),)
        elif alternatives:
            clauses = tuple({clause.query: clause for clause in alternatives[0]}.values())
        elif self.text.strip() and not self.notices:
            self._notice(message("The query contains no word, so all summaries are shown."))
        parsed = Parsed(query, clauses, (*self.notices, *self.leaves.prefix_notices), offers=tuple(self.offers))
        if self.linker is None:
            return parsed
        return replace(
            parsed,
            interpretations=tuple(dict.fromkeys(self.linker.interpretations)),
            undone=tuple(dict.fromkeys(self.linker.undone)),
            offers=tuple(dict.fromkeys((*self.linker.offers, *self.offers))),
        )

    def _alternatives(self, depth: int) -> list[_Alternative]:
        """Parse up to the closing bracket, or to the end if ``depth`` is 0."""
        alternatives, negation = [_Alternative()], ""
        while self.at < len(self.lexemes):
            lexeme, last = self.lexemes[self.at], alternatives[-1]
            if lexeme.kind == "close" and depth:
                break
            self.at += 1
            if lexeme.kind == "not":
                negation = "" if negation else lexeme.typed
                continue
            match lexeme.kind:
                case "close":
                    self._notice(message("A closing bracket without an opening one was ignored."))
                case "or" if last:
                    alternatives.append(_Alternative())
                case "or":
                    self._notice(message("“OR” with nothing before it was ignored."))
                case "and":
                    self._and(last)
                case "open":
                    self._bracket(last, depth, negation)
                case _:
                    self._word(last, lexeme, negation)
            negation = ""
        if negation:
            self._notice(message("“%(sign)s” with nothing after it was ignored.", sign=negation.strip()))
        if len(alternatives) > 1 and not alternatives[-1]:
            self._notice(message("“OR” with nothing after it was ignored."))
        return [alternative for alternative in alternatives if alternative]

    def _and(self, alternative: _Alternative) -> None:
        following = self.lexemes[self.at].kind if self.at < len(self.lexemes) else "close"
        if not alternative or following in ("close", "and", "or"):
            self._notice(message("“AND” with nothing beside it was ignored."))
        self._end_run(alternative)
        alternative.apart = True

    def _bracket(self, alternative: _Alternative, depth: int, negation: str) -> None:
        if depth + 1 >= DEEPEST_QUERY:
            self._notice(message("Brackets more than %(most)s levels deep were ignored.", most=DEEPEST_QUERY))
            return
        inner = self._alternatives(depth + 1)
        if self.at < len(self.lexemes):
            self.at += 1
        else:
            self._notice(message("A missing closing bracket was added at the end."))
        self._end_run(alternative)
        if len(inner) == 1 and not negation:  # the brackets change nothing
            self._end_run(inner[0])
            alternative.clauses += [replace(clause, apart=True) for clause in inner[0].clauses[:1]]
            alternative.clauses += inner[0].clauses[1:]
            alternative.dropped += inner[0].dropped
            alternative.apart = True
        elif clauses := self._complete(inner):
            clause = Clause(f"({text_of_alternatives(clauses)})", query_of(clauses), apart=alternative.apart)
            alternative.clauses.append(_negated(clause) if negation else clause)
            alternative.apart = False
        elif negation:
            self._notice(message("“%(sign)s%(typed)s” was ignored.", sign=negation, typed="()"))

    def _word(self, alternative: _Alternative, lexeme: Lexeme, negation: str) -> None:
        is_plain = lexeme.kind == "word" and lexeme.field is None
        if is_plain and self._is_dropped(lexeme):
            alternative.dropped.append((lexeme, negation))
            alternative.before += [] if negation else [lexeme.value]
            if fold(lexeme.value) in NEGATIONS:
                self._explain_negation(lexeme)
            return
        clause = self.leaves.clause(lexeme)
        if clause is None:
            self._ignored(lexeme, negation)
            return
        if not is_plain or negation or alternative.apart:
            self._end_run(alternative)
        clause = replace(clause, before=" ".join(alternative.before), apart=alternative.apart)
        alternative.before, alternative.apart = [], False
        if negation:
            alternative.clauses += [_negated(linked) for linked in (self._linked([clause]) if is_plain else [clause])]
        elif is_plain:
            alternative.run.append(clause)
        else:
            alternative.clauses.append(clause)

    def _is_dropped(self, lexeme: Lexeme) -> bool:
        return not lexeme.required and _is_stopword(lexeme.value, in_question=self.is_question)

    def _explain_negation(self, lexeme: Lexeme) -> None:
        """Add a notice about a dropped "not", and offer to exclude the next word."""
        following = self.lexemes[self.at] if self.at < len(self.lexemes) else None
        if following is None or following.kind not in ("word", "phrase") or self._is_dropped(following):
            return
        typed = f"{lexeme.typed} {following.typed}"
        values = {"word": lexeme.typed, "typed": typed.replace('"', ""), "excluded": following.typed}
        self._notice(
            message(
                '“%(word)s” was ignored. Write "%(typed)s" to find these words, or -%(excluded)s to exclude one.',
                **values,
            )
        )
        query = replaced(self.text, typed, f"-{following.typed}")
        if query:
            self.offers.append(Offer(message("Exclude %(excluded)s", excluded=following.typed), query))

    def _complete(self, alternatives: list[_Alternative]) -> list[list[Clause]]:
        """Return the clauses of each alternative that has clauses."""
        return [clauses for clauses in map(self._required, alternatives) if clauses]

    def _required(self, alternative: _Alternative) -> list[Clause]:
        """Return the clauses of a complete alternative. Its stopwords are kept if it has no other words."""
        self._end_run(alternative)
        for lexeme, negation in alternative.dropped:
            self._ignored(lexeme, negation)
        kept = [lexeme for lexeme, negation in alternative.dropped if not negation]
        if not kept or any(not isinstance(clause.query, Not) for clause in alternative.clauses):
            return alternative.clauses
        words = [clause for lexeme in kept if (clause := self.leaves.clause(lexeme))]
        return [*self._linked(words), *alternative.clauses]

    def _ignored(self, lexeme: Lexeme, negation: str) -> None:
        if negation:
            self._notice(message("“%(sign)s%(typed)s” was ignored.", sign=negation, typed=lexeme.typed))

    def _end_run(self, alternative: _Alternative) -> None:
        """Link the plain words at the end of the alternative."""
        alternative.clauses += self._linked(alternative.run)
        alternative.run = []

    def _linked(self, clauses: list[Clause]) -> list[Clause]:
        return self.linker.link(clauses) if self.linker else clauses

    def _notice(self, text: str) -> None:
        note(self.notices, text)


def _is_stopword(typed: str, *, in_question: bool = False) -> bool:
    """Return True if the typed text is a single stopword. Punctuation around the stopword is ignored."""
    words = [typed[start:end] for start, end in spans(typed)]
    return len(words) == 1 and not prefix_of(typed) and is_stopword(words[0], in_question=in_question)


def _negated(clause: Clause) -> Clause:
    return replace(clause, typed=f"-{clause.typed}", query=Not(clause.query))
