"""Mentions of concepts in a text. If a term has several senses, the rest of the text decides between these senses.

A definition in the text decides the sense of a short form. ``cell_sources.py`` and ``injection_sites.py`` find mentions
that combine several matches.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence, Set
from operator import itemgetter

from indexer.tagging.cell_sources import CellSources
from indexer.tagging.injection_sites import site_mentions
from indexer.tagging.matcher import Matcher
from indexer.tagging.senses import ConceptKey, Mention, Sense, SenseSet, TermMatch
from indexer.text.abbreviations import definitions
from indexer.text.tokenized_text import CLAUSE_END, TokenizedText
from indexer.vocabulary.model import Vocabulary

_FURTHEST_OWNED = 3  # largest distance between "their own" and the cells, in words
_LEAST_SHARE = 0.6  # a match that covers this share of the words of a long form names its concept
_FIRST, _LAST = itemgetter(0, 1), itemgetter(1)


def find_mentions(text: TokenizedText, matcher: Matcher, vocabulary: Vocabulary) -> list[Mention]:
    """Return the mentions in text order. The same words can mention two concepts."""
    reader = _MentionReader(text, matcher.matches(text), vocabulary)
    if "(" in text.text or "[" in text.text:
        reader.read_definitions(matcher.acronyms)
    return reader.mentions()


class _MentionReader:
    """Reader that selects the senses of the matches in one text and returns the mentions."""

    def __init__(self, text: TokenizedText, matches: list[TermMatch], vocabulary: Vocabulary) -> None:
        self._text = text
        self._matches = matches
        self._vocabulary = vocabulary
        partial = [(number, match) for number, match in enumerate(matches) if match.senses.is_partial]
        self._sources = [(number, match) for number, match in partial if match.senses.sources]
        self._owners = [(number, match) for number, match in partial if match.senses.owners]
        self._sites = [match for _, match in partial if match.senses.sites]
        # The concepts of each defined short form. The set is empty if the vocabulary doesn't know the long form.
        self._defined: dict[str, set[ConceptKey]] = {}
        self._new_short_forms: list[str] = []  # defined short forms that aren't acronyms of the vocabulary
        self._named = self._surely_named()  # concepts with an unambiguous name in the text

    def read_definitions(self, acronyms: Set[str]) -> None:
        """Read the definitions of short forms in the text. ``acronyms`` are all acronyms of the vocabulary."""
        for definition in definitions(self._text.text, self._is_near_match):
            meant = self._defined.setdefault(_singular(definition.short), set())
            meant.update(self._concepts_in(definition.start, definition.end))
        if self._defined:
            self._named = self._surely_named().union(*self._defined.values())
            self._new_short_forms = [
                short for short, meant in self._defined.items() if meant and len(short) > 1 and short not in acronyms
            ]

    def mentions(self) -> list[Mention]:
        """Return the mentions in text order."""
        mentions, used = list[Mention](), set[int]()
        if self._sources:
            cell_sources = CellSources(self._text, self._matches, self._sources, self._named)
            mentions, used = cell_sources.combined()
        for number, (first, last, senses) in enumerate(self._matches):
            if number not in used:
                is_settled = senses.is_certain or (senses.is_clear and not self._defined)
                selected = senses.concepts if is_settled else self._select(senses)
                for sense in selected:  # tuple.__new__ takes a third of the time of Mention(...)
                    mentions.append(tuple.__new__(Mention, (first, last, sense.key, sense.weak, False)))
                if not selected and senses.concepts and self._defined:
                    # The vocabulary has this short form, but the text defines it as another concept.
                    short = _singular(self._text.surface(first, last))
                    mentions += [Mention(first, last, key) for key in self._defined.get(short, ())]
        if self._sites:
            mentions += site_mentions(self._text.terms, self._sites)
        if self._owners:
            mentions += self._owner_mentions()
        if self._new_short_forms:
            mentions += self._short_form_mentions()
        if self._sources:
            mentions += cell_sources.obtained(mentions, self._vocabulary)
        mentions.sort(key=_FIRST)
        return mentions

    def _is_near_match(self, opening: int) -> bool:
        """Return whether a match starts or ends near the bracket at the character offset ``opening``."""
        number = self._text.word_index_at(opening)
        nearest = bisect_left(self._matches, number - 3, key=_LAST)
        if nearest == len(self._matches):
            return False
        first, last, _ = self._matches[nearest]
        return last <= number or number - 1 <= first <= number + 1

    def _surely_named(self) -> set[ConceptKey]:
        if not self._defined:
            return set().union(*[match.senses.unambiguous_keys for match in self._matches])
        return {
            sense.key
            for match in self._matches
            for sense in match.senses.unambiguous
            if sense.acronym not in self._defined
        }

    def _concepts_in(self, start: int, end: int) -> Iterable[ConceptKey]:
        """Return the concepts of the long form ``text[start:end]``.

        A match in the long form names its concept if it includes the last word or at least _LEAST_SHARE of the words.
        """
        first, last = self._text.word_range(start, end)
        inside = [match for match in self._matches if first <= match.first and match.last <= last]
        if not inside:
            return ()
        least = _LEAST_SHARE * (last - first + 1)
        if len(inside) == 1:
            (match,) = inside
            is_whole = match.last == last or match.last - match.first + 1 >= least
            return [sense.key for sense in self._select(match.senses)] if is_whole else ()
        reader = _MentionReader(self._text, inside, self._vocabulary)
        reader._named |= self._named
        return [m.key for m in reader.mentions() if m.last == last or m.last - m.first + 1 >= least]

    def _select(self, senses: SenseSet) -> Sequence[Sense]:
        if senses.is_certain:
            return senses.concepts
        sourced = [sense for sense in senses.sourced if sense.parent_key in self._named]
        return sourced or self._most_named([sense for sense in senses.concepts if self._holds(sense)])

    def _most_named(self, senses: list[Sense]) -> list[Sense]:
        """Return ``senses`` with at most one sense of an ambiguous acronym.

        The concept of this sense has the most unambiguous matches in the text.
        """
        doubtful = [sense for sense in senses if sense.ambiguous and sense.acronym not in self._defined]
        if len(doubtful) < 2:
            return senses
        counts = Counter(key for match in self._matches for key in match.senses.unambiguous_keys)
        best = max(doubtful, key=lambda sense: counts[sense.key])  # the first sense in a tie
        return [sense for sense in senses if sense is best or sense not in doubtful]

    def _holds(self, sense: Sense) -> bool:
        if sense.acronym is None:
            return True
        meant = self._defined.get(sense.acronym)
        if meant is not None:
            # If the long form is unknown, an unambiguous acronym counts if the text has another name of the concept.
            return sense.key in meant or (not meant and not sense.ambiguous and sense.key in self._named)
        return not sense.ambiguous or sense.key in self._named

    def _owner_mentions(self) -> list[Mention]:
        """Return mentions of donors. A word for the owner of cells names a donor: "their own marrow", "donor cells"."""
        mentions = []
        for number, match in self._owners:
            if number + 1 < len(self._matches):
                owned = self._matches[number + 1]
                is_near = owned.first - match.last <= _FURTHEST_OWNED
                if (
                    is_near
                    and owned.senses.names_cells
                    and CLAUSE_END not in self._text.terms[match.last : owned.first]
                ):
                    mentions += [Mention(match.first, match.last, s.key, s.weak) for s in match.senses.owners]
        return mentions

    def _short_form_mentions(self) -> list[Mention]:
        """Return a mention for each use of a short form that the text defines and the vocabulary lacks."""
        matched = {match.first for match in self._matches}
        mentions = []
        for short in self._new_short_forms:
            for match in re.finditer(rf"(?<![^\W_]){re.escape(short)}s?(?![^\W_])", self._text.text):
                first, _ = self._text.word_range(match.start(), match.start() + len(short))
                if first not in matched:
                    mentions += [Mention(first, first, key) for key in self._defined[short]]
        return mentions


def _singular(short: str) -> str:
    return short[:-1] if re.search(r"[A-Z0-9]s$", short) else short
