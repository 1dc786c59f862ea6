"""All that a search finds, page by page, is what its pages show."""

from collections.abc import Callable
from pathlib import Path

import pytest

from indexer.engines.protocols import Engine
from indexer.query.request import Filters, SearchRequest

from ..sessions import scan, search


def ids_of(engine: Engine, request: SearchRequest, **bounds: int) -> list[str]:
    return [summary.id for summary, _ in scan(engine, request, **bounds).summaries]


@pytest.mark.parametrize(
    "request_",
    [
        SearchRequest(),
        SearchRequest("cells"),
        SearchRequest("stem cells pain", words="some"),
        SearchRequest("trial", sort="oldest"),
        SearchRequest("trial", sort="title"),
        SearchRequest("patients", Filters((("donor", ("autologous",)),))),
        SearchRequest("als", literal=("amyotrophic-lateral-sclerosis",)),
        SearchRequest("nosuchword"),
    ],
)
def test_order_and_total_are_those_of_the_pages(corpus_engine: Engine, request_: SearchRequest) -> None:
    shown = search(corpus_engine, SearchRequest(**{**_parts(request_), "size": 100}))
    scanned = scan(corpus_engine, request_, page_size=7)
    assert [summary.id for summary, _ in scanned.summaries] == [hit.summary.id for hit in shown.hits]
    assert scanned.total == shown.total == len(shown.hits)


def test_page_and_size_do_not_matter(engine: Engine) -> None:
    assert ids_of(engine, SearchRequest("cells", page=3, size=1)) == ids_of(engine, SearchRequest("cells"))


def test_concepts_come_with_their_names(engine: Engine) -> None:
    ((_, labels),) = scan(engine, SearchRequest("headache")).summaries
    assert labels["routes"] == (("intrathecal", "intrathecal"),)


@pytest.mark.parametrize("page", [1, 2, 3, 4, 500])
def test_no_more_than_asked_for_are_collected_and_that_is_said(engine: Engine, page: int) -> None:
    scanned = scan(engine, SearchRequest(sort="title"), limit=3, page_size=page)
    assert [summary.title[:9] for summary, _ in scanned.summaries] == ["A review ", "Cells aft", "Cells giv"]
    assert (scanned.total, scanned.notices) == (6, ("Only the first 3 of 6 summaries are included.",))
    assert scan(engine, SearchRequest(), limit=6).notices == ()


def test_what_is_left_out_of_a_request_is_said(engine: Engine) -> None:
    scanned = scan(engine, SearchRequest('"cells', Filters((("route", ("by-air",)),))))
    assert scanned.notices == (
        "A missing quotation mark was added at the end.",
        "The filter route “by-air” is unknown and was ignored.",
    )


def test_all_are_of_one_generation_though_another_one_comes_meanwhile(
    engine: Engine, build: Callable[..., Engine], write: Callable[[dict[str, str]], Path]
) -> None:
    before = ids_of(engine, SearchRequest("cells"))
    scanned = scan(engine, SearchRequest("cells"), page_size=1)
    first = next(scanned.summaries)[0].id
    for title in ("one", "two", "three"):  # the oldest generations are removed
        build(write({"new": f"---\ntitle: Only cells {title}\n---\ncells\n"}, "new"))
    assert [first, *(summary.id for summary, _ in scanned.summaries)] == before
    assert ids_of(engine, SearchRequest("cells")) == ["new"]


def _parts(request: SearchRequest) -> dict[str, object]:
    return {name: getattr(request, name) for name in request.__slots__}
