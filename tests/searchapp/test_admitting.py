"""Admission control: slots, the queue in front of them, and deadlines."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from indexer.search.session import SearchSession
from indexer.settings import Settings
from searchapp import create_app
from searchapp.middleware.admission import Gate

BUSY = "The server is busy. Please try again in a few seconds."


def test_a_gate_admits_one_request_per_slot_and_a_queued_one_when_a_slot_is_free() -> None:
    gate = Gate(1, max_waiting=1, patience=60)
    assert gate.enter()
    entered = threading.Event()
    waiting = threading.Thread(target=lambda: gate.enter() and entered.set())
    waiting.start()
    while not gate.waiting:
        pass
    assert not gate.enter()  # the queue is full
    assert not entered.is_set()
    gate.leave()
    waiting.join()
    assert entered.is_set()
    assert gate.waiting == 0


def test_a_request_that_waits_too_long_is_rejected() -> None:
    gate = Gate(1, max_waiting=1, patience=0.01)
    assert gate.enter()
    assert not gate.enter()
    gate.leave()
    assert gate.enter()


@contextmanager
def held_up(app: Flask, monkeypatch: pytest.MonkeyPatch, requests: int) -> Iterator[None]:
    """Occupy slots with searches that do not end before the block does."""
    begun, done = threading.Semaphore(0), threading.Event()
    search = SearchSession.results

    def slow(*args: Any) -> Any:
        begun.release()
        done.wait()
        return search(*args)

    with monkeypatch.context() as patched:
        patched.setattr(SearchSession, "results", slow)
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


def test_a_busy_server_answers_503_with_retry_after_and_recovers(
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


def test_exports_have_slots_of_their_own(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    app = create_app(replace(settings, threads=1, waiting=0, exports=1))
    client = app.test_client()
    begun, done, lines = threading.Event(), threading.Event(), list[bytes]()

    def read_slowly() -> None:
        with app.test_client().get("/search.jsonl") as answer:
            begun.set()
            done.wait()
            lines.extend(answer.data.splitlines())

    reader = threading.Thread(target=read_slowly, daemon=True)
    with held_up(app, monkeypatch, 1):  # searches occupy all slots, but not those of exports
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
def test_a_slow_search_is_stopped_with_advice(address: str, settings: Settings) -> None:
    client = create_app(replace(settings, deadline=1e-9)).test_client()
    answer = client.get(address)
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "30"
    assert "The search took too long and was stopped. Please try fewer or less common words." in answer.text
    assert "summary_search_cut_off_total 1.0" in client.get("/metrics").text


def test_the_deadline_does_not_apply_to_sending_an_export(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    client: FlaskClient = create_app(replace(settings, deadline=60)).test_client()
    monkeypatch.setattr("indexer.deadlines.monotonic", lambda: 0.0)
    answer = client.get("/search.jsonl")
    monkeypatch.setattr("indexer.deadlines.monotonic", lambda: 61.0)
    assert len(answer.data.splitlines()) == 6


def test_a_request_leaves_no_deadline_behind(settings: Settings) -> None:
    from indexer import deadlines

    create_app(replace(settings, deadline=1e-9)).test_client().get("/search?q=knee")
    deadlines.check()
