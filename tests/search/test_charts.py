"""Maps and timelines of the toy collection, reckoned by hand."""

from collections.abc import Callable
from pathlib import Path

import pytest

from indexer.engines.protocols import Engine
from indexer.query.ast import Years
from indexer.query.request import Filters, SearchRequest
from indexer.search.axes import Axis
from indexer.search.evidence_map import EvidenceMap
from indexer.search.timeline import Timeline
from indexer.summaries.facets import BY_NAME

from ..sessions import evidence_map, search, timeline

CONDITION, CELL_TYPE, ROUTE = BY_NAME["condition"], BY_NAME["cell_type"], BY_NAME["route"]


def values(axis: Axis) -> list[tuple[str, int, str | None]]:
    return [(value.id, value.count, value.parent) for value in axis.values]


def mapped(engine: Engine, text: str = "", years: Years | None = None, **chosen: str) -> EvidenceMap:
    filters = Filters(tuple((facet, (concept,)) for facet, concept in chosen.items()), years)
    return evidence_map(engine, SearchRequest(text, filters), CONDITION, CELL_TYPE)


def test_a_map_counts_the_summaries_that_hold_row_and_column(engine: Engine) -> None:
    found = mapped(engine)
    assert values(found.rows) == [
        ("nerves", 3, None), ("als", 2, "nerves"), ("eczema", 1, None), ("joints", 1, None),
        ("ischemic-stroke", 1, "nerves"), ("knee-oa", 1, "joints"), ("stroke", 1, "nerves"),
    ]  # fmt: skip
    assert values(found.columns) == [
        ("msc", 4, None), ("ad-msc", 1, "msc"), ("bm-msc", 1, "msc"), ("exosome", 1, None),
    ]  # fmt: skip
    assert found.cells == {
        ("nerves", "msc"): 3, ("als", "msc"): 2, ("stroke", "msc"): 1, ("ischemic-stroke", "msc"): 1,
        ("nerves", "bm-msc"): 1, ("als", "bm-msc"): 1, ("joints", "msc"): 1, ("knee-oa", "msc"): 1,
        ("joints", "ad-msc"): 1, ("knee-oa", "ad-msc"): 1, ("eczema", "exosome"): 1,
    }  # fmt: skip
    # One of the six, on nothing that the vocabulary knows, stands in no cell.
    assert (found.total, found.placed, found.summaries) == (6, 5, 6)


def test_a_map_is_of_what_the_query_and_the_other_filters_find(engine: Engine) -> None:
    found = mapped(engine, "breathing", route="intravenous")
    assert found.cells == {("nerves", "msc"): 1, ("als", "msc"): 1}
    assert (found.total, found.placed) == (1, 1)
    assert mapped(engine, years=Years(2018, 2018)).cells == {
        ("nerves", "msc"): 1, ("als", "msc"): 1, ("nerves", "bm-msc"): 1, ("als", "bm-msc"): 1,
    }  # fmt: skip


def test_what_is_chosen_in_a_facet_of_the_map_and_what_lies_below_is_shown(engine: Engine) -> None:
    found = mapped(engine, condition="stroke", cell_type="msc")
    assert values(found.rows) == [("ischemic-stroke", 1, "stroke"), ("stroke", 1, None)]
    # Columns are counted under the filter of the rows: of kinds of MSC, the summary on stroke holds none.
    assert values(found.columns) == [("msc", 1, None)]
    assert found.cells == {("stroke", "msc"): 1, ("ischemic-stroke", "msc"): 1}
    both = evidence_map(
        engine, SearchRequest(filters=Filters((("condition", ("als", "knee-oa")),))), CONDITION, CELL_TYPE
    )
    assert values(both.rows) == [("als", 2, None), ("knee-oa", 1, None)]
    assert both.cells[("als", "msc")] == 2


def test_what_is_chosen_is_shown_even_where_nothing_is_found(engine: Engine) -> None:
    found = mapped(engine, "headache", condition="eczema")
    assert values(found.rows) == [("eczema", 0, None)]
    assert found.cells == {}
    assert (found.total, found.placed) == (0, 0)


def test_a_cell_leads_to_just_its_summaries(engine: Engine) -> None:
    filters = Filters((("condition", ("knee-oa", "als")), ("donor", ("autologous",))), Years(2018, 2021))
    found = evidence_map(engine, SearchRequest("cells", filters, page=2), CONDITION, CELL_TYPE)
    request = found.of_cell("als", "bm-msc")
    assert request == SearchRequest(
        "cells",
        Filters((("donor", ("autologous",)), ("condition", ("als",)), ("cell_type", ("bm-msc",))), Years(2018, 2021)),
    )
    assert search(engine, request).total == found.cells[("als", "bm-msc")] == 1
    for value in found.rows.values:
        assert search(engine, found.of_value(found.rows, value.id)).total == value.count


def test_the_words_that_are_enough_are_those_of_the_search(engine: Engine) -> None:
    request = SearchRequest("headache skin", words="some")
    found = evidence_map(engine, request, CONDITION, CELL_TYPE)
    assert found.total == search(engine, request).total == 2
    assert found.cells[("eczema", "exosome")] == 1


def test_an_empty_cell_says_whether_the_query_or_the_collection_has_nothing(engine: Engine) -> None:
    def gap(row: str, column: str, text: str = "") -> tuple[int, int]:
        found = evidence_map(engine, SearchRequest(text), CONDITION, CELL_TYPE, (row, column)).gap
        assert found is not None
        return found.total, found.anywhere

    assert gap("als", "exosome") == (0, 0)
    assert gap("nerves", "bm-msc", "breathing") == (1, 1)
    assert gap("als", "msc", "headache") == (1, 2)
    # Under the query no summary is on eczema: the map has no such row.
    assert gap("eczema", "exosome", "headache") == (0, 1)


