import pytest

from indexer.text.english import is_english


@pytest.mark.parametrize(
    "word", ["telescope", "Telescopes", "osteoarthritis", "nephrology", "ibuprofen", "glaciers", "colour", "color"]
)
def test_correct_words_are_known(word: str) -> None:
    assert is_english(word)


@pytest.mark.parametrize("word", ["saftey", "brething", "inflamation", "diabetis", "spinalcord", "xqzt", ""])
def test_misspellings_are_not_known(word: str) -> None:
    assert not is_english(word)
