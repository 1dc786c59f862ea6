from __future__ import annotations

import json

from hypothesis import given

from indexer.output.exports import EXPORT_FORMATS, export
from indexer.output.exports.exported_summary import ExportedSummary
from indexer.output.exports.json_lines import json_line
from indexer.output.exports.plain_text import plain_text
from indexer.summaries.facets import FACETS
from indexer.summaries.summary import Citation, Summary

from .records import AS_PRINTED, PAGE_OF_A_SITE, TRIAL, WITHOUT_SOURCE, record, records


def test_a_line_holds_the_summary_as_the_api_gives_it() -> None:
    line = json.loads(json_line(WITHOUT_SOURCE))
    assert line == {
        "id": "plain",
        "title": "Notes on growing cells",
        "url": "/summaries/plain",
        "year": 2019,
        "updated": None,
        **{facet.field: [] for facet in FACETS},
        "paragraphs": ["How to feed cells."],
        "citation": None,
        "index": {"version": "v1"},
    }
    assert json.loads(json_line(TRIAL))["routes"] == [{"id": "joint", "label": "joint, disc and tendon"}]


@given(exported=records)
def test_every_summary_is_one_line_for_every_reader(exported: ExportedSummary) -> None:
    lines = (json_line(exported) + json_line(TRIAL)).splitlines()
    assert len(lines) == 2
    assert json.loads(lines[0])["title"] == exported.summary.title
    assert json.loads(lines[0])["paragraphs"] == list(exported.summary.paragraphs)


def test_references_are_lines_of_text_with_identifiers() -> None:
    assert plain_text(TRIAL) == (
        "Abel AB, van den Berg J-P, ALS Study Group, et al. "
        "A trial of IL-6 {and} TNF-α in Lou's disease: 100% done? Nerve & Muscle. 2018;84(3):361-373. "
        "doi:10.1234/a_b. PMID: 30048006.\n"
    )
    assert plain_text(PAGE_OF_A_SITE) == "News of cells. Cell News. 2019. https://news.example/1?a=b\n"
    assert plain_text(AS_PRINTED) == "Some Book, p. 7. doi:10.1/x\n"
    assert plain_text(WITHOUT_SOURCE) == ("Notes on growing cells. Cells & Co. https://cells.example/summaries/plain\n")


def test_a_study_known_by_its_doi_alone_is_named_by_it() -> None:
    assert plain_text(record(Summary("a", "Ours", ("p",), citation=Citation(doi="10.1/x")))) == (
        "https://doi.org/10.1/x.\n"
    )


@given(exported=records)
def test_every_format_writes_every_text(exported: ExportedSummary) -> None:
    for chosen in EXPORT_FORMATS.values():
        written = b"".join(export(chosen, [exported, TRIAL])).decode()
        assert written.startswith(chosen.head)
        assert written.endswith(chosen.write(TRIAL))


def test_exports_come_in_pieces_as_they_are_read() -> None:
    taken = 0

    def many() -> object:
        nonlocal taken
        for _ in range(1000):
            taken += 1
            yield TRIAL

    pieces = export(EXPORT_FORMATS["ris"], many())  # type: ignore[arg-type]
    first = next(pieces)
    assert 64 * 1024 <= len(first) < 70 * 1024
    assert taken <= 100
    assert len(first + b"".join(pieces)) == 1000 * len("".join(EXPORT_FORMATS["ris"].write(TRIAL)).encode())
