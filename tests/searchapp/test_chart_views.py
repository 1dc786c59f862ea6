"""What map and timeline print: shades, places and addresses."""

import re
from dataclasses import replace
from urllib.parse import quote_plus

import pytest
from flask import Flask
from flask.testing import FlaskClient

from indexer.engines.protocols import Engine
from indexer.query.request import Filters, SearchRequest
from indexer.search.axes import Axis
from indexer.search.evidence_map import EvidenceMap
from indexer.search.results import FacetValue
from indexer.search.timeline import Series, Timeline, TimelineYear
from indexer.summaries.facets import BY_NAME
from searchapp.addresses.charts import MapRequest
from searchapp.presenters.evidence_map import MOST, MapView, present_map, shade
from searchapp.presenters.timeline import TimelineView, present_timeline

from ..sessions import evidence_map, timeline

ROUTE, STUDY = BY_NAME["route"], BY_NAME["study"]


@pytest.mark.parametrize(
    ("count", "largest", "expected"),
    [(0, 0, 0), (0, 9, 0), (1, 1, 1), (1, 22, 1), (2, 2, 5), (2, 22, 2), (5, 22, 3), (22, 22, 5), (1000, 1000, 5)],
)
def test_shades_follow_the_logarithm_of_the_count(count: int, largest: int, expected: int) -> None:
    assert shade(count, largest) == expected


def drawn(app: Flask, engine: Engine, asked: MapRequest, request: SearchRequest | None = None, **most: int) -> MapView:
    shown = evidence_map(engine, request or SearchRequest(), asked.rows, asked.columns, asked.cell)
    with app.test_request_context():
        return present_map(shown, asked, most or MOST)


def test_rows_open_to_what_lies_below_and_close_again(app: Flask, engine: Engine) -> None:
    closed = drawn(app, engine, MapRequest())
    assert [row.head.value.id for row in closed.rows] == ["nerves", "eczema", "joints"]
    nerves = closed.rows[0].head
    assert (nerves.opened, nerves.below) == (False, 3)
    assert nerves.toggle == "/search?view=map&rows=condition&columns=cell_type&open=nerves#row-nerves"
    assert closed.rows[1].head.toggle is None

    opened = drawn(app, engine, MapRequest(opened=("nerves", "msc")))
    assert [(row.head.value.id, row.head.depth) for row in opened.rows] == [
        ("nerves", 0), ("als", 1), ("ischemic-stroke", 1), ("stroke", 1), ("eczema", 0), ("joints", 0),
    ]  # fmt: skip
    assert [head.value.id for head in opened.columns] == ["msc", "ad-msc", "bm-msc", "exosome"]
    assert opened.rows[0].head.toggle == "/search?view=map&rows=condition&columns=cell_type&open=msc#row-nerves"
    assert opened.columns[0].toggle == "/search?view=map&rows=condition&columns=cell_type&open=nerves#column-msc"


def test_a_cell_leads_to_its_summaries_and_an_empty_one_to_what_to_do(app: Flask, engine: Engine) -> None:
    view = drawn(app, engine, MapRequest(opened=("nerves",)), SearchRequest("cells OR skin", sort="title"))
    of_als = dict(zip((head.value.id for head in view.columns), view.rows[1].cells, strict=True))
    assert of_als["msc"].href == "/search?q=cells+OR+skin&condition=als&cell_type=msc&sort=title"
    assert (of_als["exosome"].count, of_als["exosome"].shade) == (0, 0)
    assert of_als["exosome"].href == (
        "/search?q=cells+OR+skin&sort=title&view=map&rows=condition&columns=cell_type&open=nerves&cell=als~exosome#cell"
    )


