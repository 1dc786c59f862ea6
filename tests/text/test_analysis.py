import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.text.analysis import fold, is_stopword, spans, term, terms, tokens, words
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
        ("CD34⁺", ("cd34", "+")),
        ("CD34＋ and", ("cd34", "+", "and")),
        ("CD34⁻", ("cd34",)),
        ("CD34\u200b+", ("cd34", "+")),
        ("Na⁺", ("na", "+")),
        ("10^6", ("10", "6")),
        ("10⁻⁶", ("10", "6")),
        ("ＣＤ３４＋", ("cd34", "+")),
        ("ＭＳＣｓ", ("msc",)),
        ("¼ ‘cells’", ("1⁄4", "cell")),
        ("⁺ ＋", ()),
        ("\u200b+ \u00ad", ()),
        ("ʼcellsʼ", ("cell",)),
    ],
)
def test_terms_split_compounds_and_fold_words(text: str, expected: tuple[str, ...]) -> None:
    assert terms(text) == expected


@pytest.mark.parametrize(
    "words",
    [
        ("injury", "injuries", "Injuries", "INJURY"),
        ("cell", "cells", "Cells"),
        ("MSC", "MSCs", "msc", "mscs"),
        ("SCI", "SCIs", "sci"),
        ("iPSC", "iPSCs"),
        ("Alzheimer's", "Alzheimer", "ALZHEIMER’S"),
        ("stem", "ste\u00adm", "s\u200bt\u200ce\u200dm", "\ufeffstem"[1:], "st\u2060em"),
        ("Sjögren", "Sjo\u0308gren", "Sjogren"),
    ],
)
def test_inflections_and_spellings_of_a_word_give_one_term(words: tuple[str, ...]) -> None:
    assert len({term(word) for word in words}) == 1


@pytest.mark.parametrize("apostrophe", "'’‘´`ʼ′＇")
def test_all_apostrophes_are_one(apostrophe: str) -> None:
    for word in ("Wharton's", "O'Neil", "d'Arcy", "don't"):
        other = word.replace("'", apostrophe)
        assert words(f"({other} {apostrophe}cell{apostrophe})") == [other, "cell"]
        assert fold(other) == word.lower()
        assert term(other) == term(word)
        assert terms(f"in {other} x") == terms(f"in {word} x")


def test_ignored_characters_are_inside_spans() -> None:
    text = "\u200bhae\u00admo\u200brrhage\u200b, cafe\u0301 CD34\u00ad⁺."
    assert [text[start:end] for start, end in spans(text)] == [
        "hae\u00admo\u200brrhage", "cafe\u0301", "CD34", "⁺",
    ]  # fmt: skip
    assert terms(text) == (term("haemorrhage"), "cafe", "cd34", "+")


def test_long_runs_of_ignored_characters_take_linear_time() -> None:
    assert terms("a" + "\u200b" * 100_000 + "'" + "\u00ad" * 100_000 + "b ") == ("a'b",)
    assert terms(("a" + "\u200b" * 50_000) * 2 + " c") == ("aa", "c")


def test_tokens_have_character_offsets() -> None:
    text = "The TNF-α of CD34+ cells"
    assert [text[token.start : token.end] for token in tokens(text)] == [
        "The", "TNF", "α", "of", "CD34", "+", "cells",
    ]  # fmt: skip


@given(st.text(max_size=200))
def test_tokens_of_any_text_are_in_order_and_do_not_overlap(text: str) -> None:
    found = list(tokens(text))
    ends = [0, *(token.end for token in found)]
    assert all(end <= token.start < token.end for end, token in zip(ends, found, strict=False))
    assert all(token.text for token in found)


@given(st.text(alphabet="abcSTαÄ'-", min_size=1, max_size=12))
def test_surrounding_punctuation_does_not_change_terms(word: str) -> None:
    assert terms(word) == terms(f"({word}), and"[1 : 1 + len(word)])


def test_stopwords_match_in_any_case() -> None:
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


def test_tokenized_text_marks_the_ends_of_clauses() -> None:
    tokenized = TokenizedText("MSCs (CD34+), e.g. fat; given.\n\nThey  grew")
    assert tokenized.terms == ["msc", "cd34", "+", "e", "g", "fat", ".", "given", ".", ".", "they", ".", "grew"]


@given(text=st.text(alphabet="aB3-+.;) (\n_é’ß´ʼ\u00ad\u200b⁺⁶", max_size=60))
def test_tokenized_text_has_the_terms_and_offsets_of_tokens(text: str) -> None:
    tokenized = TokenizedText(text)
    numbers = [number for number, word in enumerate(tokenized.terms) if word != CLAUSE_END]
    expected = list(tokens(text))
    assert [tokenized.terms[number] for number in numbers] == [token.text for token in expected]
    for number, token in zip(numbers, expected, strict=True):
        assert tokenized.span(number, number) == (token.start, token.end)
        assert tokenized.surface(number, number) == text[token.start : token.end]
        assert tokenized.word_range(token.start, token.end) == (number, number)
    if numbers:
        whole = expected[0].start, expected[-1].end
        assert tokenized.span(numbers[0], numbers[-1]) == whole
        assert tokenized.surface(numbers[0], numbers[-1]) == text[slice(*whole)].replace("\n", " ")
