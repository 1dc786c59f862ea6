"""Mentions of cells in which one word names the source tissue and another word names the cells.

Examples: "stromal cells isolated from the placenta", "marrow was drawn, and its mononuclear cells were separated".
"""

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass

from indexer.tagging.senses import ConceptKey, Mention, Sense, TermMatch
from indexer.tagging.special_facets import CELL_TYPE
from indexer.text.analysis import term_set, terms
from indexer.text.tokenized_text import CLAUSE_END, TokenizedText
from indexer.vocabulary.model import Vocabulary

# All distances are in words.
_FURTHEST_HEAD_AFTER = 5
_FURTHEST_HEAD_BEFORE = 12
_FURTHEST_RANGE = 5
_OBTAINED_BEFORE, _OBTAINED_AFTER = 15, 10
_RANGED, _FROM = terms("ranged from")
# Prefixes of terms that may be between a tissue and a word for cells: "bone marrow derived, culture-expanded MSCs".
_FILLERS = tuple(
    "deriv human own autolog allogen allogene expand cultur tissu isol origin fresh donor purifi select clonal "
    "modifi progenitor stromal".split()
)
_SMALL_FILLERS = frozenset(("the", "a", "adult", "cd271", "+"))
# Text between two tissues of a list: "from bone marrow, adipose tissue in 13 studies and the umbilical cord".
_LIST_SEPARATOR = re.compile(r"(?: in \w+(?: studies| trials)?)?[\s,/]*(?:and|or|,)[\s,]*(?:the |human |from )*")
_OBTAINED = term_set(
    "from aspirated aspirate aspiration harvested harvest taken took biopsy biopsied liposuction isolated obtained "
    "derived grew grown collected own donor donated source removed drawn"
)


@dataclass(frozen=True, slots=True)
class CellSources:
    """The source tissues among the ``matches`` of one text.

    ``sources`` contains each match of a tissue, as (index in ``matches``, match). ``named`` contains the concepts that
    have an unambiguous name in the text.
    """

    text: TokenizedText
    matches: Sequence[TermMatch]
    sources: Sequence[tuple[int, TermMatch]]
    named: Set[ConceptKey]

    def combined(self) -> tuple[list[Mention], set[int]]:
        """Return a mention for each pair of a tissue and a word for cells, and the indexes of the paired matches."""
        mentions: list[Mention] = []
        used: set[int] = set()
        for number, match in self.sources:
            for source in match.senses.sources:
                partner = self._head_of(number, source)
                if partner is None and number - 1 in used and self._continues_list(number):
                    partner = number - 1  # "from bone marrow, adipose tissue and umbilical cord"
                if partner is not None:
                    head = self.matches[partner]
                    first, last = min(match.first, head.first), max(match.last, head.last)
                    mentions.append(Mention(first, last, source.key, source.weak, sourced=True))
                    used |= {number, partner}
        return mentions, used

    def obtained(self, mentions: Sequence[Mention], vocabulary: Vocabulary) -> list[Mention]:
        """Return mentions of the tissue from which the cells in ``mentions`` were obtained, or an empty list.

        Kinds of cells are tried in vocabulary order. The search ends at the first kind with exactly one such tissue. If
        ``mentions`` already name the source of a kind, the search ends at this kind without a result. In the
        vocabulary, mesenchymal stem cells come before mononuclear cells, because the first are grown from the second.
        """
        present = {mention.key for mention in mentions}
        if not any(facet == CELL_TYPE for facet, _ in present):
            # The text names no cell type, so use general words: "Fat was drawn, and stem cells were grown from it".
            present |= {head.key for m in self.matches if m.last > m.first for head in m.senses.heads}
        by_kind: dict[ConceptKey, dict[str, list[Mention]]] = {}
        for _, match in self.sources:
            for source in match.senses.sources:
                if source.parent_key in present and self._is_obtained(match):
                    mention = Mention(match.first, match.last, source.key, source.weak)
                    by_kind.setdefault(source.parent_key, {}).setdefault(source.concept.id, []).append(mention)
        for kind, by_source in sorted(by_kind.items(), key=lambda item: vocabulary.position(*item[0])):
            if any((kind[0], child) in present for child in vocabulary.children(*kind)):
                return []
            if len(by_source) == 1:
                return next(iter(by_source.values()))
        return []

    def _continues_list(self, number: int) -> bool:
        """Return whether the text between a match and the previous match is a separator of list items."""
        before, match = self.matches[number - 1], self.matches[number]
        start = self.text.span(before.last, before.last)[1]
        end = self.text.span(match.first, match.first)[0]
        return _LIST_SEPARATOR.fullmatch(self.text.text, start, end) is not None

    def _head_of(self, number: int, source: Sense) -> int | None:
        """Return the index of the match that names the cells of the tissue match ``number``, or None."""
        match, terms = self.matches[number], self.text.terms
        if number + 1 < len(self.matches):
            head = self.matches[number + 1]
            between = terms[match.last + 1 : head.first]
            if (
                len(between) < _FURTHEST_HEAD_AFTER
                and self._is_head(head, source, not between)
                and all(word.startswith(_FILLERS) or word in _SMALL_FILLERS for word in between)
            ):
                return number + 1
        for other in range(number - 1, max(-1, number - 4), -1):
            head = self.matches[other]
            between = terms[head.last + 1 : match.first]
            if len(between) >= _FURTHEST_HEAD_BEFORE or CLAUSE_END in between or _is_range(between):
                break
            is_near = "from" in between and len(between) <= 2
            leads = "from" in between or between in (["of"], ["of", "the"])
            leads = leads or ("of" in between and "origin" in terms[match.last + 1 : match.last + 2])
            if leads and self._is_head(head, source, is_near):
                return other
        return None

    def _is_head(self, match: TermMatch, source: Sense, is_near: bool) -> bool:
        if source.parent_key in match.senses.concept_keys:
            return True
        is_head = source.parent_key in match.senses.head_keys and source.parent_key in self.named
        return is_head and (is_near or match.last > match.first)

    def _is_obtained(self, match: TermMatch) -> bool:
        before = self.text.terms[max(0, match.first - _OBTAINED_BEFORE) : match.first]
        if CLAUSE_END in before:
            before = before[len(before) - before[::-1].index(CLAUSE_END) :]
        if _is_range(before):
            return False
        after = self.text.terms[match.first : match.last + _OBTAINED_AFTER]
        return not (_OBTAINED.isdisjoint(before) and _OBTAINED.isdisjoint(after))


def _is_range(before: list[str]) -> bool:
    """Return whether the words ``before`` a tissue introduce examples: "sources ranged from bone marrow to teeth"."""
    near = before[-_FURTHEST_RANGE:]
    return _RANGED in near and near[near.index(_RANGED) + 1 :][:1] == [_FROM]
