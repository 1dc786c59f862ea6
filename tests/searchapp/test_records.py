"""The record of a search on its page, as a file, and through the API."""

import html
import json
import re
from collections.abc import Callable
from pathlib import Path

from click.testing import CliRunner
from flask.testing import FlaskClient

from indexer.cli import main
from indexer.engines.protocols import Engine


def test_a_page_shows_the_record_and_where_to_download_it(client: FlaskClient) -> None:
    page = client.get("/search?q=als+cells&condition=nerves&page=1&explain=true").text
    found = re.search(r'<blockquote id="record" data-copy>(.*?)</blockquote>', page)
    assert found is not None
    text = html.unescape(found[1])
    assert "for “als cells”. “als” was also searched as the condition" in text
    assert "http://localhost/search?q=als+cells&condition=nerves&sort=relevance&words=all" in text
    assert '<a href="/search.record.json?q=als+cells&amp;condition=nerves" download>' in page
    downloaded = client.get("/search.record.json?q=als+cells&condition=nerves")
    assert downloaded.get_json()["text"] == text
    assert downloaded.headers["Content-Disposition"] == "attachment; filename=als-cells.record.json"


def test_the_address_in_the_record_finds_what_it_says(client: FlaskClient) -> None:
    told = client.get("/api/v1/record?q=cells&year=2018-2020&sort=title&words=some&literal=msc").get_json()
    again = client.get(told["url"].replace("/search?", "/api/v1/search?")).get_json()
    assert [hit["id"] for hit in again["hits"]] == told["ids"]
    assert again["total"] == told["total"]


def test_the_api_tells_whether_the_answer_is_still_the_same(
    client: FlaskClient, build: Callable[..., Engine], write: Callable[[dict[str, str]], Path]
) -> None:
    first = client.get("/api/v1/record?q=cells").get_json()
    assert "same_as_before" not in first
    address = f"/api/v1/record?q=cells&digest={first['digest']}"
    assert client.get(address).get_json()["same_as_before"] is True
    assert client.get(address).get_json()["notices"] == []
    build(write({"s": "---\ntitle: Cells\n---\ncells\n"}, "other"))
    assert client.get(address).get_json()["same_as_before"] is False


def test_a_digest_that_is_none_is_ignored_with_a_notice(client: FlaskClient) -> None:
    told = client.get("/api/v1/record?digest=abc&colour=red").get_json()
    assert "same_as_before" not in told
    assert [notice["message"] for notice in told["notices"]] == [
        "The parameter “colour” is unknown and was ignored.",
        "“digest=abc” is not the digest of a search record; it was ignored.",
    ]
    assert client.get("/api/v1/record?digest=abc&strict=true").status_code == 400


def test_a_file_from_the_page_is_checked_by_the_command(client: FlaskClient, engine: Engine, tmp_path: Path) -> None:
    file = tmp_path / "r.json"
    file.write_bytes(client.get("/search.record.json?q=cells&route=intravenous").data)
    done = CliRunner().invoke(main, ["recheck", str(file), "--json", "--index", engine.location()])
    assert (done.exit_code, json.loads(done.output)["order"]) == (0, "identical")
