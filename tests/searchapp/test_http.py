"""Response headers: links, entity tags, request ids, CORS, and rate limits."""

import logging
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.http import parse_options_header

from indexer.engines.protocols import Engine
from indexer.errors import SummarySearchError
from indexer.settings import Settings
from searchapp import create_app
from searchapp.addresses import paging

TAGGED = (
    "/ /about /search?q=cells /search?view=map /search?view=timeline /search.ris?q=cells /search.atom?q=cells "
    "/search.record.json?q=cells /summaries/als-it /summaries/als-it.bib /sitemap.xml /sitemap-1.xml /robots.txt "
    "/opensearch.xml /suggestions?q=als /api/v1/search?q=cells /api/v1/map /api/v1/timeline /api/v1/suggest?q=als "
    "/api/v1/record?q=cells /api/v1/summaries/als-it /api/v1/summaries/als-it.bib /api/v1/openapi.json"
).split()


def links(client: FlaskClient, address: str) -> dict[str, str]:
    """The addresses of a Link header by relation, and alternates by media type."""
    found = {}
    for link in re.findall(r"<[^>]*>[^<]*", client.get(address).headers["Link"]):
        target, options = parse_options_header(link.rstrip(", "))
        found[options["type"] if options["rel"] == "alternate" else options["rel"]] = target[1:-1]
    return found


def test_links_lead_through_the_pages(client: FlaskClient) -> None:
    start = "/api/v1/search?size=2&sort=title"
    seen, address = [], start
    while address:
        seen += [hit["id"] for hit in client.get(address).get_json()["hits"]]
        address = links(client, address).get("next", "")
    assert seen == [hit["id"] for hit in client.get("/api/v1/search?sort=title").get_json()["hits"]]
    middle = links(client, f"{start}&page=2")
    assert middle["first"] == middle["prev"] == "/api/v1/search?sort=title&size=2"
    assert middle["next"] == middle["last"] == "/api/v1/search?sort=title&page=3&size=2"
    assert "prev" not in links(client, start)


def test_a_page_beyond_the_last_links_from_the_one_that_is_shown(client: FlaskClient) -> None:
    found = links(client, "/api/v1/search?size=4&page=77")
    assert found["prev"] == "/api/v1/search?size=4"
    assert "next" not in found


def test_links_lead_to_the_same_as_a_page_a_file_and_a_feed(client: FlaskClient) -> None:
    found = links(client, "/api/v1/search?q=cells&condition=als&size=1&page=2")
    assert found["text/html"] == "/search?q=cells&condition=als&page=2&size=1"
    for kind, path in (("application/x-bibtex", "/api/v1/search.bib"), ("application/atom+xml", "/search.atom")):
        assert found[kind] == f"{path}?q=cells&condition=als"
    for address in found.values():
        assert client.get(address).status_code == 200


def test_links_of_a_long_query_fit_into_a_header(client: FlaskClient) -> None:
    for query, names in (
        ("cells", {"last", "service-desc", "text/html"}),
        ("cells " * 60, {"last"}),
        ("漢" * 512, set()),
    ):
        answer = client.get("/api/v1/search", query_string={"q": query, "size": 1, "words": "some"})
        header = answer.headers.get("Link", "")
        assert len(header) <= paging.LONGEST
        assert all(f'rel="{name}"' in header or f'type="{name}"' in header for name in names)
        assert re.fullmatch(r"(<[^<>]+>; [^<>]+)*", header)  # no link is cut off


@pytest.mark.parametrize("address", TAGGED)
def test_an_unchanged_response_is_not_sent_again(client: FlaskClient, address: str) -> None:
    first = client.get(address)
    tag = first.headers["ETag"]
    assert re.fullmatch(r'W/"[0-9a-f]{24}"', tag)
    assert {"Accept-Encoding", "Accept-Language"} <= set(first.headers["Vary"].split(", "))
    assert first.headers["Cache-Control"] == "no-cache"
    for method in (client.get, client.head):
        again = method(address, headers={"If-None-Match": f'"other", {tag}'})
        assert (again.status_code, again.data) == (304, b"")
        assert again.headers["ETag"] == tag
    for other in ('"other"', "*", "", tag[3:]):
        assert client.get(address, headers={"If-None-Match": other}).status_code == 200


def test_a_compressed_answer_has_the_same_tag(client: FlaskClient) -> None:
    plain = client.get("/search?q=cells")
    zipped = client.get("/search?q=cells", headers={"Accept-Encoding": "gzip"})
    assert zipped.headers["Content-Encoding"] == "gzip"
    assert plain.headers["ETag"] == zipped.headers["ETag"]


