from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.text.analysis import terms, tokens
from indexer.text.term_finder import TermFinder, match_after

_WORDS = st.sampled_from(
    "dying lies oedema haemorrhage Hemorrhages foetal MSCs MSC mscs CD34+ 10⁶cells snake_case naïve Sjögren α TNF-α "
    "don’t don't 's IL-6 cell CELLS celled İstanbul ﬁbrosis lysed therapies the d’arcy d'arcy Wharton´s Whartonʼs "
    "AIDS aids several severely mice mouse teeth grey gray sulphate leucocytes mould ageing aged fibreoptic CD34⁺ "
    "CD34＋ ＭＳＣｓ hae\u00admorrhage ste\u200bm o\u0308dem oedema\u0301 ʼn ŉ 5′ m’en men".split()
)
texts = st.lists(
    st.tuples(_WORDS, st.sampled_from([" ", "", "-", "_", ". ", "'", "+", "(", "’", "ʼ", "\u00ad", "\u200b", "⁺"])),
    max_size=15,
).map(lambda pieces: "".join(word + between for word, between in pieces))


@settings(max_examples=1000)
@given(text=texts, wanted=st.lists(_WORDS, max_size=3))
def test_the_finder_returns_the_same_words_as_tokenizing_all_words(text: str, wanted: list[str]) -> None:
    searched = {found for word in wanted for found in terms(word)}
    expected = [(token.start, token.end, token.text) for token in tokens(text) if token.text in searched]
    assert TermFinder(searched).find(text) == expected
    assert TermFinder(searched, most_prefixes=0).find(text) == expected


def test_match_after_returns_the_end_of_the_match() -> None:
    text = "Stem cells, (not) stem-like ones."
    assert match_after(text, 4, ["cell", "not"]) == text.index(")")
    assert match_after(text, 4, ["not"]) == 0
    assert match_after(text, 4, []) == 4
    assert match_after(text, len(text), ["cell"]) == 0
