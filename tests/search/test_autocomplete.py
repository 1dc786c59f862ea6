from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.engines.protocols import Engine
from indexer.query.request import SearchRequest
from indexer.search.autocomplete import LIMIT

from ..sessions import search, suggest

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
        ("trials rev", [("study", "review", 2), ("title", "A review of six trials", None)]),
        ("no", []),  # too short for titles
        ("autol", [("donor", "autologous", 2)]),
        ("randomised", [("study", "randomized trial", 2)]),  # British spelling
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


@pytest.mark.parametrize(
    ("typed", "before", "replacement", "total"),
    [
        ("-amyo", "", "-condition:als", 4),
        ("cells -amyo", "cells", "cells -condition:als", 3),
        ("cells NOT amyo", "cells", "cells -condition:als", 3),
        ("cells -condition:amyo", "cells", "cells -condition:als", 3),
        ('cells -"amyotrophic lat', "cells", "cells -condition:als", 3),
        ("-autolog", "", "-donor:autologous", 4),
    ],
)
def test_an_excluded_name_is_completed_to_a_query_that_excludes_it(
    engine: Engine, typed: str, before: str, replacement: str, total: int
) -> None:
    (found, *_) = suggest(engine, typed)
    assert (found.before, found.replacement, found.total) == (before, replacement, total)
    assert search(engine, SearchRequest(replacement)).total == total


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("condition:kn", ["knee-oa"]),
        ("condition: kn", ["knee-oa"]),
        ("Condition:knee ost", ["knee-oa"]),
        ("cells condition:kn", ["knee-oa"]),
        ("route:intrav", ["intravenous"]),
        ("route:kn", []),  # no route
        ("condition:intrav", []),
        ("title:kn", []),  # a word of a title, and no concept
        ("author:knee", []),
        ('"knee ost', ["knee-oa"]),
        ("“knee ost", ["knee-oa"]),
        ('cells "knee ost', ["knee-oa"]),
        ('"cells knee', []),  # no name contains both words of the phrase
        ('"knee ost"', []),  # the phrase is complete
        ('"cells" kn', ["knee-oa"]),
        ("(cells OR kn", ["knee-oa"]),
    ],
)
def test_fields_and_opened_phrases_are_understood(engine: Engine, typed: str, expected: list[str]) -> None:
    found = [completion for completion in suggest(engine, typed) if completion.facet]
    assert [completion.id for completion in found] == expected
    assert {completion.before.strip('"(').removesuffix(" OR") for completion in found} <= {"", "cells"}


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("amoytr", ["als"]),  # swapped
        ("amyotrofic", ["als"]),
        ("sclreosis", ["als"]),
        ("kneee", ["knee-oa"]),
        ("knee oteo", ["knee-oa"]),
        ("breathing amoyt", ["als"]),
        ("intravnous", ["intravenous"]),
        ("ranomiz", ["rct"]),
        ("-amoyt", ["als"]),
        ("amx", []),  # too short to be misspelt
        ("walking", []),  # an English word
        ("zzzzzz", []),
    ],
)
def test_misspelt_prefixes_are_completed(engine: Engine, typed: str, expected: list[str]) -> None:
    assert [completion.id for completion in suggest(engine, typed) if completion.facet] == expected


@pytest.mark.parametrize("typed", ["in", "as", "the", "all", "a", "can", "of", "no", "cells in", "-in", "condition:of"])
def test_no_concept_is_offered_for_a_stopword(engine: Engine, typed: str) -> None:
    assert not any(completion.facet for completion in suggest(engine, typed))


def test_a_name_of_two_spellings_is_ranked_as_the_name_itself(
    write: Callable[[dict[str, str]], Path], build: Callable[..., Engine]
) -> None:
    files = {f"s{n}": "---\ntitle: Cells\nconditions: [ischemic-stroke]\n---\nText.\n" for n in range(2)}
    engine = build(write(files))
    for typed in ("ischaemic stroke", "ischemic stroke"):
        assert suggest(engine, typed)[0].name == "ischemic stroke"
