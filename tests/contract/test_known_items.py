"""The search for known studies, by the identifiers, authors, titles and journals of their records, on every engine."""

import pytest

from indexer.engines.protocols import Engine, EngineSearch, Snapshot
from indexer.query.ast import And, Not, Or, Term
from indexer.query.request import SORTS, Filters, SearchRequest
from indexer.search.explanations import sentence
from indexer.summaries.summary import Citation
from indexer.vocabulary.model import Vocabulary

from ..sessions import search
from .test_contract import NewEngine, filled, found, new_engine, new_whoosh_engine, summary

__all__ = ["new_engine", "new_whoosh_engine"]  # fixtures

LANCET = Citation(
    authors=("Bydon M", "Qu WC", "Müller-Schmidt K"),
    title="Safety of marrow in hearts",
    journal="Lancet",
    year=2012,
    doi="10.1016/S0140-6736(12)60028-2",
    pmid="22281388",
    pmcid="PMC1234567",
)
OLD = Citation(
    authors=("O'Brien T", "van der Berg JH"),
    doi="10.1002/(SICI)1097-0142(19990101)85:1<1::AID-CNCR1>3.0.CO;2-#",
    journal="Cancer",
    year=1999,
)
BURNS = Citation(authors=("Burns A", "Long P"), title="Something", journal="Burns", year=2015)
REGISTERED = [
    "NCT01234567", "ISRCTN12345678", "2015-001234-56", "EUCTR2016-004321-12-DE", "CTRI-2018-01-011234",
    "ChiCTR-ONC-16008123", "JPRN-UMIN000012345", "jRCTb030190001", "ACTRN12615000001234", "DRKS00012345", "NTR1234",
    "U1111-1234-5678",
]  # fmt: skip
COLLECTION = [
    summary("lancet", "Heart cells help", "A study of heart cells.", year=2013, citation=LANCET),
    summary("old", "Other", citation=OLD),
    summary("author", "Corneal cells", citation=BURNS),
    summary("burns", "Burns of the skin", "Burns and burns, after long care."),
    summary("burn", "Severe burns", "Bydon cells.", citation=Citation(authors=("Qu Z", "Bydon AB"), year=2014)),
    summary("scald", "Scald", "A burn."),
    *(summary(summary_id, "Registered", citation=Citation(url=f"https://{summary_id}")) for summary_id in REGISTERED),
]
DOI = LANCET.doi or ""

