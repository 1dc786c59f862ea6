"""Faults in files of many records, damaged files, size limits, and streams of any length."""

import io
import itertools
import json
import sys
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.errors import Problem
from indexer.summaries.limits import LARGEST_RECORD
from indexer.summaries.readers import ReadingOptions, read
from indexer.summaries.readers.formats import INPUT_FORMATS
from indexer.summaries.summary import Summary
from indexer.vocabulary.model import Vocabulary

NBIB = "PMID- {0}\nTI  - Title {0}\nAB  - Text.\n\n"
RIS = "TY  - JOUR\nTI  - Title {0}\nAB  - Text.\nAN  - PMID: {0}\nER  - \n\n"
PUBMED = (
    "<PubmedArticle><MedlineCitation><PMID>{0}</PMID><Article><ArticleTitle>Title {0}</ArticleTitle>"
    "<Abstract><AbstractText>Text.</AbstractText></Abstract></Article></MedlineCitation></PubmedArticle>\n"
)
JATS = (
    '<article><front><article-meta><article-id pub-id-type="pmid">{0}</article-id><title-group>'
    "<article-title>Title {0}</article-title></title-group><abstract><p>Text.</p></abstract></article-meta></front>"
    "</article>\n"
)
CSV = "{0},Title {0},Text.\n"
STUDY = json.dumps(
    {
        "protocolSection": {
            "identificationModule": {"nctId": "NCT0000000#", "briefTitle": "Title #"},
            "descriptionModule": {"briefSummary": "Text."},
        }
    }
)


SAMPLES = Path(__file__).parents[1] / "data" / "formats"
SPLINTERS = [
    b"<", b"&", b"]]>", b"<![CDATA[", b"<!--", b'"', b"{", b"[" * 50, b"}", b"\\ud800", b"\xff\xfe", b"\0", b"\r",
    b"\r\n", b"\n\n", b"<PubmedArticle>", b"<article>", b"TY  - ", b"ER  - ", b"PMID- ", b"1e999", b",,,,", b"\t",
    b"\xc2\x85", b"\xe2\x80\xa8", b"</p>", b"<p>", b"null", b"9" * 5000, b"\x1f\x8b",
]  # fmt: skip


def studies(*records: str) -> str:
    return '{"totalCount": 3, "studies": [\n' + ",\n".join(records) + '\n], "nextPageToken": "x"}'


def results(suffix: str, content: str | bytes, folder: Path, vocabulary: Vocabulary) -> list[str]:
    """Return the last digit of each summary id, and each problem without the path, in file order."""
    path = folder / f"x{suffix}"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    items = read(path, vocabulary)
    return [str(i).removeprefix(f"{path}:") if isinstance(i, Problem) else i.id[-1] for i in items]


