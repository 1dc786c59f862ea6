"""Detection of the format of a file by content, suffix and option; gzip files and standard input."""

import gzip
from pathlib import Path

import pytest

from indexer.summaries.readers import INPUT_FORMATS, ReadingOptions, find_files, read
from indexer.summaries.readers.formats import detect_format
from indexer.summaries.summary import Summary
from indexer.vocabulary.model import Vocabulary

SAMPLES = Path(__file__).parents[1] / "data" / "formats"


# Plain text has no distinctive content; only its suffix or --from selects it.
@pytest.mark.parametrize(
    "sample", sorted(set(SAMPLES.iterdir()) - {SAMPLES / "notes.text"}), ids=lambda path: path.name
)
def test_the_format_is_detected_from_the_content(sample: Path, tmp_path: Path, vocabulary: Vocabulary) -> None:
    expected = list(read(sample, vocabulary))
    for name in ("nameless", "wrong.md", "wrong.csv.gz"):
        content = sample.read_bytes()
        path = tmp_path / name
        path.write_bytes(gzip.compress(content) if name.endswith("gz") else content)
        items = list(read(path, vocabulary))
        if sample.suffix != ".html":  # its id is made of the file name
            assert items == expected
        assert len(items) == len(expected)
        assert find_files([path]).paths == (path,)


def test_every_format_has_a_sample_and_is_detected_by_its_suffix_as_a_fallback() -> None:
    detected = [detect_format("", path.suffix) for path in SAMPLES.iterdir()]
    of_samples = {input_format.name for input_format in detected if input_format}
    assert of_samples | {"markdown", "page-dump", "jats"} == set(INPUT_FORMATS)
    assert [detect_format("", suffix) for suffix in ("", ".pdf")] == [None, None]
    assert all(detect_format("", suffix) for known in INPUT_FORMATS.values() for suffix in known.suffixes)


@pytest.mark.parametrize(
    ("start", "name"),
    [
        ("<!---->", None),
        ("<!--", None),
        ("<!", None),
        ("<?x>", None),
        ("---\n", None),
        (" ", None),
        ("TY", None),
        ('"a"', None),
        ('{"', "json-lines"),
        ("---\ntitle:\n", "markdown"),
    ],
)
def test_detection_of_repetitive_content_is_fast(start: str, name: str | None) -> None:
    detected = detect_format(start * (8192 // len(start)), "")
    assert (detected and detected.name) == name


def test_the_format_can_be_given(tmp_path: Path, vocabulary: Vocabulary) -> None:
    path = tmp_path / "x.pdf"
    path.write_text("Knees\n\nTY  - JOUR is what RIS begins with.\n")
    assert find_files([path]).paths == ()
    reading = ReadingOptions("text")
    assert find_files([path], reading).paths == (path,)
    (summary,) = read(path, vocabulary, reading)
    assert isinstance(summary, Summary)
    assert summary.title == "Knees"
    (problem,) = read(SAMPLES / "table.csv", vocabulary, ReadingOptions("pubmed-xml"))
    assert str(problem).endswith("table.csv: no <PubmedArticle> in the file; check that the file has this format")


def test_gzip_files_are_read_and_damaged_ones_reported(tmp_path: Path, vocabulary: Vocabulary) -> None:
    whole = gzip.compress((SAMPLES / "pubmed.nbib").read_bytes())
    (tmp_path / "a.nbib.gz").write_bytes(whole)
    (tmp_path / "b.nbib.gz").write_bytes(whole[: len(whole) // 2])
    (tmp_path / "c.nbib.gz").write_bytes(whole[:30] + b"\xff\xff" + whole[32:])
    (tmp_path / "d.md.gz").write_bytes(b"\x1f\x8b")
    paths = find_files([tmp_path]).paths
    assert [path.name for path in paths] == ["a.nbib.gz", "b.nbib.gz", "c.nbib.gz", "d.md.gz"]
    assert len(list(read(paths[0], vocabulary))) == 2
    for path in paths[1:]:
        *_, problem = read(path, vocabulary)
        assert str(problem) == f"{path}: the gzip data is incomplete or damaged; download or copy the file again"


def test_standard_input_is_a_source(tmp_path: Path, vocabulary: Vocabulary) -> None:
    (tmp_path / "spooled").write_text("---\ntitle: Cells for knees\n---\nText.\n")
    reading = ReadingOptions(standard_input=tmp_path / "spooled")
    assert find_files([Path("-")], reading).paths == (Path("-"),)
    (summary,) = read(Path("-"), vocabulary, reading)
    assert isinstance(summary, Summary)
    assert summary.id == "cells-for-knees"
    (tmp_path / "spooled").write_text("TY  - JOUR\nTI  - x\n")
    assert [str(item) for item in read(Path("-"), vocabulary, reading)] == [
        'standard input:1: a record without an end; add a line "ER  - " at its end'
    ]
