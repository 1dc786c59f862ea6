from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.engines.protocols import Engine
from indexer.search.autocomplete import LIMIT

from ..sessions import suggest

ALS = ("condition", "amyotrophic lateral sclerosis")


def shown(engine: Engine, text: str) -> list[tuple[str, str, int | None]]:
    return [(found.facet.name if found.facet else "title", found.label, found.total) for found in suggest(engine, text)]


@pytest.mark.parametrize(
    ("typed", "completed"),
    [
        ("", []),
        ("zzz", []),
        ("gehrig", [(*ALS, 2)]),  # any word of a synonym
        ("lou ge", [(*ALS, 2)]),
        ("als", [(*ALS, 2), ("title", "Cells given intrathecally in ALS", None)]),
        ("ischaem", [("condition", "ischemic stroke", 1), ("title", "Cells after an ischemic stroke", None)]),
        ("intravenous", [("route", "intravenous", 2)]),
        ("AD", [("condition", "atopic dermatitis", 1), ("cell_type", "adipose-derived mesenchymal stem cell", 1)]),
        ("trials rev", [("title", "A review of six trials", None)]),
        ("re", []),  # too short for titles
    ],
)  # fmt: skip
def test_what_was_typed_is_completed_by_kind_with_counts(
    engine: Engine, typed: str, completed: list[tuple[str, str, int | None]]
) -> None:
    assert shown(engine, typed) == completed


def test_the_last_words_are_completed_where_the_whole_is_no_name(engine: Engine) -> None:
    (found,) = suggest(engine, "breathing amyo")
    assert (found.id, found.before, found.total) == ("als", "breathing", 2)
    assert suggest(engine, "headache amyo")[0].total == 1
    assert suggest(engine, "walking amyo") == ()  # no summary has both


@pytest.mark.parametrize(
    ("typed", "before", "total"),
    [
        ("-headache amyo", "-headache", 1),
        ("year:2021 amyo", "year:2021", 1),
        ('"in four trials" amyo', '"in four trials"', 1),
        ("cells -amyo", "cells", 2),
    ],
)
def test_what_stands_before_keeps_its_meaning(engine: Engine, typed: str, before: str, total: int) -> None:
    (found, *_) = suggest(engine, typed)
    assert (found.id, found.before, found.total) == ("als", before, total)


def test_only_the_last_words_of_a_long_text_are_completed(engine: Engine) -> None:
    concept, *_ = suggest(engine, "cells " * 80 + "knee osteo")
    assert (concept.id, concept.before) == ("knee-oa", ("cells " * 80).strip())


def test_the_name_itself_comes_before_what_only_begins_so(engine: Engine) -> None:
    assert [found.id for found in suggest(engine, "stroke")][:2] == ["stroke", "ischemic-stroke"]
    (first, *_) = suggest(engine, "lou gehrig's disease")
    assert (first.id, first.name) == ("als", "Lou Gehrig's disease")


def test_no_kind_crowds_out_the_others(write: Callable[[dict[str, str]], Path], build: Callable[..., Engine]) -> None:
    many = {f"s{n}": f"---\ntitle: Intravenous cells {n}\nroutes: [intravenous]\n---\nText.\n" for n in range(12)}
    found = shown(build(write(many)), "intraven")
    assert len(found) == LIMIT
    assert found[0] == ("route", "intravenous", 12)
    assert {kind for kind, _, _ in found[1:]} == {"title"}


@given(st.text(max_size=30))
@settings(max_examples=60)
def test_anything_can_be_typed(engine: Engine, text: str) -> None:
    assert len(suggest(engine, text)) <= LIMIT
