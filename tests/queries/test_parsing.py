from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.query.ast import (
    All,
    And,
    HasConcept,
    Near,
    Not,
    Or,
    Phrase,
    Prefix,
    Query,
    Term,
    Years,
    scores,
    words,
)
from indexer.query.parser import LONGEST_QUERY, parse
from indexer.vocabulary.model import Vocabulary

NEARNESS = 'was left out: write "two words"~5 for up to five others between them.'


def read(text: str, vocabulary: Vocabulary) -> Query:
    return parse(text, vocabulary).query


@pytest.mark.parametrize(
    ("typed", "query"),
    [
        ("", All()),
        ("cells", Term("cell")),
        ("stem cells", And((Term("stem"), Term("cell")))),
        ("stem AND cells", And((Term("stem"), Term("cell")))),
        ("cells cells", Term("cell")),
        ("cells for the knee", And((Term("cell"), Term("knee")))),
        ("for the", And((Term("for"), Term("the")))),
        ('"for the knee"', Phrase(("for", "the", "knee"))),
        ("“did not”", Phrase(("did", "not"))),
        ('the "did not"', Phrase(("did", "not"))),
        ("IL-6", Phrase(("il", "6"))),
        ('"knee pain"~5', Near(("knee", "pain"), 5)),
        ('title:"the knee"~0', Near(("the", "knee"), 0, "title")),
        ('-"knee pain"~5', Not(Near(("knee", "pain"), 5))),
        ("Régen*", Prefix("regen")),
        ("(regen*),", Prefix("regen")),
        ("the*", Prefix("the")),
        ("author:kna*", Prefix("kna", "author")),
        ("-regen*", Not(Prefix("regen"))),
        ("cells -knee", And((Term("cell"), Not(Term("knee"))))),
        ("cells NOT knee", And((Term("cell"), Not(Term("knee"))))),
        ("-knee", Not(Term("knee"))),
        ("- knee", Term("knee")),
        ("−knee", Not(Term("knee"))),
        ("is, cells and, the", Term("cell")),
        ("stem-cell", Phrase(("stem", "cell"))),
        ('-"the knee"', Not(Phrase(("the", "knee")))),
        ("knee OR cells", Or((Term("knee"), Term("cell")))),
        ("a1 a2 OR a3", Or((And((Term("a1"), Term("a2"))), Term("a3")))),
        ("a1 (a2 OR a3)", And((Term("a1"), Or((Term("a2"), Term("a3")))))),
        ("-(a1 a2)", Not(And((Term("a1"), Term("a2"))))),
        ("title:knee", Term("knee", "title")),
        ("TITLE: knee", Term("knee", "title")),
        ('text:"the knee"', Phrase(("the", "knee"), "text")),
        ("author:Abel", Term("abel", "author")),
        ("journal:nerve", Term("nerv", "journal")),
        ("condition:als", HasConcept("condition", "als")),
        ('condition:"Lou Gehrig\'s disease"', HasConcept("condition", "als")),
        ("cell:BM-MSC", HasConcept("cell_type", "bm-msc")),
        ("cell_type:exosomes", HasConcept("cell_type", "exosome")),
        ("-route:intrathecal", Not(HasConcept("route", "intrathecal"))),
        ("donor:autologous", HasConcept("donor", "autologous")),
        ("study:RCT", HasConcept("study", "rct")),
        ("year:2020", Years(2020, 2020)),
        ("year:2015..2020", Years(2015, 2020)),
        ("year:2015..", Years(2015, None)),
        ("year:2015-2020", Years(2015, 2020)),
        ("year:..2020", Years(None, 2020)),
        ("year:>=2019", Years(2019, None)),
        ("year:>2019", Years(2020, None)),
        ("year:<=2019", Years(None, 2019)),
        ("year:<2019", Years(None, 2018)),
    ],
)
def test_what_is_typed_is_read(typed: str, query: Query, vocabulary: Vocabulary) -> None:
    parsed = parse(typed, vocabulary)
    assert parsed.query == query
    assert parsed.notices == ()


