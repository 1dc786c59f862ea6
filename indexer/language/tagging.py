"""What a text is about: mentions of concepts -> decisions, each with the words that made it -> a summary's facets."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from indexer.language.abbreviations import definitions
from indexer.language.cues import speaks_against, speaks_for
from indexer.language.matching import Match, Matcher, Reading
from indexer.language.vocabulary import Vocabulary
from indexer.summaries.facets import BY_NAME, FACETS
from indexer.summaries.summary import Concepts, Summary

_CLAUSE_END = re.compile(r"[.;:?!](?=\s)|\n")
_FURTHEST_CUE = 90
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
_MANY = 4
_RARE = 5
_OFTEN = 4
_NEARLY = 0.75
_TITLE = 3.0
_OPENING = 0.5
_SOURCED = 0.5
_SPOKEN_FOR = 1.0
_OPENING_SHARE = 0.3
_ENOUGH = {"condition": 1.5, "cell_type": 1.5, "route": 1.0, "donor": 1.0, "study": 2.0}
_SHARE_OF_BEST = {"condition": 0.3, "cell_type": 0.15, "route": 0.0, "donor": 0.0, "study": 0.34}


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


@dataclass(frozen=True, slots=True)
class Reason:
    """A mention that was weighed: the words, what they weigh, and why (the names of the cues)."""

    quote: str
    weight: float
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether the text is about a concept; ``score`` is the sum of the reasons' weights."""

    facet: str
    concept: str
    score: float
    assigned: bool
    reasons: tuple[Reason, ...]


