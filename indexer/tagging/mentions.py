"""Where a text names concepts, settled: short forms by what the document defines, cells by their tissue.

The matcher finds terms; here the ways to read each are told apart by the rest of the text.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence, Set
from operator import itemgetter
from typing import NamedTuple

from indexer.tagging.cues import GIVING
from indexer.tagging.matcher import (
    ConceptKey,
    Matcher,
    Sense,
    SenseSet,
    TermMatch,
)
from indexer.text.abbreviations import definitions
from indexer.text.analysis import terms
from indexer.text.tokenized_text import CLAUSE_END, TokenizedText
from indexer.vocabulary.model import Vocabulary

_FURTHEST_HEAD = 5
_FURTHEST_SOURCE = 12
_RANGED, _FROM = terms("ranged from")
_FURTHEST_RANGED = 5
_FURTHEST_GIVER = 18
_FURTHEST_LEAD = 6
_INTO = frozenset(
    terms(
        "into in to through by via onto on under beneath behind around along down inside over within between per up at"
    )
)
_AWAY = frozenset(terms("from with for without"))
_THROUGH = frozenset(terms("through via"))
_NARROW = frozenset(("to", "by", "over"))
# Words that begin another matter between giving and a place: "given through the nose reached the brain".
_TURNS = frozenset(
    terms(
        "reached reaching found appeared migrated travelled entered crossed homed formed caused showed improved gains "
        "might may could would which whose remove repair cover support protect restore heal calm calming reduce prevent"
    )
)
_DELIVERIES = frozenset(terms("injection infusion administration delivery instillation implantation injected"))
_CLAUSE = 15
_MOST = 0.6  # of a long form's words
# Between a tissue and its cells: "bone marrow derived, culture-expanded human MSCs". Beginnings of terms.
_FILLERS = tuple(
    "deriv human own autolog allogen allogene expand cultur tissu isol origin fresh donor purifi select clonal "
    "modifi progenitor stromal".split()
)
_SMALL_FILLERS = frozenset(("the", "a", "adult", "cd271", "+"))
# "from bone marrow, adipose tissue in 13 studies and the umbilical cord"
_LISTED = re.compile(r"(?: in \w+(?: studies| trials)?)?[\s,/]*(?:and|or|,)[\s,]*(?:the |human |from )*")
_FIRST, _LAST = itemgetter(0, 1), itemgetter(1)
_PROCURED = frozenset(
    terms(
        "from aspirated aspirate aspiration harvested harvest taken took biopsy biopsied liposuction isolated obtained "
        "derived grew grown collected own donor donated source removed drawn"
    )
)


class Mention(NamedTuple):
    """A concept named by the words numbered ``first`` to ``last``.

    ``weak`` where the term is too common to count alone, ``sourced`` where a cell is named by its tissue and a
    word for cells apart from it.
    """

    first: int
    last: int
    key: ConceptKey
    weak: bool = False
    sourced: bool = False


def find_mentions(words: TokenizedText, matcher: Matcher, vocabulary: Vocabulary) -> list[Mention]:
    """Return the mentions in text order; one place may mention two concepts."""
    reader = _Reader(words, matcher.matches(words), vocabulary)
    if "(" in words.text or "[" in words.text:
        reader.define(matcher.acronyms)
    return reader.mentions()


class _Reader:
    """Settles how the matches of one text are to be read."""

    def __init__(self, words: TokenizedText, matches: list[TermMatch], vocabulary: Vocabulary) -> None:
        self._words = words
        self._matches = matches
        self._vocabulary = vocabulary
        # Those that may name something together with other words, with their numbers.
        partial = [(number, match) for number, match in enumerate(matches) if match.readings.partial]
        self._sources = [(number, match) for number, match in partial if match.readings.sources]
        self._owners = [(number, match) for number, match in partial if match.readings.owners]
        self._sites = [match for _, match in partial if match.readings.sites]
        # What each short form stands for here: nothing where it is something else.
        self._defined: dict[str, set[ConceptKey]] = {}
        self._coined: list[str] = []  # those of them that the vocabulary does not know
        # The concepts that are surely meant somewhere, which tells how to read what may mean them.
        self._named = self._surely_named()

    def define(self, known: Set[str]) -> None:
        """Read what the text defines its short forms to mean; ``known`` are those of the vocabulary."""
        for definition in definitions(self._words.text, self._matters):
            meant = self._defined.setdefault(_singular(definition.short), set())
            meant.update(self._meant(definition.start, definition.end))
        if self._defined:
            self._named = self._surely_named().union(*self._defined.values())
            self._coined = [
                short for short, meant in self._defined.items() if meant and len(short) > 1 and short not in known
            ]

    def _matters(self, opening: int) -> bool:
        """Whether a term of the vocabulary ends before a bracket, or stands in it."""
        number = self._words.word_index_at(opening)
        near = bisect_left(self._matches, number - 3, key=_LAST)  # the first to end near enough
        if near == len(self._matches):
            return False
        first, last, _ = self._matches[near]
        return last <= number or number - 1 <= first <= number + 1

    def mentions(self) -> list[Mention]:
        """Return the mentions in text order."""
        found, used = self._combined() if self._sources else ([], set())
        for number, (first, last, readings) in enumerate(self._matches):
            if number not in used:
                settled = readings.certain or (readings.clear and not self._defined)
                meant = readings.concepts if settled else self._settled(readings)
                for reading in meant:  # the usual way to a mention, in a third of the time of Mention(...)
                    found.append(tuple.__new__(Mention, (first, last, reading.key, reading.weak, False)))
                if not meant and readings.concepts and self._defined:
                    # A known short form that stands for something else here.
                    short = _singular(self._words.surface(first, last))
                    found += [Mention(first, last, key) for key in self._defined.get(short, ())]
        if self._sites:
            found += self._by_site()
        if self._owners:
            found += self._by_owner()
        if self._coined:
            found += self._by_short_form()
        if self._sources:
            found += self._procured(found)
        found.sort(key=_FIRST)
        return found

    def _surely_named(self) -> set[ConceptKey]:
        if not self._defined:
            return set().union(*[match.readings.named_keys for match in self._matches])
        return {
            reading.key
            for match in self._matches
            for reading in match.readings.named
            if reading.acronym not in self._defined
        }

    def _meant(self, start: int, end: int) -> Iterable[ConceptKey]:
        """Return what the long form at ``text[start:end]`` names, leaving out what is only a part of it."""
        first, last = self._words.word_range(start, end)
        inside = [match for match in self._matches if first <= match.first and match.last <= last]
        if not inside:
            return ()
        enough = _MOST * (last - first + 1)
        if len(inside) == 1:
            (match,) = inside
            named = match.last == last or match.last - match.first + 1 >= enough
            return [reading.key for reading in self._settled(match.readings)] if named else ()
        long = _Reader(self._words, inside, self._vocabulary)
        long._named |= self._named
        return [m.key for m in long.mentions() if m.last == last or m.last - m.first + 1 >= enough]

    def _settled(self, readings: SenseSet) -> Sequence[Sense]:
        """Return the readings that hold in this text."""
        if readings.certain:
            return readings.concepts
        sourced = [reading for reading in readings.sourced if reading.kind in self._named]
        return sourced or self._likeliest([reading for reading in readings.concepts if self._holds(reading)])

    def _likeliest(self, holding: list[Sense]) -> list[Sense]:
        """Return the readings without those of an ambiguous short form that the text names less often in words."""
        doubtful = [reading for reading in holding if reading.ambiguous and reading.acronym not in self._defined]
        if len(doubtful) < 2:
            return holding
        times = Counter(key for match in self._matches for key in match.readings.named_keys)
        best = max(doubtful, key=lambda reading: times[reading.key])  # of as many, the first in the vocabulary
        return [reading for reading in holding if reading is best or reading not in doubtful]

    def _holds(self, reading: Sense) -> bool:
        if reading.acronym is None:
            return True
        meant = self._defined.get(reading.acronym)
        if meant is not None:
            # A definition that the vocabulary cannot read overrules a short form only where that is ambiguous.
            return reading.key in meant or (not meant and not reading.ambiguous and reading.key in self._named)
        return not reading.ambiguous or reading.key in self._named

    def _combined(self) -> tuple[list[Mention], set[int]]:
        """Return cells named by their tissue and a head apart from it, and the numbers of the matches they used."""
        found: list[Mention] = []
        used: set[int] = set()
        for number, match in self._sources:
            for reading in match.readings.sources:
                partner = self._head_of(number, reading)
                if partner is None and number - 1 in used and self._continues(number):
                    partner = number - 1  # "from bone marrow, adipose tissue and umbilical cord"
                if partner is not None:
                    head = self._matches[partner]
                    first, last = min(match.first, head.first), max(match.last, head.last)
                    found.append(Mention(first, last, reading.key, reading.weak, sourced=True))
                    used |= {number, partner}
        return found, used

    def _continues(self, number: int) -> bool:
        """Whether the match goes on with a list that the match before began."""
        before, match = self._matches[number - 1], self._matches[number]
        start = self._words.span(before.last, before.last)[1]
        return _LISTED.fullmatch(self._words.text, start, self._words.span(match.first, match.first)[0]) is not None

    def _head_of(self, number: int, source: Sense) -> int | None:
        match, terms = self._matches[number], self._words.terms
        if number + 1 < len(self._matches):
            head = self._matches[number + 1]
            between = terms[match.last + 1 : head.first]
            if (
                len(between) < _FURTHEST_HEAD
                and self._is_head(head, source, not between)
                and all(word.startswith(_FILLERS) or word in _SMALL_FILLERS for word in between)
            ):
                return number + 1
        for other in range(number - 1, max(-1, number - 4), -1):
            head = self._matches[other]
            between = terms[head.last + 1 : match.first]
            if len(between) >= _FURTHEST_SOURCE or CLAUSE_END in between or _of_a_range(between):
                break
            near = "from" in between and len(between) <= 2
            leads = "from" in between or between in (["of"], ["of", "the"])
            leads = leads or ("of" in between and "origin" in terms[match.last + 1 : match.last + 2])
            if leads and self._is_head(head, source, near):
                return other
        return None

    def _is_head(self, match: TermMatch, source: Sense, adjacent: bool) -> bool:
        if source.kind in match.readings.concept_keys:
            return True
        heads = source.kind in match.readings.head_keys and source.kind in self._named
        return heads and (adjacent or match.last > match.first)

    def _by_owner(self) -> list[Mention]:
        """Return donors named by whose cells they are: "their own marrow", "donor fat cells"."""
        found = []
        for number, match in self._owners:
            if number + 1 < len(self._matches):
                owned = self._matches[number + 1]
                near = owned.first - match.last <= 3 and CLAUSE_END not in self._words.terms[match.last : owned.first]
                if near and owned.readings.names_cells:
                    found += [Mention(match.first, match.last, r.key, r.weak) for r in match.readings.owners]
        return found

    def _by_site(self) -> list[Mention]:
        """Return routes named by where the cells went: "injected into the calf muscle", "tail vein injection"."""
        terms = self._words.terms
        found: list[Mention] = []
        for first, last, readings in self._sites:
            if terms[last + 1 : last + 2] and terms[last + 1] in _DELIVERIES:
                found += [Mention(first, last + 1, r.key, r.weak) for r in readings.sites]
            elif not self._is_passed(first, last) and (giver := self._giver(first)) is not None:
                found += [Mention(giver, last, r.key, r.weak) for r in readings.sites]
        return found

    def _is_passed(self, first: int, last: int) -> bool:
        """Whether the place is only on the way: "through the skin into the gap"."""
        terms = self._words.terms
        return "into" in terms[last + 1 : last + 3] and not _THROUGH.isdisjoint(terms[max(0, first - 3) : first])

    def _giver(self, site: int) -> int | None:
        """Return the number of the word for giving from which a preposition leads to the site, None where none does."""
        terms = self._words.terms
        if _INTO.isdisjoint(terms[max(0, site - _FURTHEST_LEAD) : site]):
            return None
        leads, furthest = False, _FURTHEST_GIVER
        for at in range(site - 1, max(-1, site - _FURTHEST_GIVER), -1):
            word = terms[at]
            if word == CLAUSE_END or word in _TURNS:
                return None
            if not leads:
                leads = word in _INTO
                if site - at > _FURTHEST_LEAD or word in _AWAY:
                    return None
                if word in _NARROW:
                    furthest = site - at + 3  # "to" leads anywhere
            elif site - at > furthest:
                return None
            elif word in GIVING and not (word == "place" and terms[at - 1 : at] == ["take"]):
                return at
        return None

    def _by_short_form(self) -> list[Mention]:
        """Return mentions by short forms that this document defines and the vocabulary does not know."""
        places = {match.first for match in self._matches}
        found = []
        for short in self._coined:
            for start in _places(short, self._words.text):
                first, _ = self._words.word_range(start, start + len(short))
                if first not in places:
                    found += [Mention(first, first, key) for key in self._defined[short]]
        return found

    def _procured(self, found: list[Mention]) -> list[Mention]:
        """Return the one tissue that cells, so far of no known source, are said to have been taken from.

        Cells of the first kind that the text names count: marrow is drawn, its mononuclear cells are separated, and
        mesenchymal stem cells are what grows from them.
        """
        present = {mention.key for mention in found}
        if not any(facet == "cell_type" for facet, _ in present):
            # "Fat was drawn, and stem cells were grown from it": what else could they be?
            present |= {r.key for m in self._matches if m.last > m.first for r in m.readings.heads}
        kinds: dict[ConceptKey, dict[str, list[Mention]]] = {}
        for _, match in self._sources:
            for reading in match.readings.sources:
                if reading.kind in present and self._is_procured(match):
                    mention = Mention(match.first, match.last, reading.key, reading.weak)
                    kinds.setdefault(reading.kind, {}).setdefault(reading.concept.id, []).append(mention)
        for kind, sources in sorted(kinds.items(), key=lambda item: self._vocabulary.position(*item[0])):
            below = self._vocabulary.children(*kind)
            if any((kind[0], child) in present for child in below):
                return []
            if len(sources) == 1:
                return next(iter(sources.values()))
        return []

    def _is_procured(self, match: TermMatch) -> bool:
        terms = self._words.terms
        before = terms[max(0, match.first - _CLAUSE) : match.first]
        if CLAUSE_END in before:
            before = before[len(before) - before[::-1].index(CLAUSE_END) :]
        if _of_a_range(before):
            return False
        return not (_PROCURED.isdisjoint(before) and _PROCURED.isdisjoint(terms[match.first : match.last + 10]))


def _of_a_range(before: list[str]) -> bool:
    """Whether words lead to a kind among others: "the sources ranged from bone marrow to baby teeth"."""
    near = before[-_FURTHEST_RANGED:]
    return _RANGED in near and near[near.index(_RANGED) + 1 :][:1] == [_FROM]


def _places(short: str, text: str) -> list[int]:
    """Return where ``short`` or its plural stands as a word of its own."""
    found, start = [], text.find(short)
    while start >= 0:
        end = start + len(short)
        end += text[end : end + 1] == "s"
        if not (start and text[start - 1].isalnum()) and not text[end : end + 1].isalnum():
            found.append(start)
        start = text.find(short, end)
    return found


def _singular(short: str) -> str:
    return short[:-1] if re.search(r"[A-Z0-9]s$", short) else short