FIRST_HITS = {
    "lancet": [
        DOI, DOI.lower(), f"doi:{DOI}", f"DOI: {DOI}.", f"https://doi.org/{DOI}", f"http://dx.doi.org/{DOI}",
        f"({DOI})", f"[doi:{DOI}]", f'"{DOI}"', f"<{DOI}>,", f"doi.org/{DOI}",
        "https://doi.org/10.1016/S0140-6736%2812%2960028-2", f"https://doi.org/{DOI}?utm=x", f"https://www.example.org/doi/{DOI}/fulltext",
        "22281388", "PMID 22281388", "pmid:22281388", "(PMID: 22281388).", "PMID22281388", "pubmed 22281388",
        "https://pubmed.ncbi.nlm.nih.gov/22281388/", "22281388[pmid]",
        "PMC1234567", "pmcid: pmc1234567", "https://www.ncbi.nlm.nih.gov/pmc/articles/PMC1234567/pdf/x.pdf",
        "bydon", "Bydon M", "M. Bydon", "Bydon M, Qu WC", "Bydon et al", "(Bydon et al., 2012)", "Bydon 2012",
        "bydon2012", "Bydon and Qu 2012", "Muller-Schmidt", "Müller Schmidt K", "Bydon Lancet 2012", "Lancet",
        "the lancet", "Safety of marrow in hearts", "safety of marrow in hearts.", "Heart cells help",
        "Bydon M, Qu WC, et al. Safety of marrow in hearts. Lancet. 2012.",
    ],
    "old": [OLD.doi or "", f"https://doi.org/{OLD.doi}", "O'Brien", "O’Brien T", "OBrien", "van der Berg", "Berg 1999"],
    "author": ["Burns 2015", "Burns A", "Burns et al. 2015", "Long P", "Something"],
    "NCT01234567": [
        "nct01234567", "NCT 01234567", "NCT-01234567.", "https://clinicaltrials.gov/study/NCT01234567?term=x",
        "ClinicalTrials.gov: NCT01234567", "ClinicalTrials.gov identifier: NCT01234567",
    ],
    "ISRCTN12345678": ["ISRCTN12345678", "ISRCTN: 12345678", "https://www.isrctn.com/ISRCTN12345678"],
    "2015-001234-56": ["2015-001234-56", "EudraCT number 2015-001234-56", "EUCTR2015-001234-56-DE"],
    "EUCTR2016-004321-12-DE": ["2016-004321-12", "EUCTR2016-004321-12-DE", "EudraCT: 2016-004321-12"],
    "CTRI-2018-01-011234": ["CTRI/2018/01/011234"],
    "ChiCTR-ONC-16008123": ["chictr-onc-16008123"],
    "JPRN-UMIN000012345": ["JPRN-UMIN000012345", "UMIN000012345", "UMIN 000012345"],
    "jRCTb030190001": ["JPRN-jRCTb030190001", "https://jrct.niph.go.jp/en-latest-detail/jRCTb030190001"],
    "ACTRN12615000001234": [
        "ACTRN12615000001234", "https://www.anzctr.org.au/TrialReview.aspx?ACTRN=12615000001234",
    ],
    "DRKS00012345": ["drks 00012345", "DRKS00012345"],
    "NTR1234": ["NTR1234", "NTR 1234"],
    "U1111-1234-5678": ["U1111-1234-5678"],
}  # fmt: skip


@pytest.fixture
def engine(new_engine: NewEngine, vocabulary: Vocabulary) -> Engine:
    return filled(new_engine(), COLLECTION, vocabulary)


def ids(engine: Engine, text: str) -> list[str]:
    return [hit.summary.id for hit in search(engine, SearchRequest(text, words="all")).hits]


def test_record_is_the_first_hit_for_its_identifiers_authors_and_titles(engine: Engine) -> None:
    wrong = {
        text: answer[:2]
        for wanted, texts in FIRST_HITS.items()
        for text in texts
        if (answer := ids(engine, text))[:1] != [wanted]
    }
    assert wrong == {}


def test_a_topic_precedes_an_author_and_a_journal_of_this_name(engine: Engine) -> None:
    assert set(ids(engine, "burns")[:3]) == {"burns", "burn", "scald"}
    assert ids(engine, "burns")[3:] == ["author"]


def test_first_authors_precede_other_authors_and_mentions(engine: Engine) -> None:
    assert ids(engine, "Bydon") == ["lancet", "burn"]
    assert ids(engine, "Qu") == ["burn", "lancet"]


@pytest.mark.parametrize(
    "text", ["AB", "heart AB", "K", "Bydon K", "Bydon 2011", "2228138", "NCT0123456", "123456", "https", "org"]
)
def test_initials_and_parts_of_identifiers_are_not_searched(engine: Engine, text: str) -> None:
    assert ids(engine, text) == []


def test_prefixes_find_words_of_citations(engine: Engine) -> None:
    assert engine.snapshot().terms_with_prefix("lanc", None) == ["lancet"]
    assert engine.snapshot().terms_with_prefix("lanc", "text") == []
    assert ids(engine, "lanc*") == ["lancet"]


def test_the_words_as_typed_precede_their_concept(new_engine: NewEngine, vocabulary: Vocabulary) -> None:
    tagged = {"conditions": ("als",)}
    names = "amyotrophic lateral sclerosis"
    engine = filled(
        new_engine(),
        [
            summary("concept", names, f"{names}, {names} and {names}", facets=tagged),
            summary(
                "typed", "A long title of some cells in a dish", "Cells, and then much later on ALS", facets=tagged
            ),
            summary("mention", "Another long title of some cells", "Cells, a dish, a lab and many more words than ALS"),
            summary("other"),
        ],
        vocabulary,
    )
    assert set(ids(engine, "ALS")[:2]) == {"typed", "mention"}
    assert ids(engine, "ALS")[2:] == ["concept"]
    assert ids(engine, "ALS cells") == ["typed", "mention"]
    assert ids(engine, '"Lou Gehrig" OR ALS')[2:] == ["concept"]


