"""Where a text names concepts, settled: short forms by what the document defines, cells by their tissue.

The matcher finds terms; here the ways to read each are told apart by the rest of the text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from indexer.language.abbreviations import definitions
from indexer.language.matching import Match, Matcher, Reading
from indexer.language.vocabulary import Vocabulary

_CLAUSE_END = re.compile(r"[.;:?!](?=\s)|\n")
WINDOW = 90
_FURTHEST_SOURCE = 12
_FILLERS = frozenset(
    "derive human own autolog allogen allogene expand cultur tissu isol origin fresh donor deriv the a adult "
    "purifi select clonal modifi cd271 + progenitor stromal".split()
)
_FROM = re.compile(r"\b(?:from|of (?=.*\borigin\b))", re.IGNORECASE)
_PROCURED = re.compile(
    r"\b(?:from|aspirat\w*|harvest\w*|taken|took|biops\w+|liposuction|isolat\w+|obtain\w+|deriv\w+|grew|grown|collect\w*|"
    r"own|donor|donat\w+|source)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Mention:
    """A concept named at ``text[start:end]``; ``weak`` where the term is too common to count alone,
    ``sourced`` where a cell is named by its tissue and a word for cells apart from it.
    """

    facet: str
    concept: str
    start: int
    end: int
    weak: bool = False
    sourced: bool = False


def find_mentions(text: str, matcher: Matcher, vocabulary: Vocabulary) -> list[Mention]:
    """Return the mentions in text order; one place may mention two concepts."""
    return _Reader(text, matcher, vocabulary).mentions()


def clause_before(text: str, at: int, earliest: int = 0) -> str:
    """Return what stands before ``at`` in its clause, from ``earliest`` on, and a window's length at most."""
    window = text[max(earliest, at - WINDOW) : at]
    ends = [match.end() for match in _CLAUSE_END.finditer(window)]
    return window[ends[-1] :] if ends else window


