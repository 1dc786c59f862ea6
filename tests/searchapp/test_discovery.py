"""How programs find the site: browsers' search boxes, sitemaps, robots.txt."""

from urllib.robotparser import RobotFileParser
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient

from indexer.settings import Settings
from searchapp import create_app
from searchapp.views import discovery

OPENSEARCH = "{http://a9.com/-/spec/opensearch/1.1/}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def xml(client: FlaskClient, address: str) -> ElementTree.Element:
    answer = client.get(address)
    assert answer.status_code == 200
    return ElementTree.fromstring(answer.data)  # noqa: S314


def locations(client: FlaskClient, address: str) -> list[str]:
    return [one.text or "" for one in xml(client, address).iter(f"{SITEMAP}loc")]


def test_a_browser_can_add_the_search(client: FlaskClient) -> None:
    assert client.get("/opensearch.xml").mimetype == "application/opensearchdescription+xml"
    described = xml(client, "/opensearch.xml")
    assert 0 < len(described.findtext(f"{OPENSEARCH}ShortName", "")) <= 16
    templates = {url.get("type"): url.get("template") for url in described.iter(f"{OPENSEARCH}Url")}
    assert templates["text/html"] == "http://localhost/search?q={searchTerms}"
    address = (templates["application/x-suggestions+json"] or "").replace("{searchTerms}", "amyo")
    answer = client.get(address)
    assert answer.mimetype == "application/x-suggestions+json"
    typed, texts, kinds, leads = answer.get_json()
    assert (typed, texts[0], kinds[0]) == ("amyo", "amyotrophic lateral sclerosis", "Condition")
    assert leads[0] == "http://localhost/search?condition=als"
    assert len(texts) == len(kinds) == len(leads)
    assert 'type="application/opensearchdescription+xml" href="/opensearch.xml"' in client.get("/").text


def test_the_sitemap_lists_every_summary_with_when_it_changed(client: FlaskClient) -> None:
    (part,) = locations(client, "/sitemap.xml")
    assert part == "http://localhost/sitemap-1.xml"
    found = locations(client, part)
    ids = ("als-it", "als-review", "eczema", "knee", "plain", "stroke")
    assert found == [f"http://localhost{path}" for path in ("/", "/about", *(f"/summaries/{each}" for each in ids))]
    for address in found:
        assert client.get(address).status_code == 200
    changed = {
        url.findtext(f"{SITEMAP}loc", "").rpartition("/")[2]: url.findtext(f"{SITEMAP}lastmod")
        for url in xml(client, part)
    }
    assert changed.pop("") is changed.pop("about") is None  # nobody says when they changed
    for each, date in changed.items():
        assert date == client.get(f"/api/v1/summaries/{each}").get_json()["updated"]


def test_many_summaries_make_several_parts(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(discovery, "SITEMAP_SIZE", 4)
    parts = locations(client, "/sitemap.xml")
    assert len(parts) == 2
    assert [len(locations(client, part)) for part in parts] == [6, 2]
    for beyond in ("/sitemap-0.xml", "/sitemap-3.xml", "/sitemap-99999999999999999999.xml"):
        assert client.get(beyond).status_code == 404


def test_robots_go_to_summaries_and_concepts_and_not_round_in_circles(client: FlaskClient) -> None:
    rules = client.get("/robots.txt")
    assert rules.mimetype == "text/plain"
    robots = RobotFileParser()
    robots.parse(rules.text.splitlines())
    for address in ("/", "/about", "/summaries/als-it", "/search?condition=als", "/sitemap.xml"):
        assert robots.can_fetch("any", address)
    for address in ("/api/v1/search", "/search.ris", "/search.atom?q=als", "/search?q=als", "/suggestions?q=a"):
        assert not robots.can_fetch("any", address)
    # Python's reader knows no "*" and "$"; search engines do.
    for rule in ("/search?*&", "/summaries/*?", "/summaries/*.ris$"):
        assert f"Disallow: {rule}\n" in rules.text
    assert rules.text.endswith("Sitemap: http://localhost/sitemap.xml\n")


def test_robots_are_told_without_an_index(settings: Settings, tmp_path: object) -> None:
    client = create_app(Settings(index=f"{tmp_path}/none", corpus=settings.corpus)).test_client()
    for address in ("/robots.txt", "/opensearch.xml", "/api/v1/openapi.json"):
        assert client.get(address).status_code == 200
    assert client.get("/sitemap.xml").status_code == 503
