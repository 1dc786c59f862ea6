"""Maps and timelines over HTTP. Each count must equal the total of the search at its URL."""

import random
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient

from indexer.engines.protocols import Engine, EngineSearch
from indexer.query.ast import All
from indexer.query.request import Filters
from indexer.summaries.facets import FACETS

QUERIES = 50

Args = list[tuple[str, str]]


def searches(engine: Engine) -> Iterator[Args]:
    """Yield searches for words of the corpus; about half of them have filters (concepts, years)."""
    chosen = random.Random(7)  # noqa: S311  # the same each time
    snapshot = engine.snapshot()
    texts = [hit.summary.text.split() for hit in snapshot.search(EngineSearch(All(), Filters(), "title", 0, 100)).hits]
    for _ in range(QUERIES):
        words = [chosen.choice(chosen.choice(texts)).strip(".,;:()") for _ in range(chosen.choice([0, 0, 1, 1, 2, 3]))]
        args = [("q", chosen.choice([" ", " OR ", " -"]).join(words))] if words else []
        args += [("words", "some")] if chosen.random() < 0.2 else []
        for facet in chosen.sample(FACETS, chosen.choice([0, 0, 1, 2])):
            concepts = list(snapshot.concept_counts()[facet.name])
            args += [(facet.name, concept) for concept in chosen.sample(concepts, chosen.choice([1, 1, 2]))]
        args += (
            [("year", f"{chosen.randint(2012, 2018)}-{chosen.randint(2018, 2026)}")] if chosen.random() < 0.2 else []
        )
        yield args


def answer(client: FlaskClient, path: str, args: Args) -> dict[str, Any]:
    answer: dict[str, Any] = client.get(f"/api/v1/{path}?{urlencode(args)}").get_json()
    return answer


def total(client: FlaskClient, url: str) -> int:
    assert url.startswith("/search")
    separator = "&" if "?" in url else "?"
    found: int = client.get(f"/api/v1{url}{separator}size=1").get_json()["total"]
    return found


def test_the_count_of_a_cell_is_the_total_of_its_search(corpus_client: FlaskClient, corpus_engine: Engine) -> None:
    chosen = random.Random(8)  # noqa: S311
    checked = 0
    for args in searches(corpus_engine):
        rows, columns = chosen.sample(FACETS, 2)
        shown = answer(corpus_client, "map", [*args, ("rows", rows.name), ("columns", columns.name)])
        assert shown["total"] == answer(corpus_client, "search", args)["total"]
        for counted in [*shown["cells"], *shown["rows"], *shown["columns"]]:
            assert total(corpus_client, counted["url"]) == counted["count"], (args, counted)
            checked += 1
        pairs = {(cell["row"], cell["column"]): cell for cell in shown["cells"]}
        for row in shown["rows"][-2:]:
            for column in shown["columns"][-2:]:
                if (row["id"], column["id"]) not in pairs:
                    others = [(name, value) for name, value in args if name not in (rows.name, columns.name)]
                    empty = urlencode([*others, (rows.name, row["id"]), (columns.name, column["id"])])
                    assert total(corpus_client, f"/search?{empty}") == 0
    assert checked > 2_500


def test_the_count_of_a_bar_is_the_total_of_its_search(corpus_client: FlaskClient, corpus_engine: Engine) -> None:
    for args in searches(corpus_engine):
        shown = answer(corpus_client, "timeline", [*args, ("open", "clinical-trial")])
        assert shown["total"] == shown["undated"] + sum(year["count"] for year in shown["years"])
        for year in shown["years"]:
            assert year["count"] == sum(year["parts"]) == total(corpus_client, year["url"])
            for design in year["designs"]:
                assert design["count"] == total(corpus_client, design["url"]), (args, year)