@pytest.mark.parametrize(
    ("suffix", "content", "expected"),
    [
        (".nbib", NBIB.format(1) + "PMID- 2\nAB  - Text.\n\n" + NBIB.format(3), ["1", "5: no title; add one", "3"]),
        (
            ".nbib",
            "Downloaded today.\nFor you.\n" + NBIB.format(1),
            ['1: "Downloaded today." belongs to no record; a record starts with "PMID"', "1"],
        ),
        (
            ".nbib",
            NBIB.format(1).encode() + b"PMID- 2\nTI  - Na\xefve\n\n" + NBIB.format(3).encode(),
            ["1", "6: not UTF-8 text; save the file as UTF-8", "3"],
        ),
        (
            ".nbib",
            NBIB.format(1) + f"PMID- 2\nTI  - {'t' * 1_001}\n\n" + NBIB.format(3),
            ["1", "5: a title of 1,001 characters; the limit is 1,000; shorten it", "3"],
        ),
        (
            ".nbib",
            NBIB.format(1) + "PMID- 2\n" + "AU  - A B\n" * 20_001,
            ["1", "5: a record of more than 20,000 lines"],
        ),
        (
            ".ris",
            RIS.format(1) + RIS.format(2).replace("ER  - ", "") + RIS.format(3),
            ["1", "7: a record without", "3"],
        ),
        (".ris", RIS.format(1) + "TY  - JOUR\nTI  - Cut", ["1", "7: a record without an end"]),
        (".ris", RIS.format(1) + "stray words\n" + RIS.format(3), ["1", '7: "stray words" belongs to no record', "3"]),
        (".ris", RIS.format(1) + "TY  - JOUR\nER  - \n" + RIS.format(3), ["1", "7: no title", "3"]),
        (
            ".xml",
            f"<PubmedArticleSet>\n{PUBMED.format(1)}{PUBMED.format(2).replace('Text.', '1 < 2')}{PUBMED.format(3)}",
            ["1", "3: not well-formed XML: StartTag: invalid element name", "3"],
        ),
        (
            ".xml",
            f"<PubmedArticleSet>\n{PUBMED.format(1)}<PubmedArticle>\n<PMID>2</PMID>\n{PUBMED.format(3)}",
            ["1", '3: <PubmedArticle> has no end tag; it should end with "</PubmedArticle>"', "3"],
        ),
        (
            ".xml",
            f"<PubmedArticleSet>\n{PUBMED.format(1)}{PUBMED.format(2)[:80]}",
            ["1", "3: <PubmedArticle> has no end"],
        ),
        (
            ".xml",
            f"<PubmedArticleSet>\n{PUBMED.format(1)}{PUBMED.format(2).replace('Title', '&x;')}",
            ["1", "3: not well"],
        ),
        (".xml", "<PubmedArticleSet></PubmedArticleSet>", [" no <PubmedArticle> in the file"]),
        (".nxml", JATS.format(1) + JATS.format(2).replace("Title 2", " ") + JATS.format(3), ["1", "2: no title", "3"]),
        (
            ".nxml",
            JATS.format(1) + JATS.format(2).replace("</p>", "") + JATS.format(3),
            ["1", "2: not well-formed", "3"],
        ),
        (".csv", "pmid,title,text\n" + CSV.format(1) + "2,,x\n" + CSV.format(3), ["1", "3: no title; add one", "3"]),
        (
            ".csv",
            "pmid,title,text\n" + CSV.format(1) + '2,"two\nlines",x\n' + "3,A,B,C\n" + CSV.format(4),
            [
                "1",
                "2",
                "5: 4 cells, but the header row has 3; quote a cell that contains the delimiter",
                "4",
            ],
        ),
        (
            ".csv",
            "pmid,title,text\n" + '1,"a" b,x\n' + CSV.format(3),
            ["2: not CSV: ',' expected after '\"'; write a quote inside a cell twice, \"\"", "3"],
        ),
        (
            ".csv",
            b"pmid,title,text\n1,Na\xefve,x\n" + CSV.format(3).encode(),
            ["2: not UTF-8 text; save the file as UTF-8", "3"],
        ),
        (".csv", "a,b\n1,2\n", ['1: no column for the title among "a", "b"; name it with --map title=NAME']),
        (".csv", "", ["1: no column for the title"]),
        (
            ".csv",
            "title,conditions\nA,knee-ao\n",
            ['2: unknown condition "knee-ao"; did you mean "knee-oa"?'],
        ),
        (
            ".json",
            studies(
                STUDY.replace("#", "1"), STUDY.replace("#", "2").replace('"brief', "brief"), STUDY.replace("#", "3")
            ),
            ["1", "3: not JSON: Expecting property name enclosed in double quotes", "3"],
        ),
        (
            ".json",
            studies(STUDY.replace("#", "1"), STUDY.replace("#", "2"))[:-80],
            ["1", "3: not JSON: "],
        ),
        (
            ".json",
            studies(STUDY.replace("#", "1"), '{"a": 1}', "7"),
            ["1", "3: neither a title nor", "4: not an object"],
        ),
        (".json", studies('{"protocolSection": {}}', STUDY.replace("#", "3")), ["2: a study without its number", "3"]),
        (".json", "[]", []),
        (".json", "[" * 100_000, ["1: not JSON: nested too deeply"]),
        (".json", f"[{STUDY.replace('#', '1')}]", ["1"]),
        (".json", json.dumps(json.loads(STUDY.replace("#", "1")), indent=2), ["1"]),
        (".json", "\n".join(STUDY.replace("#", n) for n in "123"), ["1", "2", "3"]),
        (".json", studies(STUDY.replace("#", "1")) + "\n" + studies(STUDY.replace("#", "2")), ["1", "2"]),
        (".html", "", [" not HTML: Document is empty; save the page again"]),
        (".html", "<html><head><title>x</title></head><body></body></html>", [" no text in the page"]),
        (".text", "Only a title", ["1: no summary found; write a title, a blank line, and the text"]),
        (".text", b"\x89PNG\0", ["1: not a text file; remove it from the folder"]),
    ],
)
def test_a_fault_is_reported_with_its_line_and_the_other_records_are_read(
    suffix: str, content: str | bytes, expected: list[str], tmp_path: Path, vocabulary: Vocabulary
) -> None:
    actual = results(suffix, content, tmp_path, vocabulary)
    assert len(actual) == len(expected)
    for text, expected_start in zip(actual, expected, strict=True):
        assert text.startswith(expected_start)


