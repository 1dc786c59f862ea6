from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.text.analysis import term, terms, tokens
from indexer.text.term_finder import TermFinder, match_after, term_prefixes

_WORDS = st.sampled_from(
    "dying lies oedema haemorrhage Hemorrhages foetal MSCs MSC mscs CD34+ 10⁶cells snake_case naïve Sjögren α TNF-α "
    "don’t don't 's IL-6 cell CELLS celled İstanbul ﬁbrosis lysed therapies the".split()
)
texts = st.lists(st.tuples(_WORDS, st.sampled_from([" ", "", "-", "_", ". ", "'", "+", "("])), max_size=15).map(
    lambda pieces: "".join(word + between for word, between in pieces)
)


@settings(max_examples=1000)
@given(text=texts, wanted=st.lists(_WORDS, max_size=3))
def test_the_words_found_are_those_that_reading_all_words_finds(text: str, wanted: list[str]) -> None:
    sought = {found for word in wanted for found in terms(word)}
    every = [(token.start, token.end, token.text) for token in tokens(text) if token.text in sought]
    assert TermFinder(sought).find(text) == every
    assert TermFinder(sought, most_prefixes=0).find(text) == every


@pytest.mark.parametrize(
    "word", ["dying", "lying", "tying", "lysed", "oedema", "foetal", "haemorrhage", "aetiology", "skies"]
)
def test_words_begin_as_their_terms_say(word: str) -> None:
    assert word.startswith(tuple(term_prefixes(term(word))))


def test_what_follows_is_told_by_its_end() -> None:
    text = "Stem cells, (not) stem-like ones."
    assert match_after(text, 4, ["cell", "not"]) == text.index(")")
    assert match_after(text, 4, ["not"]) == 0
    assert match_after(text, 4, []) == 4
    assert match_after(text, len(text), ["cell"]) == 0