def test_a_map_has_the_documented_keys(client: FlaskClient) -> None:
    shown = answer(client, "map", [("q", "cells"), ("condition", "stroke"), ("rows", "route"), ("cell", "x~y")])
    shown["index"].pop("version")
    assert shown == {
        "query": "cells",
        "total": 1,
        "placed": 1,
        "facets": {"rows": "route", "columns": "condition"},
        "rows": [
            {
                "id": "intravenous",
                "label": "intravenous",
                "count": 1,
                "selected": False,
                "parent": None,
                "url": "/search?q=cells&condition=stroke&route=intravenous",
            }
        ],
        "columns": [
            {
                "id": "ischemic-stroke",
                "label": "ischemic stroke",
                "count": 1,
                "selected": False,
                "parent": "stroke",
                "url": "/search?q=cells&condition=ischemic-stroke",
            },
            {
                "id": "stroke",
                "label": "stroke",
                "count": 1,
                "selected": True,
                "parent": None,
                "url": "/search?q=cells&condition=stroke",
            },
        ],
        "cells": [
            {
                "row": "intravenous",
                "column": column,
                "count": 1,
                "url": f"/search?q=cells&route=intravenous&condition={column}",
            }
            for column in ("ischemic-stroke", "stroke")
        ],
        "gap": None,
        "notices": [{"message": "There is no cell of “x” and “y”, so it was ignored."}],
        "index": {"summaries": 6},
    }


def test_a_timeline_has_the_documented_keys(client: FlaskClient) -> None:
    shown = answer(client, "timeline", [("q", "breathing")])
    shown["index"].pop("version")
    assert shown == {
        "query": "breathing",
        "total": 2,
        "undated": 0,
        "designs": [
            {"id": "trial", "label": "clinical trial", "parent": None, "count": 1},
            {"id": "rct", "label": "randomized trial", "parent": "trial", "count": 1},
            {"id": "review", "label": "review", "parent": None, "count": 1},
        ],
        "parts": [{"kind": "only", "id": "trial"}, {"kind": "only", "id": "review"}],
        "years": [
            {
                "year": 2018,
                "count": 1,
                "url": "/search?q=breathing&year=2018",
                "parts": [1, 0],
                "designs": [
                    {"id": "trial", "count": 1, "url": "/search?q=breathing&study=trial&year=2018"},
                    {"id": "rct", "count": 1, "url": "/search?q=breathing&study=rct&year=2018"},
                ],
                "without_design": 0,
            },
            {
                "year": 2021,
                "count": 1,
                "url": "/search?q=breathing&year=2021",
                "parts": [0, 1],
                "designs": [{"id": "review", "count": 1, "url": "/search?q=breathing&study=review&year=2021"}],
                "without_design": 0,
            },
        ],
        "notices": [],
        "index": {"summaries": 6},
    }


@pytest.mark.parametrize(
    ("given", "facets", "notice"),
    [
        ("", ("condition", "cell_type"), None),
        ("rows=route", ("route", "condition"), None),
        ("columns=condition", ("cell_type", "condition"), None),
        ("rows=study&columns=donor", ("study", "donor"), None),
        ("rows=route&columns=route", ("route", "condition"), "Rows and columns are both “route”"),
        ("rows=colour", ("condition", "cell_type"), "“rows=colour” is not a facet"),
        ("all=cells", ("condition", "cell_type"), "“all=cells” is neither rows nor columns"),
        ("cell=als", ("condition", "cell_type"), "“cell=als” does not have the form ROW~COLUMN"),
        ("shape=round", ("condition", "cell_type"), "The parameter “shape” is unknown"),
    ],
)
def test_invalid_parameters_are_ignored_with_a_notice(
    client: FlaskClient, given: str, facets: tuple[str, str], notice: str | None
) -> None:
    shown = client.get(f"/api/v1/map?{given}").get_json()
    assert tuple(shown["facets"].values()) == facets
    assert [said["message"].startswith(notice) for said in shown["notices"]] == ([True] if notice else [])


def test_an_unknown_design_is_ignored_with_a_notice(client: FlaskClient) -> None:
    shown = client.get("/api/v1/timeline?open=trial&open=tale").get_json()
    assert shown["notices"] == [{"message": "“open=tale” is not a known concept; it was ignored."}]


@pytest.mark.parametrize("view", ["map", "timeline"])
@pytest.mark.parametrize(
    "given",
    [
        "rows=route&columns=route", "rows=x", "open=%3Cb%3E", "all=rows&all=columns", "cell=~", "cell=a~b~c",
        "cell=nerves~msc", "q=nosuchword&cell=als~msc", "year=1000-9999", "condition=nowhere", "page=7", "q=-",
        "q=cells+OR+skin&words=some&explain=true&size=3",
    ],
)  # fmt: skip
def test_pages_have_no_inline_styles_and_scripts(client: FlaskClient, view: str, given: str) -> None:
    answer = client.get(f"/search?view={view}&{given}")
    assert answer.status_code == 200
    assert "style=" not in answer.text
    assert "<b>" not in answer.text
    assert all("src=" in script for script in answer.text.split("<script")[1:])
