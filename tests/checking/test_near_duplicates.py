import random

import pytest

from indexer.ingest.checks.near_duplicates import THRESHOLD, NearDuplicates, Pair

TEXT = "Twelve patients with worn knees received their own cells and walked further after one year than before."


def pairs(*texts: str) -> list[Pair]:
    duplicates = NearDuplicates()
    for text in texts:
        duplicates.add(text)
    return duplicates.pairs()


def test_similarity_is_the_jaccard_coefficient_of_runs_of_three_words() -> None:
    # 17 words are 15 runs of three; another last word makes one run another: 14 of 16 are in both.
    other = TEXT.replace("before.", "expected.")
    assert pairs(TEXT, other) == [Pair(0, 1, pytest.approx(14 / 16))]
    assert pairs(TEXT, TEXT.upper().replace(" ", "\n")) == [Pair(0, 1, 1.0)]


def test_texts_that_share_some_words_are_not_duplicates() -> None:
    assert (
        pairs(TEXT, "Twelve patients with worn knees received nothing at all, and nobody knew what became of them.")
        == []
    )


def test_short_texts_are_not_compared() -> None:
    assert pairs("No summary is there yet.", "No summary is there yet.") == []


def test_each_duplicate_is_paired_with_the_most_similar_earlier_text() -> None:
    near = TEXT.replace("Twelve", "Thirteen")
    found = pairs(near, TEXT, "Something else altogether, long enough to be compared with all of the others.", TEXT)
    assert [(pair.earlier, pair.later) for pair in found] == [(0, 1), (1, 3)]


def test_among_many_texts_exactly_the_duplicates_are_found() -> None:
    chosen = random.Random(5)  # noqa: S311  # the same each time; nothing secret
    words = [f"word{n}" for n in range(500)]
    texts = [" ".join(chosen.choices(words, k=80)) for _ in range(300)]
    copies = {}
    for number in range(0, 300, 10):
        copy = texts[number].split()
        copy[40] = "changed"  # three of the 78 runs
        copies[len(texts)] = number
        texts.append(" ".join(copy))
    found = pairs(*texts)
    assert {pair.later: pair.earlier for pair in found} == copies
    assert all(pair.similarity == pytest.approx(75 / 81) and pair.similarity >= THRESHOLD for pair in found)


def test_a_hundred_identical_texts_give_one_pair_each() -> None:
    found = pairs(*[TEXT] * 100)
    assert len(found) == 99
    assert {pair.similarity for pair in found} == {1.0}
