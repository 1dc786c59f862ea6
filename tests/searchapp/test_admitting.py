from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from indexer.settings import Settings
from searchapp import create_app
from searchapp.middleware.admission import Gate

BUSY = "The server is busy. Please try again in a few seconds."


def test_a_gate_lets_in_as_many_as_it_has_places_and_those_who_wait_when_one_is_free() -> None:
    gate = Gate(1, waiting=1, patience=60)
    assert gate.enter()
    entered = threading.Event()
    waiting = threading.Thread(target=lambda: gate.enter() and entered.set())
    waiting.start()
    while not gate.waiting:
        pass
    assert not gate.enter()  # there is no more room to wait
    assert not entered.is_set()
    gate.leave()
    waiting.join()
    assert entered.is_set()
    assert gate.waiting == 0


def test_who_waits_too_long_is_sent_away() -> None:
    gate = Gate(1, waiting=1, patience=0.01)
    assert gate.enter()
    assert not gate.enter()
    gate.leave()
    assert gate.enter()


@contextmanager
def held_up(app: Flask, monkeypatch: pytest.MonkeyPatch, requests: int) -> Iterator[None]:
    """So many requests are being worked on, and do not come to an end."""
    begun, done = threading.Semaphore(0), threading.Event()
    from indexer.search import service

    search = service.search

    def slow(*args: Any) -> Any:
        begun.release()
        done.wait()
        return search(*args)

    with monkeypatch.context() as patched:
        patched.setattr("indexer.search.service.search", slow)
        clients = [threading.Thread(target=lambda: app.test_client().get("/api/v1/search")) for _ in range(requests)]
        for client in clients:
            client.start()
        for _ in clients:
            begun.acquire()
        try:
            yield
        finally:
            done.set()
            for client in clients:
                client.join()


def test_beyond_the_bound_page_and_api_say_when_to_try_again_and_recover(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = create_app(replace(settings, threads=2, waiting=0))
    client = app.test_client()
    with held_up(app, monkeypatch, 2):
        for address in ("/search?q=knee", "/", "/api/v1/search?q=knee", "/summaries/knee"):
            answer = client.get(address)
            assert answer.status_code == 503
            assert answer.headers["Retry-After"] == "2"
            assert BUSY in answer.text
            assert "Content-Security-Policy" in answer.headers
        assert client.get("/api/v1/search").content_type == "application/problem+json"
        for address in ("/healthz", "/readyz", "/metrics", "/static/style.css"):
            assert client.get(address, buffered=True).status_code == 200
        assert client.get("/nowhere").status_code == 404
    assert client.get("/search?q=knee").status_code == 200
    assert 'summary_search_refused_total{reason="busy"} 5.0' in client.get("/metrics").text


def test_exports_have_places_of_their_own(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    app = create_app(replace(settings, threads=1, waiting=0, exports=1))
    client = app.test_client()
    begun, done, lines = threading.Event(), threading.Event(), list[bytes]()

    def read_slowly() -> None:
        with app.test_client().get("/search.jsonl") as answer:
            begun.set()
            done.wait()
            lines.extend(answer.data.splitlines())

    reader = threading.Thread(target=read_slowly, daemon=True)
    with held_up(app, monkeypatch, 1):  # no search has a place, but an export has
        reader.start()
        begun.wait()
        refused = client.get("/api/v1/search.csv", buffered=True)
        assert (refused.status_code, refused.headers["Retry-After"]) == (503, "10")
        assert "Too many exports are running." in refused.text
        done.set()
        reader.join()
        assert len(lines) == 6
        with client.get("/api/v1/search.csv") as answer:
            assert answer.status_code == 200
    assert 'summary_search_refused_total{reason="exports"} 1.0' in client.get("/metrics").text


@pytest.mark.parametrize("address", ["/search?q=knee", "/api/v1/search?q=knee", "/api/v1/map", "/search.ris?q=knee"])
def test_a_search_that_takes_too_long_is_cut_off_with_what_to_do(address: str, settings: Settings) -> None:
    client = create_app(replace(settings, deadline=1e-9)).test_client()
    answer = client.get(address)
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "30"
    assert "The search took too long and was stopped. Please try fewer or less common words." in answer.text
    assert "summary_search_cut_off_total 1.0" in client.get("/metrics").text


def test_an_export_may_take_as_long_as_its_reader(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    client: FlaskClient = create_app(replace(settings, deadline=60)).test_client()
    monkeypatch.setattr("indexer.deadlines.monotonic", lambda: 0.0)
    answer = client.get("/search.jsonl")
    monkeypatch.setattr("indexer.deadlines.monotonic", lambda: 61.0)
    assert len(answer.data.splitlines()) == 6


def test_a_request_leaves_no_deadline_behind(settings: Settings) -> None:
    from indexer import deadlines

    create_app(replace(settings, deadline=1e-9)).test_client().get("/search?q=knee")
    deadlines.check()
