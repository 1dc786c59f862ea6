"""Spelling suggestions over a collection whose counts are known, and over the toy collection."""

from collections.abc import Callable
from pathlib import Path

import pytest

from indexer.engines.protocols import Engine
from indexer.query.request import Filters, SearchRequest
from indexer.search.results import Suggestion

from ..sessions import record, search, show

# The number of summaries with each text
COUNTS = {
    "safety": 40,
    "saftey": 1,  # rare beside a far commoner word
    "spinal cord injury": 12,
    "knee osteoarthritis": 11,
    "heart failure": 10,
    "part of the hart": 1,
    "anterior insulin": 3,
    "interior insulen": 2,  # not much rarer than its neighbour
    "pneumonia of elderly patients": 4,
    "quality of life": 4,
    "chemotherapy and radiotherapy": 5,
    "breast cancer": 6,
    "breathing tests": 2,
    "the ulcer": 2,
    "many users": 8,
    "bone marrow": 3,
}


@pytest.fixture
def collection(write: Callable[[dict[str, str]], Path], build: Callable[..., Engine]) -> Engine:
    texts = (text for text, count in COUNTS.items() for _ in range(count))
    return build(write({f"s{n}": f"---\ntitle: Study {n}\n---\n{text}.\n" for n, text in enumerate(texts)}))


@pytest.mark.parametrize(
    ("typed", "suggested"),
    [
        # one edit
        ("safty", "safety"),
        ("saffety", "safety"),
        ("safety", None),
        ("pneumonea", "pneumonia"),
        ("haert failure", "heart failure"),  # swapped
        # rare beside a far commoner word, and not so rare
        ("saftey", "safety"),
        ("insulen", None),
        # the first letter
        ("jeart", "heart"),
        ("nuemonia", "pneumonia"),
        # joined and split
        ("spinalcord", "spinal cord"),
        ("spinalcord injury", "spinal cord injury"),
        ("qualityoflife", "quality of life"),
        ("bonemarrow", "bone marrow"),
        ("cordspinal", None),  # not next to each other in this order
        ("osteo arthritis", "osteoarthritis"),
        ("osteo-arthritis", None),  # understood already
        ("chemo therapy", "chemotherapy"),
        ("spinal cord", None),
        ("heart safety", None),
        # several words
        ("hert faliure", "heart failure"),
        ("braest canser", "breast cancer"),
        ("ulser", "ulcer"),  # sounds alike, though "user" is more frequent
        # the best total for the whole query
        ("pneumonia of eldery patiens", "pneumonia of elderly patients"),
        # small words, capitals, numbers, excluded words and other fields stay
        ("wiht safety", None),
        ("SAFTY", None),
        ("-safty heart", None),
        ("NOT safty heart", None),
        ("author:safty", None),
        ("saf*", None),
        ("title:stdy", "title:study"),
        ('"hart failure"', None),
        ('"heart faliure"', '"heart failure"'),
        ("(safty OR hert)", "(safety OR heart)"),
        # correct words that do not occur
        ("telescope", None),
        ("hearty", None),
        ("pneumatic", None),
        ("hart", None),  # a deer
        ("unsafety", None),
        ("beast", None),
        ("intrathecal", None),  # a name in the vocabulary
        ("zzzzzz", None),
        ("saf", None),
        ("", None),
    ],
)
def test_misspelt_words_are_corrected(collection: Engine, typed: str, suggested: str | None) -> None:
    found = search(collection, SearchRequest(typed)).suggestion
    assert (found and found.text) == suggested


def test_a_rarer_misspelling_is_never_suggested(collection: Engine) -> None:
    for typed in ("saftey", "safety", "safteys", "safeyt"):
        found = search(collection, SearchRequest(typed)).suggestion
        assert found is None or found.text == "safety"


@pytest.mark.parametrize(
    ("text", "suggested"),
    [
        ("brething", Suggestion("breathing", 2)),
        ("-headache brething, cells", Suggestion("-headache breathing, cells", 1)),
        ("breathing", None),  # it occurs
        ("BRETHING", None),  # capitals are an acronym
        ('"brething"', Suggestion('"breathing"', 2)),
        ("brething dish", None),  # nothing would be found
    ],
)
def test_a_suggestion_has_its_number_of_results(engine: Engine, text: str, suggested: Suggestion | None) -> None:
    assert search(engine, SearchRequest(text)).suggestion == suggested


def test_the_corrected_query_is_searched_if_nothing_matches(engine: Engine) -> None:
    page = search(engine, SearchRequest("brething"))
    assert (page.typed, page.request.text, page.total) == ("brething", "breathing", 2)
    assert {hit.summary.id for hit in page.hits} == {"als-it", "als-review"}
    assert page.suggestion == Suggestion("breathing", 2)
    assert page.hints == ()


def test_an_exact_query_is_searched_as_typed(engine: Engine) -> None:
    page = search(engine, SearchRequest("brething", exact=True))
    assert (page.typed, page.request.text, page.total) == (None, "brething", 0)
    assert page.suggestion == Suggestion("breathing", 2)


def test_a_query_with_results_is_searched_as_typed(collection: Engine) -> None:
    page = search(collection, SearchRequest("saftey"))
    assert (page.typed, page.total, page.suggestion) == (None, 1, Suggestion("safety", 40))


def test_filters_count_for_the_correction(engine: Engine) -> None:
    filters = Filters().adding("condition", "knee-oa")
    page = search(engine, SearchRequest("brething", filters))
    assert (page.typed, page.total, page.suggestion) == (None, 0, None)


def test_the_record_of_a_search_is_that_of_the_corrected_query(engine: Engine) -> None:
    made = record(engine, SearchRequest("brething"), "2021-01-01T00:00:00+00:00")
    assert (made.text, made.total) == ("breathing", 2)
    exact = record(engine, SearchRequest("brething", exact=True), "2021-01-01T00:00:00+00:00")
    assert (exact.text, exact.total, exact.request.exact) == ("brething", 0, True)


def test_a_summary_is_shown_with_the_typed_words(engine: Engine) -> None:
    shown = show(engine, "als-it", "brething")
    assert shown is not None
    assert not any(span.matched for paragraph in shown.paragraphs for span in paragraph)


def test_at_most_five_words_are_corrected(collection: Engine) -> None:
    found = search(collection, SearchRequest(" OR ".join(["safty"] * 8))).suggestion
    assert found is not None
    assert found.text.count("safety") == 5
