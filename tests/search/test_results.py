import math
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.engines.protocols import Engine
from indexer.query.ast import Years
from indexer.query.request import Filters, SearchRequest
from indexer.search.results import ResultPage, Sense, ZeroResultHint
from indexer.search.session import SearchSession
from indexer.text.analysis import terms

from ..sessions import search, show


def ids(page: ResultPage) -> list[str]:
    return [hit.summary.id for hit in page.hits]


def facet(page: ResultPage, name: str) -> dict[str, int]:
    return {value.id: value.count for counts in page.facets if counts.facet.name == name for value in counts.values}


def test_all_words_are_required_and_stopwords_are_not(engine: Engine) -> None:
    assert ids(search(engine, SearchRequest("the cells after a stroke"))) == ["stroke"]
    assert ids(search(engine, SearchRequest("cells itch"))) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('"did not slow"', ["als-it"]),
        ('"was not measured"', ["stroke"]),
        ("pain -knee", ["stroke"]),
        ("TNF-α", ["knee"]),
        ("tnf-alpha", ["knee"]),
        ("IL-6", ["knee"]),
        ("CD34+", ["knee"]),
        ("cd34", ["knee"]),
        ("condition:als", ["als-it", "als-review"]),
        ("condition:nerves -condition:als", ["stroke"]),
        ("route:intrathecal", ["als-it", "als-review"]),
        ('cell:"bone marrow"', ["als-it"]),
        ("cell:msc donor:allogeneic", ["stroke"]),
        ("study:trial condition:nerves", ["als-it", "stroke"]),
        ("author:baker", ["als-it"]),
        ("journal:nerve", ["als-it"]),
        ("title:cells year:2019", ["plain"]),
        ("breathing (fell OR slow)", ["als-it"]),
    ],
)
def test_queries_find_what_they_ask_for(text: str, found: list[str], engine: Engine) -> None:
    assert sorted(ids(search(engine, SearchRequest(text)))) == sorted(found)


def test_without_words_the_newest_come_first_and_with_words_the_best(engine: Engine) -> None:
    page = search(engine, SearchRequest())
    assert page.sort == "newest"
    assert ids(page) == ["als-review", "stroke", "knee", "plain", "als-it", "eczema"]
    assert search(engine, SearchRequest("condition:als")).sort == "newest"
    assert search(engine, SearchRequest("cells")).sort == "relevance"
    assert search(engine, SearchRequest("cells", sort="title")).sort == "title"


def test_facets_count_under_the_other_filters_and_keep_what_is_chosen(engine: Engine) -> None:
    page = search(engine, SearchRequest("pain", Filters((("condition", ("eczema",)),))))
    assert page.total == 0
    assert facet(page, "condition") == {
        "joints": 1,
        "knee-oa": 1,
        "nerves": 1,
        "stroke": 1,
        "ischemic-stroke": 1,
        "eczema": 0,
    }
    (chosen,) = [value for counts in page.facets for value in counts.values if value.selected]
    assert (chosen.id, chosen.label, chosen.parent) == ("eczema", "atopic dermatitis", None)


def test_facet_values_come_by_count_and_then_by_label(engine: Engine) -> None:
    page = search(engine, SearchRequest())
    values = next(counts.values for counts in page.facets if counts.facet.name == "condition")
    assert [(value.label, value.count, value.parent) for value in values] == [
        ("conditions of the nerves", 3, None),
        ("amyotrophic lateral sclerosis", 2, "nerves"),
        ("atopic dermatitis", 1, None),
        ("conditions of the joints", 1, None),
        ("ischemic stroke", 1, "nerves"),
        ("knee osteoarthritis", 1, "joints"),
        ("stroke", 1, "nerves"),
    ]


def test_an_unknown_filter_is_left_out_and_said(engine: Engine) -> None:
    page = search(engine, SearchRequest("cells", Filters((("route", ("by-air", "intravenous")),))))
    assert ids(page) == ids(search(engine, SearchRequest("cells", Filters((("route", ("intravenous",)),)))))
    assert page.notices == ("The filter route “by-air” is unknown and was ignored.",)
    assert page.request.filters.of("route") == ("intravenous",)


def test_a_page_beyond_the_last_is_answered_with_the_last(engine: Engine) -> None:
    page = search(engine, SearchRequest(page=99, size=4))
    assert (page.request.page, page.pages, len(page.hits)) == (2, 2, 2)
    assert page.notices == ("There is no page 99. This is the last page.",)


