import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.query import parser
from indexer.query.ast import (
    All,
    And,
    AnyTerm,
    HasConcept,
    Near,
    Not,
    Or,
    Phrase,
    Query,
    Term,
    Years,
    scores,
    words,
)
from indexer.query.clauses import Parsed, text_of
from indexer.query.parser import LONGEST_QUERY
from indexer.vocabulary.model import Vocabulary

NEARNESS = 'was ignored. Write "two words"~5 to allow five other words between them.'


def parse(text: str, vocabulary: Vocabulary) -> Parsed:
    """Parse with an index in which each prefix is a word, and the only one that has it."""
    return parser.parse(text, vocabulary, lambda prefix, _: [prefix])


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
        ("IL-6", Or((Phrase(("il", "6")), Term("il6")))),
        ('"knee pain"~5', Near(("knee", "pain"), 5)),
        ('title:"the knee"~0', Near(("the", "knee"), 0, "title")),
        ('-"knee pain"~5', Not(Near(("knee", "pain"), 5))),
        ("Régen*", AnyTerm(("regen",), None, "regen")),
        ("(regen*),", AnyTerm(("regen",), None, "regen")),
        ("the*", AnyTerm(("the",), None, "the")),
        ("author:kna*", AnyTerm(("kna",), "author", "kna")),
        ("-regen*", Not(AnyTerm(("regen",), None, "regen"))),
        ("cells -knee", And((Term("cell"), Not(Term("knee"))))),
        ("cells NOT knee", And((Term("cell"), Not(Term("knee"))))),
        ("-knee", Not(Term("knee"))),
        ("- knee", Term("knee")),
        ("−knee", Not(Term("knee"))),
        ("is, cells and, the", Term("cell")),
        ("stem-cell", Or((Phrase(("stem", "cell")), Term("stemcel")))),
        ('-"the knee"', Not(Phrase(("the", "knee")))),
        ("knee OR cells", Or((Term("knee"), Term("cell")))),
        ("knee pain OR cord", Or((And((Term("knee"), Term("pain"))), Term("cord")))),
        ("knee (pain OR cord)", And((Term("knee"), Or((Term("pain"), Term("cord")))))),
        ("-(knee pain)", Not(And((Term("knee"), Term("pain"))))),
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
        ('"the knee', Phrase(("the", "knee")), "A missing quotation mark was added at the end."),
        ("(knee", Term("knee"), "A missing closing bracket was added at the end."),
        ("knee)", Term("knee"), "A closing bracket without an opening one was ignored."),
        ("knee) pain", And((Term("knee"), Term("pain"))), "A closing bracket without an opening one was ignored."),
        ("knee OR", Term("knee"), "“OR” with nothing after it was ignored."),
        ("OR knee", Term("knee"), "“OR” with nothing before it was ignored."),
        ("AND knee", Term("knee"), "“AND” with nothing beside it was ignored."),
        ("knee AND", Term("knee"), "“AND” with nothing beside it was ignored."),
        ("knee NOT", Term("knee"), "“NOT” with nothing after it was ignored."),
        ("cells -the knee", And((Term("cell"), Term("knee"))), "“-the” was ignored."),
        ("cells NOT of knee", And((Term("cell"), Term("knee"))), "“NOT of” was ignored."),
        ("kn*", Term("kn"), "“*” in “kn*” was ignored. It works at the end of a word of 3 letters or more."),
        (
            "IL-6*",
            Or((Phrase(("il", "6")), Term("il6"))),
            "“*” in “IL-6*” was ignored. It works at the end of a word of 3 letters or more.",
        ),
        ("*knee", Term("knee"), "“*” in “*knee” was ignored. It works at the end of a word of 3 letters or more."),
        (
            '"knee cell*"',
            Phrase(("knee", "cell")),
            "The wildcards in the phrase “knee cell*” were ignored. A word also matches its plural.",
        ),
        ('"knee"~5', Term("knee"), f"“~5” {NEARNESS}"),
        ('"knee pain"~', Phrase(("knee", "pain")), f"“~” {NEARNESS}"),
        ('condition:"Lou Gehrig\'s disease"~2', HasConcept("condition", "als"), f"“~2” {NEARNESS}"),
        ('"knee pain"~99', Near(("knee", "pain"), 50), "“~99” was changed to ~50, the largest distance."),
        ('knee ""', Term("knee"), "Quotation marks without words between them were ignored."),
        ("knee title:", Term("knee"), "“title:” without a word after it was ignored."),
        ("?!", All(), "The query contains no word, so all summaries are shown."),
        (
            "year:soon knee",
            Term("knee"),
            "“year:soon” is not a year and was ignored. Write year:2020 or year:2015..2020.",
        ),
        (
            "condition:AD",
            Or((HasConcept("condition", "alzheimers"), HasConcept("condition", "eczema"))),
            "“condition:AD” may mean Alzheimer's disease or atopic dermatitis. All were searched.",
        ),
        (
            "route:intratecal",
            Term("intratec"),
            'There is no route “intratecal”, so it was searched as words. Did you mean "intrathecal"?',
        ),
        (
            "autor:Abel",
            And((Term("autor"), Term("abel"))),
            'There is no field “autor:”; did you mean "author"? “autor:Abel” was searched as words.',
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
    assert parsed.notices == (f"Only the first {LONGEST_QUERY} characters of the query were used.",)


def test_beginnings_of_words_too_many_are_left_out_and_said(vocabulary: Vocabulary) -> None:
    parsed = parse(" ".join(f"abc{letter}*" for letter in "abcdefghijklmnopqr"), vocabulary)
    assert parsed.query == And(tuple(AnyTerm((f"abc{letter}",), None, f"abc{letter}") for letter in "abcdefghijklmnop"))
    assert parsed.notices == ("Only the first 16 words that end in “*” were used.",)


def test_brackets_too_deep_are_left_out_and_said(vocabulary: Vocabulary) -> None:
    parsed = parse("(" * 30 + "knee" + ")" * 30, vocabulary)
    assert "Brackets more than 20 levels deep were ignored." in parsed.notices


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
    again = parse(text_of(parsed.clauses), vocabulary)
    assert again.query == parsed.query
    assert text_of(again.clauses) == text_of(parsed.clauses)
    assert not [notice for notice in again.notices if "was left out" in notice or "was closed" in notice]


@given(text=st.lists(SYNTAX, max_size=15).map(" ".join))
def test_a_clause_typed_alone_means_what_it_meant(text: str, vocabulary: Vocabulary) -> None:
    """So that the ways out of an empty result lead where their counts say."""
    for clause in parse(text, vocabulary).clauses:
        assert parse(clause.typed, vocabulary).query == clause.query
