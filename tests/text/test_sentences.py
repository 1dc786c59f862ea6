from hypothesis import example, given, settings
from hypothesis import strategies as st
from nltk.tokenize.punkt import PunktParameters, PunktSentenceTokenizer

from indexer.text.sentences import ABBREVIATIONS, sentences

_PARAMETERS = PunktParameters()
_PARAMETERS.abbrev_types = ABBREVIATIONS
PUNKT = PunktSentenceTokenizer(_PARAMETERS)

_WORDS = (
    "pain Pain 12 1.5 0 e.g i.v vs Fig D B. -e ,Ltd U.S et-al al etc x2 10% 10⁶ (one [1] “so” Jr ok (e.g naïve Ä ... --"
).split()
_MARKS = '. |? |! |.|.) |).|." |.” |. (|. - | . |...|. . . |, |; | |\n|.\n|  '.split("|")


@settings(max_examples=1000)
@example([("12", ". "), ("pain", "."), ("--", ". ")])
@given(st.lists(st.tuples(st.sampled_from(_WORDS), st.sampled_from(_MARKS)), max_size=12))
def test_sentences_equal_those_of_punkt(pieces: list[tuple[str, str]]) -> None:
    """The clear cases, which are decided without Punkt, give the same result."""
    text = "".join(word + mark for word, mark in pieces)
    assert sentences(text) == tuple(PUNKT.span_tokenize(text))


@given(st.text(max_size=200))
def test_sentences_of_any_text_equal_those_of_punkt(text: str) -> None:
    assert sentences(text) == tuple(PUNKT.span_tokenize(text))