def test_an_empty_cell_leads_to_ready_searches_elsewhere(app: Flask, engine: Engine) -> None:
    view = drawn(app, engine, MapRequest(cell=("nerves", "exosome")), SearchRequest("cells OR skin"))
    assert view.gap is not None
    assert [cell.current for row in view.rows for cell in row.cells] == [False, True, *[False] * 4]
    nerves = quote_plus('("amyotrophic lateral sclerosis" OR "Alzheimer\'s disease" OR "stroke" OR "ischemic stroke")')
    assert [search.href for search in view.gap.external_searches] == [
        f"https://pubmed.ncbi.nlm.nih.gov/?term={nerves}+AND+%22exosome%22",
        f"https://clinicaltrials.gov/search?cond={nerves}&intr=%22exosome%22",
    ]
    assert view.gap.close == "/search?q=cells+OR+skin&view=map&rows=condition&columns=cell_type"
    assert view.gap.anywhere == "/search?condition=nerves&cell_type=exosome"

    routes = drawn(app, engine, MapRequest(rows=ROUTE, columns=STUDY, cell=("intravenous", "review"))).gap
    assert routes is not None
    assert (
        routes.external_searches[1].href == "https://clinicaltrials.gov/search?term=%22intravenous%22+AND+%22review%22"
    )


def test_the_cell_that_is_asked_about_is_left_behind_by_what_goes_on_from_the_map(client: FlaskClient) -> None:
    shown = client.get("/search?view=map&condition=als&open=nerves&cell=als~msc").text
    chip = re.search(r'<a href="([^"]+)" aria-label="Remove Condition', shown)
    assert chip
    assert chip[1] == "/search?view=map&amp;rows=condition&amp;columns=cell_type&amp;open=nerves"


def test_a_map_that_is_cut_off_says_so_and_leads_to_all_of_it(app: Flask, engine: Engine) -> None:
    view = drawn(app, engine, MapRequest(), rows=2, columns=6)
    assert [row.head.value.id for row in view.rows] == ["nerves", "eczema"]
    assert [(limit.facet.name, limit.shown, limit.all) for limit in view.limits] == [("condition", 2, 3)]
    assert view.limits[0].href == "/search?view=map&rows=condition&columns=cell_type&all=rows"
    assert drawn(app, engine, MapRequest(whole=("rows",)), rows=2, columns=6).limits == ()


def bars(app: Flask, shown: Timeline, *opened: str) -> TimelineView:
    with app.test_request_context():
        return present_timeline(shown, opened)


def test_bars_stand_on_each_other_and_are_as_high_as_they_count(app: Flask, engine: Engine) -> None:
    view = bars(app, timeline(engine, SearchRequest()))
    # The highest of the four ticks is 4; the bars have 240 pixels, from 268 upwards.
    assert view.ticks == ((0, 268.0), (1, 208.0), (2, 148.0), (3, 88.0), (4, 28.0))
    last = view.bars[-1]
    assert (last.year, last.total, last.x, last.y) == (2021, 2, 24 + 3 * 40, 148.0)
    assert [(segment.y, segment.height, segment.color) for segment in last.segments] == [
        (208.0, 60.0, "1"),
        (148.0, 60.0, "2"),
    ]
    assert last.href == "/search?year=2021"
    assert [(entry.color, entry.total) for entry in view.legend] == [("1", 3), ("2", 1), ("none", 1)]
    assert view.legend[0].toggle == "/search?view=timeline&open=trial#timeline"


def test_each_piece_begins_where_the_one_below_it_ends(app: Flask) -> None:
    segments = bars(app, made({2000: (2, 1)})).bars[0].segments
    assert [(segment.y, segment.height) for segment in segments] == [(148.0, 120.0), (88.0, 60.0)]


def test_an_opened_design_can_be_closed_even_where_nothing_is_left_of_it(app: Flask, engine: Engine) -> None:
    request = SearchRequest("cells -knee")
    view = bars(app, timeline(engine, request, ["trial"]), "trial")
    assert [(entry.part.value and entry.part.value.id, entry.total) for entry in view.legend if entry.part] == [
        ("trial", 0), ("rct", 2), ("review", 1), (None, 1),
    ]  # fmt: skip
    assert view.legend[0].toggle == "/search?q=cells+-knee&view=timeline#timeline"


