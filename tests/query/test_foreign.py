from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.query import parser
from indexer.query.ast import positive_leaves, terms_of, words
from indexer.query.foreign import shortened, translate
from indexer.vocabulary.model import Vocabulary

from .foreign_queries import ANYTHING, FOREIGN

TRANSLATED = [
    # PubMed
    ('"mesenchymal stem cells"[MeSH] AND stroke[tiab]', '"mesenchymal stem cells" AND stroke'),
    ("stem cells[ti] NOT knee pain[ti]", "title:stem title:cells NOT (title:knee title:pain)"),
    ("cells for stroke [ti]", "title:cells title:stroke"),
    ("cord blood[tw] NOT cerebral palsy[all]", "cord blood NOT (cerebral palsy)"),
    ("knee[Title/Abstract] OR hip[Text Word] OR ankle[All Fields]", "knee OR hip OR ankle"),
    ("bydon m[au] stem cells[ti]", 'author:"bydon m" title:stem title:cells'),
    ("“cord blood”[ti] AND Sun[au]", 'title:"cord blood" AND author:Sun'),
    ("(smith[au] OR jones k[au]) AND Lancet[ta]", '(author:smith OR author:"jones k") AND journal:Lancet'),
    ('"N Engl J Med"[journal] OR cytotherapy[jour]', 'journal:"N Engl J Med" OR journal:cytotherapy'),
    ("stroke/therapy[mh] AND knee[majr]", "stroke AND knee"),
    ('"Arthritis, Rheumatoid"[mesh:noexp]', '("Arthritis, Rheumatoid" OR "Rheumatoid Arthritis")'),
    ('"clinical trial"[pt] AND lupus[ab]', 'study:"clinical trial" AND text:lupus'),
    ('("2015/01/01"[dp] : "2020/12/31"[dp]) AND als', "year:2015..2020 AND als"),
    ('"2018/01/01"[Date - Publication]:"3000"[Date - Publication]', "year:2018.."),
    ("2015:2020[pdat] AND colitis", "year:2015..2020 AND colitis"),
    ("lupus AND 2015[dp]:2020[dp]", "lupus AND year:2015..2020"),
    ("psoriasis 2019[dp]", "psoriasis year:2019"),
    ('"cell stroke"[tiab:~3] OR "knee pain"[ti:~0]', '"cell stroke"~3 OR title:"knee pain"~0'),
    ("12345678[pmid] OR 10.1000/xyz[aid]", "12345678 OR 10.1000/xyz"),
    ("stroke AND english[la] AND humans[sb]", "stroke"),
    ("(stroke AND free full text[filter]) OR knee", "stroke OR knee"),
    ("english[la] NOT knee", "NOT knee"),
    ("stroke[ti] OR knee[ti] AND cells[ti]", "(title:stroke OR title:knee) AND title:cells"),
    ("a1[tiab] OR a2[tiab] NOT a3[tiab] OR a4[tiab] AND a5[tiab]", "((a1 OR a2) NOT a3 OR a4) AND a5"),
    ("knee[tiab] or hip pain[tiab] not rats[tiab]", "(knee OR hip pain) NOT rats"),
    ('"stem cell*"[tiab] AND regenerat*[tiab]', '"stem cell*" AND regenerat*'),
    (
        '("stroke"[MeSH Terms] OR "stroke"[All Fields] OR ("brain"[All Fields] AND "fog"[All Fields])) AND 2020[pdat]',
        '("stroke" OR "stroke" OR ("brain" AND "fog")) AND year:2020',
    ),
    # Ovid
    ("exp Stroke/ and (cell* or stem).ti,ab.", "Stroke AND (cell* OR stem)"),
    ("exp *Knee Joint/th [Therapy] or hip.mp.", "Knee Joint OR hip"),
    ('exp "Wounds and Injuries"/ stroke.ti.', '"Wounds and Injuries" title:stroke'),
    ("Cord Blood/ not rats.ti.", "Cord Blood NOT title:rats"),
    ("(heart adj3 attack*).ti,ab.", '"heart attack"~2'),
    ("stem adj cell*.mp.", '"stem cell"'),
    ("(mesenchymal or stromal) adj2 cell", '"mesenchymal cell"~1 OR "stromal cell"~1'),
    ("knee adj pain adj relief", '"knee pain relief"'),
    ("bone adj3 marrow adj3 cell", '"bone marrow cell"~4'),
    ("(knee or hip).ti. and pain.ab.", "(title:knee OR title:hip) AND text:pain"),
    ("smith j.au. and lancet.jn. and 2019.yr.", 'author:"smith j" AND journal:lancet AND year:2019'),
    ("(2015 or 2016).yr. and lupus.tw.", "(year:2015 OR year:2016) AND lupus"),
    ("cell?.ti,ab. and tumo?r.kw.", "cell? AND tumor"),
    ("1 and lupus.ti. and (2 or 3)", "title:lupus"),
    ("lupus.af. and english.lg.", "lupus"),
    # Cochrane
    ('[mh "Heart Failure"] AND lupus:ti,ab,kw', '"Heart Failure" AND lupus'),
    ("[mh ^stroke] or MeSH descriptor: [Knee] explode all trees", '"stroke" OR "Knee"'),
    ("knee NEAR/3 pain", '"knee pain"~3'),
    ("knee NEAR pain", '"knee pain"~6'),
    ("knee NEXT pain", '"knee pain"'),
    ('(knee or hip) near/2 "chronic pain"', '"knee chronic pain"~2 OR "hip chronic pain"~2'),
    ('(knee pain):ti OR "hip pain":ab', '(title:knee title:pain) OR text:"hip pain"'),
    ("#1 AND #2 AND stroke", "stroke"),
    # Embase
    ("'heart infarction'/exp OR 'knee pain'/de OR hip:ti,ab", '"heart infarction" OR "knee pain" OR hip'),
    ("'stem cell*' NEAR/5 stroke AND [2015-2020]/py AND [english]/lim", '"stem cell stroke"~5 AND year:2015..2020'),
    ("lupus/exp/mj AND 2016:py", "lupus AND year:2016"),
    ("knee NEXT/2 pain", '"knee pain"~2'),
    # Scopus, Web of Science
    ("TITLE-ABS-KEY(knee W/3 pain) AND PUBYEAR > 2015", '"knee pain"~3 AND year:>2015'),
    ("TITLE(knee) AND NOT ABS(hip) AND AUTH(smith)", "title:knee AND NOT text:hip AND author:smith"),
    ('TITLE-ABS-KEY ( "stem cell" ) AND ( LIMIT-TO ( LANGUAGE , "English" ) )', '"stem cell"'),
    ("knee PRE/2 pain", '"knee pain"~2'),
    ("TS=(knee NEAR/3 pain) AND PY=2015-2020", '"knee pain"~3 AND year:2015..2020'),
    ('TI="knee pain" OR AB=hip OR AU=Smith J', 'title:"knee pain" OR text:hip OR author:"Smith J"'),
    # Lucene
    ('stroke^2 "knee pain"^3 (hip)^1.5', 'stroke "knee pain" hip'),
    ("strok~1 kneee~ hipp~0.8", "strok kneee hipp"),
    ("title:(knee pain)", "(title:knee title:pain)"),
    ("author:(smith OR jones)", "(author:smith OR author:jones)"),
    ("condition:(spinal cord injury)", 'condition:"spinal cord injury"'),
    ("foo:(knee pain)", "(knee pain)"),
    ("year:[2015 TO 2020] knee", "year:2015..2020 knee"),
    ("year:{2015 TO 2020}", "year:2016..2019"),
    ("year:[2015 TO *]", "year:2015.."),
    ("[2015 TO 2020] knee", "year:2015..2020 knee"),
    ("knee && hip || ankle", "knee AND hip OR ankle"),
    ("dose:[5 TO 10] knee", "knee"),
    (r"TNF\-alpha \(knee\)", "TNF-alpha knee"),
    ("!stroke", "-stroke"),
    ('!"knee pain" !(hip OR ankle) cells', '-"knee pain" -(hip OR ankle) cells'),
    ('+stroke +"knee pain" +(hip)', 'stroke "knee pain" hip'),
    # Google
    ("knee site:example.org filetype:pdf", "knee"),
    ("knee -site:example.org", "knee"),
    ('intitle:"knee pain" -intitle:hip', 'title:"knee pain" -title:hip'),
    ("allintitle: knee pain relief", "title:knee title:pain title:relief"),
    ("2015..2020 knee", "year:2015..2020 knee"),
    ("knee before:2020 after:2015", "knee year:<2020 year:>=2015"),
    ("knee AROUND(3) pain", '"knee pain"~3'),
    # Wildcards
    ("regen$ stem# therap*2", "regen* stem* therap*"),
    ("an?emia tumo?r randomi?ed isch?emi*", "anemia tumor randomized ischemi*"),
    ("leuc?cyte thromb$sis", "leuc* thromb*"),
]

