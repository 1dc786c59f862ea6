import json
from pathlib import Path

import pytest

from indexer.errors import Problem
from indexer.summaries.limits import LONGEST_LINE
from indexer.summaries.readers import read
from indexer.summaries.summary import Summary
from indexer.vocabulary.model import Vocabulary

GOOD = json.dumps({"id": "good", "title": "Knees", "text": "Text."}).encode()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "lines.jsonl"


def results(path: Path, vocabulary: Vocabulary) -> list[str]:
    """Return the id of each summary, and each problem without the path, in file order."""
    items = read(path, vocabulary)
    return [str(i).removeprefix(f"{path}:") if isinstance(i, Problem) else i.id for i in items]


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        (b'{"id": "a", "title": "T", "text": "\\ud800"}', "a lone surrogate"),
        (b'{"id": "a\\udfff", "title": "T"}', "a lone surrogate"),
        (b'{"title": "\\udc80 T"}', "a lone surrogate"),
        (b'{"title": "Na\xefve"}', "not UTF-8 text; save the file as UTF-8"),
        (b"[" * 100_000, "not JSON: maximum recursion depth exceeded"),
        (b'{"title": ' * 100_000, "not JSON: maximum recursion depth exceeded"),
        (b'{"title": "T", "n": ' + b"9" * 5_000 + b"}", "not JSON: Exceeds the limit"),
        (b'{"title": "T", "text": "cut', "not JSON: Unterminated string"),
        (b'{"title": "T\0"}', "not JSON: Invalid control character"),
        (b"[]", "not an object"),
        (b'{"text": 3}', '"text" is not text; put it in quotes'),
        (b'{"id": "x"}', "neither a title nor a text"),
        (b'{"title": "' + b"t" * 1_001 + b'"}', "a title of 1,001 characters; the limit is 1,000; shorten it"),
        (b'{"text": "' + b"t" * 200_001 + b'"}', "a text of 200,001 characters; the limit is 200,000"),
    ],
    ids=lambda value: value[:40] if isinstance(value, str) else "",
)
def test_a_broken_line_is_reported_with_its_number_and_the_others_are_read(
    line: bytes, problem: str, path: Path, vocabulary: Vocabulary
) -> None:
    path.write_bytes(GOOD + b"\n" + line + b"\n\n" + GOOD)
    first, broken, last = results(path, vocabulary)
    assert (first, last) == ("good", "good")
    assert broken.startswith(f"2: {problem}")


def test_a_line_above_the_length_limit_is_skipped(path: Path, vocabulary: Vocabulary) -> None:
    with path.open("wb") as stream:
        stream.write(GOOD + b"\n" + b'{"title": "' + b"x" * (3 * LONGEST_LINE) + b'"}\n' + GOOD + b"\n")
        stream.write(b"y" * (2 * LONGEST_LINE))
    problem = "a line of more than 2,000,000 characters; write one object per line"
    assert results(path, vocabulary) == ["good", f"2: {problem}", "good", f"4: {problem}"]


def test_a_surrogate_pair_is_one_character(path: Path, vocabulary: Vocabulary) -> None:
    path.write_bytes(b'{"title": "\\ud83d\\ude00"}')
    (summary,) = read(path, vocabulary)
    assert isinstance(summary, Summary)
    assert summary.title == "\U0001f600"


def test_invisible_characters_are_removed_and_control_characters_separate_words(
    path: Path, vocabulary: Vocabulary
) -> None:
    path.write_text(json.dumps({"title": "Kn\u00adees\u202e\u200b and\x00\x1b[31mhips\x9b\u2066"}))
    (summary,) = read(path, vocabulary)
    assert isinstance(summary, Summary)
    assert summary.title == "Knees and [31mhips"


@pytest.mark.parametrize(
    ("written", "read_as"),
    [('"A.1"', "A.1"), ("7", "7"), ("null", "knees"), ("[1]", "knees"), ('"../../etc"', "etc"), ('"a/b"', "a-b")],
)
def test_an_id_is_made_safe_for_urls(written: str, read_as: str, path: Path, vocabulary: Vocabulary) -> None:
    path.write_text(f'{{"id": {written}, "title": "Knees"}}')
    assert results(path, vocabulary) == [read_as]
