import json

from hypothesis import given

from indexer.output.exports import EXPORT_FORMATS, export
from indexer.output.exports.exported_summary import ExportedSummary
from indexer.output.exports.json_lines import json_line
from indexer.output.exports.plain_text import plain_text
from indexer.summaries.facets import FACETS
from indexer.summaries.summary import Citation, Summary

from .samples import AS_PRINTED, PAGE_OF_A_SITE, TRIAL, WITHOUT_SOURCE, exported_summaries, exported_summary


def test_a_json_line_is_the_summary_of_the_api() -> None:
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


@given(exported=exported_summaries)
def test_every_summary_is_one_line(exported: ExportedSummary) -> None:
    lines = (json_line(exported) + json_line(TRIAL)).splitlines()
    assert len(lines) == 2
    assert json.loads(lines[0])["title"] == exported.summary.title
    assert json.loads(lines[0])["paragraphs"] == list(exported.summary.paragraphs)


def test_plain_text_is_the_citation_with_its_identifiers() -> None:
    assert plain_text(TRIAL) == (
        "Abel AB, van den Berg J-P, ALS Study Group, et al. "
        "A trial of IL-6 {and} TNF-α in Lou's disease: 100% done? Nerve & Muscle. 2018;84(3):361-373. "
        "doi:10.1234/a_b. PMID: 30048006.\n"
    )
    assert plain_text(PAGE_OF_A_SITE) == "News of cells. Cell News. 2019. https://news.example/1?a=b\n"
    assert plain_text(AS_PRINTED) == "Some Book, p. 7. doi:10.1/x\n"
    assert plain_text(WITHOUT_SOURCE) == ("Notes on growing cells. Cells & Co. https://cells.example/summaries/plain\n")


def test_a_citation_with_only_a_doi_is_its_url() -> None:
    assert plain_text(exported_summary(Summary("a", "Ours", ("p",), citation=Citation(doi="10.1/x")))) == (
        "https://doi.org/10.1/x.\n"
    )


@given(exported=exported_summaries)
def test_every_format_writes_every_text(exported: ExportedSummary) -> None:
    for chosen in EXPORT_FORMATS.values():
        written = b"".join(export(chosen, [exported, TRIAL])).decode()
        assert written.startswith(chosen.head)
        assert written.endswith(chosen.write(TRIAL))


def test_exports_are_streamed_in_chunks() -> None:
    read = 0

    def many() -> object:
        nonlocal read
        for _ in range(1000):
            read += 1
            yield TRIAL

    pieces = export(EXPORT_FORMATS["ris"], many())  # type: ignore[arg-type]
    first = next(pieces)
    assert 64 * 1024 <= len(first) < 70 * 1024
    assert read <= 100
    assert len(first + b"".join(pieces)) == 1000 * len("".join(EXPORT_FORMATS["ris"].write(TRIAL)).encode())