def test_a_group_is_looked_for_elsewhere_by_what_it_groups(engine: Engine) -> None:
    found = evidence_map(engine, SearchRequest(), CONDITION, CELL_TYPE, ("nerves", "exosome")).gap
    assert found is not None
    assert found.row_names == ("amyotrophic lateral sclerosis", "Alzheimer's disease", "stroke", "ischemic stroke")
    assert found.column_names == ("exosome",)


def test_a_cell_that_no_map_can_have_is_said(engine: Engine) -> None:
    found = evidence_map(engine, SearchRequest(), CONDITION, CELL_TYPE, ("als", "nowhere"))
    assert found.gap is None
    assert found.notices == ("There is no cell of “als” and “nowhere”, so it was ignored.",)


def test_unknown_filters_are_left_out_of_a_map_and_said(engine: Engine) -> None:
    found = mapped(engine, condition="nowhere")
    assert found.total == 6
    assert "nowhere" in found.notices[0]


def test_an_outline_opens_what_is_asked_for_and_a_top_that_is_alone(engine: Engine) -> None:
    def outline(axis: Axis, *opened: str, most: int | None = None) -> list[tuple[str, int, bool | None]]:
        return [(line.value.id, line.depth, line.opened) for line in axis.outline(opened, most)]

    rows = mapped(engine).rows
    assert outline(rows) == [("nerves", 0, False), ("eczema", 0, None), ("joints", 0, False)]
    assert outline(rows, "nerves", most=1) == [
        ("nerves", 0, True), ("als", 1, None), ("ischemic-stroke", 1, None), ("stroke", 1, None),
    ]  # fmt: skip
    assert outline(mapped(engine, condition="stroke").rows) == [("stroke", 0, None), ("ischemic-stroke", 1, None)]


def kinds(found: Timeline) -> list[tuple[str, str | None]]:
    return [(part.kind, part.value.id if part.value else None) for part in found.parts]


def test_a_timeline_parts_each_year_by_design(engine: Engine) -> None:
    found = timeline(engine, SearchRequest())
    assert kinds(found) == [("only", "trial"), ("only", "review"), ("none", None)]
    assert [(year.year, year.total, year.parts) for year in found.years] == [
        (2018, 1, (1, 0, 0)), (2019, 1, (0, 0, 1)), (2020, 1, (1, 0, 0)), (2021, 2, (1, 1, 0)),
    ]  # fmt: skip
    assert [year.held for year in found.years] == [
        {"trial": 1, "rct": 1}, {None: 1}, {"trial": 1}, {"trial": 1, "rct": 1, "review": 1},
    ]  # fmt: skip
    # The one on eczema has no year.
    assert (found.total, found.undated) == (6, 1)


def test_an_opened_design_is_parted_into_those_below_it_and_the_rest(engine: Engine) -> None:
    found = timeline(engine, SearchRequest("cells"), ["trial"])
    assert kinds(found) == [("rest", "trial"), ("only", "rct"), ("only", "review"), ("none", None)]
    assert [(year.year, year.parts) for year in found.years] == [
        (2018, (0, 1, 0, 0)), (2019, (0, 0, 0, 1)), (2020, (1, 0, 0, 0)), (2021, (0, 1, 1, 0)),
    ]  # fmt: skip


def test_a_timeline_shows_the_years_and_designs_that_are_chosen(engine: Engine) -> None:
    filters = Filters((("study", ("trial",)),), Years(2019, 2021))
    found = timeline(engine, SearchRequest(filters=filters))
    assert [(year.year, year.total, year.held) for year in found.years] == [
        (2020, 1, {"trial": 1}), (2021, 1, {"trial": 1, "rct": 1}),
    ]  # fmt: skip
    # A design that is alone is open.
    assert kinds(found) == [("rest", "trial"), ("only", "rct")]
    assert (found.total, found.undated) == (2, 0)


def test_summaries_of_several_designs_are_in_one_part_alone(
    build: Callable[..., Engine], write: Callable[..., Path]
) -> None:
    both = "---\ntitle: t\nstudy: [rct, review]\nyear: 2020\n---\nx\n"
    one = "---\ntitle: u\nstudy: [review]\nyear: 2020\n---\nx\n"
    engine = build(write({"a": both, "b": one}, "several"))
    found = timeline(engine, SearchRequest())
    assert kinds(found) == [("only", "review"), ("several", None)]
    assert [(year.parts, year.held) for year in found.years] == [((1, 1), {"review": 2, "trial": 1, "rct": 1})]
    # Under a filter, the others of their designs are not shown, and part nothing.
    chosen = timeline(engine, SearchRequest(filters=Filters((("study", ("review",)),))))
    assert kinds(chosen) == [("only", "review")]
    assert [year.parts for year in chosen.years] == [(2,)]


@pytest.mark.parametrize("design", [None, "trial", "rct"])
def test_a_bar_leads_to_just_its_summaries(engine: Engine, design: str | None) -> None:
    found = timeline(engine, SearchRequest("cells", Filters((("study", ("rct",)),), Years(2018, 2021)), page=3))
    for year in found.years:
        expected = year.total if design is None else {2018: 1, 2021: 1}[year.year]
        assert search(engine, found.of_year(year.year, design)).total == expected


def test_where_nothing_is_found_charts_are_empty(engine: Engine) -> None:
    assert timeline(engine, SearchRequest("nosuchword")).years == ()
    found = mapped(engine, "nosuchword")
    assert (found.rows.values, found.columns.values, found.cells, found.placed) == ((), (), {}, 0)
