"""The documents agree with the code: examples, notices, links, anchors, commands and figures."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from flask import Flask

from indexer.cli import main as indexer
from indexer.engines.protocols import Engine
from indexer.output.exports import EXPORT_FORMATS
from indexer.query.ast import And, AnyTerm, HasConcept, Near, Not, Or, Phrase, Query, Term, Years
from indexer.query.parser import parse
from indexer.query.request import SearchRequest
from indexer.settings import Settings
from indexer.summaries.facets import FACETS
from indexer.summaries.readers import INPUT_FORMATS

from .sessions import search

ROOT = Path(__file__).parents[1]
DOCUMENTS = {
    path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8")
    for path in sorted((*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *ROOT.glob("[bcd]*/README.md")))
}
MOST_WORDS = {"README.md": 1200, "docs/architecture.md": 1250}
LINK = re.compile(r"\[[^\]]*\]\((?!https?:|mailto:)([^)\s#]*)(?:#([^)\s]+))?\)")
BENCHMARK = re.compile(r"python -m (benchmarks(?:\.\w+)+)")
SOURCE = re.compile(r"(?:python -m benchmarks|indexer evaluate|indexer/[\w/]+\.py|tests/[\w/]+\.py)")
COMMAND_LINE = re.compile(r"(?:`|^ *(?:\$ )?|&& )(?:\.venv/bin/)?(indexer [a-z][^`\n&|]*)", re.MULTILINE)
PATH = re.compile(r"`((?:indexer|searchapp|corpus|tests|docs|benchmarks|deploy)/[\w./-]*)`")
NUMBER = re.compile(r"[<~]?[\d.]*\d")
FENCE = re.compile(r"^( *)```.*?^\1```$", re.MULTILINE | re.DOTALL)


def table_rows(text: str) -> list[list[str]]:
    """Return the cells of the table rows of a Markdown text whose first cell is code."""
    lines = [line for line in text.splitlines() if line.startswith("| `")]
    return [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines]


_EXAMPLES, _, _REPAIRS = DOCUMENTS["docs/query-language.md"].partition("\n## Repairs\n")
EXAMPLES = re.findall(r"`([^`]+)`", "\n".join(" ".join(cells) for cells in table_rows(_EXAMPLES)))
COUNTED = [(cells[0].strip("`"), int(cells[2])) for cells in table_rows(_EXAMPLES)]
REPAIRS = [(cells[0].strip("`"), cells[2]) for cells in table_rows(_REPAIRS)]


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_query_matches_some_summaries_and_needs_no_repair(example: str, corpus_engine: Engine) -> None:
    page = search(corpus_engine, SearchRequest(example, words="all"))
    assert page.notices == ()
    assert 0 < page.total < page.summaries


@pytest.mark.parametrize(("example", "total"), COUNTED)
def test_an_example_query_has_the_documented_number_of_matches(example: str, total: int, corpus_engine: Engine) -> None:
    assert search(corpus_engine, SearchRequest(example, words="all")).total == total


def test_the_example_queries_cover_every_construct(corpus_engine: Engine) -> None:
    assert len(COUNTED) == 20
    snapshot = corpus_engine.snapshot()
    queries = [parse(example, snapshot.vocabulary, snapshot.terms_with_prefix).query for example in EXAMPLES]
    constructs = {type(part) for query in queries for part in _parts(query)}
    assert constructs == {Term, Phrase, Near, AnyTerm, HasConcept, Years, And, Or, Not}
    for name in ("title", "text", "author", "journal", "year", *(facet.query for facet in FACETS)):
        assert any(f"{name}:" in example for example in EXAMPLES)


@pytest.mark.parametrize(("example", "notice"), REPAIRS)
def test_a_repaired_query_gives_the_documented_notice(example: str, notice: str, corpus_engine: Engine) -> None:
    assert search(corpus_engine, SearchRequest(example, words="all")).notices[:1] == (notice,)


def test_quoted_page_texts_are_on_the_pages() -> None:
    templates = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "searchapp/templates").glob("*.html"))
    quoted = re.findall(r'(?<!`)"([A-Z][a-z]+ [a-z ]+\??)"', DOCUMENTS["docs/query-language.md"])
    assert len(quoted) == 3
    for text in (*quoted, "Why this result?"):
        assert f'_("{text}' in templates, text


def test_the_readme_is_short() -> None:
    for name, most in MOST_WORDS.items():
        assert len(DOCUMENTS[name].split()) <= most, name


@pytest.mark.parametrize("name", DOCUMENTS)
def test_links_lead_to_files_and_headings(name: str) -> None:
    for target, anchor in LINK.findall(FENCE.sub("", DOCUMENTS[name])):
        path = (ROOT / name).parent / target if target else ROOT / name
        assert path.exists(), f"{name}: there is no {target}"
        if anchor:
            assert anchor in _anchors(path.read_text(encoding="utf-8")), f"{name}: {target} has no #{anchor}"


@pytest.mark.parametrize("name", DOCUMENTS)
def test_command_lines_use_existing_commands_and_options(name: str) -> None:
    for line in COMMAND_LINE.findall(DOCUMENTS[name]):
        command, words = indexer, line.split("#")[0].split()[1:]
        while isinstance(command, click.Group) and words and words[0][0] not in "-[":
            assert words[0] in command.commands, f"{name}: {line}"
            command = command.commands[words.pop(0)]
        options = {option for parameter in command.params for option in parameter.opts} | {"--help"}
        assert options.issuperset(re.findall(r"(?<!\S)--[a-z-]+", " ".join(words))), f"{name}: {line}"


@pytest.mark.parametrize("name", DOCUMENTS)
def test_named_paths_exist(name: str) -> None:
    for path in PATH.findall(DOCUMENTS[name]):
        assert (ROOT / path).exists(), f"{name}: there is no {path}"


def _anchors(text: str) -> set[str]:
    """Return the anchors of the headings of a Markdown text, as GitHub forms them."""
    anchors = Counter[str]()
    for heading in re.findall(r"^#+ (.+)$", FENCE.sub("", text), re.MULTILINE):
        slug = re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
        anchors[slug] += 1
    return {slug if not again else f"{slug}-{again}" for slug, most in anchors.items() for again in range(most)}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_named_benchmarks_exist(name: str) -> None:
    for module in BENCHMARK.findall(re.sub(r"\s+", " ", DOCUMENTS[name])):
        path = ROOT / module.replace(".", "/")
        file = path / "__main__.py" if path.is_dir() else path.with_suffix(".py")
        assert file.is_file(), f"{name}: there is no {module}"
        assert '__name__ == "__main__"' in file.read_text(encoding="utf-8"), f"{name}: {module} is not a command"


def test_every_benchmark_is_listed() -> None:
    listed = set(BENCHMARK.findall(DOCUMENTS["benchmarks/README.md"]))
    for path in (ROOT / "benchmarks").rglob("*.py"):
        docstring = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
        assert listed.issuperset(BENCHMARK.findall(docstring)), path


@pytest.mark.parametrize("name", DOCUMENTS)
def test_tables_of_figures_name_the_command_that_prints_them(name: str) -> None:
    for section in re.split(r"^#+ ", DOCUMENTS[name], flags=re.MULTILINE):
        rows = [line.split("|")[2:-1] for line in section.splitlines() if line.startswith("| ")]
        cells = [cell.strip() for row in rows for cell in row if cell.strip()]
        if sum(bool(NUMBER.match(cell)) for cell in cells) > len(cells) / 4:
            assert SOURCE.search(section), f"{name}: the table in {section.splitlines()[0]!r} names no command"


def test_every_address_of_the_api_is_documented(app_of_toy: Flask) -> None:
    documents = DOCUMENTS["docs/api.md"] + DOCUMENTS["docs/results.md"]
    for rule in app_of_toy.url_map.iter_rules():
        if rule.rule.startswith("/api/"):
            address = rule.rule.replace("<summary_id>", "ID").replace("<export_format:fmt>", "FORMAT")
            assert re.search(rf"`(GET )?{re.escape(address)}`", documents), address


def test_every_export_format_is_documented() -> None:
    (_, *rows) = table_rows(DOCUMENTS["docs/results.md"].partition("## Exports")[2])
    assert {cells[0].strip("`") for cells in rows} == set(EXPORT_FORMATS)


def test_every_input_format_is_documented_with_its_endings() -> None:
    formats = DOCUMENTS["docs/formats.md"]
    for known in INPUT_FORMATS.values():
        (row,) = [line for line in formats.splitlines() if line.startswith(f"| `{known.name}` | `.")]
        assert re.findall(r"`(\.\w+)`", row.split("|")[2]) == list(known.suffixes)
        assert f"`{known.name}`" in formats.partition("## Fields")[2]


def _parts(query: Query) -> Iterator[Query]:
    yield query
    for part in getattr(query, "parts", None) or [part for part in [getattr(query, "part", None)] if part]:
        yield from _parts(part)


@pytest.fixture
def app_of_toy(settings: Settings) -> Flask:
    from searchapp import create_app

    return create_app(settings)
