from indexer.engines.protocols import Engine
from indexer.query.request import Filters, SearchRequest

from ..sessions import options


def values(engine: Engine, request: SearchRequest, facet: int = 0) -> list[tuple[str, int]]:
    return [(value.id, value.count) for value in options(engine, request)[facet].values]


def test_what_would_find_nothing_follows_what_finds_something(engine: Engine) -> None:
    # "breathing" stands in the two summaries on ALS; of the others, nerves have 3 in all, joints and eczema 1 each.
    assert values(engine, SearchRequest("breathing")) == [
        ("als", 2),
        ("nerves", 2),
        ("eczema", 0),
        ("joints", 0),
        ("ischemic-stroke", 0),
        ("knee-oa", 0),
        ("stroke", 0),
    ]


def test_what_no_summary_has_is_not_offered(engine: Engine) -> None:
    assert "alzheimers" not in dict(values(engine, SearchRequest()))
    # ... unless it is chosen, so that it can be given up.
    assert ("alzheimers", 0) in values(engine, SearchRequest(filters=Filters().adding("condition", "alzheimers")))


def test_other_names_are_told_without_the_words_of_the_label(engine: Engine) -> None:
    names = options(engine, SearchRequest())[0].names
    assert names["als"] == "lou gehrig's disease als"
    assert names["knee-oa"] == "of the oa"  # "osteoarthritis" and "knee" are in its label