def _orders(snapshot: Snapshot, size: int, boosted: bool, sort: str = "relevance") -> list[str]:
    """Return all results of a search with preferred queries, in pages of ``size``."""
    answers = [
        snapshot.search(
            EngineSearch(
                Or((Term("knee"), Term("pain"))),
                Filters(),
                sort,  # type: ignore[arg-type]
                offset,
                size,
                boosted=And((Term("knee"), Term("pain"))) if boosted else None,
                preferred=(Term("rare"), Or((Term("rare"), Term("some")))),
            )
        )
        for offset in range(0, 8, size)
    ]
    assert {(answer.total, answer.boosted_total) for answer in answers} == {(6, 3 if boosted else 6)}
    assert all(answer.counts["condition"] == {} for answer in answers)
    return [hit.summary.id for answer in answers for hit in answer.hits]


@pytest.mark.parametrize("size", [1, 2, 4, 9])
def test_preferred_hits_come_first_within_boosted_and_other_hits(
    new_engine: NewEngine, vocabulary: Vocabulary, size: int
) -> None:
    texts = {
        "a": "knee knee pain", "b": "knee pain some", "c": "knee pain rare and many other words",
        "d": "pain", "e": "knee some", "f": "knee rare and many other words", "g": "rare some",
    }  # fmt: skip
    snapshot = filled(new_engine(), [summary(name, text=text) for name, text in texts.items()], vocabulary).snapshot()
    assert _orders(snapshot, size, boosted=True) == ["c", "b", "a", "f", "e", "d"]
    unboosted = _orders(snapshot, size, boosted=False)
    assert (set(unboosted[:2]), set(unboosted[2:4])) == ({"c", "f"}, {"b", "e"})
    for sort in set(SORTS) - {"relevance"}:
        assert _orders(snapshot, size, boosted=False, sort=sort) == list("abcdef")


def test_a_word_scores_less_in_the_citation_and_only_if_it_is_not_in_the_text(
    new_engine: NewEngine, vocabulary: Vocabulary
) -> None:
    snapshot = filled(
        new_engine(),
        [
            summary("text", text="marrow"),
            summary("both", text="marrow", citation=Citation(title="Marrow and more")),
            summary("cited", text="hearts", citation=Citation(title="Marrow and more")),
            *(summary(f"other{number}", citation=Citation(title="Other")) for number in range(5)),
        ],
        vocabulary,
    ).snapshot()
    hits = snapshot.search(EngineSearch(Term("marrow"), Filters(), "relevance", 0, 9, explained=True)).hits
    scores = {hit.summary.id: hit.score for hit in hits}
    assert scores["both"] == scores["text"] > scores["cited"] > 0
    assert {hit.summary.id: [part.place for part in hit.contributions] for hit in hits} == {
        "text": ["text"], "both": ["text"], "cited": ["citation"],
    }  # fmt: skip
    assert found(snapshot, And((Term("heart"), Term("marrow")))) == ["cited"]
    assert found(snapshot, And((Term("heart"), Not(Term("marrow"))))) == []
    assert found(snapshot, Term("marrow", "text")) == ["both", "text"]


def test_scores_of_citations_are_explained(engine: Engine) -> None:
    (hit,) = search(engine, SearchRequest("byd* muller heart", explain=True)).hits
    parts = {sentence(part) for part in hit.reasons if part.place == "citation"}
    assert parts == {"“byd*” in the citation: Bydon 1×", "“muller” in the citation: Müller 1×"}
    assert sum(part.score for part in hit.reasons) == pytest.approx(hit.score)
