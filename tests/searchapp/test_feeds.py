"""A search as an Atom feed: what RFC 4287 asks for, and dates that are true."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import feedparser
import pytest
from flask.testing import FlaskClient

from indexer.engines.protocols import Engine
from indexer.ingest.job import IngestJob, UpdateCounts
from indexer.ingest.update import update
from indexer.settings import Settings
from searchapp import create_app
from searchapp.views import feeds

from ..conftest import TOY

ATOM = "{http://www.w3.org/2005/Atom}"
FIRST, SECOND, THIRD = (f"2026-0{month}-01T12:00:00+00:00" for month in (1, 2, 3))

Write = Callable[..., Path]
At = Callable[[str], None]


@pytest.fixture
def times() -> list[str]:
    """The times at which summaries are indexed; the last one counts."""
    return [FIRST]


@pytest.fixture
def at(times: list[str]) -> At:
    return times.append


@pytest.fixture
def clock(times: list[str]) -> Callable[[], datetime]:
    return lambda: datetime.fromisoformat(times[-1])


def entries(client: FlaskClient, query: str = "") -> list[tuple[str, str]]:
    """The ids and dates of a feed's entries."""
    return [
        (entry["id"].rpartition("/")[2], entry["updated"])
        for entry in feedparser.parse(client.get(f"/search.atom?{query}").data)["entries"]
    ]


@pytest.fixture
def client(settings: Settings) -> FlaskClient:
    return create_app(replace(settings, url="https://example.org")).test_client()


def test_a_feed_has_all_that_the_standard_asks_for(client: FlaskClient) -> None:
    answer = client.get("/search.atom?q=cells&condition=als&year=2018-&page=3")
    assert answer.content_type == "application/atom+xml; charset=utf-8"
    feed = ElementTree.fromstring(answer.data)  # noqa: S314
    for holder in (feed, *feed.findall(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            (one,) = holder.findall(ATOM + name)
            assert one.text
        assert datetime.fromisoformat(holder.findtext(f"{ATOM}updated", "")).tzinfo is not None
    ids = [one.text for one in feed.iter(f"{ATOM}id")]
    assert len(set(ids)) == len(ids)
    assert feed.findtext(f"{ATOM}author/{ATOM}name") == "Stem Cell Study Search"  # of all entries
    leads = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
    asked = "q=cells&condition=als&year=2018-"
    assert leads == {
        "self": f"https://example.org/search.atom?{asked}",
        "alternate": f"https://example.org/search?{asked}",
    }
    for entry in feed.findall(f"{ATOM}entry"):
        assert len(entry.findall(f"{ATOM}summary")) == 1
        assert [link.get("rel") for link in entry.findall(f"{ATOM}link")].count("alternate") == 1


def test_a_feed_reader_understands_it(client: FlaskClient) -> None:
    read: Any = feedparser.parse(client.get("/search.atom?q=intrathecally&condition=als&literal=intrathecal").data)
    assert not read["bozo"]
    assert read["feed"]["title"] == (
        "Stem Cell Study Search: “intrathecally”; Condition: amyotrophic lateral sclerosis"
    )
    (entry,) = read["entries"]
    assert entry["id"] == "tag:example.org,2026:summaries/als-it"
    assert entry["link"] == "https://example.org/summaries/als-it"
    assert entry["title"] == "Cells given intrathecally in ALS"
    assert entry["summary"].startswith("Study from 2018. Twelve patients received")
    assert {tag["term"] for tag in entry["tags"]} >= {"amyotrophic lateral sclerosis", "intrathecal"}
    assert {link["href"] for link in entry["links"] if link["rel"] == "related"} == {"https://doi.org/10.1234/a"}
    (eczema,) = feedparser.parse(client.get("/search.atom?q=itch").data)["entries"]
    assert "Study from" not in eczema["summary"]  # its year is not known


def test_what_changed_last_comes_first_and_the_rest_keeps_its_date(
    client: FlaskClient, at: At, write: Write, build: Callable[..., Engine]
) -> None:
    assert {date for _, date in entries(client)} == {FIRST}
    # On one day, the newest study first, as the page has it.
    assert [name for name, _ in entries(client)][-1] == "eczema"
    at(SECOND)
    changed = {**TOY, "eczema": TOY["eczema"].replace("yet", "at all"), "new": "---\ntitle: New\n---\nAll is new.\n"}
    build(write(changed))
    assert entries(client)[:2] == [("eczema", SECOND), ("new", SECOND)]
    assert {date for _, date in entries(client)[2:]} == {FIRST}
    feed = feedparser.parse(client.get("/search.atom").data)["feed"]
    assert feed["updated"] == SECOND
    assert feedparser.parse(client.get("/search.atom?q=knee").data)["feed"]["updated"] == FIRST


def test_an_update_dates_as_a_rebuild_does(
    client: FlaskClient,
    at: At,
    clock: Callable[[], datetime],
    write: Write,
    settings: Settings,
    vocabulary: Any,
    build: Callable[..., Engine],
) -> None:
    from indexer.engines import open_engine

    at(SECOND)
    folder = write({**TOY, "knee": TOY["knee"].replace("half", "a third")})
    report = update(open_engine(settings.index), IngestJob([folder], vocabulary, clock=clock))
    assert report.changes == UpdateCounts(added=0, changed=1, removed=0, unchanged=5)
    dates = dict(entries(client))
    assert (dates.pop("knee"), set(dates.values())) == (SECOND, {FIRST})
    at(THIRD)
    build(folder)
    assert dict(entries(client))["knee"] == SECOND


def test_a_summary_tells_since_when_it_is_as_it_is(client: FlaskClient) -> None:
    assert client.get("/api/v1/summaries/knee").get_json()["updated"] == FIRST


def test_a_long_result_gives_the_newest_of_it(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feeds, "MOST", 2)
    assert len(entries(client)) == 2


def test_an_empty_result_can_be_followed(client: FlaskClient) -> None:
    feed = feedparser.parse(client.get("/search.atom?q=nosuchword").data)
    assert not feed["bozo"]
    assert feed["entries"] == []
    assert feed["feed"]["updated"]


def test_what_xml_cannot_hold_is_left_out(client: FlaskClient) -> None:
    answer = client.get("/search.atom?q=%00%1b<b>%ff%ed%a0%80%ef%bf%bf]]>%26amp;")
    title = ElementTree.fromstring(answer.data).findtext(f"{ATOM}title")  # noqa: S314
    assert title is not None
    assert title.startswith("Stem Cell Study Search: “<b>")
    assert title.endswith("]]>&amp;”")


def test_a_page_of_results_names_its_feed(client: FlaskClient) -> None:
    page = client.get("/search?q=cells&condition=als&sort=title&page=1&view=map").text
    assert '<link rel="alternate" type="application/atom+xml" href="/search.atom?q=cells&amp;condition=als"' in page
    assert '<a href="/search.atom?q=cells&amp;condition=als">Follow this search</a>' in page