UNCHANGED = [
    "CD34+ cells",
    "C++",
    "a+b",
    "p<0.05",
    "IL-6+",
    "Alzheimer's!",
    "what works?",
    "heart attack?",
    "do stem cells help? for the knee",
    "5 + 5",
    "CD34 +ve",
    "(+)-catechin and +/- 2 SD",
    "10^6 cells/cm^2 and 5 mm^3",
    "US$ 500 and C# and #1 choice",
    "[Stem cells in stroke]",
    "Smith A, Jones B; Cells (MSC) for lungs [in process]. J Test. 2014;164(5):966-972.e6. doi: 10.1000/j.test.2013",
    "A review [abstract]. [12,13] cells[1-3] [Internet]",
    "benzo[a]pyrene and [18F]FDG",
    "*dose in mg/kg",
    "mg/kg and/or he/she 5 mg/ kg",
    "stroke.au nhs.uk e.g. i.e. cells.",
    "patients' cells and parents' blood, 'knee pain' relief",
    "N=20 OR=1.5 TI=200 ms",
    "cells near the lesion, next generation",
    "T2 N1 M0",
    "keywords: cells; stroke",
    "Aim: (a) to test cells: (review)",
    "doi:10.1000/x pmid:123 https://example.org/?term=stroke&page=2",
    "author:So title:knee year:2015..2020 year:>=2019 condition:als",
    '"knee pain"~5 -hip (ankle OR "foot") regen* NOT (a b)',
    "knee AND NOT hip OR NOT (ankle)",
    'title:"spinal cord"~3',
    '"knee pain"~',
    "type 1 and 2 diabetes",
    "re*gen *knee kn*",
    "UC-MSC OR BM-MSC",
    "MSC OR ALS OR MS OR AD",
    "UC MSC OR BM MSC",
    '"STEM CELLS FOR HEART OR BRAIN"',
    "",
    "?!",
]


