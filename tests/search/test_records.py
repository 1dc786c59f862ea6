"""A search that is written down is told in words, and checked years later."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from msgspec import to_builtins

from indexer.cli import main
from indexer.engines import open_engine
from indexer.engines.protocols import Engine
from indexer.errors import SummarySearchError
from indexer.ingest.job import IngestJob
from indexer.ingest.rebuild import rebuild
from indexer.output.api.records import search_record_from_json, search_record_json
from indexer.query.ast import Years
from indexer.query.request import Filters, SearchRequest
from indexer.search.records import (
    SearchRecord,
    diff_records,
    statement,
)
from indexer.search.session import SearchSession
from indexer.vocabulary.loader import load_vocabulary

from ..conftest import DATA, TOY
from ..sessions import record, search

MADE = "2026-11-25T12:00:00+00:00"
REQUEST = SearchRequest("als cells", Filters((("condition", ("nerves",)),), Years(2018, None)), literal=("msc",))

Write = Callable[..., Path]


def through_json(made: SearchRecord) -> SearchRecord:
    return search_record_from_json(json.loads(json.dumps(to_builtins(search_record_json(made, "Site", None)))))


def remarks(before: SearchRecord, engine: Engine, most: int = 10_000) -> list[str]:
    return list(diff_records(before, record(engine, before.request, MADE, most), engine.snapshot()).remarks)


def test_a_record_tells_what_was_asked_understood_and_found(engine: Engine) -> None:
    made = record(engine, REQUEST, MADE)
    told = to_builtins(search_record_json(made, "Site", "https://example.org/search?q=als+cells"))
    version = engine.snapshot().generation.version
    assert told["text"] == (
        f"Site (https://example.org/search?q=als+cells), index {version} of 6 summaries, was searched on 2026-11-25 "
        "for “als cells”. “als” was also searched as the condition “amyotrophic lateral sclerosis”. "
        "Condition, one of: “conditions of the nerves”. Years: 2018–. The search has 2 results. "
        "Results are sorted by relevance."
    )
    assert (told["total"], told["complete"], sorted(told["ids"])) == (2, True, ["als-it", "als-review"])
    assert told["filters"] == [{"facet": "condition", "id": "nerves", "label": "conditions of the nerves"}]
    assert told["index"]["vocabulary"] == engine.snapshot().generation.vocabulary_fingerprint


def test_a_search_without_a_query_is_told_too(engine: Engine) -> None:
    text = " ".join(statement(record(engine, SearchRequest(words="some"), MADE), "Site", None))
    assert (
        "was searched on 2026-11-25 without a query. Results match at least one of the words. The search has 6 results."
        in text
    )
    assert text.endswith("Results are sorted by year, newest first.")


def test_a_page_has_the_record_of_its_search(engine: Engine) -> None:
    whole = record(engine, REQUEST, MADE)
    of_page = SearchSession(engine.snapshot(), REQUEST).record_without_ids(MADE, search(engine, REQUEST).total)
    assert of_page == replace(whole, ids=(), notices=())
    assert list(statement(of_page, "Site", None)) == list(statement(whole, "Site", None))


def test_a_record_survives_json(engine: Engine) -> None:
    asked = replace(REQUEST, literal=("als",))
    made = record(engine, asked, MADE)
    assert through_json(made) == made
    assert through_json(made).request == replace(asked, sort="relevance", words="all")
    assert record(engine, REQUEST, MADE).request.literal == ()  # no word of the query is linked to the concept


def test_the_same_index_answers_the_same_in_the_same_order(engine: Engine) -> None:
    before = through_json(record(engine, REQUEST, MADE))
    now = record(engine, before.request, "2031-01-01T00:00:00+00:00")
    found = diff_records(before, now, engine.snapshot())
    assert (found.order, found.came, found.gone, list(found.remarks)) == (
        "identical",
        (),
        (),
        ["The index has not changed."],
    )
    assert before.digest == now.digest


def test_what_came_and_what_went_is_told(engine: Engine, write: Write, build: Callable[..., Engine]) -> None:
    before = through_json(record(engine, SearchRequest("cells"), MADE))
    assert set(before.ids) == {"als-it", "als-review", "knee", "stroke", "plain"}
    files = {**TOY, "new": "---\ntitle: More cells\n---\ncells\n", "knee": TOY["knee"].replace("cells", "fat")}
    del files["stroke"]
    later = build(write(files, "later"))
    found = diff_records(before, record(later, before.request, MADE), later.snapshot())
    assert (found.order, found.came, set(found.gone)) == ("changed", ("new",), {"knee", "stroke"})
    assert found.removed == ("stroke",)


def test_another_order_of_the_same_is_told(engine: Engine) -> None:
    before = record(engine, SearchRequest("cells", sort="newest"), MADE)
    now = replace(before, ids=before.ids[::-1])
    assert diff_records(before, now, engine.snapshot()).order == "reordered"
    assert before.digest != now.digest


def test_a_record_is_understood_by_another_vocabulary(engine: Engine, tmp_path: Path, toy: Path, write: Write) -> None:
    before = through_json(record(engine, SearchRequest("als", Filters((("condition", ("als", "stroke")),))), MADE))
    folder = tmp_path / "vocabulary"
    folder.mkdir()
    for path in (DATA / "vocabulary").iterdir():
        (folder / path.name).write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
    (folder / "conditions.yaml").write_text("- id: eczema\n  label: atopic dermatitis\n", encoding="utf-8")
    later = open_engine(str(tmp_path / "later"))
    sources = write({"one": "---\ntitle: ALS again\nconditions: []\n---\nOn als.\n"}, "one")
    rebuild(later, IngestJob([sources], load_vocabulary(folder)))
    told = remarks(before, later)
    assert "The vocabulary has changed, so words may be linked to other concepts." in told
    assert (
        "The filter condition “amyotrophic lateral sclerosis” (als) is no longer in the vocabulary and was ignored."
        in told
    )
    assert "“als” is no longer linked to “amyotrophic lateral sclerosis”." in told


def test_a_facet_that_is_no_more_and_another_program_do_no_harm(engine: Engine) -> None:
    told = to_builtins(search_record_json(record(engine, SearchRequest("cells"), MADE), "Site", None))
    told["filters"] = [{"facet": "colour", "id": "red", "label": "red"}]
    told["program"] = "9.9"
    told["later"] = "a name that is not known yet"
    before = search_record_from_json(told)
    assert before.request.filters == Filters()
    assert any("from 9.9 to" in remark for remark in remarks(before, engine))
    assert any(
        "filter colour “red” (red) is no longer in the vocabulary" in remark for remark in remarks(before, engine)
    )


def test_a_long_answer_is_cut_and_says_so(engine: Engine) -> None:
    made = record(engine, SearchRequest("cells"), MADE, limit=2)
    told = to_builtins(search_record_json(made, "Site", None))
    assert (told["total"], len(told["ids"]), told["complete"]) == (5, 2, False)
    assert "Only the first 2 of 5 summaries were compared." in remarks(through_json(made), engine, most=2)


@pytest.mark.parametrize(
    ("broken", "what"),
    [
        ([], "not the record"),
        ({"what": "record of a search", "format": 2}, "newer version"),
        ({"what": "record of a search", "format": 1}, "damaged"),
        ({"years": {"first": "x", "last": None}}, "damaged"),
        ({"years": []}, "damaged"),
        ({"sort": "best"}, "damaged"),
        ({"filters": ["als"]}, "damaged"),
        ({"filters": None}, "damaged"),
        ({"ids": 7}, "damaged"),
        ({"interpretation": [{"typed": "x"}]}, "damaged"),
        ({"index": "v1"}, "damaged"),
    ],
)
def test_what_is_no_record_is_told(engine: Engine, broken: Any, what: str | None) -> None:
    whole = to_builtins(search_record_json(record(engine, REQUEST, MADE), "Site", None))
    given = {**whole, **broken} if isinstance(broken, dict) and "what" not in broken else broken
    if what is None:
        search_record_from_json(given)
        return
    with pytest.raises(SummarySearchError, match=what):
        search_record_from_json(given)


class TestCommands:
    def test_a_search_is_recorded_and_checked(
        self, engine: Engine, tmp_path: Path, write: Write, build: Callable[..., Engine]
    ) -> None:
        file, run, index = tmp_path / "r.json", CliRunner().invoke, ["--index", engine.location()]
        assert run(main, ["search", "cells", "--record", str(file), *index]).exit_code == 0
        same = run(main, ["recheck", str(file), *index])
        assert same.exit_code == 0
        assert "The results are the same, in the same order." in same.output
        build(write({**TOY, "new": "---\ntitle: More cells\n---\ncells\n"}, "later"))
        changed = run(main, ["recheck", str(file), *index])
        assert changed.exit_code == 1
        assert "The results have changed.\n+ new\n" in changed.output
        told = json.loads(run(main, ["recheck", str(file), "--json", *index]).output)
        assert (told["order"], told["came"], told["gone"]) == ("changed", ["new"], [])
        assert told["total"] == {"before": 5, "now": 6}

    def test_what_is_no_record_is_told_in_a_line(self, engine: Engine, tmp_path: Path) -> None:
        file = tmp_path / "r.json"
        for text, told in (("{", "is not JSON"), ("[" * 100_000, "is not JSON"), ("{}", "not the record of a search")):
            file.write_text(text)
            done = CliRunner().invoke(main, ["recheck", str(file), "--index", engine.location()])
            assert (done.exit_code, len(done.output.splitlines())) == (3, 1)
            assert told in done.output
