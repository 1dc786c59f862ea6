import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

from indexer import deadlines
from indexer.engines.protocols import Engine
from indexer.engines.whoosh.postings.phrases import nearby_documents
from indexer.engines.whoosh.postings.reader import WORDS, Postings
from indexer.errors import SearchTooSlow
from indexer.query.request import SearchRequest

from .sessions import search, show

PASSED = 1e-9  # seconds; it has passed before the search starts


@contextmanager
def within(seconds: float) -> Iterator[None]:
    deadlines.begin(seconds)
    try:
        yield
    finally:
        deadlines.lift()


def test_a_search_within_its_deadline_is_answered(engine: Engine) -> None:
    with within(60):
        assert search(engine, SearchRequest("cells")).total == 5


@pytest.mark.parametrize(
    "text",
    [
        "cells",
        "cells pain",
        '"the knee"',
        '"the knee"~5',
        "cel*",
        "knee OR stroke",
        "-knee",
        "als",
        "misspeltt",
        "of",
        "",
    ],
)
def test_a_search_beyond_its_deadline_reports_the_time_and_a_remedy(text: str, engine: Engine) -> None:
    with within(PASSED), pytest.raises(SearchTooSlow) as caught:
        search(engine, SearchRequest(text))
    assert str(caught.value) == "the search took longer than 1e-09 s; use fewer words or add a filter"
    assert search(engine, SearchRequest(text)).took_ms > 0  # no incomplete result was cached


def test_the_deadline_applies_to_a_summary_page(engine: Engine) -> None:
    with within(PASSED), pytest.raises(SearchTooSlow):
        show(engine, "knee", "fa*")


def test_a_deadline_applies_to_one_thread_until_it_is_lifted() -> None:
    deadlines.begin(PASSED)
    time.sleep(0.001)
    other = threading.Thread(target=deadlines.check)  # an exception in it is a warning, which pytest raises
    other.start()
    other.join()
    with pytest.raises(SearchTooSlow):
        deadlines.check()
    deadlines.lift()
    deadlines.check()


def test_0_seconds_are_no_deadline() -> None:
    with within(PASSED), within(0):
        deadlines.check()


def test_proximity_matches_check_the_deadline_between_batches(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """Frequent words take minutes in all, so that the deadline must be checked between batches of documents."""
    snapshot = engine.snapshot()
    words = Postings(Path(engine.location(), "generations", snapshot.generation.version), WORDS)
    whole = nearby_documents(words, ("cell", "in"), 50, None)
    checks: list[int] = []
    monkeypatch.setattr(deadlines, "check", lambda: checks.append(1))
    batched = nearby_documents(words, ("cell", "in"), 50, None, batch=2)
    assert np.array_equal(whole, batched)
    assert len(batched) == 3
    assert len(checks) == 3  # batches of the five documents with both words; three have them in one field