def test_a_matching_tag_needs_no_search(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    tag = client.get("/api/v1/search?q=cells").headers["ETag"]
    monkeypatch.setattr("indexer.search.session.SearchSession.results", None)
    assert client.get("/api/v1/search?q=cells", headers={"If-None-Match": tag}).status_code == 304


def test_another_index_address_language_or_site_has_another_tag(
    settings: Settings, build: Callable[..., Engine], write: Callable[[dict[str, str]], Path]
) -> None:
    def tag(app: Flask, address: str = "/api/v1/search?q=cells") -> str:
        return app.test_client().get(address).headers["ETag"]

    app = create_app(settings)
    tags = [
        tag(app),
        tag(app, "/api/v1/search?q=cells&page=2"),
        tag(create_app(replace(settings, language="de"))),
        tag(create_app(replace(settings, title="Another"))),
        tag(create_app(replace(settings, url="https://example.org"))),
    ]
    build(write({"new": "---\ntitle: New cells\n---\ncells\n"}, "other"))
    tags.append(tag(app))
    assert len(set(tags)) == len(tags)
    stale = app.test_client().get("/api/v1/search?q=cells", headers={"If-None-Match": tags[0]})
    assert (stale.status_code, stale.get_json()["total"]) == (200, 1)


def test_a_page_that_contains_the_date_has_another_tag_on_the_next_day(settings: Settings) -> None:
    noon = datetime(2026, 2, 28, 12, tzinfo=UTC)

    def tags(now: datetime) -> list[str]:
        client = create_app(settings, clock=lambda: now).test_client()
        return [client.get(address).headers["ETag"] for address in ("/search", "/api/v1/search")]

    today, later, tomorrow = tags(noon), tags(noon + timedelta(hours=1)), tags(noon + timedelta(days=1))
    assert today == later
    assert today[0] != tomorrow[0]
    assert today[1] == tomorrow[1]


def test_failures_have_no_tag(client: FlaskClient) -> None:
    for address in ("/summaries/nobody", "/api/v1/nowhere", "/api/v1/search?strict=true&colour=red"):
        assert "ETag" not in client.get(address).headers


def test_the_api_may_be_read_by_the_scripts_of_any_page(client: FlaskClient) -> None:
    for address in ("/api/v1/search", "/api/v1/summaries/nobody", "/api/v1/search.ris"):
        headers = client.get(address, headers={"Origin": "https://elsewhere.example"}).headers
        assert headers["Access-Control-Allow-Origin"] == "*"
        assert {"Link", "ETag", "X-Request-Id", "X-RateLimit-Remaining"} <= set(
            headers["Access-Control-Expose-Headers"].split(", ")
        )
        assert "Access-Control-Allow-Credentials" not in headers
    asked = client.options("/api/v1/search", headers={"Access-Control-Request-Method": "GET"})
    assert asked.status_code == 200
    assert asked.headers["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    assert "Access-Control-Allow-Origin" not in client.get("/search").headers


def test_every_response_has_an_id(client: FlaskClient) -> None:
    for address in ("/", "/nowhere", "/api/v1/nowhere", "/search.ris", "/static/style.css"):
        with client.get(address) as answer:
            assert re.fullmatch(r"[0-9a-f]{32}", answer.headers["X-Request-Id"])
    assert client.get("/", headers={"X-Request-Id": "proxy-7/a"}).headers["X-Request-Id"] == "proxy-7/a"
    for insane in ("a b", "", "x" * 129, '"><script>', "ä"):
        given = client.get("/", headers={"X-Request-Id": insane}).headers["X-Request-Id"]
        assert re.fullmatch(r"[0-9a-f]{32}", given)


def test_a_failure_is_found_in_the_log_by_its_id(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    app.config["PROPAGATE_EXCEPTIONS"] = False
    monkeypatch.setattr("indexer.search.session.SearchSession.results", None)
    with caplog.at_level(logging.ERROR):
        answer = client.get("/api/v1/search?q=secret", headers={"X-Request-Id": "r-77"})
    assert (answer.status_code, answer.get_json()["request_id"]) == (500, "r-77")
    assert "request r-77: GET /api/v1/search failed" in caplog.text
    assert "secret" not in caplog.records[0].getMessage()


def test_strict_requests_get_each_error_with_place_and_remedy(client: FlaskClient) -> None:
    answer = client.get("/api/v1/search?q=%22cells&strict=true&condition=eczemas&sort=newestt&pag=3&year=soon&size=0")
    assert answer.status_code == 400
    assert [(one["name"], one["value"], one.get("remedy")) for one in answer.get_json()["errors"]] == [
        ("pag", "3", 'did you mean "page"?'),
        ("year", "soon", None),
        ("size", "0", None),
        ("sort", "newestt", 'did you mean "newest"?'),
        ("condition", "eczemas", 'did you mean "eczema"?'),
    ]
    assert {one["in"] for one in answer.get_json()["errors"]} == {"query"}
    assert client.get("/api/v1/search?q=%22cells&strict=true&condition=als").status_code == 200
    for address in ("/api/v1/map?rows=colour", "/api/v1/map?cell=a", "/api/v1/timeline?open=x", "/search.ris?page=x"):
        assert client.get(address).status_code == 200
        assert client.get(f"{address}&strict=true").status_code == 400


def test_an_overlong_query_string_is_refused(client: FlaskClient) -> None:
    assert client.get(f"/api/v1/search?q={'x' * 7_998}").status_code == 200
    for address in ("/api/v1/search", "/search"):
        answer = client.get(f"{address}?q={'x' * 7_999}")
        assert answer.status_code == 414
        assert "at most 8000 characters" in answer.text


def test_nothing_is_written_over_http(app: Flask, client: FlaskClient) -> None:
    for rule in app.url_map.iter_rules():
        assert rule.methods is not None
        assert rule.methods <= {"GET", "HEAD", "OPTIONS"}
    answer = client.delete("/api/v1/summaries/als-it")
    assert (answer.status_code, answer.mimetype) == (405, "application/problem+json")
    assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}


def test_urls_start_with_the_configured_origin(settings: Settings) -> None:
    client = create_app(replace(settings, url="https://search.example.org")).test_client()
    page = client.get("/summaries/als-it", headers={"Host": "evil.example"}).text
    assert '<link rel="canonical" href="https://search.example.org/summaries/als-it">' in page
    assert "evil.example" not in page


@pytest.mark.parametrize("wrong", ["example.org", "ftp://example.org", "https://example.org/path", "https://a b"])
def test_an_invalid_origin_is_reported(wrong: str) -> None:
    with pytest.raises(SummarySearchError, match=r"SUMMARY_SEARCH_URL is not the base URL of a site"):
        Settings.load({"SUMMARY_SEARCH_URL": wrong})


class TestRateLimit:
    def test_it_is_off_for_a_server_on_the_loopback_interface(self, settings: Settings) -> None:
        assert settings.rate_limit_in_force is None
        assert replace(settings, host="0.0.0.0").rate_limit_in_force == "600/minute"  # noqa: S104
        assert replace(settings, host="0.0.0.0", rate_limit="off").rate_limit_in_force is None  # noqa: S104
        assert replace(settings, rate_limit="5/hour").rate_limit_in_force == "5/hour"

    def test_requests_beyond_it_get_429_with_retry_after(self, settings: Settings) -> None:
        client = create_app(replace(settings, rate_limit="3/minute")).test_client()
        left = [client.get(each).headers["X-RateLimit-Remaining"] for each in ("/", "/search", "/api/v1/search")]
        assert left == ["2", "1", "0"]
        refused = client.get("/api/v1/search")
        assert (refused.status_code, refused.mimetype) == (429, "application/problem+json")
        assert 0 < int(refused.headers["Retry-After"]) <= 60
        assert refused.headers["X-RateLimit-Limit"] == "3"
        assert refused.headers["Access-Control-Allow-Origin"] == "*"
        page = client.get("/search")
        assert (page.status_code, page.mimetype) == (429, "text/html")
        assert "There were too many requests from your address" in page.text
        with client.get("/static/style.css") as static:
            assert static.status_code == 200
        assert client.options("/api/v1/search").status_code == 200

    def test_a_successful_response_has_no_retry_after(self, settings: Settings) -> None:
        client = create_app(replace(settings, rate_limit="3/minute")).test_client()
        assert "Retry-After" not in client.get("/").headers

    def test_each_client_has_its_own_limit_and_proxies_are_trusted_only_if_configured(self, settings: Settings) -> None:
        def status(app: Flask, forwarded: str) -> int:
            return app.test_client().get("/", headers={"X-Forwarded-For": forwarded}).status_code

        strict = create_app(replace(settings, rate_limit="1/minute"))
        assert [status(strict, "10.0.0.1"), status(strict, "10.0.0.2")] == [200, 429]
        behind = create_app(replace(settings, rate_limit="1/minute", proxies=1))
        assert [status(behind, "10.0.0.1"), status(behind, "10.0.0.2")] == [200, 200]
        # The last entry is the proxy's own; the client forged the one before it.
        assert status(behind, "1.2.3.4, 10.0.0.1") == 429

    def test_invalid_settings_are_reported(self, settings: Settings) -> None:
        with pytest.raises(SummarySearchError, match="RATE_LIMIT is 'many', which is not a rate limit"):
            create_app(replace(settings, rate_limit="many"))
        with pytest.raises(SummarySearchError, match="RATE_STORAGE is 'nowhere://x'"):
            create_app(replace(settings, rate_limit="1/minute", rate_storage="nowhere://x"))