class _Reader:
    """Settles how the matches of one text are to be read."""

    def __init__(self, text: str, matcher: Matcher, vocabulary: Vocabulary) -> None:
        self._text = text
        self._matches = list(matcher.matches(text))
        self._matcher = matcher
        self._vocabulary = vocabulary

    def mentions(self) -> list[Mention]:
        """Return the mentions in text order."""
        defined = self._defined() if "(" in self._text or "[" in self._text else {}
        named = {
            (r.concept.facet, r.concept.id)
            for m in self._matches
            for r in m.readings
            if r.role == "concept" and not r.ambiguous and r.acronym not in defined
        }
        named |= {concept for concepts in defined.values() for concept in concepts}
        combined, used = self._combined(named)
        found = list(combined)
        for number, match in enumerate(self._matches):
            if number in used:
                continue
            readings = [r for r in match.readings if r.role == "sourced" and _kind(r) in named]
            readings = readings or [r for r in match.readings if r.role == "concept" and self._holds(r, defined, named)]
            found += [_mention(reading, match.start, match.end) for reading in readings]
        found += self._by_short_form(defined)
        if not combined:
            found += self._procured(found)
        return sorted(found, key=lambda mention: (mention.start, mention.end))

    def _defined(self) -> dict[str, set[tuple[str, str]]]:
        """Return which concepts each short form stands for here; an empty set where it is something else."""
        defined: dict[str, set[tuple[str, str]]] = {}
        for definition in definitions(self._text):
            meant = {
                (mention.facet, mention.concept)
                for mention in find_mentions(definition.long, self._matcher, self._vocabulary)
                if mention.end - mention.start >= 0.6 * len(definition.long) or mention.end == len(definition.long)
            }
            short = definition.short
            defined.setdefault(short[:-1] if re.search(r"[A-Z0-9]s$", short) else short, set()).update(meant)
        return defined

    def _holds(self, reading: Reading, defined: dict[str, set[tuple[str, str]]], named: set[tuple[str, str]]) -> bool:
        if reading.acronym is None:
            return True
        key = (reading.concept.facet, reading.concept.id)
        if reading.acronym in defined:
            # A definition that the vocabulary cannot read overrules a short form only where that is ambiguous.
            unread = not defined[reading.acronym] and not reading.ambiguous
            return key in defined[reading.acronym] or (unread and key in named)
        return not reading.ambiguous or key in named

    def _combined(self, named: set[tuple[str, str]]) -> tuple[list[Mention], set[int]]:
        """Return cells named by their tissue and a head apart from it, and the numbers of the matches they used."""
        found: list[Mention] = []
        used: set[int] = set()
        for number, match in enumerate(self._matches):
            for reading in match.readings:
                if reading.role != "source":
                    continue
                partner = self._head_of(number, reading, named)
                if partner is None and number - 1 in used and self._continues(number):
                    partner = number - 1  # "from bone marrow, adipose tissue and umbilical cord"
                if partner is not None:
                    head = self._matches[partner]
                    mention = _mention(reading, min(match.start, head.start), max(match.end, head.end))
                    found.append(replace(mention, sourced=True))
                    used |= {number, partner}
        return found, used

    def _continues(self, number: int) -> bool:
        """Whether the match goes on with a list that the match before began."""
        between = self._text[self._matches[number - 1].end : self._matches[number].start]
        return re.fullmatch(r"[\s,/]*(?:and|or|,)[\s,]*(?:the |human |from )*", between) is not None

    def _head_of(self, number: int, source: Reading, named: set[tuple[str, str]]) -> int | None:
        match = self._matches[number]
        if number + 1 < len(self._matches):
            head = self._matches[number + 1]
            between = self._text[match.end : head.start]
            if head.first - match.last <= 5 and self._is_head(head, source, named, head.first - match.last == 1):
                words = [w.lower() for w in re.findall(r"[^\W_]+", between)]
                if "." not in between and all(any(w.startswith(f) for f in _FILLERS) for w in words):
                    return number + 1
        for other in range(number - 1, max(-1, number - 4), -1):
            head = self._matches[other]
            between = self._text[head.end : match.start]
            if match.first - head.last > _FURTHEST_SOURCE or _CLAUSE_END.search(between):
                break
            if _FROM.search(between) and self._is_head(head, source, named, False):
                return other
        return None

    def _is_head(self, match: Match, source: Reading, named: set[tuple[str, str]], adjacent: bool) -> bool:
        kind = _kind(source)
        for reading in match.readings:
            key = (reading.concept.facet, reading.concept.id)
            if reading.role == "concept" and key == kind:
                return True
            if reading.role == "head" and key == kind:
                single = match.first == match.last
                if kind in named and (adjacent or not single):
                    return True
        return False

    def _by_short_form(self, defined: dict[str, set[tuple[str, str]]]) -> list[Mention]:
        """Return mentions by short forms that this document defines and the vocabulary does not know."""
        places = {match.start for match in self._matches}
        found = []
        for short, concepts in defined.items():
            if not concepts or len(short) < 2:
                continue
            for match in re.finditer(rf"(?<!\w){re.escape(short)}s?(?!\w)", self._text):
                if match.start() not in places:
                    found += [Mention(facet, concept, match.start(), match.end()) for facet, concept in concepts]
        return found

    def _procured(self, found: list[Mention]) -> list[Mention]:
        """Return the one tissue that cells, so far of no known source, are said to have been taken from."""
        present = {(mention.facet, mention.concept) for mention in found}
        sources: dict[str, list[Mention]] = {}
        for match in self._matches:
            for reading in match.readings:
                if reading.role != "source":
                    continue
                kind = _kind(reading)
                below = self._vocabulary.children(*kind)
                if kind not in present or any((kind[0], child) in present for child in below):
                    continue
                clause = clause_before(self._text, match.start) + self._text[match.start : match.end + 60]
                if _PROCURED.search(clause):
                    sources.setdefault(reading.concept.id, []).append(_mention(reading, match.start, match.end))
        return next(iter(sources.values())) if len(sources) == 1 else []


def _kind(source: Reading) -> tuple[str, str]:
    """Return the facet and id of the cell that a tissue's cell is a kind of."""
    return source.concept.facet, source.concept.parents[0] if source.concept.parents else ""


def _mention(reading: Reading, start: int, end: int) -> Mention:
    return Mention(reading.concept.facet, reading.concept.id, start, end, reading.weak)
