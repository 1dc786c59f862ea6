"""What queries find and are read as, on both engines. Each rule has cases that must match and cases that must not."""

from collections.abc import Iterator

import pytest

from indexer.engines import EngineOptions, open_engine
from indexer.engines.protocols import Engine
from indexer.query.request import Filters, SearchRequest
from indexer.search.results import ResultPage
from indexer.search.session import SearchSession
from indexer.settings import ClusterSettings, shipped_corpus
from indexer.summaries.summary import Summary
from indexer.vocabulary.loader import load_vocabulary

from ..opensearch import nodes

# id, text, and the ids of its condition, cell type and route ("-" for none).
SUMMARIES = [
    line.split("|")
    for line in """
uc|UC-MSC were given to newborns|-|uc-msc|intratracheal
bm|BM-MSC were given to adults|-|bm-msc|-
both|Two sources of cells were compared, and some cells were shed|-|uc-msc bm-msc|-
infarction|The left ventricle of 40 adults recovered|myocardial-infarction|-|intracoronary
attack|Adults after a heart attack walked further|myocardial-infarction|-|-
stroke|Walking after stroke improved|stroke|-|-
clot|Speech after a clot in the brain improved|ischemic-stroke|-|-
hip|Hip replacement with a new device and a card for each severe case|-|-|-
reprogrammed|Cells of the skin were reprogrammed|-|ipsc|-
devic|Attacks became rare|neuromyelitis-optica|-|-
several|Several topics on organ donation by live donors|-|-|-
melanoma|Tumours of the skin: melanoma|cancer|-|-
tumour|A solid tumour of the lung shrank|cancer|-|-
als|ALS was slowed in five people|amyotrophic-lateral-sclerosis|-|intrathecal
motor|Strength fell more slowly|amyotrophic-lateral-sclerosis|-|-
ms|Relapses of MS were fewer|multiple-sclerosis|-|intravenous
sclerosis|Lesions shrank|multiple-sclerosis|-|-
memory|Memory was kept for a year with fat cells|alzheimers-disease|ad-msc|-
itch|Itch fell by half|atopic-dermatitis|-|-
thecal|It was given by spinal tap|-|-|intrathecal
type1|Insulin was stopped in type 1 diabetes|type-1-diabetes|-|-
type2|Insulin was lowered in type II diabetes|type-2-diabetes|-|-
phase3|A phase III trial|-|-|-
phase2|A phase 2 trial|-|-|-
vitamin|Vitamin A was added to food|-|-|-
vitamind|Vitamin D was added to a meal|-|-|-
us|Sites in the US took part|-|-|-
random|The groups were randomized|-|-|-
tnf|TNF-α fell, and IL-10 rose|-|-|-
tnf2|TNF alpha fell, and IL 10 rose|-|-|-
tnf3|TNFα fell, and IL10 rose|-|-|-
cd34|CD34+ cells were counted|-|-|-
cd34bare|CD34 was measured|-|-|-
dose|10⁶ cells per kg|-|-|-
jelly|Wharton's jelly was minced|-|-|-
child|A child with a tooth of a mouse model|-|-|-
oedema|Oedema and anaemia after a caesarean; sulphate was given|-|-|-
aging|Aging of cells in a test|-|-|-
aids|AIDS was excluded; a walking aid was allowed|-|-|-
""".strip().splitlines()
]


def index(engine: Engine) -> Engine:
    with engine.writer(load_vocabulary(shipped_corpus() / "vocabulary")) as writer:
        for identifier, text, *tags in SUMMARIES:
            conditions, cells, routes = (() if tag == "-" else tuple(tag.split()) for tag in tags)
            facets = {"conditions": conditions, "cell_types": cells, "routes": routes, "donor": (), "study": ()}
            writer.add(Summary(identifier, text, ("See the title.",), facets))
        writer.commit("test", "digest")
    return engine


@pytest.fixture(scope="module")
def whoosh_engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    return index(open_engine(str(tmp_path_factory.mktemp("understanding") / "index")))


@pytest.fixture(scope="module")
def opensearch_engine(opensearch: str) -> Iterator[Engine]:
    options = EngineOptions(cluster=ClusterSettings(shards=1, replicas=0, timeout=60))
    yield index(open_engine(f"opensearch+{opensearch}/understanding", options))
    nodes.ask(f"{opensearch}/understanding-*", method="DELETE")


@pytest.fixture(params=["whoosh", "opensearch"])
def understood(request: pytest.FixtureRequest) -> Engine:
    engine: Engine = request.getfixturevalue(f"{request.param}_engine")
    return engine


def page(engine: Engine, text: str, filters: Filters | None = None, literal: tuple[str, ...] = ()) -> ResultPage:
    request = SearchRequest(text, filters or Filters(), words="all", literal=literal, size=100)
    return SearchSession(engine.snapshot(), request).results()