@pytest.mark.parametrize(
    ("wrong", "problem"),
    [
        ({"conditions": ["knee-ao"]}, 'unknown condition "knee-ao"; did you mean "knee-oa"?'),
        ({"conditions": ["AD"]}, 'condition "AD" is ambiguous; write alzheimers or eczema'),
        ({"routes": 3}, '"routes" is not a list of words; write ["one", "two"]'),
        ({"year": "soon"}, '"soon" is not a year; give four digits'),
        ({"citation": []}, '"citation" is not an object; write {"authors": [...], "title": ...}'),
        (
            {"citation": {"authors": ["\ud800"]}},
            "a lone surrogate (\\ud800 to \\udfff); write both surrogates, or the character itself",
        ),
        ({"citation": {"jornal": "x"}}, 'citation: unknown key "jornal"; did you mean "journal"?'),
        (
            {"citation": {"doi": "x"}},
            'citation: doi: "x" is not valid; give a DOI such as 10.1234/abc',
        ),
    ],
)
def test_an_invalid_field_in_json_rejects_its_line(
    wrong: dict[str, object], problem: str, tmp_path: Path, vocabulary: Vocabulary
) -> None:
    good = json.dumps({"id": "1", "title": "T"})
    bad = json.dumps({"id": "2", "title": "T", **wrong})
    assert results(".jsonl", f"{good}\n{bad}\n{good}", tmp_path, vocabulary) == ["1", f"2: {problem}", "1"]


def test_entities_declared_in_xml_are_neither_fetched_nor_expanded(tmp_path: Path, vocabulary: Vocabulary) -> None:
    (tmp_path / "secret").write_text("secret words")
    declared = (
        f'<!DOCTYPE PubmedArticleSet SYSTEM "{tmp_path}/secret" [<!ENTITY a "{"ha" * 1_000}">'
        f'<!ENTITY b "{"&a;" * 1_000}"><!ENTITY c SYSTEM "file://{tmp_path}/secret">]>\n<PubmedArticleSet>\n'
    )
    bad = "".join(PUBMED.format(n).replace("Text.", entity) for n, entity in ((1, "&b;"), (2, "&c;")))
    first, second, third = results(".xml", declared + bad + PUBMED.format(3), tmp_path, vocabulary)
    assert first == "3: not well-formed XML: Entity 'b' not defined; download the record again, or repair it"
    assert second.startswith("4: not well-formed XML: Entity 'c' not defined")
    assert third == "3"


