"""Samples of each format, written after its specification, and the summaries expected of them."""

from pathlib import Path
from typing import Any

import pytest
import rispy

from indexer.errors import Problem
from indexer.summaries.readers import ReadingOptions, read
from indexer.summaries.readers.source_record import author_name, inverted_author_name
from indexer.summaries.summary import Catalogued, Citation, Summary
from indexer.vocabulary.model import Vocabulary

SAMPLES = Path(__file__).parents[1] / "data" / "formats"
KNEES = "Cells from fat for the worn knee"
RANDOMIZED = f"{KNEES}: a randomized trial in sixty people over two years"
SOURCE = Citation(
    authors=("Abel A", "Baker B"), title=KNEES, journal="Joint", year=2021, volume="12", issue="3", pages="201-209"
)  # fmt: skip
JOINT = Citation(
    authors=("Abel AB", "van den Berg JK Jr", "Knees and Cells Study Group"),
    title=RANDOMIZED,
    journal="The invented journal of joints",
    year=2021,
    volume="12",
    issue="3",
    pages="201-9",
    doi="10.5555/joint.2021.0042",
    pmid="99000001",
    pmcid="PMC9900001",
)


def summaries(name: str, vocabulary: Vocabulary, **options: Any) -> list[Summary]:
    items = list(read(SAMPLES / name, vocabulary, ReadingOptions(**options)))
    assert [item for item in items if isinstance(item, Problem)] == []
    return items  # type: ignore[return-value]


def catalogued(summary: Summary) -> dict[str, tuple[tuple[str, ...], bool]]:
    return {field: tuple(concepts) for field, concepts in summary.catalogued.items()}  # type: ignore[misc]


def test_pubmed_text_format(vocabulary: Vocabulary) -> None:
    knees, letter = summaries("pubmed.nbib", vocabulary)
    assert knees == Summary(
        id="pmid-99000001",
        title=RANDOMIZED,
        paragraphs=(
            "Background: Worn knees hurt. Whether cells help is not known.",
            "Methods: Sixty people had one injection into the knee, of their own cells or of salt water.",
            "Results: Pain fell by 31 points with cells and by 12 without.",
            "Conclusions: A larger trial is worth its price.",
        ),
        year=2021,
        citation=JOINT,
        catalogued={
            "conditions": Catalogued(("knee-oa",), True),  # not the stroke of some participants, which has no asterisk
            "cell_types": Catalogued(("msc",), False),
            "donor": Catalogued(("autologous",), False),
            "study": Catalogued(("rct",), True),
        },
    )
    assert (letter.id, letter.year, letter.paragraphs, letter.catalogued) == ("pmid-99000002", 2019, (), {})


def test_pubmed_xml(vocabulary: Vocabulary) -> None:
    knees, letter = summaries("pubmed.xml", vocabulary)
    assert (knees.id, knees.title, knees.year) == ("pmid-99000001", RANDOMIZED, 2021)
    assert knees.paragraphs == (
        "Background: Worn knees hurt. Whether cells help is not known.",
        "Methods: Sixty people had one injection into the knee, of their own cells or of salt water.",
        "Results: Pain fell by 31 points with cells & by 12 without (p < 0.01).",
    )
    assert knees.citation is not None
    assert (knees.citation.more_authors, knees.citation.authors) == (True, JOINT.authors)  # CompleteYN="N"
    assert (knees.citation.doi, knees.citation.pmcid, knees.citation.pages) == (JOINT.doi, "PMC9900001", "201-9")
    assert catalogued(knees) == {
        "conditions": (("knee-oa",), True), "cell_types": (("msc",), False), "study": (("rct",), True),
    }  # fmt: skip
    assert letter.title == "A letter about cells in amyotrophic lateral sclerosis"  # without the brackets
    assert letter.citation is not None
    assert letter.citation.authors == ("Baker C",)
    assert catalogued(letter) == {"conditions": (("als",), False)}  # from the keywords of the authors


def test_jats(vocabulary: Vocabulary) -> None:
    (review,) = summaries("article.nxml", vocabulary)
    assert review == Summary(
        id="pmid-99000003",
        title="Cells after a stroke: what six trials found",
        paragraphs=(
            "Introduction: After a stroke many cannot walk.",
            "Findings: Six trials gave cells by vein.",
            "Walking was not better.",
        ),
        year=2021,
        citation=Citation(
            authors=("García-Núñez MJ", "Stroke Cells Collaboration"),
            title="Cells after a stroke: what six trials found",
            journal="Invented Reviews",
            year=2021,
            volume="7",
            issue="1",
            pages="e7",
            doi="10.5555/rev.7",
            pmid="99000003",
            pmcid="PMC9900003",
        ),
        catalogued={
            "conditions": Catalogued(("ischemic-stroke",), False),
            "cell_types": Catalogued(("msc",), False),
            "study": Catalogued(("review",), True),
        },
    )


