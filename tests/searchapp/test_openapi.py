"""The OpenAPI document is valid and complete, and every answer conforms to it."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

from indexer.output.exports import EXPORT_FORMATS
from indexer.settings import Settings
from indexer.summaries.facets import FACETS
from searchapp import create_app

ANSWERS = {
    "SearchResult": [
        "/search",
        "/search?q=als+breathing&explain=true",
        "/search?q=twelve+headache+itching",
        "/search?q=brething&condition=als&year=2018-",
        "/search?q=AD&size=1&page=2",
        "/search?q=nosuchword+cells&route=intravenous&words=all&year=1990",
        "/search?q=cells&words=some&sort=oldest&page=99",
    ],
    "Map": ["/map", "/map?q=cells&rows=route&columns=study", "/map?cell=eczema~msc"],
    "Timeline": ["/timeline", "/timeline?q=cells&open=trial&condition=nerves"],
    "Suggestions": ["/suggest", "/suggest?q=lou+ge", "/suggest?q=cells+intra"],
    "Summary": ["/summaries/als-it", "/summaries/eczema", "/summaries/plain"],
    "SearchRecord": ["/record", "/record?q=als&condition=nerves&year=2018-&literal=als", f"/record?digest={'0' * 64}"],
    "Problem": [
        "/summaries/nobody",
        "/nowhere",
        "/search.doc",
        "/search?strict=true&colour=red&sort=best&route=by-air",
        f"/search?q={'x' * 9000}",
    ],
}


def document(client: FlaskClient) -> dict[str, Any]:
    answer = client.get("/api/v1/openapi.json")
    assert answer.status_code == 200
    shown: dict[str, Any] = answer.get_json()
    return shown


def closed(schema: Any) -> Any:
    """Return the schema without additional properties."""
    if isinstance(schema, list):
        return [closed(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    parts = {name: closed(value) for name, value in schema.items()}
    return {**parts, "additionalProperties": False} if isinstance(schema.get("properties"), dict) else parts


def complaints(shown: dict[str, Any], name: str, answer: Any) -> list[str]:
    schema = {"$ref": f"#/components/schemas/{name}", "components": closed(shown["components"])}
    validator = Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)
    return [f"{error.json_path}: {error.message[:200]}" for error in validator.iter_errors(answer)]


def test_the_document_is_valid(client: FlaskClient) -> None:
    shown = document(client)
    OpenAPIV31SpecValidator(shown).validate()
    assert shown["openapi"] == "3.1.0"


@pytest.mark.parametrize(("name", "address"), [(name, each) for name in ANSWERS for each in ANSWERS[name]])
def test_every_answer_conforms_to_its_schema(client: FlaskClient, name: str, address: str) -> None:
    answer = client.get(f"/api/v1{address}")
    assert (answer.status_code >= 400) == (name == "Problem")
    assert answer.mimetype == ("application/problem+json" if name == "Problem" else "application/json")
    assert complaints(document(client), name, answer.get_json()) == []


def test_every_schema_is_part_of_an_answer(client: FlaskClient) -> None:
    schemas = document(client)["components"]["schemas"]
    reached, pending = set[str](), [*ANSWERS]
    while pending:
        name = pending.pop()
        reached.add(name)
        parts = re.findall(r"#/components/schemas/(\w+)", json.dumps(schemas[name]))
        pending += [part for part in parts if part not in reached]
    assert set(schemas) == reached
    assert {"Label", "Notice", "Span", "Citation", "Reason", "Hit", "FacetValue", "YearCount", "MapValue"} < reached


def test_all_keys_are_required_but_the_documented_optional_ones(client: FlaskClient) -> None:
    optional = {
        (name, key)
        for name, schema in document(client)["components"]["schemas"].items()
        for key in set(schema["properties"]) - set(schema.get("required", []))
    }
    citation = "authors more_authors title journal year volume issue pages doi pmid pmcid url site".split()
    assert optional == {
        *(("Citation", key) for key in citation),
        ("Hit", "explanation"),
        ("SearchRecord", "same_as_before"),
        ("Problem", "errors"),
        ("Error", "remedy"),
    }


def test_facets_are_listed_by_name(client: FlaskClient) -> None:
    facets = document(client)["components"]["schemas"]["SearchResult"]["properties"]["facets"]
    assert facets["required"] == facets["propertyNames"]["enum"] == [facet.name for facet in FACETS]
    for name in ("Hit", "Summary", "Shared"):
        schema = document(client)["components"]["schemas"][name]
        assert {facet.field for facet in FACETS} < set(schema["properties"])


def test_answers_over_the_shipped_corpus_conform_to_the_document(corpus_client: FlaskClient) -> None:
    shown = document(corpus_client)
    for query in ("", "stem cells stroke walking", "AD", "intrathecal ALS", "nosuchword cells"):
        for name, path in (("SearchResult", "search"), ("Map", "map"), ("Timeline", "timeline")):
            answer = corpus_client.get(f"/api/v1/{path}", query_string={"q": query, "explain": "true", "size": "100"})
            assert complaints(shown, name, answer.get_json()) == []
    for hit in corpus_client.get("/api/v1/search?size=100").get_json()["hits"]:
        assert complaints(shown, "Summary", corpus_client.get(f"/api/v1/summaries/{hit['id']}").get_json()) == []


def test_an_undocumented_key_is_detected(client: FlaskClient) -> None:
    answer = client.get("/api/v1/search").get_json()
    answer["hits"][0]["colour"] = "red"
    assert complaints(document(client), "SearchResult", answer) != []


def test_every_route_of_the_api_is_documented(app: Flask, client: FlaskClient) -> None:
    def openapi_path(rule: str) -> Iterator[str]:
        for part in rule.split("<"):
            inside, closing, behind = part.partition(">")
            yield f"{{{inside.rpartition(':')[2]}}}{behind}" if closing else part

    there = {"".join(openapi_path(rule.rule)) for rule in app.url_map.iter_rules() if rule.rule.startswith("/api/")}
    assert set(document(client)["paths"]) == there
    assert "/api/v1/summaries/{summary_id}.{fmt}" in there


def test_exactly_the_parameters_of_the_search_are_documented(client: FlaskClient) -> None:
    of_search = document(client)["paths"]["/api/v1/search"]["get"]["parameters"]
    named = {parameter["name"] for parameter in of_search}
    assert named == {facet.name for facet in FACETS} | set(
        "q year sort literal words exact strict page size explain".split()
    )
    answer = client.get("/api/v1/search", query_string=dict.fromkeys(named - {"strict"}, "1")).get_json()
    assert not any(notice["message"].startswith("The parameter") for notice in answer["notices"])


def test_files_are_documented_with_their_media_types(client: FlaskClient) -> None:
    operation = document(client)["paths"]["/api/v1/search.{fmt}"]["get"]
    assert set(operation["responses"]["200"]["content"]) == {each.media_type for each in EXPORT_FORMATS.values()}
    assert operation["parameters"][0]["schema"]["enum"] == list(EXPORT_FORMATS)


def test_the_document_names_the_url_of_the_server(settings: Settings, client: FlaskClient) -> None:
    assert document(client)["servers"] == [{"url": "http://localhost"}]
    public = create_app(replace(settings, url="https://search.example.org")).test_client()
    assert document(public)["servers"] == [{"url": "https://search.example.org"}]


def test_the_document_is_available_without_an_index(client: FlaskClient, tmp_path: Path) -> None:
    without_index = create_app(Settings(index=str(tmp_path / "index"), corpus=tmp_path)).test_client()
    shown = document(without_index)
    OpenAPIV31SpecValidator(shown).validate()
    assert document(client) == shown
