from pathlib import Path
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.query import parser
from indexer.query.ast import positive_leaves, terms_of, words
from indexer.query.foreign import shortened, translate
from indexer.vocabulary.model import Vocabulary

from .foreign_queries import ANYTHING, FOREIGN, FRAGMENT

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
        '("stroke" OR ("brain" AND "fog")) AND year:2020',
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
    # Further queries, at least ten for each system
    # PubMed
    ('("2015/01/01"[Date - Publication] : "2020"[Date - Publication])', "year:2015..2020"),
    ("2015/01/01:2020/12/31[Date - Publication]", "year:2015..2020"),
    ('"2015/01/01 00:00":"2020/12/31 23:59"[Date - Entry]', "year:2015..2020"),
    ('"Mesenchymal Stem Cells"[Mesh] AND "therapy" [Subheading]', '"Mesenchymal Stem Cells" AND "therapy"'),
    ('"therapy/narrow"[Filter] AND (hasabstract[text]) AND als', "als"),
    ("lupus[mh] AND (knee[MeSH Major Topic] NOT animals[mh:noexp])", "lupus AND (knee NOT animals)"),
    ('"smith j"[Author] AND "Stem Cells"[Journal]', 'author:"smith j" AND journal:"Stem Cells"'),
    ('stroke AND ("english"[Language] OR "french"[Language])', "stroke"),
    ("2020[dp] NOT 2019[dp]", "year:2020 NOT year:2019"),
    ('"knee pain" [all]', '"knee pain"'),
    ("[tiab] stroke", "stroke"),
    ("stroke[foo bar] AND knee[Titel]", "stroke AND knee"),
    ('("knee"[mh] OR "knee"[all]) AND als', '"knee" AND als'),
    # Ovid
    ("(knee and hip) adj3 pain", "(knee AND hip) AND pain"),
    ("1 exp Stroke/", "Stroke"),
    ("3. exp Stroke/", "Stroke"),
    ("exp stroke/ or stroke*.mp. or (bone adj3 fracture).tw.", 'stroke OR stroke* OR "bone fracture"~2'),
    ('randomi?ed.ab. and "clinical trial".pt.', 'text:randomized AND study:"clinical trial"'),
    ("stroke adj5 (stem or progenitor)", '"stroke stem"~4 OR "stroke progenitor"~4'),
    ('limit 5 to yr="2010 -Current"', "year:2010.."),
    ("stem cell.mp. [mp=title, abstract, original title]", "stem cell"),
    ("*Stroke/ or stroke.mp.", "Stroke OR stroke"),
    ("remove duplicates from 4", ""),
    ("4 not 5", ""),
    ("limit 4 to humans", ""),
    ("knee.ti. or english.lg. and hip.ti.", "title:knee OR title:hip"),
    ("knee.ti. not english.lg. and hip.ti.", "title:knee AND title:hip"),
    # Cochrane
    ('[mh "stem cells"] and [mh stroke/TH]', '"stem cells" AND "stroke"'),
    ('"stroke":ti,ab,kw AND [mh "Stem Cells"/TU]', '"stroke" AND "Stem Cells"'),
    ('[mh ^"stroke"] or stroke:kw', '"stroke" OR stroke'),
    ('"stem cell" near/5 "spinal cord"', '"stem cell spinal cord"~5'),
    ("(stroke or infarct):ti,ab,kw", "(stroke OR infarct)"),
    ("{OR #1-#4} AND stroke", "stroke"),
    ("#1 or #2 and stroke:ti", "title:stroke"),
    ("#1", ""),
    ("stem cell*:ti or stroke*:ab", "title:stem title:cell* OR text:stroke*"),
    ("heart next valve near/4 repair", '"heart valve repair"~4'),
    ("stroke near/3 (cell or marrow) near/2 rat", '"stroke cell rat"~5 OR "stroke marrow rat"~5'),
    # Embase
    ("'stroke'/exp/mj AND [humans]/lim", '"stroke"'),
    ("'crohn''s disease'/exp OR 'parkinson's disease':ti", '"crohn\'s disease" OR title:"parkinson\'s disease"'),
    ("'heart attack' OR 'myocardial infarction'", '"heart attack" OR "myocardial infarction"'),
    ("('stem cell' NEAR/3 transplant):ti,ab", '"stem cell transplant"~3'),
    ("stroke:ti AND 2015:py", "title:stroke AND year:2015"),
    ("smith:au", "author:smith"),
    ("[embase]/lim NOT [medline]/lim", ""),
    ("stroke:ab,ti OR 'stroke'/de", 'stroke OR "stroke"'),
    ("'stroke'/exp AND [2019]/py", '"stroke" AND year:2019'),
    ("lupus:ta OR knee:jt", "journal:lupus OR journal:knee"),
    # Scopus
    ('TITLE-ABS-KEY("stem cell" AND als) AND PUBYEAR < 2021', '("stem cell" AND als) AND year:<2021'),
    ("TITLE ( stroke ) AND KEY ( knee )", "title:stroke AND knee"),
    ("TITLE-ABS({stem cell})", '"stem cell"'),
    ("PUBYEAR AFT 2010 AND TITLE(stroke)", "year:>2010 AND title:stroke"),
    ("ALL(stroke) AND PUBYEAR IS 2019", "stroke AND year:2019"),
    ("AUTHOR-NAME(smith) AND SRCTITLE(stroke)", "author:smith AND journal:stroke"),
    ("DOI(10.1000/xyz)", "10.1000/xyz"),
    ("stroke AND DOCTYPE ( re )", "stroke"),
    ("AFFIL(harvard) AND stroke", "stroke"),
    ("FIRSTAUTH(smith)", "author:smith"),
    # Web of Science
    ("TS=(stem cell* AND stroke) AND PY=(2015-2020)", "(stem cell* AND stroke) AND year:2015..2020"),
    ("TI=stroke AND AU=(Smith J OR Jones)", 'title:stroke AND (author:"Smith J" OR author:Jones)'),
    ("TS=stroke NOT TI=(rat* OR mouse)", "stroke NOT (title:rat* OR title:mouse)"),
    ("TS=(stroke) AND DT=(Review)", "stroke AND study:Review"),
    ("TS=(stroke SAME cell)", "(stroke AND cell)"),
    ("TS=stroke AND LANGUAGE: (English) AND DOCUMENT TYPES: (Article)", "stroke AND study:Article"),
    ("WC=(Hematology) AND TS=stroke", "stroke"),
    ("PY=2018 OR PY=2019", "year:2018 OR year:2019"),
    ("DO=10.1000/xyz", "10.1000/xyz"),
    ("AB=(stroke) OR AK=(cells)", "text:stroke OR cells"),
    ("#1 AND #2 OR TS=stroke", "stroke"),
    # Lucene
    ('title:"stem cell"^4 text:cells^0.5', 'title:"stem cell" text:cells'),
    ("pubdate:[2015 TO 2020} AND stroke", "year:2015..2019 AND stroke"),
    ("stroke AND (cells || marrow) && !rats", "stroke AND (cells OR marrow) AND -rats"),
    ("R&D || trial", "R&D OR trial"),
    ('mesh:stroke -title:"rat model" +cells', 'stroke -title:"rat model" cells'),
    # Google
    ("intitle:stroke site:example.org 2015..", "title:stroke year:2015.."),
    ('intext:"stem cells" inurl:trial', 'text:"stem cells"'),
    ("link:example.org related:example.org stroke", "stroke"),
    ("stroke after:2018-01-01", "stroke year:>=2018"),
    ("allintext: knee relief", "text:knee text:relief"),
    # Wildcards
    ("wom#n hem$tology colo?r p?ediatric*", "women hem* color pediatric*"),
]