def found(engine: Engine, text: str) -> set[str]:
    return {hit.summary.id for hit in page(engine, text).hits}


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("UC-MSC", "uc both"),
        ("UC-MSC OR BM-MSC", "uc bm both"),
        ("(UC-MSC) OR (BM-MSC)", "uc bm both"),
        ("BM-MSC OR UC-MSC", "uc bm both"),
        ("UC-MSC AND BM-MSC", "both"),
        ("heart attack", "infarction attack"),
        ("(heart attack)", "infarction attack"),
        ("((heart attack))", "infarction attack"),
        ("(heart attack) OR hip", "infarction attack hip"),
        ("adults (heart attack OR BM-MSC)", "infarction attack bm"),
        ("adults -(heart attack)", "bm"),
        ("adults NOT heart attack", ""),  # NOT excludes the next word, "heart"; it requires "attack"
        ("stroke -stroke", ""),
        ("walking -stroke", "aids attack"),
        ("walking OR stroke", "stroke clot aids attack"),
        ("heart attack year:2020", ""),
        ("title:left heart attack", "infarction"),
        ("heart attack title:left", "infarction"),
        ("heart attack OR Lou Gehrig's disease", "infarction attack als motor"),
        ("heart OR attack", "attack devic"),  # the name is torn apart
        ("heart AND attack", "attack"),
        ("-heart attack", "devic"),
    ],
)
def test_operators_and_brackets_never_lose_what_a_name_finds(understood: Engine, text: str, ids: str) -> None:
    assert found(understood, text) == set(ids.split())


@pytest.mark.parametrize(
    ("text", "concepts"),
    [
        ("heart attacks", "myocardial-infarction"),
        ("strokes", "stroke"),
        ("tumour", "cancer"),
        ("tumors", "cancer"),
        ("Alzheimer disease", "alzheimers-disease"),
        ("alzheimer's", "alzheimers-disease"),
        ("Alzheimers", "alzheimers-disease"),
        ("ischaemic strokes", "ischemic-stroke"),
        ("leukaemias", "leukemia"),
        ("exosomes", "exosome"),
        ("spinal cord injuries", "spinal-cord-injury"),
        ("iPS", "ipsc"),
        ("ALS", "amyotrophic-lateral-sclerosis"),
        ("als", "amyotrophic-lateral-sclerosis"),  # nothing else is meant in this collection
        # Different words with the stem of a name.
        ("hip", ""),
        ("hips", ""),
        ("device", ""),
        ("devices", ""),
        ("add", ""),
        ("adding", ""),
        ("card", ""),
        ("cards", ""),
        ("pancreatic", ""),
        ("topic", ""),
        ("topics", ""),
        ("exome", ""),
        ("cast", ""),
        ("organs", ""),
        ("aged", ""),
        ("spinal cord", ""),
        # Short acronyms in lower case that are other words.
        ("it", ""),
        ("all", ""),
        ("us", ""),
        ("as", ""),
        ("shed", ""),
        ("ad", "alzheimers-disease atopic-dermatitis"),  # no summary contains this word
    ],
)
def test_names_are_recognized_as_written_or_inflected(understood: Engine, text: str, concepts: str) -> None:
    assert {each.concept for each in page(understood, text).interpretations} == set(concepts.split())


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("severe", "hip"),
        ("severely", "hip"),
        ("several", "several"),
        ("age", ""),
        ("aging", "aging"),
        ("test", "aging"),
        ("testes", ""),
        ("organ", "several"),
        ("organization", ""),
        ("liver", ""),
        ("lives", "several"),
        ("children", "child"),
        ("teeth", "child"),
        ("mice", "child"),
        ("edema", "oedema"),
        ("anemic", ""),
        ("anemia", "oedema"),
        ("cesarean", "oedema"),
        ("sulfate", "oedema"),
        ("AIDS", "aids"),
        ("walking aids", "aids"),
    ],
)
def test_stems_join_inflections_only(understood: Engine, text: str, ids: str) -> None:
    assert found(understood, text) == set(ids.split())


@pytest.mark.parametrize(
    ("text", "ids", "offered"),
    [
        ("melanoma", "melanoma", {"Include all on cancer": 2}),
        ("melanomas", "melanoma", {"Include all on cancer": 2}),
        ("skin melanoma", "melanoma", {"Include all on cancer": 1}),
        ("Ryoncil", "", {"Include all on bone marrow mesenchymal stem cell": 2}),
        ("remestemcel-L", "", {"Include all on bone marrow mesenchymal stem cell": 2}),
        ("cancer", "melanoma tumour", {}),
        ("tumour", "melanoma tumour", {}),
        ("lung cancer", "", {"Include all on cancer": 2}),
        ('"melanoma"', "melanoma", {}),
        ("title:melanoma", "melanoma", {}),
        ("condition:melanoma", "melanoma", {}),
    ],
)
def test_a_narrower_name_is_counted_by_itself(understood: Engine, text: str, ids: str, offered: dict[str, int]) -> None:
    assert found(understood, text) == set(ids.split())
    assert {offer.text: offer.total for offer in page(understood, text).offers} == offered


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("type I diabetes", "type1"),
        ("type 1 diabetes", "type1"),
        ("type II", "type2"),
        ("type 2", "type2"),
        ("phase 3", "phase3"),
        ("phase III", "phase3"),
        ("phase II", "phase2"),
        ("phase 1", ""),
        ("vitamin A", "vitamin"),
        ("vitamin a", "vitamin"),
        ("Vitamin D", "vitamind"),
        ("US", "us"),
        ("sites in the US", "us"),
        ("sites in US", "us"),
        ("infarction versus stroke", ""),
        ("cells vs sources", "both"),
        ("cells vs. sources", "both"),
    ],
)
def test_small_words_that_carry_meaning_are_kept(understood: Engine, text: str, ids: str) -> None:
    assert found(understood, text) == set(ids.split())


