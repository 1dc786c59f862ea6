import re
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from indexer.engines.protocols import Engine
from indexer.settings import Settings
from searchapp import create_app


def numbers(client: FlaskClient) -> dict[str, float]:
    lines = [line for line in client.get("/metrics").text.splitlines() if not line.startswith("#")]
    return {name: float(value) for name, value in (line.rsplit(" ", 1) for line in lines)}


def test_it_lives_whatever_became_of_the_index(tmp_path: Path) -> None:
    client = create_app(Settings(index=str(tmp_path / "none"), corpus=tmp_path)).test_client()
    answer = client.get("/healthz")
    assert (answer.status_code, answer.text) == (200, "ok\n")
    assert answer.headers["Cache-Control"] == "no-store"


def test_it_is_ready_where_the_index_can_be_searched(client: FlaskClient, engine: Engine) -> None:
    answer = client.get("/readyz")
    version = engine.snapshot().generation.version
    assert answer.get_json() == {"status": "ready", "version": version, "summaries": 6}


@pytest.mark.parametrize("harm", ["missing", "damaged"])
def test_it_is_not_ready_where_the_index_cannot_be_searched(
    harm: str, settings: Settings, engine: Engine, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    if harm == "missing":
        settings = replace(settings, index=str(tmp_path / "none"))
    else:
        next(Path(engine.location()).glob("generations/*/years.npy")).unlink()
    answer = create_app(settings).test_client().get("/readyz")
    assert answer.status_code == 503
    assert answer.content_type == "application/problem+json"
    assert answer.headers["Retry-After"] == "5"
    assert answer.get_json()["detail"] == "The index is not available at the moment."
    assert "not ready: " in caplog.text


def test_requests_are_counted_by_pattern_method_and_status(client: FlaskClient) -> None:
    for address in ("/summaries/knee", "/summaries/nobody", "/search?q=secret", "/secret", "/search.ris?q=secret"):
        client.get(address, buffered=True)
    client.open("/search", method="SECRET", buffered=True)
    counted = numbers(client)
    of = "summary_search_requests_total"
    assert counted[f'{of}{{method="GET",route="/summaries/<summary_id>",status="200"}}'] == 1
    assert counted[f'{of}{{method="GET",route="/summaries/<summary_id>",status="404"}}'] == 1
    assert counted[f'{of}{{method="GET",route="/search",status="200"}}'] == 1
    assert counted[f'{of}{{method="GET",route="other",status="404"}}'] == 1
    assert counted[f'{of}{{method="other",route="other",status="405"}}'] == 1
    assert counted['summary_search_request_seconds_count{route="/search"}'] == 1
    assert counted["summary_search_in_flight"] == 0
    assert "secret" not in client.get("/metrics").text.lower()


def test_those_who_watch_are_not_counted(client: FlaskClient) -> None:
    for address in ("/healthz", "/readyz", "/metrics"):
        client.get(address)
    assert not any(name.startswith("summary_search_requests_total") for name in numbers(client))


def test_the_index_tells_its_size_and_age(client: FlaskClient, engine: Engine) -> None:
    counted, held = numbers(client), engine.snapshot()
    assert counted["summary_search_index_up"] == 1
    assert counted["summary_search_index_summaries"] == 6
    assert counted[f'summary_search_index_info{{version="{held.generation.version}"}}'] == 1
    files = [path for path in Path(engine.location()).glob("generations/*/*") if path.name != "manifest.json"]
    locks = [path for path in files if path.name.endswith("WRITELOCK")]
    assert counted["summary_search_index_bytes"] == sum(path.stat().st_size for path in {*files} - {*locks})
    assert 0 <= counted["summary_search_index_age_seconds"] < 3600


def test_without_an_index_the_numbers_say_so(tmp_path: Path) -> None:
    counted = numbers(create_app(Settings(index=str(tmp_path / "none"), corpus=tmp_path)).test_client())
    assert counted["summary_search_index_up"] == 0
    assert "summary_search_index_summaries" not in counted


@pytest.mark.parametrize(
    ("who", "peer", "header", "seen"),
    [
        ("loopback", "127.0.0.1", None, True),
        ("loopback", "::1", None, True),
        ("loopback", "10.0.0.7", None, False),
        ("loopback", "", None, False),
        ("loopback", "127.0.0.1", "X-Forwarded-For", False),  # through a proxy on this machine
        ("loopback", "127.0.0.1", "Forwarded", False),
        ("all", "10.0.0.7", "X-Forwarded-For", True),
        ("off", "127.0.0.1", None, False),
    ],
)
def test_the_numbers_are_for_whom_the_setting_says(
    who: str, peer: str, header: str | None, seen: bool, settings: Settings
) -> None:
    client = create_app(replace(settings, metrics=who)).test_client()
    headers = {header: "203.0.113.5"} if header else {}
    answer = client.get("/metrics", environ_base={"REMOTE_ADDR": peer}, headers=headers)
    assert answer.status_code == (200 if seen else 404)


def test_every_number_is_documented(app: Flask) -> None:
    operations = (Path(__file__).parents[2] / "docs" / "operations.md").read_text(encoding="utf-8")
    names = re.findall(r"^# TYPE (\S+)", app.test_client().get("/metrics").text, re.MULTILINE)
    assert len(names) > 8
    for name in names:
        assert f"`{name}`" in operations