@pytest.mark.parametrize(
    ("typed", "query", "notice"),
    [
        ('"the knee', Phrase(("the", "knee")), "A quotation mark was not closed; it was closed at the end."),
        ("(knee", Term("knee"), "A bracket was not closed; it was closed at the end."),
        ("knee)", Term("knee"), "A closing bracket without an opening one was left out."),
        ("a1) a2", And((Term("a1"), Term("a2"))), "A closing bracket without an opening one was left out."),
        ("knee OR", Term("knee"), "“OR” with nothing behind it was left out."),
        ("OR knee", Term("knee"), "“OR” with nothing before it was left out."),
        ("AND knee", Term("knee"), "“AND” with nothing beside it was left out."),
        ("knee AND", Term("knee"), "“AND” with nothing beside it was left out."),
        ("knee NOT", Term("knee"), "“NOT” with nothing behind it was left out."),
        ("cells -the knee", And((Term("cell"), Term("knee"))), "“-” before “the” was left out with it."),
        ("cells NOT of knee", And((Term("cell"), Term("knee"))), "“NOT” before “of” was left out with it."),
        ("kn*", Term("kn"), "“*” in “kn*” was left out: it goes behind 3 letters or more."),
        ("IL-6*", Phrase(("il", "6")), "“*” in “IL-6*” was left out: it goes behind 3 letters or more."),
        ("*knee", Term("knee"), "“*” in “*knee” was left out: it goes behind 3 letters or more."),
        ('"knee"~5', Term("knee"), f"“~5” {NEARNESS}"),
        ('"knee pain"~', Phrase(("knee", "pain")), f"“~” {NEARNESS}"),
        ('condition:"Lou Gehrig\'s disease"~2', HasConcept("condition", "als"), f"“~2” {NEARNESS}"),
        ('"knee pain"~99', Near(("knee", "pain"), 50), "“~99” was taken as ~50, the farthest there is."),
        ('knee ""', Term("knee"), "Quotation marks with nothing between them were left out."),
        ("knee title:", Term("knee"), "“title:” stands before no word; it was left out."),
        ("?!", All(), "There is no word in the query; every summary is shown."),
        (
            "year:soon knee",
            Term("knee"),
            "“year:soon” names no year; write year:2020 or year:2015..2020. It was left out.",
        ),
        (
            "condition:AD",
            Or((HasConcept("condition", "alzheimers"), HasConcept("condition", "eczema"))),
            "“condition:AD” may mean Alzheimer's disease or atopic dermatitis; both were searched.",
        ),
        (
            "route:intratecal",
            Term("intratec"),
            'No route is called “intratecal”; it was searched as words. Did you mean "intrathecal"?',
        ),
        (
            "autor:Abel",
            And((Term("autor"), Term("abel"))),
            '“autor:” is no field; did you mean "author"? “autor:Abel” was searched as words.',
        ),
    ],
)
def test_what_is_broken_is_repaired_and_said(typed: str, query: Query, notice: str, vocabulary: Vocabulary) -> None:
    parsed = parse(typed, vocabulary)
    assert parsed.query == query
    assert parsed.notices == (notice,)


def test_a_query_too_long_is_cut_and_said(vocabulary: Vocabulary) -> None:
    parsed = parse("x" * LONGEST_QUERY + " knee", vocabulary)
    assert Term("knee") not in words(parsed.query)
    assert parsed.notices == (f"Only the first {LONGEST_QUERY} characters of the query were read.",)


def test_beginnings_of_words_too_many_are_left_out_and_said(vocabulary: Vocabulary) -> None:
    parsed = parse(" ".join(f"abc{letter}*" for letter in "abcdefghijklmnopqr"), vocabulary)
    assert parsed.query == And(tuple(Prefix(f"abc{letter}") for letter in "abcdefghijklmnop"))
    assert parsed.notices == ("Only the first 16 words that end in “*” were searched for.",)


def test_brackets_too_deep_are_left_out_and_said(vocabulary: Vocabulary) -> None:
    parsed = parse("(" * 30 + "knee" + ")" * 30, vocabulary)
    assert "Brackets deeper than 20 were left out." in parsed.notices


def test_clauses_are_the_required_parts_as_typed(vocabulary: Vocabulary) -> None:
    parsed = parse('knee -pain title:"the cells" the condition:als', vocabulary)
    assert [clause.typed for clause in parsed.clauses] == ["knee", "-pain", 'title:"the cells"', "condition:als"]
    assert [clause.typed for clause in parse("knee OR pain", vocabulary).clauses] == ["knee OR pain"]
    assert [clause.typed for clause in parse("knee Knee", vocabulary).clauses] == ["Knee"]
    assert parse("?!", vocabulary).clauses == ()


def test_words_behind_a_not_are_none_that_a_hit_holds(vocabulary: Vocabulary) -> None:
    query = read('knee -pain ("a b" OR condition:als)', vocabulary)
    assert list(words(query)) == [Term("knee"), Phrase(("a", "b"))]
    assert scores(query)
    assert not scores(read("condition:als year:2020", vocabulary))


SYNTAX = st.sampled_from(
    [
        "(",
        ")",
        '"',
        "-",
        " ",
        "OR",
        "AND",
        "NOT",
        "title:",
        "year:",
        "condition:",
        "knee",
        "the",
        "AD",
        "..",
        ":",
        "α+",
        "*",
        "~5",
        "regen*",
        '"a b"~3',
        "time:",
        "study",
    ]
)


@given(text=st.one_of(st.text(max_size=60), st.lists(SYNTAX, max_size=25).map(" ".join), st.lists(SYNTAX).map("".join)))
def test_anything_typed_gives_a_query(text: str, vocabulary: Vocabulary) -> None:
    parsed = parse(text, vocabulary)
    list(words(parsed.query))
    assert parsed.query == parse(text, vocabulary).query


@given(text=st.one_of(st.text(max_size=60), st.lists(SYNTAX, max_size=25).map(" ".join), st.lists(SYNTAX).map("".join)))
def test_a_parsed_query_typed_again_is_the_same_query_with_nothing_to_repair(text: str, vocabulary: Vocabulary) -> None:
    parsed = parse(text, vocabulary)
    again = parse(parsed.typed, vocabulary)
    assert again.query == parsed.query
    assert again.typed == parsed.typed
    assert not [notice for notice in again.notices if "was left out" in notice or "was closed" in notice]


@given(text=st.lists(SYNTAX, max_size=15).map(" ".join))
def test_a_clause_typed_alone_means_what_it_meant(text: str, vocabulary: Vocabulary) -> None:
    """So that the ways out of an empty result lead where their counts say."""
    for clause in parse(text, vocabulary).clauses:
        assert parse(clause.typed, vocabulary).query == clause.query
