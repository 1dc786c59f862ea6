import math
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.engines.protocols import Engine
from indexer.query.request import SearchRequest
from indexer.search.explanations import sentence
from indexer.search.results import HighlightedHit, ScorePart, WordForm

from ..sessions import search


def hit(engine: Engine, text: str, summary_id: str) -> HighlightedHit:
    page = search(engine, SearchRequest(text, explain=True))
    return next(hit for hit in (*page.hits, *page.partial) if hit.summary.id == summary_id)


def reasons(engine: Engine, text: str, summary_id: str) -> dict[tuple[str, str], ScorePart]:
    return {(reason.typed, reason.place): reason for reason in hit(engine, text, summary_id).reasons}


def test_each_word_is_explained_where_it_stands_and_how(engine: Engine) -> None:
    found = reasons(engine, "Cell patient", "als-it")
    assert set(found) == {("Cell", "title"), ("Cell", "text"), ("patient", "text")}
    assert found["Cell", "title"].forms == (WordForm("cells", "stem", 1),)
    assert found["patient", "text"].forms == (WordForm("patients", "stem", 1),)
    assert sentence(found["Cell", "title"]) == "“Cell” in the title: cells 1× (another form)"


@pytest.mark.parametrize(
    ("typed", "forms"),
    [
        ("tumor", (WordForm("tumor", "exact", 2), WordForm("tumour", "spelling", 1), WordForm("tumors", "stem", 1))),
        ("tumours", (WordForm("tumor", "stem", 2), WordForm("tumour", "stem", 1), WordForm("tumors", "spelling", 1))),
        ("tum*", (WordForm("tumor", "exact", 2), WordForm("tumour", "exact", 1), WordForm("tumors", "exact", 1))),
        ('"a tumor"', (WordForm("a tumor", "exact", 1), WordForm("a tumour", "spelling", 1))),
        (
            '"tumor third"~4',
            (
                WordForm("tumor", "exact", 2),
                WordForm("tumour", "spelling", 1),
                WordForm("tumors", "stem", 1),
                WordForm("third", "exact", 1),
            ),
        ),
    ],
)
def test_a_form_is_exact_or_spelt_otherwise_or_another(
    typed: str, forms: tuple[WordForm, ...], write: Callable[[dict[str, str]], Path], build: Callable[..., Engine]
) -> None:
    engine = build(write({"a": "---\ntitle: X\n---\nA tumor is a tumour. Tumor of third tumors.\n"}))
    assert set(reasons(engine, typed, "a").popitem()[1].forms) == set(forms)


def test_a_concept_is_explained_by_the_names_that_stand_there_and_by_the_tag(engine: Engine) -> None:
    found = reasons(engine, "Lou Gehrig's disease", "als-review")
    (reason,) = found.values()
    assert reason.place == "concept"
    assert reason.forms == (WordForm("amyotrophic lateral sclerosis", "synonym", 1),)
    assert [label.id for label in reason.tagged] == ["als"]
    assert sentence(reason) == (
        "“Lou Gehrig's disease” names amyotrophic lateral sclerosis: by its tag; amyotrophic lateral sclerosis 1×"
    )
    below = reasons(engine, "stroke", "stroke")["stroke", "concept"]
    assert (
        sentence(below) == "“stroke” names stroke: tagged with ischemic stroke, which is narrower; ischemic stroke 1×"
    )


def test_a_phrase_that_stands_elsewhere_is_explained_by_its_words(
    write: Callable[[dict[str, str]], Path], build: Callable[..., Engine]
) -> None:
    engine = build(write({"a": "---\ntitle: Cells\n---\nA stem cell.\n"}))
    found = reasons(engine, '"stem cell"', "a")
    assert found["stem cell", "title"].forms == (WordForm("cells", "stem", 1),)
    assert found["stem cell", "text"].forms == (WordForm("stem cell", "exact", 1),)


def test_two_names_of_one_concept_are_one_reason(engine: Engine) -> None:
    found = hit(engine, "als Lou Gehrig's disease", "als-it")
    (concept,) = (reason for reason in found.reasons if reason.place == "concept")
    assert concept.typed == "als, Lou Gehrig's disease"
    assert math.fsum(reason.score for reason in found.reasons) == pytest.approx(found.score)


def test_what_is_not_asked_for_is_not_explained(engine: Engine) -> None:
    assert search(engine, SearchRequest("cells")).hits[0].reasons == ()


def test_words_that_stand_in_the_title_and_the_text_share_the_score_by_how_often(engine: Engine) -> None:
    found = reasons(engine, "knee", "knee")
    title, text = found["knee", "title"].score, found["knee", "text"].score
    # Once in the title and once in the text: half of the whole each, and the title's own extra.
    extra = title - text
    lengths = {"knee": 6, "als-it": 5, "als-review": 5, "stroke": 5, "eczema": 6, "plain": 4}
    mean = sum(lengths.values()) / 6
    idf = math.log(1 + 5.5 / 1.5)
    assert extra == pytest.approx(0.3 * idf * 2.2 / (1 + 1.2 * (0.25 + 0.75 * 6 / mean)))


QUERIES = [
    "stem cells for knee pain",
    "MSC",
    "lou gehrig",
    '"bone marrow cells"~5',
    "regen* OR als",
    "intrathecal -pain",
]


@pytest.mark.parametrize("text", QUERIES)
def test_parts_add_up_with_meaning_and_feedback_too(text: str, corpus_engine: Engine) -> None:
    for words in (None, "some"):
        page = search(corpus_engine, SearchRequest(text, words=words, explain=True))  # type: ignore[arg-type]
        assert page.hits
        for found in (*page.hits, *page.partial):
            assert math.fsum(reason.score for reason in found.reasons) == pytest.approx(found.score, abs=1e-6)
            assert found.reasons[0].score == max(reason.score for reason in found.reasons)
            assert all(reason.forms for reason in found.reasons if reason.place in ("title", "text"))


def test_meaning_and_feedback_are_named(corpus_engine: Engine) -> None:
    best = search(corpus_engine, SearchRequest("knee osteoarthritis", explain=True)).hits[0]
    assert {reason.place for reason in best.reasons} >= {"title", "text", "concept", "meaning", "feedback"}
    assert {sentence(reason) for reason in best.reasons} >= {
        "similar in meaning to the query",
        "similar to the best results",
    }


@given(st.text(max_size=20))
@settings(max_examples=30)
def test_anything_typed_can_be_explained(engine: Engine, text: str) -> None:
    for found in search(engine, SearchRequest(text, explain=True)).hits:
        for reason in found.reasons:
            assert sentence(reason)