def test_ris(vocabulary: Vocabulary) -> None:
    knees, chapter = summaries("references.ris", vocabulary)
    assert (knees.id, knees.title, knees.year) == ("pmid-99000001", KNEES, 2021)
    assert knees.paragraphs == ("Background: Worn knees hurt.", "Results: Pain fell by 31 points with cells.")
    assert knees.citation is not None
    assert (knees.citation.authors, knees.citation.pages) == (("Abel AB", "van den Berg JK Jr"), "201-209")
    assert catalogued(knees) == {"conditions": (("knee-oa",), False), "cell_types": (("msc",), False)}
    assert chapter.id == "a-chapter-on-eczema-2018"
    assert chapter.citation == Citation(
        authors=("Baker C",), title="A chapter on eczema", journal="Invented Handbook", year=2018,
        url="https://example.org/chapter",
    )  # fmt: skip


def test_ris_is_read_as_by_rispy(vocabulary: Vocabulary) -> None:
    with (SAMPLES / "references.ris").open() as stream:
        theirs = rispy.load(stream)
    ours = summaries("references.ris", vocabulary)
    assert [record.get("title") or record.get("primary_title") for record in theirs] == [s.title for s in ours]
    for record, summary in zip(theirs, ours, strict=True):
        names = record.get("authors") or record.get("first_authors")
        assert summary.citation is not None
        assert [inverted_author_name(name) for name in names] == list(summary.citation.authors)
        abstract = record.get("abstract") or record.get("notes_abstract")
        assert abstract.replace("BACKGROUND", "Background").replace("RESULTS", "Results") == " ".join(
            summary.paragraphs
        )


def test_csv(vocabulary: Vocabulary) -> None:
    knees, second = summaries("table.csv", vocabulary)
    assert knees == Summary(
        id="fat-knees",
        title="Cells from fat, for knees",
        paragraphs=("Pain fell by half.", "Nobody was harmed."),
        facets={"conditions": ("knee-oa", "als"), "study": ("rct",)},
        year=2021,
        citation=Citation(
            authors=("Abel A", "Baker C"),
            title="Cells from fat, for knees",
            journal="Joint",
            year=2021,
            doi="10.5555/a",
        ),
    )
    assert (second.title, second.paragraphs) == ('The "second" one', ("=1+1 is no formula here.",))
    assert second.citation is not None
    assert (second.citation.authors, second.citation.more_authors) == (("Abel A", "Baker C"), True)


@pytest.mark.parametrize(
    "text", ["Titel;Kurz;Jahr\nKnie;Text, kurz;2020\n", "Titel\tKurz\tJahr\nKnie\tText, kurz\t2020\n"]
)
def test_columns_can_be_named_by_the_user(text: str, tmp_path: Path, vocabulary: Vocabulary) -> None:
    path = tmp_path / "x.csv"
    path.write_text(text)
    reading = ReadingOptions(columns={"title": "titel", "text": "Kurz", "year": "Jahr"})
    (summary,) = read(path, vocabulary, reading)
    assert isinstance(summary, Summary)
    assert (summary.title, summary.paragraphs, summary.year) == ("Knie", ("Text, kurz",), 2020)
    (problem,) = read(path, vocabulary, ReadingOptions(columns={"title": "Titl"}))
    assert str(problem) == f'{path}:1: no column "Titl" for title; did you mean "Titel"?'


def test_tables_of_pubmed_and_clinicaltrials_gov_are_read(tmp_path: Path, vocabulary: Vocabulary) -> None:
    (knees,) = summaries("pubmed.tsv", vocabulary)
    assert (knees.id, knees.paragraphs, knees.year) == ("pmid-99000001", ("Pain fell.",), 2021)
    (tmp_path / "trials.csv").write_text(
        "NCT Number,Study Title,Brief Summary,Conditions,Interventions,Study Type,Study Design\n"
        "NCT99000001,Knees,Cells are given.,Knee Osteoarthritis|Old Age,BIOLOGICAL: autologous MSC,INTERVENTIONAL,"
        '"Allocation: RANDOMIZED|Masking: NONE"\n'
    )
    (trial,) = read(tmp_path / "trials.csv", vocabulary)
    assert isinstance(trial, Summary)
    assert trial.id == "NCT99000001"
    assert catalogued(trial) == {
        "conditions": (("knee-oa",), False),  # "old age" is unknown, so the field is not settled
        "cell_types": (("msc",), False),
        "donor": (("autologous",), False),
        "study": (("rct",), True),
    }


