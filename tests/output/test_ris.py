import rispy
from hypothesis import given

from indexer.output.exports.exported_summary import ExportedSummary, one_line, reference
from indexer.output.exports.ris import ris

from .samples import AS_PRINTED, PAGE_OF_A_SITE, TRIAL, WITHOUT_SOURCE, exported_summaries


def test_an_article_is_written_tag_by_tag() -> None:
    assert ris(TRIAL).split("\r\n") == [
        "TY  - JOUR",
        "AU  - Abel, A. B.",
        "AU  - van den Berg, J.-P.",
        "AU  - ALS Study Group",
        "TI  - A trial of IL-6 {and} TNF-α in Lou's disease: 100% done?",
        "T2  - Nerve & Muscle",
        "PY  - 2018",
        "VL  - 84",
        "IS  - 3",
        "SP  - 361",
        "EP  - 373",
        "DO  - 10.1234/a_b",
        "AN  - 30048006",
        "C2  - PMC6175096",
        "UR  - https://doi.org/10.1234/a_b",
        "KW  - amyotrophic lateral sclerosis",
        "KW  - joint, disc and tendon",
        "N1  - More authors than these: the source breaks their list off with “et al.”",
        "N1  - Summary from Cells & Co (not the abstract of the paper), https://cells.example/summaries/als-it: "
        "Cells given intrathecally in ALS. Twelve patients, 50% women. Headache was the only harm.",
        "ER  - ",
        "",
        "",
    ]


def test_rispy_reads_the_article() -> None:
    (entry,) = rispy.loads(ris(TRIAL))
    assert entry["type_of_reference"] == "JOUR"
    assert entry["authors"] == ["Abel, A. B.", "van den Berg, J.-P.", "ALS Study Group"]
    assert entry["secondary_title"] == "Nerve & Muscle"
    assert (entry["year"], entry["start_page"], entry["end_page"]) == ("2018", "361", "373")
    assert (entry["doi"], entry["accession_number"]) == ("10.1234/a_b", "30048006")
    assert entry["keywords"] == ["amyotrophic lateral sclerosis", "joint, disc and tendon"]
    assert "abstract" not in entry


def test_a_web_page_is_not_an_article() -> None:
    (entry,) = rispy.loads(ris(PAGE_OF_A_SITE))
    assert (entry["type_of_reference"], entry["secondary_title"]) == ("ELEC", "Cell News")
    assert entry["urls"] == ["https://news.example/1?a=b"]


def test_an_unparsed_citation_is_the_title() -> None:
    (entry,) = rispy.loads(ris(AS_PRINTED))
    assert (entry["type_of_reference"], entry["title"]) == ("GEN", "Some Book, p. 7. doi:10.1/x")
    assert entry["doi"] == "10.1/x"


def test_without_a_citation_the_reference_is_the_page_of_the_summary() -> None:
    (entry,) = rispy.loads(ris(WITHOUT_SOURCE))
    assert (entry["type_of_reference"], entry["title"]) == ("ELEC", "Notes on growing cells")
    assert entry["urls"] == ["https://cells.example/summaries/plain"]
    assert "year" not in entry


@given(exported=exported_summaries)
def test_no_text_ends_its_line(exported: ExportedSummary) -> None:
    cited = reference(exported)
    written = ris(exported) + ris(TRIAL)
    first, second = rispy.loads(written)
    assert second == rispy.loads(ris(TRIAL))[0]
    assert first["title"] == one_line(cited.title or "")
    assert len(first.get("authors", [])) == len(cited.authors)
    assert first.get("doi", "") == one_line(cited.doi or "")
    assert first["notes"][-1] == exported.note
