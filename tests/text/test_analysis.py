from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.text.analysis import is_stopword, term, terms, tokens
from indexer.text.sentences import sentences
from indexer.text.tokenized_text import CLAUSE_END, TokenizedText


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("IL-6", ("il", "6")),
        ("5-HT2A", ("5", "ht2a")),
        ("TNF-α", ("tnf", "alpha")),
        ("TNF-alpha", ("tnf", "alpha")),
        ("IL-1β", ("il", "1beta")),
        ("CD34+", ("cd34", "+")),
        ("CD34", ("cd34",)),
        ("C3-4", ("c3", "4")),
        ("1×10⁶", ("1", "10", "6")),
        ("Sjögren’s", ("sjogren",)),
        ("Sjogren's", ("sjogren",)),
        ("ﬁbrosis", terms("fibrosis")),
        ("stem/stromal cells", ("stem", "stromal", "cell")),
        ("ALS et al.", ("als", "et", "al")),
        ("a + b", ("a", "b")),
        ("snake_case", terms("snake case")),
        ("", ()),
        ("…—!?", ()),
    ],
)
def test_compounds_are_parted_and_folded(text: str, expected: tuple[str, ...]) -> None:
    assert terms(text) == expected


@pytest.mark.parametrize(
    "alike",
    [
        ("injury", "injuries", "Injuries", "INJURY"),
        ("cell", "cells", "Cells"),
        ("MSC", "MSCs", "msc", "mscs"),
        ("SCI", "SCIs", "sci"),
        ("iPSC", "iPSCs"),
        ("Alzheimer's", "Alzheimer", "ALZHEIMER’S"),
    ],
)
def test_words_alike_are_one_term(alike: tuple[str, ...]) -> None:
    assert len({term(word) for word in alike}) == 1


def test_tokens_know_where_they_stand() -> None:
    text = "The TNF-α of CD34+ cells"
    assert [text[token.start : token.end] for token in tokens(text)] == [
        "The", "TNF", "α", "of", "CD34", "+", "cells",
    ]  # fmt: skip


@given(st.text(max_size=200))
def test_any_text_gives_tokens_in_order_that_do_not_overlap(text: str) -> None:
    found = list(tokens(text))
    ends = [0, *(token.end for token in found)]
    assert all(end <= token.start < token.end for end, token in zip(ends, found, strict=False))
    assert all(token.text for token in found)


@given(st.text(alphabet="abcSTαÄ'-", min_size=1, max_size=12))
def test_a_term_is_found_by_the_word_as_it_is_written(word: str) -> None:
    assert terms(word) == terms(f"({word}), and"[1 : 1 + len(word)])


def test_stopwords_are_known_in_any_case() -> None:
    assert is_stopword("The")
    assert is_stopword("NOT")
    assert not is_stopword("stem")


def test_sentences_do_not_end_at_abbreviations_or_decimals() -> None:
    text = "Bydon et al. saw 4.32 years. None (p = .03, i.e. few) fell. Dr. Smith left vs. stayed."
    assert [text[start:end] for start, end in sentences(text)] == [
        "Bydon et al. saw 4.32 years.",
        "None (p = .03, i.e. few) fell.",
        "Dr. Smith left vs. stayed.",
    ]
    assert sentences("") == ()


def test_words_are_the_tokens_with_the_ends_of_clauses_among_them() -> None:
    words = TokenizedText("MSCs (CD34+), e.g. fat; given.\n\nThey  grew")
    assert words.terms == ["msc", "cd34", "+", "e", "g", "fat", ".", "given", ".", ".", "they", ".", "grew"]


@given(text=st.text(alphabet="aB3-+.;) (\n_é’ß", max_size=60))
def test_words_stand_where_the_tokens_do(text: str) -> None:
    words = TokenizedText(text)
    numbers = [number for number, word in enumerate(words.terms) if word != CLAUSE_END]
    expected = list(tokens(text))
    assert [words.terms[number] for number in numbers] == [token.text for token in expected]
    for number, token in zip(numbers, expected, strict=True):
        assert words.span(number, number) == (token.start, token.end)
        assert words.surface(number, number) == text[token.start : token.end]
        assert words.word_range(token.start, token.end) == (number, number)
    if numbers:
        whole = expected[0].start, expected[-1].end
        assert words.span(numbers[0], numbers[-1]) == whole
        assert words.surface(numbers[0], numbers[-1]) == text[slice(*whole)].replace("\n", " ")
