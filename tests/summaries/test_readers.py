from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from indexer.language.vocabulary import Vocabulary
from indexer.summaries.readers import find_files, read

GOOD = "---\ntitle: T\n---\nText.\n"


def test_folders_are_walked_in_order_and_other_files_passed_over(tmp_path: Path) -> None:
    for name in ("b.md", "a.md", "sub/c.txt", "README.md", "notes.pdf", ".hidden.md", ".git/d.md"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(GOOD)
    found = find_files([tmp_path])
    assert [path.relative_to(tmp_path).as_posix() for path in found.paths] == ["a.md", "b.md", "sub/c.txt"]
    assert [path.name for path in found.passed_over] == ["README.md", "notes.pdf"]
    assert found.problems == ()


def test_of_a_corpus_folder_its_summaries_are_read(tmp_path: Path) -> None:
    for name in ("summaries/a.md", "vocabulary/b.md", "c.md"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(GOOD)
    assert [path.name for path in find_files([tmp_path]).paths] == ["a.md"]


def test_a_path_given_twice_is_read_once(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(GOOD)
    assert len(find_files([tmp_path, tmp_path / "a.md"]).paths) == 1


def test_a_file_named_outright_must_be_there_and_of_a_known_format(tmp_path: Path) -> None:
    (tmp_path / "x.pdf").write_text("")
    problems = find_files([tmp_path / "x.pdf", tmp_path / "no.md"]).problems
    assert [str(problem) for problem in problems] == [
        f"{tmp_path}/x.pdf: unknown format; files ending in .jsonl, .md, .txt can be read",
        f"{tmp_path}/no.md: no such file or folder; check the path",
    ]


def test_a_file_in_another_encoding_is_told_with_its_line(tmp_path: Path, vocabulary: Vocabulary) -> None:
    path = tmp_path / "a.md"
    path.write_bytes("---\ntitle: T\n---\nNaïve\n".encode("latin-1"))
    assert [str(problem) for problem in read(path, vocabulary)] == [f"{path}:4: not UTF-8 text; save the file as UTF-8"]


def test_a_pipe_with_a_summarys_name_is_reported_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.md")
    found = find_files([tmp_path])
    assert found.paths == ()
    assert str(found.problems[0]) == f"{tmp_path}/pipe.md: not a file; remove it from the folder"


def test_a_byte_order_mark_is_no_part_of_the_text(tmp_path: Path, vocabulary: Vocabulary) -> None:
    path = tmp_path / "a.md"
    path.write_bytes(b"\xef\xbb\xbf" + GOOD.encode())
    (summary,) = read(path, vocabulary)
    assert summary.title == "T"  # type: ignore[union-attr]


def test_a_folder_that_looks_like_a_file_is_reported(
    tmp_path: Path, vocabulary: Vocabulary, write: Callable[[dict[str, str]], Path]
) -> None:
    (tmp_path / "dangling.md").symlink_to(tmp_path / "gone.md")
    (problem,) = read(tmp_path / "dangling.md", vocabulary)
    assert str(problem) == (
        f"{tmp_path}/dangling.md: cannot be read: No such file or directory; check the file's permissions"
    )