@pytest.mark.parametrize("text", ["not randomized", "cells not sources", "no tumour", "without relapses"])
def test_a_dropped_negation_is_reported_and_an_exclusion_offered(understood: Engine, text: str) -> None:
    shown = page(understood, text)
    word = text.split()[-1]
    assert any("was ignored" in notice for notice in shown.notices)
    assert [offer.text for offer in shown.offers if offer.text.startswith("Exclude")] == [f"Exclude {word}"]


@pytest.mark.parametrize("text", ['"not randomized"', "randomized", "NOT randomized", "-randomized", "nothing"])
def test_nothing_is_reported_about_other_negations(understood: Engine, text: str) -> None:
    assert page(understood, text).notices == ()


@pytest.mark.parametrize(
    ("texts", "ids"),
    [
        ("TNFα|TNF-α|TNF alpha|TNF-alpha|TNFalpha|tnfα|TNF‑α", "tnf tnf2 tnf3"),
        ("IL10|IL-10|IL 10|il10|il-10|IL–10", "tnf tnf2 tnf3"),
        ("CD34+|CD34⁺|CD34＋|cd34+", "cd34"),
        ("CD34|CD 34|CD-34", "cd34 cd34bare"),
        ("10⁶ cells|10^6 cells|10(6) cells", "dose"),
        ("106 cells", ""),
        (
            "Wharton's jelly|Wharton’s jelly|Wharton´s jelly|Wharton`s jelly|Wharton＇s jelly|Whartons jelly"
            "|Whar­ton's jelly|Wharton's​ jelly|“Wharton's jelly”|„Wharton's jelly“",
            "jelly",
        ),
    ],
)
def test_one_thing_has_many_spellings(understood: Engine, texts: str, ids: str) -> None:
    assert {text: found(understood, text) - {"uc", "both"} for text in texts.split("|")} == {
        text: set(ids.split()) for text in texts.split("|")
    }


@pytest.mark.parametrize(
    ("text", "ids", "senses"),
    [
        ("AD", "memory itch", {"alzheimers-disease": 1, "atopic-dermatitis": 1}),
        ("AD fat", "memory", {"alzheimers-disease": 1}),
        ("fat AD", "memory", {"alzheimers-disease": 1}),
        ("(AD) itch", "itch", {"atopic-dermatitis": 1}),
        ("AD OR ALS", "memory itch als motor", {"alzheimers-disease": 1, "atopic-dermatitis": 1}),
        ("walking -AD", "stroke aids attack", {}),
        ("MS intravenous", "ms", {"multiple-sclerosis": 1}),
        ("MS", "ms sclerosis", {"multiple-sclerosis": 2}),
        ("IT", "als thecal uc", {"intrathecal": 2, "intratracheal": 1}),
        ("IT ALS", "als", {"intrathecal": 1}),
        ("it fell", "tnf tnf2 tnf3 motor itch", {}),
        ('"AD"', "", {}),
        ("title:AD", "", {}),
    ],
)
def test_an_ambiguous_acronym_is_searched_in_all_its_senses(
    understood: Engine, text: str, ids: str, senses: dict[str, int]
) -> None:
    shown = page(understood, text)
    assert {hit.summary.id for hit in shown.hits} == set(ids.split())
    assert {sense.concept: sense.total for sense in shown.senses} == senses


def test_a_filter_chooses_the_sense(understood: Engine) -> None:
    shown = page(understood, "AD", Filters((("condition", ("atopic-dermatitis",)),)))
    assert [hit.summary.id for hit in shown.hits] == ["itch"]
    assert [(each.concept, each.ambiguous) for each in shown.interpretations] == [("atopic-dermatitis", False)]


@pytest.mark.parametrize(
    ("text", "ids", "undone"),
    [
        ("heart attack", "attack", ["myocardial-infarction"]),
        ("(heart attack) OR melanoma", "attack melanoma", ["myocardial-infarction"]),
        ("melanoma", "melanoma", []),  # its word has gone, so the link is not listed
    ],
)
def test_an_undone_link_is_listed_while_its_words_are_in_the_query(
    understood: Engine, text: str, ids: str, undone: list[str]
) -> None:
    shown = page(understood, text, literal=("myocardial-infarction",))
    assert {hit.summary.id for hit in shown.hits} == set(ids.split())
    assert [each.concept for each in shown.undone] == undone
