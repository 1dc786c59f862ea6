from __future__ import annotations

import threading
import time

import numpy as np
import pytest

from indexer import deadlines
from indexer.engines.protocols import Engine
from indexer.engines.whoosh.postings import reader
from indexer.errors import SearchTooSlow
from indexer.query.request import SearchRequest

from .sessions import search, show

PASSED = 1e-9  # seconds: over before anything is reckoned


def test_within_its_time_everything_is_answered(engine: Engine) -> None:
    with deadlines.within(60):
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
def test_beyond_its_time_a_search_is_cut_off_with_the_time_and_the_remedy(text: str, engine: Engine) -> None:
    with deadlines.within(PASSED), pytest.raises(SearchTooSlow) as told:
        search(engine, SearchRequest(text))
    assert str(told.value) == "the search took longer than 1e-09 s; use fewer words or add a filter"
    assert search(engine, SearchRequest(text)).took_ms > 0  # nothing half-reckoned was kept


def test_a_summary_shown_is_cut_off_too(engine: Engine) -> None:
    with deadlines.within(PASSED), pytest.raises(SearchTooSlow):
        show(engine, "knee", "fa*")


def test_a_deadline_is_of_its_thread_and_can_be_lifted() -> None:
    deadlines.begin(PASSED)
    time.sleep(0.001)
    other = threading.Thread(target=deadlines.check)  # a failure would be a warning, and that an error
    other.start()
    other.join()
    with pytest.raises(SearchTooSlow):
        deadlines.check()
    deadlines.lift()
    deadlines.check()


def test_no_seconds_are_no_bound_and_a_block_gives_back_what_was_before() -> None:
    with deadlines.within(PASSED):
        with deadlines.within(0):
            deadlines.check()
        with pytest.raises(SearchTooSlow):
            deadlines.check()
    deadlines.check()


def test_words_near_each_other_are_looked_for_in_a_few_documents_at_a_time(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of frequent words that takes minutes in all: it must be cut between two runs of documents."""
    whole = engine.snapshot()._tables.words.holding_near(("cell", "in"), 50, None)
    checked: list[int] = []
    monkeypatch.setattr(reader, "_AT_ONCE", 2)
    monkeypatch.setattr(deadlines, "check", lambda: checked.append(1))
    parts = engine.snapshot()._tables.words.holding_near(("cell", "in"), 50, None)
    assert np.array_equal(whole, parts)
    assert len(parts) == 3
    assert len(checked) == 3  # runs of the five documents that hold both words, in three of them in one field