def test_an_empty_result_says_which_word_or_filter_caused_it(engine: Engine) -> None:
    filters = Filters((("route", ("intrathecal",)),), Years(2018, 2018))
    page = search(engine, SearchRequest("breathing nosuchword", filters))
    assert page.hints == (
        ZeroResultHint("word", "breathing", total=0, alone=2, query="nosuchword"),
        ZeroResultHint("word", "nosuchword", total=1, alone=0, query="breathing"),
        ZeroResultHint("filter", "intrathecal", total=0, alone=2, facet="route", concept="intrathecal"),
        ZeroResultHint("years", "2018–2018", total=0, alone=1),
    )
    assert search(engine, SearchRequest("breathing")).hints == ()


@pytest.mark.parametrize(
    "text", ["zzz (cells -knee)", "zzz yyy cells", "zzz OR yyy", 'zzz "own cells" -als', "zzz zzz"]
)
def test_the_ways_out_of_an_empty_result_lead_where_their_counts_say(text: str, engine: Engine) -> None:
    remedies = search(engine, SearchRequest(text)).hints
    assert remedies
    for remedy in remedies:
        assert search(engine, SearchRequest(remedy.query or "")).total == remedy.total


def test_hits_carry_labels_titles_and_marked_sentences(engine: Engine) -> None:
    (hit,) = search(engine, SearchRequest("walking stroke")).hits
    assert [label.label for label in hit.labels["conditions"]] == ["ischemic stroke"]
    assert [(span.text, span.matched) for span in hit.title] == [
        ("Cells after an ", False),
        ("ischemic stroke", True),  # what "stroke" names, by another name
    ]
    assert [[(span.text, span.matched) for span in passage] for passage in hit.passages] == [
        [("Walking", True), (" improved in both groups.", False)]
    ]


def test_a_whole_summary_is_shown_with_the_querys_words_marked(engine: Engine) -> None:
    shown = show(engine, "stroke", "pain")
    assert shown is not None
    assert [span.text for paragraph in shown.paragraphs for span in paragraph if span.matched] == ["Pain"]
    assert show(engine, "nobody") is None


def test_the_page_names_the_index_that_answered(engine: Engine) -> None:
    page = search(engine, SearchRequest())
    assert (page.version, page.summaries) == (engine.snapshot().generation.version, 6)
    assert page.took_ms > 0


def test_every_example_finds_something(engine: Engine) -> None:
    found = SearchSession(engine.snapshot()).example_queries()
    assert found[0] == "amyotrophic lateral sclerosis"
    assert all(search(engine, SearchRequest(text)).total for text in found)


def test_a_rebuild_shows_at_the_next_search(build: Callable[..., Engine], engine: Engine, toy) -> None:  # type: ignore[no-untyped-def]
    assert search(engine, SearchRequest("walking")).total == 1
    (toy / "stroke.md").unlink()
    build(toy)
    assert search(engine, SearchRequest("walking")).total == 0


def test_hits_with_some_of_the_words_fill_a_page_that_those_with_all_leave_room_on(engine: Engine) -> None:
    found = search(engine, SearchRequest("cells twelve", size=3))
    assert (ids(found), found.total, found.matching_all) == (["als-it"], 1, 1)
    others = [hit.summary.id for hit in found.partial]
    assert len(others) == 2
    assert "als-it" not in others
    every = search(engine, SearchRequest("cells twelve", words="some"))
    assert ids(every)[0] == "als-it"
    assert (every.total, every.matching_all, every.partial) == (1 + found.partial_total, 1, ())
    assert set(others) < set(ids(every))


@pytest.mark.parametrize(
    "request_",
    [
        SearchRequest("cells", size=100),  # one word leaves nothing to choose from
        SearchRequest("cells twelve", words="all"),
        SearchRequest("cells twelve", size=1),  # the page is full
        SearchRequest("cells -knee condition:als"),
        SearchRequest('"their own cells"'),
    ],
)
def test_words_are_required_where_they_fill_the_page_or_nothing_can_be_left_out(
    engine: Engine, request_: SearchRequest
) -> None:
    found = search(engine, request_)
    assert (found.partial, found.partial_total) == ((), 0)
    assert found.matching_all == found.total


def test_filters_and_fields_hold_for_hits_with_some_of_the_words(engine: Engine) -> None:
    filters = Filters((("condition", ("als",)),))
    found = search(engine, SearchRequest("cells eczema", filters))
    assert {hit.summary.id for hit in found.partial} == {"als-it", "als-review"}
    fielded = search(engine, SearchRequest("cells eczema condition:als -headache"))
    assert {hit.summary.id for hit in fielded.partial} == {"als-review"}


