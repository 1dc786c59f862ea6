"""Page, API and command line are three faces of one search."""

import json
import re
from html import unescape
from urllib.parse import urlencode

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.cli import main
from indexer.engines.protocols import Engine
from indexer.settings import Settings
from indexer.text.analysis import is_stopword
from indexer.vocabulary.loader import load_vocabulary
from indexer.vocabulary.model import Vocabulary
from searchapp import create_app

from ..conftest import DATA

VOCABULARY: Vocabulary = load_vocabulary(DATA / "vocabulary")
NAMES = sorted(
    {name for concept in VOCABULARY if concept.facet in ("condition", "cell_type", "route") for name in concept.names}
)
WORDS = [
    "cells",
    "knee",
    "pain",
    "als",
    "AD",
    "-pain",
    "intrathecal",
    '"cells in"',
    "breath*",
    "OR",
    "(",
    "year:2021",
    "zz",
]


@pytest.fixture
def client(settings: Settings) -> FlaskClient:
    return create_app(settings).test_client()


Params = list[tuple[str, str]]
parameters: st.SearchStrategy[Params] = st.tuples(
    st.lists(st.sampled_from(WORDS), max_size=4).map(lambda words: [("q", " ".join(words))]),
    st.lists(st.sampled_from(["als", "nerves", "knee-oa"]), max_size=2, unique=True).map(
        lambda ids: [("condition", concept) for concept in ids]
    ),
    st.lists(st.sampled_from(["intrathecal", "intravenous"]), max_size=1).map(lambda ids: [("route", i) for i in ids]),
    st.sampled_from([[], [("words", "some")], [("words", "all")]]),
    st.sampled_from([[], [("literal", "als")]]),
    st.sampled_from([[], [("sort", "newest")]]),
).map(lambda parts: [pair for part in parts for pair in part])


def total_of_page(html: str) -> int:
    heading = re.search(r"<h1[^>]*>(.*?)</h1>", html, re.DOTALL)
    assert heading
    number = re.match(r"([\d,]+) summar", unescape(heading[1]))
    return int(number[1].replace(",", "")) if number else 0


def options(params: Params) -> list[str]:
    query = [value or "" for name, value in params if name == "q"]
    return [*(part for name, value in params if name != "q" for part in (f"--{name}", value)), "--", *query]


@given(params=parameters)
@settings(max_examples=60)
def test_page_api_and_command_line_give_the_same_total(client: FlaskClient, engine: Engine, params: Params) -> None:
    answer = client.get(f"/api/v1/search?{urlencode(params)}").json
    shown = CliRunner().invoke(main, ["search", "--index", engine.location(), "--json", *options(params)])
    printed = json.loads(shown.output)
    assert printed["total"] == answer["total"] == total_of_page(client.get(f"/search?{urlencode(params)}").text)
    assert printed["relaxed_total"] == answer["relaxed_total"]
    assert [hit["id"] for hit in printed["hits"]] == [hit["id"] for hit in answer["hits"]][:10]
    assert {name: [v["count"] for v in values] for name, values in printed["facets"].items()} == {
        name: [v["count"] for v in values] for name, values in answer["facets"].items()
    }


@pytest.mark.parametrize("name", NAMES)
def test_undoing_what_was_understood_changes_address_and_results(client: FlaskClient, name: str) -> None:
    address = f"/search?{urlencode({'q': name})}"
    answer = client.get(f"/api/v1{address}").json
    for read in answer["interpretation"]:
        html = client.get(address).text
        undo = next(
            unescape(href) for href in re.findall(r'<a href="(/search[^"]*literal=[^"]*)"', html) if read["id"] in href
        )
        assert undo != address
        undone = client.get(f"/api/v1{undo}").json
        assert read["id"] not in [other["id"] for other in undone["interpretation"]]
        tagged = client.get(f"/api/v1/search?{read['facet']}={read['id']}").json["total"]
        scores = [{hit["id"]: hit["score"] for hit in of["hits"]} for of in (answer, undone)]
        if not undone["interpretation"]:  # a shorter name may be understood instead
            assert (scores[0] != scores[1]) == bool(tagged)
        assert set(scores[1]) <= set(scores[0]) or is_stopword(name)  # "IT" alone does not find "it"


def test_names_were_understood(client: FlaskClient) -> None:
    """So that the test above tests something."""
    understood = [
        name for name in NAMES if client.get(f"/api/v1/search?{urlencode({'q': name})}").json["interpretation"]
    ]
    assert len(understood) > len(NAMES) / 2
    assert {"AD", "IT"} <= set(understood)
