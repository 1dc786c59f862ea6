from hypothesis import given
from hypothesis import strategies as st

from indexer.query.ast import (
    All,
    And,
    Not,
    Phrase,
    Query,
    Term,
)
from indexer.search.highlighter import MOST_PASSAGES, Highlighter
from indexer.search.results import Passage
from indexer.summaries.summary import Summary
from indexer.vocabulary.model import Vocabulary


def shown(passage: Passage) -> str:
    return "".join(f"[{span.text}]" if span.matched else span.text for span in passage)


def passages(query: Query, *paragraphs: str) -> list[str]:
    return [
        shown(passage) for passage in Highlighter(query, Vocabulary([])).passages(Summary("s", "Title", paragraphs))
    ]


def test_words_are_marked_in_all_their_forms() -> None:
    assert passages(Term("injuri"), "Injuries heal. An injury hurts.") == [
        "[Injuries] heal.",
        "An [injury] hurts.",
    ]


def test_a_phrase_is_marked_whole_and_only_whole() -> None:
    assert passages(Phrase(("stem", "cell")), "Stem cells are cells. A stem is none.") == ["[Stem cells] are cells."]


def test_sentences_that_bring_new_words_come_first_and_are_shown_in_text_order() -> None:
    query = And((Term("knee"), Term("pain")))
    text = "Knee one. Knee two. Knee three. Pain four. Nothing. Knee five."
    assert passages(query, text) == ["[Knee] one.", "[Knee] two.", "[Pain] four."]
    assert len(passages(query, text)) == MOST_PASSAGES


def test_where_nothing_is_to_mark_the_first_sentence_stands_for_the_text() -> None:
    assert passages(All(), "First. Second.") == ["First."]
    assert passages(And((Term("title"), Not(Term("second")))), "First. Second.") == ["First."]


def test_a_word_asked_for_in_the_title_alone_is_not_marked_in_the_text() -> None:
    marker = Highlighter(Term("knee", "title"), Vocabulary([]))
    summary = Summary("s", "Knee", ("The knee.",))
    assert shown(marker.title(summary)) == "[Knee]"
    assert [shown(passage) for passage in marker.passages(summary)] == ["The knee."]


def test_an_overlong_sentence_is_cut_around_its_match() -> None:
    text = "word " * 200 + "knee " + "word " * 200
    (passage,) = passages(Term("knee"), text)
    assert len(passage) < 450
    assert "[knee]" in passage
    assert passage.startswith("… word")
    assert passage.endswith("word …")


@given(st.lists(st.text(alphabet="knee pain.α<é ", max_size=80), min_size=1, max_size=3))
def test_marking_never_changes_the_text(paragraphs: list[str]) -> None:
    marker = Highlighter(And((Term("knee"), Phrase(("pain", "knee")))), Vocabulary([]))
    marked = marker.paragraphs(Summary("s", "t", tuple(paragraphs)))
    assert ["".join(span.text for span in passage) for passage in marked] == paragraphs