UNCHANGED = [
    "NEXT (Nutrition and Exercise) Study",
    "with or w/ or w/o cells and/ or exosomes",
    "HLA-A*24, UGT1A1*28, VSL#3 and STAR*D",
    "Ti:Sapphire laser, LABEL:An overview, stroke:an overview",
    "E(c[RGDyK])2 for lymphoma[AVENT STUDY] (rDEN2[ME])",
    "Neo Adj treatment",
    "Source:PubMed Language: (English)",
    "Sargent et al. 2010",
    "IL-10?",
    "$5",
    "A/B test of IV/IM",
    "smith.au",
    "#1 question",
    "cells! hello! world",
    "+1 dose, 3:1 ratio, 10:30, 1:10",
    "a review [abstract] of text",
    "U.S. vs. U.K., Dr. No, Fig. 2 (left)",
    "Grade III/IV 1–5 mg 50% - 60%",
    "stroke AND NOT (rat)",
    "'stem cell therapy' for children's knees",
    "time: 3 months, key: value, dose: 5",
    "AT&T and A&B",
    "before and after, near and next to the knee",
    "same day surgery or 2 doses",
    "TITLE of the study (ALL patients)",
    "Source: (own data)",
    "5 or more, 1 or 2 doses",
    "x = (1 or 2)",
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
    assert translation.notices[0].startswith(f"Read as: {text}" if text else "“")
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
        ("EFFECT OF STEM CELLS ON BONE OR MUSCLE", "effect of stem cells on bone or muscle"),
        ("NOT ALL THE CELLS ARE EQUAL", "not all the cells are equal"),
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
    "typed",
    [
        "HEART FAILURE NOT STROKE",
        "SPINAL CORD INJURY OR STROKE",
        "MSC AND EXOSOMES OR BMMNC",
        "KNEE AND HIP",
        "STEM CELLS FOR (HEART OR BRAIN)",
        "CELLS IN HEART OR condition:als",
    ],
)
def test_operators_in_capitals_stay_operators(typed: str) -> None:
    assert translate(typed).text == typed