@pytest.mark.parametrize(
    ("text", "found", "read"),
    [
        # By its other name, by a synonym in any case, and with what lies below it.
        ("Lou Gehrig's disease", {"als-it", "als-review"}, [("Lou Gehrig's disease", "als")]),
        ("als", {"als-it", "als-review"}, [("als", "als")]),
        ("intrathecal", {"als-it", "als-review"}, [("intrathecal", "intrathecal")]),
        ("intrathecal knee", set(), [("intrathecal", "intrathecal")]),
        ("breathing als msc", {"als-it", "als-review"}, [("als", "als"), ("msc", "msc")]),
        # The longest name counts.
        ("ischemic stroke", {"stroke"}, [("ischemic stroke", "ischemic-stroke")]),
        # Small words are part of a name, but need not be typed.
        ("pain osteoarthritis of the knee", {"knee"}, [("osteoarthritis of the knee", "knee-oa")]),
        ("Osteoarthritis, knee", {"knee"}, [("Osteoarthritis knee", "knee-oa")]),
        ("conditions of the nerves", {"als-it", "als-review", "stroke"}, [("conditions of the nerves", "nerves")]),
        # An ambiguous acronym is searched in the meanings that occur here.
        ("AD", {"eczema"}, [("AD", "eczema")]),
        # Concepts are excluded like words. Words in quotes and fields are not linked.
        ("cells -als", {"knee", "plain", "stroke"}, [("als", "als")]),
        ('"als"', {"als-it"}, []),
        ("title:als", {"als-it"}, []),
    ],
)
def test_names_of_concepts_are_understood(
    engine: Engine, text: str, found: set[str], read: list[tuple[str, str]]
) -> None:
    page = search(engine, SearchRequest(text, words="all"))
    assert set(ids(page)) == found
    assert [(each.typed, each.concept) for each in page.interpretations] == read


def test_what_was_understood_can_be_undone(engine: Engine) -> None:
    page = search(engine, SearchRequest("als", words="all", literal=("als",)))
    assert ids(page) == ["als-it"]
    assert page.interpretations == ()


def test_a_summary_of_the_concept_and_of_the_words_comes_before_one_of_the_concept_alone(engine: Engine) -> None:
    everything = search(engine, SearchRequest())
    first, second = search(engine, SearchRequest("intrathecal")).hits
    assert (first.summary.id, second.summary.id) == ("als-it", "als-review")
    # The concept alone counts as a word that stands once: of six summaries two hold it.
    words = {hit.summary.id: len(terms(hit.summary.title)) + len(terms(hit.summary.text)) for hit in everything.hits}
    length = words["als-review"] / (sum(words.values()) / 6)
    assert second.score == pytest.approx(math.log(1 + 4.5 / 2.5) * 2.2 / (1 + 1.2 * (0.25 + 0.75 * length)))


@settings(max_examples=150)
@given(text=st.one_of(st.text(max_size=40), st.text(alphabet='als brethin"()-:~*cell ', max_size=40)))
def test_any_text_is_searched_without_an_error(engine: Engine, text: str) -> None:
    found = search(engine, SearchRequest(text))
    assert found.total == found.matching_all >= len(found.hits)
    assert found.partial_total >= len(found.partial)


def test_an_ambiguous_acronym_alone_lists_what_it_may_mean_here(engine: Engine) -> None:
    meaning = Sense("AD", "condition", "eczema", "atopic dermatitis", 1)
    assert search(engine, SearchRequest("AD")).senses == (meaning,)
    assert search(engine, SearchRequest("itch AD")).senses == (meaning,)
    assert search(engine, SearchRequest("knee AD")).senses == ()  # no results
    assert search(engine, SearchRequest("ALS")).senses == ()
    assert search(engine, SearchRequest('"AD"')).senses == ()


def test_words_that_begin_so_are_found_and_marked(engine: Engine) -> None:
    found = search(engine, SearchRequest("breath* headac*"))
    assert ids(found) == ["als-it"]
    marked = [span.text for passage in found.hits[0].passages for span in passage if span.matched]
    assert marked == ["breathing", "Headache"]
    assert ids(search(engine, SearchRequest("author:ab*"))) == []  # too short for a beginning
    assert ids(search(engine, SearchRequest("author:abe*"))) == ["als-it"]


def test_names_of_what_was_asked_for_are_marked_whatever_they_are(engine: Engine) -> None:
    found = search(engine, SearchRequest("Lou Gehrig's disease"))
    marked = {
        hit.summary.id: [span.text for passage in (hit.title, *hit.passages) for span in passage if span.matched]
        for hit in found.hits
    }
    assert marked == {"als-it": ["ALS"], "als-review": ["amyotrophic lateral sclerosis"]}
    # The acronym of several meanings marks nothing by itself.
    shown = search(engine, SearchRequest("condition:eczema")).hits[0]
    assert [span.text for span in shown.title if span.matched] == ["atopic dermatitis"]
