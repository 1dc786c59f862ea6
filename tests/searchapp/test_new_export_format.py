"""A new export format takes one entry of EXPORT_FORMATS: here one JSON array, registered at run time."""

import json

import pytest
from flask.testing import FlaskClient

from indexer.output.exports import EXPORT_FORMATS, ExportFormat
from indexer.output.exports.exported_summary import ExportedSummary
from indexer.settings import Settings
from searchapp import create_app

MEDIA_TYPE = "application/vnd.example.titles+json"


def title(exported: ExportedSummary) -> str:
    return json.dumps({"id": exported.summary.id, "title": exported.summary.title})


@pytest.fixture
def client(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    titles = ExportFormat("titles", "Titles", MEDIA_TYPE, title, head="[", separator=",\n", end="]\n")
    monkeypatch.setitem(EXPORT_FORMATS, "titles", titles)
    return create_app(settings).test_client()


@pytest.mark.parametrize("prefix", ["", "/api/v1"])
@pytest.mark.parametrize("query", ["q=cells&sort=title", "q=trial&condition=als", "q=nosuchword"])
def test_results_are_exported_as_one_list(client: FlaskClient, prefix: str, query: str) -> None:
    hits = client.get(f"/api/v1/search?{query}").json["hits"]
    answer = client.get(f"{prefix}/search.titles?{query}")
    assert json.loads(answer.text) == [{"id": hit["id"], "title": hit["title"]} for hit in hits]
    assert answer.content_type == f"{MEDIA_TYPE}; charset=utf-8"
    assert answer.headers["Content-Disposition"].endswith(".titles")


@pytest.mark.parametrize("prefix", ["", "/api/v1"])
def test_a_summary_is_exported_as_a_list_of_one(client: FlaskClient, prefix: str) -> None:
    answer = client.get(f"{prefix}/summaries/als-it.titles")
    assert json.loads(answer.text) == [{"id": "als-it", "title": "Cells given intrathecally in ALS"}]


def test_pages_headers_and_robots_list_the_format(client: FlaskClient) -> None:
    assert '"/search.titles?q=cells"' in client.get("/search?q=cells").text
    assert '"/summaries/als-it.titles"' in client.get("/summaries/als-it").text
    assert (
        f'</api/v1/search.titles?q=cells>; rel="alternate"; type="{MEDIA_TYPE}"'
        in (client.get("/api/v1/search?q=cells").headers["Link"])
    )
    assert "Disallow: /summaries/*.titles$\n" in client.get("/robots.txt").text


@pytest.mark.parametrize("path", ["/api/v1/search.{fmt}", "/api/v1/summaries/{summary_id}.{fmt}"])
def test_the_openapi_document_lists_the_format(client: FlaskClient, path: str) -> None:
    operation = client.get("/api/v1/openapi.json").json["paths"][path]["get"]
    (fmt,) = [parameter for parameter in operation["parameters"] if parameter["name"] == "fmt"]
    assert fmt["schema"]["enum"] == [*(name for name in EXPORT_FORMATS if name != "titles"), "titles"]
    assert "titles: Titles" in fmt["description"]
    assert MEDIA_TYPE in operation["responses"]["200"]["content"]


def test_an_application_without_the_format_does_not_serve_it(settings: Settings) -> None:
    client = create_app(settings).test_client()
    assert client.get("/search.titles").status_code == 404
    assert "titles" not in client.get("/search?q=cells").text
