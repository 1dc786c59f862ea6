"""A format that is added to INPUT_FORMATS at run time works in Python and on the command line without further edits."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TextIO

import pytest
from click.testing import CliRunner

from indexer.cli import main
from indexer.errors import Problem
from indexer.summaries.limits import Fault
from indexer.summaries.readers import INPUT_FORMATS, ReadingOptions, find_files, items, read
from indexer.summaries.readers.contract import ReadItem, TermLookup
from indexer.summaries.readers.formats import InputFormat, detect_format
from indexer.summaries.summary import Summary
from indexer.vocabulary.model import Vocabulary

VOCABULARY = Path(__file__).parents[1] / "data" / "vocabulary"
MARKER = "#cards\n"
CARDS = "worn-knees | Cells for worn knees | Pain fell by half.\nno separators\nstroke | Stroke | No change.\n"


def read_cards(
    stream: TextIO, _where: str, _terms: TermLookup, columns: Mapping[str, str] | None = None
) -> Iterator[ReadItem]:
    """Yield a summary for each line "id | title | text"; the column "title" can be renamed to a prefix for titles."""
    prefix = (columns or {}).get("title", "")
    for number, line in enumerate(stream, 1):
        cells = [cell.strip() for cell in line.split("|")]
        if len(cells) == 3:
            yield number, Summary(cells[0], prefix + cells[1], (cells[2],))
        elif line != MARKER:
            yield number, Fault("a card without three cells", 'write "id | title | text"')


@pytest.fixture
def cards() -> Iterator[InputFormat]:
    """The format "cards", listed in INPUT_FORMATS until the test ends."""
    added = InputFormat(
        "cards", (".cards",), lambda start: start.startswith(MARKER), read_cards, columns=("title", "hue")
    )
    INPUT_FORMATS[added.name] = added
    yield added
    del INPUT_FORMATS[added.name]


def run(*arguments: str | Path) -> tuple[int, str]:
    """Run an indexer command; return its exit code and its output."""
    done = CliRunner().invoke(main, list(map(str, arguments)))
    return done.exit_code, done.output


@pytest.mark.usefixtures("cards")
def test_its_files_are_found_and_read(tmp_path: Path, vocabulary: Vocabulary) -> None:
    path = tmp_path / "a.cards"
    path.write_text(CARDS)
    (tmp_path / "b.pdf").write_text(CARDS)
    assert find_files([tmp_path]).paths == (path,)
    knees, problem, stroke = read(path, vocabulary)
    assert knees == Summary("worn-knees", "Cells for worn knees", ("Pain fell by half.",))
    assert problem == Problem(str(path), 2, "a card without three cells", 'write "id | title | text"')
    assert list(items([tmp_path], vocabulary)) == [knees, problem, stroke]
    (renamed, *_) = read(path, vocabulary, ReadingOptions(columns={"title": "Review: "}))
    assert isinstance(renamed, Summary)
    assert renamed.title == "Review: Cells for worn knees"


def test_it_is_detected_by_content_then_by_suffix(cards: InputFormat) -> None:
    assert detect_format(MARKER, "") is cards
    assert detect_format(MARKER, ".csv") is cards
    assert detect_format("", ".cards") is cards


@pytest.mark.usefixtures("cards")
@pytest.mark.parametrize(
    ("name", "content", "options"),
    [
        ("nameless", MARKER + CARDS, ()),
        ("a.cards", CARDS, ()),
        ("a.dat", CARDS, ("--from", "cards", "--map", "title=Review: ", "--map", "hue=x")),
    ],
)
def test_it_is_indexed_and_found_by_a_search(name: str, content: str, options: tuple[str, ...], tmp_path: Path) -> None:
    (tmp_path / name).write_text(content)
    index = ("--index", tmp_path / "index")
    code, output = run("rebuild", tmp_path / name, *options, *index, "--vocabulary", VOCABULARY)
    assert code == 1  # one card is rejected
    assert "a card without three cells" in output
    code, output = run("search", "pain fell", *index, "--json")
    assert code == 0
    assert '"worn-knees"' in output
    assert '"stroke"' not in output


def test_it_is_a_choice_of_the_command_line_only_while_it_is_listed(
    request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    (tmp_path / "a.dat").write_text(MARKER + CARDS)
    arguments = ("check", tmp_path / "a.dat", "--vocabulary", VOCABULARY)
    code, output = run(*arguments, "--from", "cards")
    assert code == 2
    assert "'cards' is not one of 'markdown', 'json-lines'" in output
    assert run(*arguments, "--map", "hue=x")[0] == 2
    request.getfixturevalue("cards")
    assert run(*arguments, "--from", "cards", "--map", "hue=x")[0] == 1
    assert "'text', 'cards'." in run(*arguments, "--from", "card")[1]