@pytest.mark.parametrize(("typed", "text"), TRANSLATED)
def test_foreign_syntax_is_translated_and_the_translation_is_shown(typed: str, text: str) -> None:
    translation = translate(typed)
    assert translation.text == text
    assert translation.notices[0] == f"Read as: {text}"
    assert translate(text).text == text


@pytest.mark.parametrize("typed", UNCHANGED)
def test_other_text_is_left_alone(typed: str) -> None:
    translation = translate(typed)
    assert translation.text == typed
    assert translation.notices == ()


@pytest.mark.parametrize(
    ("typed", "notice"),
    [
        ("stroke AND english[la]", "“english[la]” was left out, because “[la]” has no equal here."),
        ("stroke site:example.org", "“site:example.org” was left out, because “site:” has no equal here."),
        ("stroke dose:[5 TO 10]", "“dose:[5 TO 10]” was left out, because “TO” has no equal here."),
        ("limit 3 to (english language and humans)", "“limit 3 to (english language and humans)” was left out"),
        ("1 and 2", "“1” was left out, because searches have no numbers here."),
        ("or/1-5", "“or/1-5” was left out, because searches have no numbers here."),
        ('"last 5 years"[dp]', "“last 5 years[dp]” is not a year and was ignored."),
        ("2015/03[dp]", "Only the years of “2015/03” were used"),
        ("stroke[mh]", "Subject headings were searched as words. Write condition:, cell: or route: before a name"),
        ("Kim[1au]", "“[1au]” was read as “author:”, its nearest equal here."),
        ("ffoo:(knee)", "“ffoo:” has no meaning here and was ignored."),
        ("stroke^2", "“stroke^2” was read as “stroke”, its nearest equal here."),
        ("leuc?cyte", "“leuc?cyte” was read as “leuc*”, its nearest equal here."),
        ("(a1 AND b1) adj3 c1", "“adj3” was read as “AND”"),
        ("knee adj3 pain*", "“pain*” was read as “pain”"),
        ("knee adj3", "“adj3” has no meaning here and was ignored."),
        ("knee PRE/2 pain", "“PRE/2” was read as “~2”"),
        ('"knee"[xyz] hip', "“[xyz]” has no meaning here and was ignored."),
    ],
)
def test_what_has_no_equal_is_named_in_a_notice(typed: str, notice: str) -> None:
    assert [text for text in translate(typed).notices if text.startswith(notice)]


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("STEM CELLS FOR HEART AND BRAIN OR NOT", "stem cells for heart and brain or not"),
        ("IS IT SAFE OR NOT", "is it safe or not"),
        ("STEM CELLS: FRIEND OR FOE IN STROKE?", "stem cells: friend or foe in stroke?"),
        ("PAIN AND FUNCTION AFTER KNEE INJECTION", "pain and function after knee injection"),
    ],
)
def test_a_title_in_capitals_has_no_operators(typed: str, text: str) -> None:
    translation = translate(typed)
    assert translation.text == text
    assert translation.notices == ("The text is in capitals, so “AND”, “OR” and “NOT” in it were searched as words.",)