def test_clinicaltrials_gov(vocabulary: Vocabulary) -> None:
    knees, strokes = summaries("trials.json", vocabulary)
    assert knees == Summary(
        id="NCT99000001",
        title="Own Cells for Knees",
        paragraphs=(
            "Knees that hurt are given cells.",
            "Pain is measured for a year.",
            "Forty people take part.",
            "Intervention: Autologous Bone Marrow Mesenchymal Stem Cells. One dose into the joint.",
            "Intervention: Salt water.",
            "Primary outcome: Pain after one year.",
        ),
        year=2017,
        citation=Citation(
            title="A Randomized Trial of Cells From the Bone Marrow in Knee Osteoarthritis",
            year=2017,
            url="https://clinicaltrials.gov/study/NCT99000001",
            site="ClinicalTrials.gov",
        ),
        catalogued={
            "conditions": Catalogued(("knee-oa",), True),
            "cell_types": Catalogued(("bm-msc",), False),
            "donor": Catalogued(("autologous",), False),
            "study": Catalogued(("rct",), True),
        },
    )
    # One of its conditions is unknown, so the field is not settled. An observational study has no design.
    assert (strokes.year, catalogued(strokes)) == (2019, {"conditions": (("ischemic-stroke",), False)})


def test_json_lines_accept_front_matter_keys_and_registry_fields(vocabulary: Vocabulary) -> None:
    knees, trial, study = summaries("lines.jsonl", vocabulary)
    assert knees.facets == {"conditions": ("knee-oa", "als"), "routes": (), "study": ("rct",)}
    assert knees.year == 2021
    assert knees.citation == Citation(
        authors=("Abel A",),
        more_authors=True,
        title="A trial",
        journal="Joint",
        year=2021,
        volume="12",
        doi="10.5555/a",
    )
    assert (trial.id, trial.year) == ("NCT99000001", 2017)
    assert trial.citation is not None
    assert trial.citation.title == "A Randomized Trial of Cells in Knees"
    assert catalogued(trial)["conditions"] == (("knee-oa",), True)
    assert study.id == "NCT99000002"


def test_a_web_page(vocabulary: Vocabulary) -> None:
    (page,) = summaries("page.html", vocabulary)
    assert (page.id, page.title, page.year) == ("page", "Cells for worn knees", 2021)
    assert page.citation is not None
    assert page.citation.doi == "10.5555/joint.2021.0042"
    assert page.paragraphs == (
        "Sixty people with a worn knee were given cells from their own fat, or salt water, and were asked about their "
        "pain for two years.",
        "What was found",
        "Pain fell by 31 points in the people who were given cells & by 12 points in the others, and nobody was harmed "
        "by either.",
        "Walking became easier for most of them in the first year.",
        "The knees looked the same in pictures as they had before.",
    )


def test_a_web_page_without_a_source_line_is_cited_by_its_date_and_meta_tags(
    tmp_path: Path, vocabulary: Vocabulary
) -> None:
    text = (SAMPLES / "page.html").read_text().replace("Source: ", "Thanks to ")
    tags = '<meta name="citation_doi" content="10.5555/b"><meta name="citation_author" content="Abel, Anna"></head>'
    (tmp_path / "knees.html").write_text(text.replace("</head>", tags))
    (page,) = read(tmp_path / "knees.html", vocabulary)
    assert isinstance(page, Summary)
    assert page.year == 2022
    assert page.citation is not None
    assert (page.citation.authors, page.citation.doi) == (("Abel A",), "10.5555/b")
    assert page.citation.url == "https://clinic.example/news/worn-knees"


def test_plain_text_keeps_all_blocks(vocabulary: Vocabulary) -> None:
    (notes,) = summaries("notes.text", vocabulary)
    assert notes == Summary(
        id="notes",
        title="Cells for worn knees",
        paragraphs=("Sixty people with a worn knee were given cells.", "Subscribe to what they say: pain fell."),
        year=2021,
        citation=SOURCE,
    )


@pytest.mark.parametrize(
    ("parts", "written"),
    [
        (("Abel", "Anna Britta"), "Abel AB"),
        (("van den Berg", "J. K.", "Jr"), "van den Berg JK Jr"),
        (("García-Núñez", "Jean-Paul"), "García-Núñez JP"),
        (("Li", "XY"), "Li XY"),
        (("Group",), "Group"),
    ],
)
def test_author_names_have_initials(parts: tuple[str, ...], written: str) -> None:
    assert author_name(*parts) == written
