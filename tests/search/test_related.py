"""What latent vectors add beside the order: summaries on like matters, and those similar to one."""

import pytest

from indexer.engines.protocols import Engine
from indexer.query.ast import (
    All,
    And,
    HasConcept,
    Not,
    Or,
    Query,
    Term,
    Years,
    combine,
)
from indexer.query.relaxation import without_words
from indexer.query.request import SearchRequest
from indexer.text.analysis import terms

from ..sessions import search, show

ALS = "oh-2018-als-repeated-intrathecal-bmmsc-phase2"


def test_where_few_are_found_those_on_like_matters_follow_without_the_words(corpus_engine: Engine) -> None:
    page = search(corpus_engine, SearchRequest("microfracture"))
    assert 0 < page.total < 10
    assert page.related
    for hit in page.related:
        assert "microfractur" not in terms(f"{hit.summary.title} {hit.summary.text}")
    # All that is known of the word is that it is about knees and cartilage.
    best = page.related[0].summary
    assert {"knee-osteoarthritis", "cartilage-defect"} & set(best.concepts("conditions"))
    assert len({hit.summary.id for hit in (*page.hits, *page.partial, *page.related)}) <= 10


@pytest.mark.parametrize(
    "request_",
    [
        SearchRequest("cells"),  # enough is found
        SearchRequest("microfracture", words="all"),
        SearchRequest("microfracture", size=1),
        SearchRequest("condition:als"),  # no words
        SearchRequest("zzzz"),  # nothing is known of it
        SearchRequest(""),
    ],
)
def test_none_are_related_where_none_are_wanted(corpus_engine: Engine, request_: SearchRequest) -> None:
    assert search(corpus_engine, request_).related == ()


def test_fields_years_exclusions_and_filters_hold_for_related_ones_too(corpus_engine: Engine) -> None:
    page = search(corpus_engine, SearchRequest("spasticity -epilepsy donor:autologous year:2015.."))
    assert page.related
    for hit in page.related:
        assert "epilepsi" not in terms(f"{hit.summary.title} {hit.summary.text}")
        assert hit.summary.concepts("donor") == ("autologous",)
        assert hit.summary.year in Years(2015, None)
    filtered = search(corpus_engine, SearchRequest("spasticity", page.request.filters.adding("route", "intravenous")))
    assert filtered.related
    assert all("intravenous" in hit.summary.concepts("routes") for hit in filtered.related)


def test_a_collection_without_vectors_has_nothing_related_and_nothing_similar(engine: Engine) -> None:
    assert search(engine, SearchRequest("headache")).related == ()
    shown = show(engine, "als-it")
    assert shown is not None
    assert shown.similar == ()


def test_similar_summaries_come_most_alike_first_and_say_what_they_share(corpus_engine: Engine) -> None:
    shown = show(corpus_engine, ALS)
    assert shown is not None
    assert ALS not in [near.summary.id for near in shown.similar]
    assert [near.similarity for near in shown.similar] == sorted((n.similarity for n in shown.similar), reverse=True)
    first = shown.similar[0]
    assert [label.id for label in first.shared["conditions"]] == ["amyotrophic-lateral-sclerosis"]
    assert [label.id for label in first.shared["routes"]] == ["intrathecal"]
    assert "ALS" in first.words
    for near in shown.similar:
        for word in near.words:
            for summary in (shown.summary, near.summary):
                assert terms(word)[0] in terms(f"{summary.title} {summary.text}")


def test_what_is_shared_is_named_once_and_as_narrow_as_can_be(corpus_engine: Engine) -> None:
    """A randomized trial and a non-randomized one share that they are trials; two of one concept not what is above."""
    shown = show(corpus_engine, ALS)
    assert shown is not None
    shared = {near.summary.id: near.shared["study"] for near in shown.similar}
    pilot = next(labels for summary_id, labels in shared.items() if "pilot" in summary_id)
    assert [label.id for label in pilot] == ["clinical-trial"]


def test_a_summary_that_is_not_there_is_like_none(corpus_engine: Engine) -> None:
    assert corpus_engine.snapshot().similar("nobody", 5) == ()


@pytest.mark.parametrize(
    ("query", "rest"),
    [
        (Term("knee"), All()),
        (
            And((Term("knee"), HasConcept("route", "x"), Not(Term("rat")))),
            And((HasConcept("route", "x"), Not(Term("rat")))),
        ),
        (Or((Term("knee"), HasConcept("route", "x"))), All()),
        (HasConcept("route", "x"), None),
        (combine(And, []) or All(), None),
    ],
)
def test_what_a_query_requires_beside_its_words(query: Query, rest: Query | None) -> None:
    assert without_words(query) == rest
