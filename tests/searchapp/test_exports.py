"""Files of one summary and of whole results, over HTTP."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from pathlib import Path

import bibtexparser
import pytest
import rispy
from flask import Flask
from flask.testing import FlaskClient

from indexer.engines.protocols import Engine
from indexer.output.exports import EXPORT_FORMATS
from indexer.settings import Settings, shipped_corpus
from searchapp import create_app
from searchapp.views import exports

TYPES = {
    "ris": "application/x-research-info-systems; charset=utf-8",
    "bib": "application/x-bibtex; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "jsonl": "application/jsonl; charset=utf-8",
    "txt": "text/plain; charset=utf-8",
}


def ids_in(fmt: str, text: str) -> list[str]:
    match fmt:
        case "ris":
            notes = [entry["notes"][-1] for entry in rispy.loads(text)]
            return [found[1] for note in notes if (found := re.search(r"/summaries/([\w-]+):", note))]
        case "bib":
            return [entry.key for entry in bibtexparser.parse_string(text).entries]
        case "csv":
            return [row["id"] for row in csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""))]
        case "jsonl":
            return [json.loads(line)["id"] for line in text.splitlines()]
        case _:
            raise AssertionError(fmt)


@pytest.mark.parametrize("prefix", ["", "/api/v1"])
@pytest.mark.parametrize("fmt", EXPORT_FORMATS)
def test_one_summary_is_a_file_with_a_name_and_a_type(client: FlaskClient, prefix: str, fmt: str) -> None:
    answer = client.get(f"{prefix}/summaries/als-it.{fmt}")
    assert answer.status_code == 200
    assert answer.content_type == TYPES[fmt]
    how = "inline" if fmt == "txt" else "attachment"
    assert answer.headers["Content-Disposition"] == f"{how}; filename=als-it.{fmt}"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    if fmt != "txt":
        assert ids_in(fmt, answer.text) == ["als-it"]


def test_the_reference_of_a_summary_as_text(client: FlaskClient) -> None:
    assert client.get("/summaries/als-it.txt").text == "Abel A, Baker B. A trial. Nerve. 2018. doi:10.1234/a.\n"


@pytest.mark.parametrize("prefix", ["", "/api/v1"])
@pytest.mark.parametrize("fmt", ["ris", "bib", "csv", "jsonl"])
@pytest.mark.parametrize(
    "query", ["q=cells", "q=cells&condition=als", "q=trial+pain&words=some", "sort=title&year=2018-2020", "q=nosuch"]
)
def test_a_whole_result_has_order_and_total_of_the_search(
    client: FlaskClient, prefix: str, fmt: str, query: str
) -> None:
    shown = client.get(f"/api/v1/search?{query}").json
    answer = client.get(f"{prefix}/search.{fmt}?{query}&page=2&size=1")
    assert answer.content_type == TYPES[fmt]
    assert ids_in(fmt, answer.text) == [hit["id"] for hit in shown["hits"]]
    assert answer.headers["X-Total-Count"] == answer.headers["X-Exported-Count"] == str(shown["total"])
    assert "X-Notices" not in answer.headers


def test_a_line_is_the_summary_of_the_api_without_what_is_similar(client: FlaskClient) -> None:
    for line in client.get("/search.jsonl").text.splitlines():
        exported = json.loads(line)
        shown = client.get(f"/api/v1/summaries/{exported['id']}").json
        assert exported == {name: value for name, value in shown.items() if name != "similar"}


def test_a_file_is_named_after_the_query(client: FlaskClient) -> None:
    def named(address: str) -> str:
        return client.get(address).headers["Content-Disposition"]

    assert named("/search.bib?q=Knee+pain%3F") == "attachment; filename=knee-pain.bib"
    assert named("/search.bib?condition=als") == "attachment; filename=summaries.bib"
    assert named("/search.bib?q=%0d%0aSet-Cookie:+a%22%2f..") == "attachment; filename=set-cookie-a.bib"


def test_what_was_ignored_is_said_in_a_header(client: FlaskClient) -> None:
    answer = client.get("/search.ris?q=%22cells&route=by-air&colour=red")
    assert json.loads(answer.headers["X-Notices"]) == [
        "The parameter “colour” is unknown and was ignored.",
        "A missing quotation mark was added at the end.",
        "The filter route “by-air” is unknown and was ignored.",
    ]


def test_a_header_stays_small_however_much_was_ignored(client: FlaskClient) -> None:
    address = "/search.ris?" + "&".join(f"route=nowhere-{number}" for number in range(100))
    notices = client.get(address).headers["X-Notices"]
    assert len(notices) < 1100
    assert re.fullmatch(r"\d+ more; GET /api/v1/search has them all", json.loads(notices)[-1])


def test_the_bound_is_said(app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exports, "MOST", 4)
    answer = client.get("/search.csv?sort=title")
    assert len(ids_in("csv", answer.text)) == 4
    assert (answer.headers["X-Total-Count"], answer.headers["X-Exported-Count"]) == ("6", "4")
    assert json.loads(answer.headers["X-Notices"]) == ["Only the first 4 of 6 summaries are here."]


def test_a_file_is_sent_as_it_is_read_and_of_one_generation(
    client: FlaskClient, build: Callable[..., Engine], write: Callable[[dict[str, str]], Path]
) -> None:
    long = "cells " * 4_000
    many = {f"s{number:04}": f"---\ntitle: Before {number}\n---\n{long}\n" for number in range(40)}
    build(write(many, "many"))
    pieces = client.get("/search.jsonl?q=cells", buffered=False).iter_encoded()
    text = next(pieces)
    assert len(text) < 100_000
    for number in range(3):
        build(write({"s": f"---\ntitle: After {number}\n---\ncells\n"}, "after"))
    text += b"".join(pieces)
    assert text.count(b'"title": "Before ') == 40
    assert b"After" not in text


def test_what_is_not_there_is_not_found(client: FlaskClient) -> None:
    for address in ("/summaries/nobody.ris", "/summaries/als-it.doc", "/search.doc", "/summaries/.ris"):
        assert client.get(address).status_code == 404
    missing = client.get("/api/v1/summaries/nobody.ris")
    assert (missing.status_code, missing.content_type) == (404, "application/problem+json")


def test_an_id_that_ends_like_a_format_keeps_its_page(
    tmp_path: Path, build: Callable[..., Engine], settings: Settings
) -> None:
    lines = tmp_path / "odd.jsonl"
    lines.write_text('{"id": "a.ris", "title": "Odd", "text": "Words."}\n{"id": "b.c", "title": "Even", "text": "x"}\n')
    build(lines)
    client = create_app(settings).test_client()
    assert "Odd</h1>" in "".join(client.get("/summaries/a.ris").text.split("\n"))
    assert ids_in("bib", client.get("/summaries/a.ris.bib").text) == ["a.ris"]
    assert ids_in("bib", client.get("/summaries/b.c.bib").text) == ["b.c"]


def test_without_an_index_an_export_says_so(tmp_path: Path) -> None:
    client = create_app(Settings(index=str(tmp_path / "none"), corpus=tmp_path)).test_client()
    assert client.get("/search.ris").status_code == 503
    assert client.get("/api/v1/summaries/a.ris").content_type == "application/problem+json"


def test_other_programs_read_the_shipped_corpus_whole(corpus_engine: Engine) -> None:
    client = create_app(Settings(index=corpus_engine.location(), corpus=shipped_corpus())).test_client()
    summaries = {hit["id"]: hit for hit in client.get("/api/v1/search?size=100").json["hits"]}
    library = bibtexparser.parse_string(client.get("/search.bib").text)
    assert library.failed_blocks == []
    assert {entry.key: entry["doi"] for entry in library.entries if "doi" in entry} == {
        name: hit["citation"]["doi"] for name, hit in summaries.items() if "doi" in hit["citation"]
    }
    references = rispy.loads(client.get("/search.ris").text)
    for reference, hit in zip(references, summaries.values(), strict=True):
        assert reference["title"] == hit["citation"]["title"]
        assert len(reference["authors"]) == len(hit["citation"]["authors"])
        # "Family, A. B." is "Family AB" again without its marks.
        written = [re.sub(r"[,.]|(?<=\.) ", "", name) for name in reference["authors"]]
        assert [name.replace(" ", "") for name in written] == [
            name.replace(" ", "").replace(".", "") for name in hit["citation"]["authors"]
        ]
