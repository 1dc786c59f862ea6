import os
from pathlib import Path
from typing import Any

import pytest

from indexer.summaries.limits import LARGEST_FILE
from indexer.summaries.readers import find_files, read
from indexer.vocabulary.model import Vocabulary

GOOD = "---\ntitle: T\n---\nText.\n"


def test_folders_are_read_in_order_and_other_files_passed_over(tmp_path: Path) -> None:
    for name in ("b.md", "a.md", "sub/c.txt", "README.md", "notes.pdf", ".hidden.md", ".git/d.md"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(GOOD)
    files = find_files([tmp_path])
    assert [path.relative_to(tmp_path).as_posix() for path in files.paths] == ["a.md", "b.md", "sub/c.txt"]
    assert [path.name for path in files.passed_over] == ["README.md", "notes.pdf"]
    assert files.problems == ()


def test_only_the_summaries_folder_of_a_corpus_is_read(tmp_path: Path) -> None:
    for name in ("summaries/a.md", "vocabulary/b.md", "c.md"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(GOOD)
    assert [path.name for path in find_files([tmp_path]).paths] == ["a.md"]


def test_a_path_given_twice_is_read_once(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(GOOD)
    assert len(find_files([tmp_path, tmp_path / "a.md"]).paths) == 1


def test_a_file_named_as_a_source_must_exist_and_have_a_known_format(tmp_path: Path) -> None:
    (tmp_path / "x.pdf").write_text("")
    problems = find_files([tmp_path / "x.pdf", tmp_path / "no.md"]).problems
    assert [str(problem) for problem in problems] == [
        f"{tmp_path}/x.pdf: unknown format; name it with --from, or use one of the suffixes .csv, .htm, .html, .json, "
        ".jsonl, .markdown, .md, .medline, .nbib, .ndjson, .nxml, .ris, .tab, .text, .tsv, .txt, .xhtml, .xml",
        f"{tmp_path}/no.md: no such file or folder; check the path",
    ]


def test_a_file_in_another_encoding_is_reported_with_its_line(tmp_path: Path, vocabulary: Vocabulary) -> None:
    path = tmp_path / "a.md"
    path.write_bytes("---\ntitle: T\n---\nNaïve\n".encode("latin-1"))
    assert [str(problem) for problem in read(path, vocabulary)] == [f"{path}:4: not UTF-8 text; save the file as UTF-8"]


def test_a_pipe_in_a_folder_is_reported_and_does_not_block(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.md")
    files = find_files([tmp_path])
    assert files.paths == ()
    assert str(files.problems[0]) == f"{tmp_path}/pipe.md: not a file; remove it from the folder"


def test_a_byte_order_mark_is_removed(tmp_path: Path, vocabulary: Vocabulary) -> None:
    path = tmp_path / "a.md"
    path.write_bytes(b"\xef\xbb\xbf" + GOOD.encode())
    (summary,) = read(path, vocabulary)
    assert summary.title == "T"  # type: ignore[union-attr]


def test_a_broken_link_is_reported(tmp_path: Path, vocabulary: Vocabulary) -> None:
    (tmp_path / "dangling.md").symlink_to(tmp_path / "gone.md")
    (problem,) = read(tmp_path / "dangling.md", vocabulary)
    assert str(problem) == f"{tmp_path}/dangling.md: cannot be read: No such file or directory; repair or remove it"


def test_very_deep_folders_are_read(tmp_path: Path) -> None:
    here = os.open(tmp_path, os.O_RDONLY)
    for _ in range(1_100):
        os.mkdir("d", dir_fd=here)
        inner = os.open("d", os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = inner
    os.close(os.open("a.md", os.O_CREAT, dir_fd=here))
    os.close(here)
    (path,) = find_files([tmp_path]).paths
    assert len(path.parts) == len(tmp_path.parts) + 1_101
    path.unlink()
    for _ in range(1_100):  # Python itself cannot remove so deep a folder
        path = path.parent
        path.rmdir()


def test_links_are_followed_only_to_files_inside_the_folder(tmp_path: Path, vocabulary: Vocabulary) -> None:
    (tmp_path / "secret.md").write_text(GOOD)
    (tmp_path / "elsewhere").mkdir()
    folder = tmp_path / "summaries"
    (folder / "sub").mkdir(parents=True)
    (folder / "sub" / "real.md").write_text(GOOD)
    (folder / "inside.md").symlink_to("sub/real.md")
    (folder / "outside.md").symlink_to("../secret.md")
    (folder / "folder").symlink_to("../elsewhere")
    (folder / "ring.md").symlink_to("ring.md")
    (folder / "up").symlink_to("..")
    files = find_files([folder])
    assert [path.relative_to(folder).as_posix() for path in files.paths] == ["inside.md", "ring.md", "sub/real.md"]
    assert [str(problem).removeprefix(f"{folder}/") for problem in files.problems] == [
        "folder: a link to a folder, which is not followed; name that folder as a source as well",
        "up: a link to a folder, which is not followed; name that folder as a source as well",
        "outside.md: a link that leads out of the folder; replace the link with the file",
    ]
    (problem,) = read(folder / "ring.md", vocabulary)
    assert str(problem) == f"{folder}/ring.md: cannot be read: Too many levels of symbolic links; repair or remove it"


def test_a_folder_with_the_name_of_a_summary_is_reported_and_read(tmp_path: Path) -> None:
    (tmp_path / "x.md").mkdir()
    (tmp_path / "x.md" / "y.md").write_text(GOOD)
    files = find_files([tmp_path])
    assert [path.name for path in files.paths] == ["y.md"]
    assert str(files.problems[0]) == f"{tmp_path}/x.md: a folder with the name of a summary; rename it"


def test_a_folder_that_cannot_be_read_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The error is simulated, because the tests may run as root, who can read every folder."""
    (tmp_path / "closed").mkdir()
    (tmp_path / "a.md").write_text(GOOD)
    scandir = os.scandir

    def guarded(path: str) -> Any:
        if str(path).endswith("closed"):
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", guarded)
    files = find_files([tmp_path])
    assert [path.name for path in files.paths] == ["a.md"]
    assert str(files.problems[0]) == (
        f"{tmp_path}/closed: cannot be read: Permission denied; check the folder's permissions"
    )


def test_a_pipe_that_replaces_a_file_does_not_block(tmp_path: Path, vocabulary: Vocabulary) -> None:
    os.mkfifo(tmp_path / "pipe.md")
    (problem,) = read(tmp_path / "pipe.md", vocabulary)
    assert str(problem) == f"{tmp_path}/pipe.md: cannot be read: not a file; repair or remove it"


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("---\ntitle: T\n---\nText.\n".encode("utf-16"), "1: not UTF-8 text"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "1: not a text file"),
        (b"---\ntitle: T\n---\nTex\xe2\x82", "4: not UTF-8 text"),  # cut within a character
        (b"---\ntitle: T\ntext: cut", "1: no front matter"),
        (b"---\ntitle: &a [*a]\n---\nText.\n", "2: aliases and deep nesting are not supported"),
        (b"---\na: &a [x,x]\nb: &b [*a,*a]\nc: [*b,*b]\n---\nText.\n", "2: aliases and deep nesting are not supported"),
        (b"---\ntitle: " + b"[" * 60_000 + b"\n---\nText.\n", "2: not YAML: exceeded maximum nesting depth"),
        (b"---\ntitle: T\nx: " + b"y" * 64_000 + b"\n---\nText.\n", "2: front matter of more than 64,000 characters"),
        (
            b"---\ntitle: " + b"t" * 1_001 + b"\n---\nText.\n",
            "2: title: a title of 1,001 characters",
        ),
        (b"---\ntitle: T\n---\n" + b"[" * 200_001, "4: a text of 200,001 characters; the limit is 200,000"),
        (b"", "1: no front matter"),
    ],
    ids=lambda value: value[:40] if isinstance(value, str) else "",
)
def test_invalid_content_is_reported_with_its_line(
    content: bytes, problem: str, tmp_path: Path, vocabulary: Vocabulary
) -> None:
    path = tmp_path / "a.md"
    path.write_bytes(content)
    texts = [str(problem) for problem in read(path, vocabulary)]
    assert texts[0].startswith(f"{path}:{problem}")


@pytest.mark.parametrize("suffix", ["md", "txt"])
def test_a_file_above_the_size_limit_is_not_read(suffix: str, tmp_path: Path, vocabulary: Vocabulary) -> None:
    path = tmp_path / f"a.{suffix}"
    path.write_bytes(b"word \n" * (LARGEST_FILE // 6 + 1))
    assert [str(problem) for problem in read(path, vocabulary)] == [
        f"{path}: larger than 4 MB, the limit of this format; split it, or use JSON Lines, which has no size limit"
    ]


def test_the_number_of_mistakes_reported_for_a_file_is_limited(tmp_path: Path, vocabulary: Vocabulary) -> None:
    path = tmp_path / "a.md"
    path.write_text("---\ntitle: T\nroutes: [" + ", ".join(f"r{n}" for n in range(9_000)) + "]\n---\nText.\n")
    assert len(list(read(path, vocabulary))) == 20


def test_a_long_quotation_in_a_message_is_cut(tmp_path: Path, vocabulary: Vocabulary) -> None:
    path = tmp_path / "a.md"
    path.write_text(f"---\ntitle: T\nyear: {'9' * 50_000}\n---\nText.\n")
    (problem,) = read(path, vocabulary)
    assert len(str(problem)) < 400
