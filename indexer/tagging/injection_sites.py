"""Routes named by a body site and a word for giving: "injected into the calf muscle", "tail vein injection"."""

from collections.abc import Sequence

from indexer.tagging.cues import GIVING
from indexer.tagging.senses import Mention, TermMatch
from indexer.text.analysis import term_set
from indexer.text.tokenized_text import CLAUSE_END

# Largest distances before the site, in words.
_FURTHEST_GIVING = 18
_FURTHEST_PREPOSITION = 6
_INTO = term_set(
    "into in to through by via onto on under beneath behind around along down inside over within between per up at"
)
_AWAY = term_set("from with for without")
_THROUGH = term_set("through via")
_VAGUE = frozenset(("to", "by", "over"))  # these prepositions count only within 3 words after a word for giving
# Words after a word for giving that start another statement about the site: "given through the nose reached the brain".
_TURNS = term_set(
    "reached reaching found appeared migrated travelled entered crossed homed formed caused showed improved gains "
    "might may could would which whose remove repair cover support protect restore heal calm calming reduce prevent"
)
_DELIVERIES = term_set("injection infusion administration delivery instillation implantation injected")


def site_mentions(words: Sequence[str], sites: Sequence[TermMatch]) -> list[Mention]:
    """Return a mention of a route for each body site near a word for giving. ``words`` are the terms of the text."""
    mentions: list[Mention] = []
    for first, last, senses in sites:
        if words[last + 1 : last + 2] and words[last + 1] in _DELIVERIES:
            mentions += [Mention(first, last + 1, sense.key, sense.weak) for sense in senses.sites]
        elif not _is_passed_through(words, first, last) and (giving := _giving_before(words, first)) is not None:
            mentions += [Mention(giving, last, sense.key, sense.weak) for sense in senses.sites]
    return mentions


def _is_passed_through(words: Sequence[str], first: int, last: int) -> bool:
    """Return whether the site is only on the way to another site: "through the skin into the gap"."""
    return "into" in words[last + 1 : last + 3] and not _THROUGH.isdisjoint(words[max(0, first - 3) : first])


def _giving_before(words: Sequence[str], site: int) -> int | None:
    """Return the index of a word for giving that is followed by a preposition and the site, or None."""
    if _INTO.isdisjoint(words[max(0, site - _FURTHEST_PREPOSITION) : site]):
        return None
    has_preposition, furthest = False, _FURTHEST_GIVING
    for at in range(site - 1, max(-1, site - _FURTHEST_GIVING), -1):
        word = words[at]
        if word == CLAUSE_END or word in _TURNS:
            return None
        if not has_preposition:
            has_preposition = word in _INTO
            if site - at > _FURTHEST_PREPOSITION or word in _AWAY:
                return None
            if word in _VAGUE:
                furthest = site - at + 3
        elif site - at > furthest:
            return None
        elif word in GIVING and not (word == "place" and words[at - 1 : at] == ["take"]):
            return at
    return None