@pytest.mark.parametrize(("suffix", "record"), [(".xml", PUBMED), (".json", STUDY)])
def test_a_record_above_the_size_limit_is_skipped(
    suffix: str, record: str, tmp_path: Path, vocabulary: Vocabulary
) -> None:
    records = [record.replace("#", n).format(n) if suffix == ".xml" else record.replace("#", n) for n in "123"]
    records[1] = records[1].replace("Text.", "x" * (LARGEST_RECORD + (3 << 20)))
    content = studies(*records) if suffix == ".json" else "<PubmedArticleSet>\n" + "".join(records)
    actual = results(suffix, content, tmp_path, vocabulary)
    assert (actual[0], actual[-1]) == ("1", "3")
    assert len(actual) == 3
    assert actual[1].startswith("3: ")


def test_a_missing_trafilatura_is_reported_with_the_install_command(
    tmp_path: Path, vocabulary: Vocabulary, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "trafilatura", None)
    (problem,) = results(".html", "<html><body><p>Text.</p></body></html>", tmp_path, vocabulary)
    assert problem.startswith(" reading web pages requires trafilatura, which is not installed")
    assert problem.endswith("; install it with: pip install 'summary-search[web]'")


@settings(max_examples=30)
@given(data=st.data())
@pytest.mark.parametrize("sample", sorted(SAMPLES.iterdir()), ids=lambda path: path.name)
def test_a_damaged_file_yields_only_summaries_and_problems(
    sample: Path, data: st.DataObject, tmp_path: Path, vocabulary: Vocabulary
) -> None:
    content = bytearray(sample.read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(content)))
        until = min(len(content), at + data.draw(st.sampled_from([0, 1, 2, 40, 400])))
        content[at:until] = data.draw(st.binary(max_size=4) | st.sampled_from(SPLINTERS))
    path = tmp_path / f"x{sample.suffix}"
    path.write_bytes(bytes(content))
    for format_name in (None, data.draw(st.sampled_from(sorted(INPUT_FORMATS)))):
        for item in read(path, vocabulary, ReadingOptions(format_name)):
            assert isinstance(item, Summary | Problem)
            assert str(item)


class Endless(io.RawIOBase):
    """An endless stream of bytes, generated as they are read; ``given`` counts them."""

    def __init__(self, parts: Iterator[bytes]) -> None:
        self._parts = parts
        self._left = b""
        self.given = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        while len(self._left) < len(buffer):
            self._left += next(self._parts)
        buffer[:] = self._left[: len(buffer)]
        self._left = self._left[len(buffer) :]
        self.given += len(buffer)
        return len(buffer)


FILLED = "t" * 18_000  # one word, because splitting words is slow while memory is traced


@pytest.mark.parametrize(
    ("name", "start", "record"),
    [
        ("nbib", "", lambda n: NBIB.format(n)),
        ("ris", "", lambda n: RIS.format(n)),
        ("pubmed-xml", "<PubmedArticleSet>", lambda n: PUBMED.format(n)),
        ("jats", "<pmc-articleset>", lambda n: JATS.format(n)),
        ("delimited", "pmid,title,text\n", lambda n: CSV.format(n)),
        ("json", '{"studies": [', lambda n: STUDY.replace("#", str(n % 10)) + ","),
        ("json", "[", lambda n: json.dumps({"id": str(n), "title": "T", "text": "Text."}) + ",\n"),
        ("json-lines", "", lambda n: json.dumps({"id": str(n), "title": "T", "text": "Text."}) + "\n"),
    ],
)
def test_an_endless_stream_is_read_in_bounded_memory(
    name: str, start: str, record: Callable[[int], str], vocabulary: Vocabulary
) -> None:
    records = (record(n).replace("Text.", FILLED).encode() for n in itertools.count(1))
    endless = Endless(itertools.chain([start.encode()], records))
    stream = io.BufferedReader(endless)
    known = INPUT_FORMATS[name]
    items = known.read(stream if known.binary else io.TextIOWrapper(stream), "x", vocabulary)
    list(itertools.islice(items, 1))
    tracemalloc.start()
    actual = list(itertools.islice((type(item).__name__ for item in items), 1_000))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert set(actual) == {"Summary"}
    assert endless.given > 14_000_000
    assert peak < 8_000_000
