import io

import pytest

from indexer.errors import Problem
from indexer.summaries.readers import INPUT_FORMATS
from indexer.summaries.summary import Citation, Summary, summary_from_json, summary_to_json
from indexer.vocabulary.model import Vocabulary

WHOLE = """---
id: knees
title: "Knees: a trial"
conditions: [knee-oa, "Lou Gehrig's disease"]
cell_types: msc
routes: []
donor: [autologous]
study: [rct]
year: 2020
citation:
  authors: [Abel A, Baker B, et al.]
  title: "Cells: a trial"
  journal: Joint
  year: 2019
  volume: 12
  issue: 3
  pages: 1-9
  doi: 10.1234/abc
  pmid: 123
  pmcid: PMC77
  url: https://example.org/a
---

First *paragraph*,
on two lines with a [link](https://example.org).

## A heading

- one item with <b>markup</b>
"""


def read(text: str, vocabulary: Vocabulary, where: str = "x.md") -> list[Summary | Problem]:
    return list(INPUT_FORMATS["markdown"].read(io.StringIO(text), where, vocabulary))


def problems(front: str, vocabulary: Vocabulary) -> list[str]:
    return [str(found) for found in read(f"---\n{front}\n---\nText.\n", vocabulary)]


def test_every_field_of_the_front_matter_is_read(vocabulary: Vocabulary) -> None:
    (summary,) = read(WHOLE, vocabulary)
    assert summary == Summary(
        id="knees",
        title="Knees: a trial",
        paragraphs=(
            "First paragraph, on two lines with a link.",
            "A heading",
            "one item with <b>markup</b>",
        ),
        facets={
            "conditions": ("knee-oa", "als"),
            "cell_types": ("msc",),
            "routes": (),
            "donor": ("autologous",),
            "study": ("rct",),
        },
        year=2020,
        citation=Citation(
            authors=("Abel A", "Baker B"),
            more_authors=True,
            title="Cells: a trial",
            journal="Joint",
            year=2019,
            volume="12",
            issue="3",
            pages="1-9",
            doi="10.1234/abc",
            pmid="123",
            pmcid="PMC77",
            url="https://example.org/a",
        ),
    )


def test_a_script_link_stays_text(vocabulary: Vocabulary) -> None:
    (summary,) = read("---\ntitle: T\n---\nSee [this](javascript:alert(1)).\n", vocabulary)
    assert isinstance(summary, Summary)
    assert summary.paragraphs == ("See [this](javascript:alert(1)).",)


def test_a_summary_is_restored_from_json(vocabulary: Vocabulary) -> None:
    (summary,) = read(WHOLE, vocabulary)
    assert isinstance(summary, Summary)
    assert summary_from_json(summary_to_json(summary)) == summary


def test_a_field_that_is_left_out_stays_absent(vocabulary: Vocabulary) -> None:
    (summary,) = read("---\ntitle: T\n---\nText.\n", vocabulary, where="some/My File.md")
    assert summary == Summary(id="my-file", title="T", paragraphs=("Text.",))


def test_the_year_defaults_to_that_of_the_citation(vocabulary: Vocabulary) -> None:
    (summary,) = read("---\ntitle: T\ncitation: {year: 2011}\n---\nText.\n", vocabulary)
    assert isinstance(summary, Summary)
    assert summary.year == 2011


@pytest.mark.parametrize(
    ("front", "problem"),
    [
        ("title: T\nroute: [intrathecal]", 'x.md:3: unknown key "route"; did you mean "routes"?'),
        ("title: T\nroutes: [intratecal]", 'x.md:3: unknown route "intratecal"; did you mean "intrathecal"?'),
        ("title: T\nroutes:\n - intrathecal\n - IVV", 'x.md:5: unknown route "IVV"; did you mean "intravenous"?'),
        (
            "title: T\nconditions: [qqq]",
            'x.md:3: unknown condition "qqq"; if it is right, add it to conditions.yaml',
        ),
        ("title: T\nconditions: [AD]", 'x.md:3: condition "AD" is ambiguous; write alzheimers or eczema'),
        ("year: 2020", 'x.md:2: no title; add "title: ..."'),
        ("title:\nyear: 2020", "x.md:2: title: expected a text; write it after the colon"),
        ("title: [a, b]", "x.md:2: title: expected a text; write it after the colon"),
        ("title: T\nconditions: {a: b}", "x.md:3: conditions: expected a list of words; write [one, two]"),
        ("title: T\nid: Über uns", 'x.md:3: id: "Über uns" is not a valid id; write "uber-uns"'),
        (
            "title: T\ncitation: Nature 2020",
            'x.md:3: citation: no keys below it; write "citation:", then indented keys',
        ),
        (
            "title: T\ncitation:\n  doi: https://doi.org/10.1234/a",
            'x.md:4: doi: "https://doi.org/10.1234/a" is not valid; give a DOI such as 10.1234/abc',
        ),
        (
            "title: T\ncitation: {url: 'javascript:alert(1)'}",
            'x.md:3: url: "javascript:alert(1)" is not valid; give a URL that starts with http:// or https://',
        ),
        ("title: T\ncitation: {pmid: 0}", 'x.md:3: pmid: "0" is not valid; give digits only'),
        ("title: T\ncitation: {jurnal: J}", 'x.md:3: citation: unknown key "jurnal"; did you mean "journal"?'),
        ("title: T\ntitle: U", 'x.md:3: duplicate key "title"; keep one of the two'),
        ("- a\n- b", 'x.md:2: the front matter has no keys; write "title: ..."'),
        (
            "title: &a T\ncitation: {title: *a}",
            "x.md:2: aliases and deep nesting are not supported; write the value out",
        ),
    ],
)
def test_a_mistake_is_reported_with_line_and_remedy(front: str, problem: str, vocabulary: Vocabulary) -> None:
    assert problems(front, vocabulary) == [problem]


@pytest.mark.parametrize("year", ["20", "20201", "1899", "2999", "abcd", "２０２０", "[2020]"])
def test_an_invalid_year_is_an_error(year: str, vocabulary: Vocabulary) -> None:
    (problem,) = problems(f"title: T\nyear: {year}", vocabulary)
    assert problem.startswith("x.md:3: year: ")
    assert "give four digits, 1900 to " in problem


def test_all_mistakes_of_a_file_are_reported_together(vocabulary: Vocabulary) -> None:
    found = problems("titel: T\nyear: x\nroutes: [nowhere]", vocabulary)
    assert [problem.split(":")[1] for problem in found] == ["2", "2", "3", "4"]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("", "x.md:1: no front matter"),
        ("Just text.", "x.md:1: no front matter"),
        ("---\ntitle: T\n", "x.md:1: no front matter"),
        ("---\ntitle: a: b\n---\nText.\n", "x.md:2: not YAML: "),
        ("---\ntitle: [a\n---\nText.\n", "not YAML: "),
        ("---\ntitle: T\n---\n\n \n", "x.md:4: no text below the front matter"),
        ("---\ntitle: T\0\n---\nText\n", "x.md:1: not a text file"),
        ("---\na: " + "[" * 5000 + "\n---\nText\n", "x.md:"),
    ],
)
def test_a_file_without_valid_front_matter_is_an_error(text: str, what: str, vocabulary: Vocabulary) -> None:
    (problem,) = read(text, vocabulary)
    assert isinstance(problem, Problem)
    assert what in str(problem)