@pytest.mark.parametrize(
    ("typed", "offers"),
    [
        ("stroke or heart attack", {"Did you mean OR?": "stroke OR heart attack"}),
        ('knee or "hip pain" or ankle', {"Did you mean OR?": 'knee OR "hip pain" OR ankle'}),
        ('"stem cell" | marrow', {"Did you mean OR?": '"stem cell" OR marrow'}),
        ("heart next attack", {"Did you mean NEXT?": "heart NEXT attack"}),
        ('stroke near "spinal cord"', {"Did you mean NEAR?": 'stroke NEAR "spinal cord"'}),
        ("what to do next time near home", {}),
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


def test_search_details_of_pubmed_are_read_to_the_end(vocabulary: Vocabulary) -> None:
    names = ("spinal", "cord"), ("knee", "pain"), ("heart", "attack"), ("bone", "marrow"), ("blind", "eye")
    details = " AND ".join(
        f'("{one} {two}"[MeSH Terms] OR ("{one}"[All Fields] AND "{two}"[All Fields]) OR "{one} {two}"[All Fields])'
        for one, two in names
    )
    assert len(details) > parser.LONGEST_QUERY
    parsed = parser.parse(details, vocabulary, lambda prefix, _: [prefix])
    native = " AND ".join(f'("{one} {two}" OR ("{one}" AND "{two}"))' for one, two in names)
    assert parsed.query == parser.parse(native, vocabulary, lambda prefix, _: [prefix]).query
    assert [str(notice) for notice in parsed.notices if str(notice).startswith("Only")] == []


@given(fragments=st.lists(FRAGMENT, min_size=1, max_size=3))
def test_long_queries_take_linear_time(fragments: list[str]) -> None:
    text = ("".join(fragments) * 4000)[:4000]
    start = process_time()
    translate(text)
    assert process_time() - start < 2  # s; about 0.2 s here