@pytest.mark.parametrize(
    ("typed", "offers"),
    [
        ("stroke or heart attack", {"Did you mean OR?": "stroke OR heart attack"}),
        ('knee or "hip pain" or ankle', {"Did you mean OR?": 'knee OR "hip pain" OR ankle'}),
        ("safe or not", {}),
        ("one or more cells", {}),
        ("or knee", {}),
        ('"knee or hip"', {}),
        ("knee and hip", {}),
        ("and/or knee", {}),
        ("stroke 2015-2020", {"Only 2015 to 2020": "stroke year:2015..2020"}),
        ("2015 to 2020 stroke", {"Only 2015 to 2020": "stroke year:2015..2020"}),
        ("stroke between 2015 and 2020", {"Only 2015 to 2020": "stroke year:2015..2020"}),
        ("als 2019", {"Only 2019": "als year:2019"}),
        ("2019", {"Only 2019": "year:2019"}),
        ("stroke since 2015", {"Only 2015 and later": "stroke year:>=2015"}),
        ("stroke after 2015", {"Only after 2015": "stroke year:>2015"}),
        ("stroke before 2010", {"Only before 2010": "stroke year:<2010"}),
        ("stroke up to 2010", {"Only 2010 and earlier": "stroke year:<=2010"}),
        ("knee OR hip 2018", {"Only 2018": "(knee OR hip) year:2018"}),
        ("year:2015 knee 2018", {}),
        ('"in 2019"', {}),
        ("12015 2015mg 2015/16 10.1000/2015.1", {}),
        ("J Test. 2014;164", {}),
    ],
)
def test_operators_and_years_typed_as_words_are_offered(typed: str, offers: dict[str, str]) -> None:
    translation = translate(typed)
    assert translation.text == typed
    assert {str(offer.text): offer.query for offer in translation.offers} == offers


def test_a_long_query_ends_before_a_cut_word_or_tag() -> None:
    assert shortened("knee[ti] OR hip[ti]", 19) == "knee[ti] OR hip[ti]"
    assert shortened("knee[ti] OR hip[ti]", 14) == "knee[ti] OR"
    assert shortened('"knee"[All Fields] OR hip', 14) == '"knee"'
    assert shortened("kneekneeknee", 5) == "kneek"


CODES = frozenset(
    "tiab ti ab kw mp mesh mh noexp la dp pt all field ts intitl site exp abs key adj3 near w to 3 foo".split()
)


@given(text=FOREIGN)
def test_no_code_of_another_syntax_is_a_required_word(text: str, vocabulary: Vocabulary) -> None:
    query = parser.parse(text, vocabulary, lambda prefix, _: [prefix]).query
    assert CODES.isdisjoint(term for word in words(query) for term in terms_of(word)), text


@given(text=ANYTHING)
def test_the_translation_of_a_translation_changes_nothing(text: str, vocabulary: Vocabulary) -> None:
    read = translate(text).text
    assert translate(read).text == read
    list(positive_leaves(parser.parse(text, vocabulary, lambda prefix, _: [prefix]).query))


@given(
    text=st.lists(st.sampled_from("stroke the knee in CD34+ (MSC) “a b” [in process] IL-6, 50% p<0.05 what?".split()))
)
def test_text_without_foreign_syntax_is_unchanged(text: list[str]) -> None:
    assert translate(" ".join(text)).text == " ".join(text)


def test_the_documented_translations_are_made() -> None:
    document = (Path(__file__).parents[2] / "docs/query-language.md").read_text(encoding="utf-8")
    table = document.partition("\n## Syntax of other search systems\n")[2].partition("\n## ")[0]
    rows = [line.replace(r"\|", "\0").split("|") for line in table.splitlines() if "` |" in line]
    assert len(rows) >= 30
    for _, _, _, typed, text, _ in rows:
        typed, text = (cell.strip().strip("`").replace("\0", "|") for cell in (typed, text))
        assert translate(typed).text == ("" if text == "nothing" else text), typed
