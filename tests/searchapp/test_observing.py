import json
from collections.abc import Callable
from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from indexer.settings import Settings
from searchapp import create_app

Logged = Callable[..., tuple[FlaskClient, Callable[[], list[str]]]]


@pytest.fixture
def logged(settings: Settings, capsys: pytest.CaptureFixture[str]) -> Logged:
    """A client of a server that logs, and what it has logged since."""

    def logged(**options: str) -> tuple[FlaskClient, Callable[[], list[str]]]:
        client = create_app(replace(settings, **options)).test_client()  # type: ignore[arg-type]
        return client, lambda: capsys.readouterr().err.splitlines()

    return logged


def test_a_request_is_a_line_of_json(logged: Logged) -> None:
    client, lines = logged(log="json")
    answer = client.get("/search?q=knee", buffered=True)
    (line,) = lines()
    told = json.loads(line)
    assert list(told) == ["time", "level", "request_id", "method", "route", "status", "ms", "bytes"]
    assert (told["method"], told["route"], told["status"]) == ("GET", "/search", 200)
    assert told["bytes"] == len(answer.data)
    assert told["ms"] > 0
    assert told["request_id"]


def test_no_query_is_logged_unless_allowed(logged: Logged) -> None:
    client, lines = logged(log="json")
    for address in ("/search?q=my+illness", "/api/v1/search?q=my+illness", "/my-illness", "/summaries/my-illness"):
        client.get(address, buffered=True)
    assert len(told := lines()) == 4
    assert "illness" not in "".join(told)
    client, lines = logged(log="json", log_queries="on")
    client.get("/search?q=my+illness", buffered=True)
    assert json.loads(lines()[0])["query"] == "my illness"


def test_an_export_is_logged_when_its_last_byte_is_sent(logged: Logged) -> None:
    client, lines = logged(log="json")
    answer = client.get("/search.jsonl")
    assert lines() == []
    size = len(answer.data)
    answer.close()
    assert json.loads(lines()[0])["bytes"] == size


def test_a_request_is_a_line_of_text(logged: Logged) -> None:
    client, lines = logged(log="text")
    client.get("/nowhere", buffered=True)
    (line,) = lines()
    assert ' info request_id="' in line
    assert ' method="GET" route="other" status=404 ms=' in line


def test_those_who_watch_and_a_log_that_is_off_are_silent(logged: Logged) -> None:
    client, lines = logged(log="json")
    for address in ("/healthz", "/readyz", "/metrics"):
        client.get(address, buffered=True)
    assert lines() == []
    client, lines = logged(log="off")
    client.get("/search?q=knee", buffered=True)
    assert lines() == []


def test_a_trouble_is_a_line_of_json_with_its_trace(logged: Logged, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: object) -> None:
        raise RuntimeError("broken")

    client, lines = logged(log="json")
    monkeypatch.setattr("indexer.search.session.SearchSession.results", fail)
    assert client.get("/search?q=x", buffered=True).status_code == 500
    trouble, request = map(json.loads, lines())
    assert trouble["level"] == "error"
    assert "RuntimeError: broken" in trouble["trace"]
    assert request["status"] == 500
