import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from indexer.text.similar_words import SimilarWords

WORDS = ["safety", "safely", "after", "pneumonia", "heart", "hearts", "transplantation", "a"]


@pytest.mark.parametrize(
    ("typed", "edits", "found"),
    [
        ("saftey", 1, [("safety", 1)]),  # a swap is one edit
        ("saftey", 2, [("safety", 1), ("after", 2), ("safely", 2)]),
        ("jeart", 1, [("heart", 1)]),  # first letter
        ("nuemonia", 2, [("pneumonia", 2)]),
        ("heart", 1, [("hearts", 1)]),  # not the word itself
        ("transplantatoin", 1, [("transplantation", 1)]),  # behind the prefix
        ("transpalntatoin", 2, [("transplantation", 2)]),  # before and behind
        ("trnsplntaton", 2, []),  # three edits
        ("", 1, [("a", 1)]),
        ("xyz", 2, []),
    ],
)
def test_words_within_some_edits_are_found(typed: str, edits: int, found: list[tuple[str, int]]) -> None:
    assert sorted(SimilarWords(WORDS).within(typed, edits), key=lambda pair: (pair[1], pair[0])) == found


@given(st.lists(st.text("abc", max_size=10), max_size=30, unique=True), st.text("abc", max_size=10))
def test_all_words_within_two_edits_are_found(words: list[str], typed: str) -> None:
    expected = {word: OSA.distance(typed, word) for word in words if 0 < OSA.distance(typed, word) <= 2}
    assert dict(SimilarWords(words).within(typed, 2)) == expected
