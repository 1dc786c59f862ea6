"""What is documented is there, and what is there is documented."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import click
import pytest
from flask import Flask

from indexer.cli import main as indexer
from indexer.engines.protocols import Engine
from indexer.output.exports import EXPORT_FORMATS
from indexer.query.ast import (
    And,
    HasConcept,
    Near,
    Not,
    Or,
    Phrase,
    Prefix,
    Query,
    Term,
    Years,
)
from indexer.query.parser import parse
from indexer.query.request import SearchRequest
from indexer.settings import _CHOICES, _CLUSTER_RANGES, _DECIMALS, _RANGES, ClusterSettings, Settings
from indexer.summaries.facets import FACETS
from indexer.summaries.readers import EXPORT_FORMATS as READ
from indexer.vocabulary.model import Vocabulary
from searchapp.cli import main as searchapp

from .sessions import search

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
FORMATS_READ = (ROOT / "docs" / "formats.md").read_text(encoding="utf-8")
LANGUAGE = (ROOT / "docs" / "query-language.md").read_text(encoding="utf-8")
ROWS = [line for line in LANGUAGE.splitlines() if line.startswith("| `")]
EXAMPLES = re.findall(r"`([^`]+)`", "\n".join(ROWS))
COUNTED = [match.groups() for row in ROWS if (match := re.match(r"\| `([^`]+)` .* \| (\d+) \|$", row))]


def test_every_command_is_in_the_readme() -> None:
    for name, command in indexer.commands.items():
        for inner in command.commands if isinstance(command, click.Group) else [""]:
            assert f"| `indexer {name} {inner}".rstrip() in README
    assert "| `searchapp` |" in README


def test_every_option_of_search_and_searchapp_is_in_the_readme() -> None:
    for command in (indexer.commands["search"], searchapp):
        for parameter in command.params:
            for option in parameter.opts:
                if option.startswith("--"):
                    assert f"`{option}`" in README or option == "--version"


def test_every_setting_is_in_one_table_with_its_default_and_what_it_may_be() -> None:
    table = re.findall(r"^\| .*\| `SUMMARY_SEARCH_([A-Z_]+)` \| (.+?) \| (.+) \|$", README, re.MULTILINE)
    rows = {name.lower(): (default, what) for name, default, what in table}
    settings = {field.name: field.default for field in fields(Settings) if field.name != "opensearch"}
    settings |= {f"opensearch_{field.name}": field.default for field in fields(ClusterSettings)}
    assert sorted(name.lower() for name, _, _ in table) == sorted(settings)
    for name, default in settings.items():
        if isinstance(default, str | int):
            assert rows[name][0] == f"`{default}`"
    of_clusters = {f"opensearch_{name}": ends for name, ends in _CLUSTER_RANGES.items()}
    for name, (least, most) in {**_RANGES, **_DECIMALS, **of_clusters}.items():
        assert f"{least} to {most}" in rows[name][1], name
    for name, choices in _CHOICES.items():
        assert rows[name][1].endswith(", ".join(choices)), name


def test_every_parameter_of_the_api_is_in_the_readme() -> None:
    for name in ("q", "year", "sort", "page", "size", "rows", "columns", *(facet.name for facet in FACETS)):
        assert f"`{name}`" in README


def test_every_link_between_documents_leads_somewhere() -> None:
    for document in (ROOT / "README.md", *(ROOT / "docs").glob("*.md")):
        for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", document.read_text(encoding="utf-8")):
            assert (document.parent / target).exists(), f"{document}: {target}"


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_example_of_the_query_language_finds_something_without_repair(
    example: str, corpus_engine: Engine
) -> None:
    page = search(corpus_engine, SearchRequest(example, words="all"))
    assert page.notices == ()
    assert 0 < page.total < page.summaries


@pytest.mark.parametrize(("example", "total"), COUNTED)
def test_every_example_finds_as_many_as_is_said(example: str, total: str, corpus_engine: Engine) -> None:
    assert search(corpus_engine, SearchRequest(example, words="all")).total == int(total)


def test_the_examples_cover_every_construct(vocabulary: Vocabulary) -> None:
    assert len(COUNTED) == 20
    constructs = {type(part) for example in EXAMPLES for part in _parts(parse(example, vocabulary).query)}
    assert constructs == {Term, Phrase, Near, Prefix, HasConcept, Years, And, Or, Not}
    for name in ("title", "text", "author", "journal", "year", *(facet.query for facet in FACETS)):
        assert any(f"{name}:" in example for example in EXAMPLES)


def _parts(query: Query) -> Iterator[Query]:
    yield query
    for part in getattr(query, "parts", None) or [part for part in [getattr(query, "part", None)] if part]:
        yield from _parts(part)


def test_every_address_of_the_api_is_in_the_readme(app_of_toy: Flask) -> None:
    for rule in app_of_toy.url_map.iter_rules():
        if rule.rule.startswith("/api/"):
            address = re.sub(r"<any\(.*\):fmt>", "FORMAT", rule.rule.replace("<summary_id>", "ID"))
            assert f"`GET {address}`" in README or f"curl 'http://127.0.0.1:8000{address}?" in README


def test_every_export_format_is_in_the_readme() -> None:
    for name in EXPORT_FORMATS:
        assert f"| `{name}` |" in README


def test_every_format_that_is_read_is_documented_with_its_endings() -> None:
    for known in READ:
        (row,) = [line for line in FORMATS_READ.splitlines() if line.startswith(f"| `{known.name}` | `.")]
        assert re.findall(r"`(\.\w+)`", row.split("|")[2]) == list(known.suffixes)
        assert f"`{known.name}`" in FORMATS_READ.partition("## Which fields")[2]


def test_every_option_of_convert_is_documented() -> None:
    for parameter in indexer.commands["convert"].params:
        for option in parameter.opts:
            assert not option.startswith("--") or f"`{option}" in README + FORMATS_READ or f" {option} " in README


@pytest.fixture
def app_of_toy(settings: Settings) -> Flask:
    from searchapp import create_app

    return create_app(settings)
