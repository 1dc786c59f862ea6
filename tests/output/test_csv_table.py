import csv
import io

import pytest
from hypothesis import given

from indexer.output.exports.csv_table import COLUMNS, csv_head, csv_row
from indexer.output.exports.exported_summary import ExportedSummary, one_line
from indexer.summaries.summary import Summary

from .samples import TRIAL, WITHOUT_SOURCE, exported_summaries, exported_summary


def read(text: str) -> list[dict[str, str]]:
    assert text.startswith("\ufeff")
    rows = list(csv.DictReader(io.StringIO(text[1:], newline=""), strict=True))
    assert all(set(row) == set(COLUMNS) and None not in row.values() for row in rows)
    return rows


def test_a_summary_is_a_row() -> None:
    assert csv_row(TRIAL) == (
        "als-it,Cells given intrathecally in ALS,https://cells.example/summaries/als-it,2018,"
        'amyotrophic lateral sclerosis,,"joint, disc and tendon",,,'
        "Abel AB; van den Berg J-P; ALS Study Group; et al.,"
        "A trial of IL-6 {and} TNF-α in Lou's disease: 100% done?,Nerve & Muscle,,84,3,361-373,"
        "10.1234/a_b,30048006,PMC6175096,https://doi.org/10.1234/a_b,"
        '"Abel AB, van den Berg J-P, ALS Study Group, et al. '
        "A trial of IL-6 {and} TNF-α in Lou's disease: 100% done? Nerve & Muscle. 2018;84(3):361-373.\","
        '"Twelve patients, 50% women.\nHeadache was the only harm."\r\n'
    )


def test_the_header_row_follows_a_byte_order_mark() -> None:
    assert csv_head() == (
        "\ufeffid,title,url,year,conditions,cell_types,routes,donor,study,authors,study_title,journal,site,volume,"
        "issue,pages,doi,pmid,pmcid,link,citation,text\r\n"
    )


def test_unknown_values_are_empty() -> None:
    (row,) = read(csv_head() + csv_row(WITHOUT_SOURCE))
    assert {name: value for name, value in row.items() if value} == {
        "id": "plain",
        "title": "Notes on growing cells",
        "url": "https://cells.example/summaries/plain",
        "year": "2019",
        "text": "How to feed cells.",
    }


@pytest.mark.parametrize(
    "title", ["=1+1", "+1", "-1", "@SUM(A1)", "=cmd|' /C calc'!A0", " =1", "\t=1", "\r=1", "＝1", "\x00=1"]
)
def test_no_cell_is_a_formula(title: str) -> None:
    (row,) = read(csv_head() + csv_row(exported_summary(Summary("a", title, (title,)))))
    assert row["title"] == row["text"] == f"'{one_line(title)}"


def test_no_text_becomes_a_formula_after_an_empty_paragraph() -> None:
    (row,) = read(csv_head() + csv_row(exported_summary(Summary("a", "t", ("\x00", "=1")))))
    assert row["text"] == "'\n=1"


def test_long_texts_are_cut_to_the_limit_of_excel() -> None:
    (row,) = read(csv_head() + csv_row(exported_summary(Summary("a", "t", ("x" * 100_000,)))))
    assert len(row["text"]) == 32_767
    assert row["text"].endswith("xx … (cut: a cell holds no more)")


@given(exported=exported_summaries)
def test_texts_are_unchanged_except_for_the_apostrophe(exported: ExportedSummary) -> None:
    row, after = read(csv_head() + csv_row(exported) + csv_row(TRIAL))
    assert after == read(csv_head() + csv_row(TRIAL))[0]
    for cell in row.values():
        assert not cell.startswith(tuple("=+-@\t\r"))
    title = one_line(exported.summary.title)
    assert row["title"] in (title, f"'{title}")
    assert [line.removeprefix("'") for line in row["text"].split("\n")] == [
        one_line(each).removeprefix("'") for each in exported.summary.paragraphs
    ]
