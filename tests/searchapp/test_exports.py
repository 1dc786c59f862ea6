"""Downloads of one summary and of all results of a search, over HTTP."""

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
from indexer.settings import Settings
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
def test_a_summary_is_downloaded_with_file_name_and_media_type(client: FlaskClient, prefix: str, fmt: str) -> None:
    answer = client.get(f"{prefix}/summaries/als-it.{fmt}")
    assert answer.status_code == 200
    assert answer.content_type == TYPES[fmt]
    disposition = "inline" if fmt == "txt" else "attachment"
    assert answer.headers["Content-Disposition"] == f"{disposition}; filename=als-it.{fmt}"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    if fmt != "txt":
        assert ids_in(fmt, answer.text) == ["als-it"]


def test_plain_text_is_the_reference(client: FlaskClient) -> None:
    assert client.get("/summaries/als-it.txt").text == "Abel A, Baker B. A trial. Nerve. 2018. doi:10.1234/a.\n"


@pytest.mark.parametrize("prefix", ["", "/api/v1"])
@pytest.mark.parametrize("fmt", ["ris", "bib", "csv", "jsonl"])
@pytest.mark.parametrize(
    "query", ["q=cells", "q=cells&condition=als", "q=trial+pain&words=some", "sort=title&year=2018-2020", "q=nosuch"]
)
def test_a_file_has_the_order_and_the_total_of_the_search(
    client: FlaskClient, prefix: str, fmt: str, query: str
) -> None:
    shown = client.get(f"/api/v1/search?{query}").json
    answer = client.get(f"{prefix}/search.{fmt}?{query}&page=2&size=1")
    assert answer.content_type == TYPES[fmt]
    assert ids_in(fmt, answer.text) == [hit["id"] for hit in shown["hits"]]
    assert answer.headers["X-Total-Count"] == answer.headers["X-Exported-Count"] == str(shown["total"])
    assert "X-Notices" not in answer.headers


def test_a_json_line_equals_the_summary_of_the_api_without_similar_ones(client: FlaskClient) -> None:
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


def test_ignored_input_is_reported_in_a_header(client: FlaskClient) -> None:
    answer = client.get("/search.ris?q=%22cells&route=by-air&colour=red")
    assert json.loads(answer.headers["X-Notices"]) == [
        "The parameter “colour” is unknown and was ignored.",
        "A missing quotation mark was added at the end.",
        "The filter route “by-air” is unknown and was ignored.",
    ]


def test_the_header_of_notices_is_limited(client: FlaskClient) -> None:
    address = "/search.ris?" + "&".join(f"route=nowhere-{number}" for number in range(100))
    notices = client.get(address).headers["X-Notices"]
    assert len(notices) < 1100
    assert re.fullmatch(r"\d+ more; GET /api/v1/search has them all", json.loads(notices)[-1])


def test_a_file_holds_no_more_than_the_limit(app: Flask) -> None:
    with app.test_request_context("/search.csv?sort=title"):
        answer = exports.results("csv", limit=4)
        assert len(ids_in("csv", answer.get_data(as_text=True))) == 4
    assert (answer.headers["X-Total-Count"], answer.headers["X-Exported-Count"]) == ("6", "4")
    assert json.loads(answer.headers["X-Notices"]) == ["Only the first 4 of 6 summaries are included."]


def test_a_file_is_streamed_from_one_generation(
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


def test_unknown_summaries_and_formats_are_not_found(client: FlaskClient) -> None:
    for address in ("/summaries/nobody.ris", "/summaries/als-it.doc", "/search.doc", "/summaries/.ris"):
        assert client.get(address).status_code == 404
    missing = client.get("/api/v1/summaries/nobody.ris")
    assert (missing.status_code, missing.content_type) == (404, "application/problem+json")


def test_an_id_may_end_with_the_name_of_a_format(
    tmp_path: Path, build: Callable[..., Engine], settings: Settings
) -> None:
    lines = tmp_path / "odd.jsonl"
    lines.write_text('{"id": "a.ris", "title": "Odd", "text": "Words."}\n{"id": "b.c", "title": "Even", "text": "x"}\n')
    build(lines)
    client = create_app(settings).test_client()
    assert "Odd</h1>" in "".join(client.get("/summaries/a.ris").text.split("\n"))
    assert ids_in("bib", client.get("/summaries/a.ris.bib").text) == ["a.ris"]
    assert ids_in("bib", client.get("/summaries/b.c.bib").text) == ["b.c"]


def test_without_an_index_exports_answer_503(tmp_path: Path) -> None:
    client = create_app(Settings(index=str(tmp_path / "none"), corpus=tmp_path)).test_client()
    assert client.get("/search.ris").status_code == 503
    assert client.get("/api/v1/summaries/a.ris").content_type == "application/problem+json"


def test_other_programs_read_the_whole_shipped_corpus(corpus_client: FlaskClient) -> None:
    summaries = {hit["id"]: hit for hit in corpus_client.get("/api/v1/search?size=100").json["hits"]}
    library = bibtexparser.parse_string(corpus_client.get("/search.bib").text)
    assert library.failed_blocks == []
    assert {entry.key: entry["doi"] for entry in library.entries if "doi" in entry} == {
        name: hit["citation"]["doi"] for name, hit in summaries.items() if "doi" in hit["citation"]
    }
    references = rispy.loads(corpus_client.get("/search.ris").text)
    for reference, hit in zip(references, summaries.values(), strict=True):
        assert reference["title"] == hit["citation"]["title"]
        assert len(reference["authors"]) == len(hit["citation"]["authors"])
        # "Family, A. B." without punctuation is "Family AB".
        written = [re.sub(r"[,.]|(?<=\.) ", "", name) for name in reference["authors"]]
        assert [name.replace(" ", "") for name in written] == [
            name.replace(" ", "").replace(".", "") for name in hit["citation"]["authors"]
        ]