class Tagger:
    """Assigns the concepts of a vocabulary to texts, as a librarian would: what they are about, no more."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._matcher = Matcher(vocabulary)
        # Concepts that only group others: shelves rather than what a study is about.
        self._shelves = frozenset(
            (concept.facet, concept.id)
            for concept in vocabulary
            if BY_NAME[concept.facet].tops_group
            and not concept.parents
            and vocabulary.children(concept.facet, concept.id)
        )

    def tag(self, summary: Summary) -> Summary:
        """Return the summary with the facets that were not given found in its title and text."""
        missing = self.missing(summary)
        if not missing:
            return summary
        found = self.concepts(summary.title, summary.text)
        return summary.with_found({BY_NAME[name].field: found[BY_NAME[name].field] for name in missing})

    def missing(self, summary: Summary) -> list[str]:
        """Return the names of the facets that were not given."""
        return [facet.name for facet in FACETS if facet.field not in summary.facets]

    def concepts(self, title: str, text: str) -> dict[str, Concepts]:
        """Return the concept ids that a text is about by facet field, most specific only, the surest first."""
        found: dict[str, list[str]] = {facet.field: [] for facet in FACETS}
        for decision in self.decisions(title, text):
            if decision.assigned:
                found[BY_NAME[decision.facet].field].append(decision.concept)
        return {field: tuple(ids) for field, ids in found.items()}

    def mentions(self, text: str) -> list[Mention]:
        """Return the mentions in text order; one place may mention two concepts."""
        matches = list(self._matcher.matches(text))
        return _Reader(text, matches, self._vocabulary, self._matcher).mentions()

    def decisions(self, title: str, text: str) -> list[Decision]:
        """Return a decision on every concept that is mentioned, facet by facet, the surest first."""
        whole = f"{title}\n\n{text}" if title else text
        weighed: dict[tuple[str, str], list[Reason]] = {}
        for mention in self.mentions(whole):
            reason = self._weighed(whole, mention, len(title), len(whole))
            weighed.setdefault((mention.facet, mention.concept), []).append(reason)
        self._drop_rare_forms(weighed)
        scores = {key: sum(reason.weight for reason in reasons) for key, reasons in weighed.items()}
        scores = {key: score for key, score in scores.items() if not _only_common(key[0], weighed[key])}
        assigned = {(facet.name, concept) for facet in FACETS for concept in self._assigned(facet.name, scores)}
        decisions = [
            Decision(
                facet,
                concept,
                round(scores.get((facet, concept), 0.0), 2),
                (facet, concept) in assigned,
                tuple(reasons),
            )
            for (facet, concept), reasons in weighed.items()
        ]
        order = {facet.name: place for place, facet in enumerate(FACETS)}
        return sorted(decisions, key=lambda d: (order[d.facet], not d.assigned, -d.score))

    def _weighed(self, whole: str, mention: Mention, title_end: int, length: int) -> Reason:
        """Return what a mention weighs, by where it stands and what stands around it."""
        quote = whole[mention.start : mention.end]
        in_title = mention.start < title_end
        before = _clause_before(whole, mention.start, 0 if in_title else title_end)
        behind = whole[mention.end : mention.end + _FURTHEST_CUE]
        against = speaks_against(before, behind)
        if against and not (in_title and against.weight):
            return Reason(quote, against.weight, (against.name,))
        weight, why = (_TITLE, ["title"]) if in_title else (1.0, [])
        if not in_title:
            if mention.start - title_end < _OPENING_SHARE * (length - title_end):
                weight += _OPENING
                why.append("opening")
            why += (helping := speaks_for(mention.facet, before, behind))
            weight += _SPOKEN_FOR * len(helping)
        if mention.sourced:
            weight += _SOURCED
            why.append("source named")
        if mention.weak:
            weight /= 2
            why.append("common word")
        if self._is_shelf(mention.facet, mention.concept):
            weight /= 2
            why.append("general")
        return Reason(quote, weight, tuple(why))

    def _is_shelf(self, facet: str, concept: str) -> bool:
        return (facet, concept) in self._shelves

    def _assigned(self, facet: str, scores: dict[tuple[str, str], float]) -> list[str]:
        """Return the concepts of a facet that the text is about."""
        of_facet = {concept: score for (name, concept), score in scores.items() if name == facet and score > 0}
        self._settle_shelves(facet, of_facet)
        if not of_facet:
            return []
        best = max(of_facet.values())
        floor = max(_ENOUGH[facet], _SHARE_OF_BEST[facet] * best)
        sure = [concept for concept, score in of_facet.items() if score >= floor]
        if not sure and _ENOUGH[facet] > 1:
            likely = [concept for concept, score in of_facet.items() if score >= 1]
            # A text that names many once is about them all; of few, the likeliest is meant.
            sure = likely if len(likely) >= _MANY else [c for c in likely if of_facet[c] >= _NEARLY * best]
        sure = [concept for concept in sure if not self._is_only_the_tissue(facet, concept, sure)]
        specific = set(self._vocabulary.most_specific(facet, sure))
        return [c for c in sure if c in specific or self._stands_beside(facet, c, sure, of_facet)]

    def _is_only_the_tissue(self, facet: str, concept: str, sure: list[str]) -> bool:
        """Whether a concept is named as what another one, of which the text is about, was made from."""
        named = self._vocabulary.get(facet, concept)
        others = (self._vocabulary.get(facet, other) for other in sure if other != concept)
        tissues = {tissue for other in others if other for tissue in other.source_terms}
        return named is not None and not tissues.isdisjoint(named.names)

    def _drop_rare_forms(self, weighed: dict[tuple[str, str], list[Reason]]) -> None:
        """Count a special form that is hardly named for the general one that the text is about."""
        for key, reasons in list(weighed.items()):
            for parent in self._vocabulary.ancestors(*key):
                others = weighed.get((key[0], parent), [])
                rare = len(others) >= _RARE * len(reasons) and not any("title" in reason.why for reason in reasons)
                if key[0] == "condition" and rare and not self._is_shelf(key[0], parent):
                    others += weighed.pop(key)
                    break

    def _settle_shelves(self, facet: str, scores: dict[str, float]) -> None:
        """Take away concepts that only group others where something more specific is named."""
        for concept in list(scores):
            if self._is_shelf(facet, concept):
                below = [c for c in scores if concept in self._vocabulary.ancestors(facet, c)]
                if any(scores[c] >= 1 for c in (below if facet == "condition" else scores) if c != concept):
                    for other in below:
                        scores[other] += 1
                    del scores[concept]

    def _stands_beside(self, facet: str, concept: str, sure: list[str], scores: dict[str, float]) -> bool:
        """Whether a route is named more often than the special form of it that is named too: both were used."""
        below = [c for c in sure if concept in self._vocabulary.ancestors(facet, c)]
        return (
            facet == "route" and not self._is_shelf(facet, concept) and scores[concept] > sum(scores[c] for c in below)
        )


def _only_common(facet: str, reasons: list[Reason]) -> bool:
    """Whether a concept is named by common words alone, and too seldom, or (a cell, a route) hardly as given."""
    if not all("common word" in reason.why for reason in reasons):
        return False
    if facet == "condition":
        return len(reasons) < _OFTEN and not any("title" in reason.why for reason in reasons)
    return facet in ("cell_type", "route") and 2 * sum("given" in reason.why for reason in reasons) <= len(reasons)


def _clause_before(text: str, at: int, earliest: int) -> str:
    window = text[max(earliest, at - _FURTHEST_CUE) : at]
    ends = [match.end() for match in _CLAUSE_END.finditer(window)]
    return window[ends[-1] :] if ends else window


class _Reader:
    """Settles how the matches of one text are to be read."""

    def __init__(self, text: str, matches: list[Match], vocabulary: Vocabulary, matcher: Matcher) -> None:
        self._text = text
        self._matches = matches
        self._vocabulary = vocabulary
        self._matcher = matcher

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
            inner = list(self._matcher.matches(definition.long))
            reader = _Reader(definition.long, inner, self._vocabulary, self._matcher)
            meant = {
                (mention.facet, mention.concept)
                for mention in reader.mentions()
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
                if reading.role != "source" or not reading.concept.parents:
                    continue
                kind = (reading.concept.facet, reading.concept.parents[0])
                below = self._vocabulary.children(*kind)
                if kind not in present or any((kind[0], child) in present for child in below):
                    continue
                clause = _clause_before(self._text, match.start, 0) + self._text[match.start : match.end + 60]
                if _PROCURED.search(clause):
                    sources.setdefault(reading.concept.id, []).append(_mention(reading, match.start, match.end))
        return next(iter(sources.values())) if len(sources) == 1 else []


def _kind(source: Reading) -> tuple[str, str]:
    """Return the facet and id of the cell that a tissue's cell is a kind of."""
    return source.concept.facet, source.concept.parents[0] if source.concept.parents else ""


def _mention(reading: Reading, start: int, end: int) -> Mention:
    return Mention(reading.concept.facet, reading.concept.id, start, end, reading.weak)
