from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from indexer.settings import Settings
from searchapp import create_app
from searchapp.middleware.headers import READING

WRITING = ("POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND")


def addresses(app: Flask) -> list[str]:
    """An address of each route of the application."""
    values: dict[str, object] = {
        "summary_id": "knee",
        "fmt": "ris",
        "filename": "style.css",
        "version": "0123456789ab",
        "number": 1,
    }
    adapter = app.url_map.bind("localhost")
    rules = app.url_map.iter_rules()
    return [adapter.build(r.endpoint, {name: values[name] for name in r.arguments}) for r in rules] + ["/nowhere"]


@pytest.mark.parametrize("method", WRITING)
def test_nothing_is_written_over_http(method: str, app: Flask) -> None:
    assert len(addresses(app)) > 15
    for address in addresses(app):
        answer = app.test_client().open(address, method=method, data={"q": "knee"})
        assert answer.status_code == 405, address
        assert set(answer.headers["Allow"].split(", ")) == set(READING)


@pytest.mark.parametrize("method", READING)
def test_no_route_sets_a_cookie_or_lacks_a_header(method: str, app: Flask) -> None:
    for address in addresses(app):
        with app.test_client().open(address, method=method) as answer:
            headers = answer.headers
        assert "Set-Cookie" not in headers
        assert "unsafe" not in headers["Content-Security-Policy"], address
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "strict-origin-when-cross-origin"
        assert "camera=()" in headers["Permissions-Policy"]


def test_pages_are_for_this_site_and_the_api_for_others_too(client: FlaskClient) -> None:
    assert client.get("/").headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert client.get("/api/v1/search").headers["Cross-Origin-Resource-Policy"] == "cross-origin"


def test_browsers_are_told_to_insist_on_tls_only_where_they_came_by_it(settings: Settings) -> None:
    client = create_app(settings).test_client()
    assert "Strict-Transport-Security" not in client.get("/").headers
    secure = client.get("/", base_url="https://localhost").headers
    assert secure["Strict-Transport-Security"] == "max-age=31536000"
    assert secure["Cross-Origin-Opener-Policy"] == "same-origin"
    without = create_app(replace(settings, hsts=0)).test_client().get("/", base_url="https://localhost")
    assert "Strict-Transport-Security" not in without.headers


def test_what_a_proxy_says_of_tls_is_believed_only_where_it_is_trusted(settings: Settings) -> None:
    said = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.5"}
    for proxies, believed in {0: False, 1: True}.items():
        client = create_app(replace(settings, proxies=proxies)).test_client()
        assert ("Strict-Transport-Security" in client.get("/", headers=said).headers) is believed


def test_a_name_that_the_site_does_not_go_by_is_refused(settings: Settings) -> None:
    client = create_app(replace(settings, hosts="cells.example .example.org")).test_client()
    for host, status in {"cells.example": 200, "www.example.org:8443": 200, "evil.example": 400, "[::1": 400}.items():
        answer = client.get("/search", headers={"Host": host})
        assert answer.status_code == status, host
        assert status == 200 or "This site is not available under this host name." in answer.text
    assert client.get("/healthz", headers={"Host": "10.0.0.7"}).status_code == 200


@pytest.mark.parametrize("host", ['a"><script>', "a b", "", "evil.example/x", "a\u00e9", "@"])
def test_any_host_header_is_survived_and_never_printed_raw(host: str, client: FlaskClient) -> None:
    for address in ("/", "/search?q=knee", "/summaries/knee", "/search.ris?q=knee", "/nowhere"):
        answer = client.get(address, headers={"Host": host})
        assert answer.status_code < 500
        assert "<script>" not in answer.text