def made(years: dict[int, tuple[int, ...]]) -> Timeline:
    """A timeline with so many summaries of each of some designs."""
    sizes = next(iter(years.values()))
    values = tuple(FacetValue(f"d{n}", f"design {n}", 1, False, None) for n in range(len(sizes)))
    return Timeline(
        request=SearchRequest(),
        designs=Axis(STUDY, values),
        parts=tuple(Series("only", value) for value in values),
        years=tuple(TimelineYear(year, sum(parts), parts, {}) for year, parts in years.items()),
        total=0,
        undated=0,
        notices=(),
        version="",
        summaries=0,
    )


def test_years_between_without_summaries_have_no_bar_but_a_place(app: Flask) -> None:
    view = bars(app, made({2000: (1,), 2003: (1,)}))
    assert [(bar.year, bar.x, bar.href) for bar in view.bars] == [
        (2000, 24, "/search?year=2000"), (2001, 64, None), (2002, 104, None), (2003, 144, "/search?year=2003"),
    ]  # fmt: skip
    assert not view.gaps_left_out


def test_where_bars_are_narrow_figures_that_have_no_room_are_left_out(app: Flask) -> None:
    def labels(years: int, total: int) -> tuple[list[int], bool]:
        view = bars(app, made(dict.fromkeys(range(2000, 2000 + years), (total,))))
        return [bar.year for bar in view.bars if bar.labelled], view.counted

    assert labels(3, 10_000) == ([2000, 2001, 2002], False)
    assert labels(3, 9_999) == ([2000, 2001, 2002], True)
    assert labels(19, 999) == (list(range(2000, 2019, 2)), True)
    assert labels(27, 99) == ([2000, 2005, 2010, 2015, 2020, 2025], True)
    assert labels(27, 100) == ([2000, 2005, 2010, 2015, 2020, 2025], False)


def test_of_a_very_long_time_the_years_without_summaries_are_left_out(app: Flask) -> None:
    view = bars(app, made({1543: (1,), 2003: (1,)}))
    assert [bar.year for bar in view.bars] == [1543, 2003]
    assert view.gaps_left_out


def test_more_designs_than_colours_share_the_last(app: Flask) -> None:
    view = bars(app, made({2000: (1,) * 9}))
    assert [entry.color for entry in view.legend] == ["1", "2", "3", "4", "5", "6", "7", "others"]
    assert view.legend[-1].total == 2
    assert view.legend[-1].part is None


@pytest.mark.parametrize(("most", "highest"), [(0, 4), (4, 4), (5, 8), (17, 20), (41, 80), (101, 200)])
def test_ticks_are_round_and_reach_the_highest_bar(app: Flask, most: int, highest: int) -> None:
    assert bars(app, made({2000: (most,)})).ticks[-1][0] == highest


def test_maps_without_anything_have_no_rows(app: Flask, engine: Engine) -> None:
    view = drawn(app, engine, MapRequest(), SearchRequest("nosuchword"))
    assert (view.rows, view.columns) == ((), ())
    chosen = SearchRequest("nosuchword", Filters((("condition", ("als",)),)))
    assert [row.head.value.count for row in drawn(app, engine, MapRequest(), chosen).rows] == [0]


def test_the_shades_are_those_of_the_cells_that_are_seen(app: Flask, engine: Engine) -> None:
    shown = evidence_map(engine, SearchRequest(), *(BY_NAME[name] for name in ("condition", "cell_type")))
    far: EvidenceMap = replace(shown, cells={**shown.cells, ("als", "bm-msc"): 500})
    with app.test_request_context():
        view = present_map(far, MapRequest())
    assert view.rows[0].cells[0].shade == 5  # 3, the most of what is seen
