"""The contract of the Engine protocol. A new engine is one line in ENGINES; no test is skipped for any engine."""

import itertools
import math
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.engines import open_engine
from indexer.engines.protocols import Engine, EngineSearch, Snapshot
from indexer.errors import IndexBusy, IndexMissing
from indexer.query.ast import All, And, AnyTerm, HasConcept, Near, Not, Or, Phrase, Query, Term, Years
from indexer.query.request import SORTS, Filters
from indexer.summaries.summary import Citation, Summary
from indexer.text.analysis import terms
from indexer.vocabulary.model import Vocabulary

from . import strategies
from .reference import ReferenceEngine

NewEngine = Callable[[], Engine]


@pytest.fixture
def new_whoosh_engine(tmp_path: Path) -> NewEngine:
    numbers = itertools.count()
    return lambda: open_engine(str(tmp_path / str(next(numbers)) / "index"))


# Engine name -> fixture that returns a function; each call of it returns a new engine without an index.
ENGINES = {"whoosh": "new_whoosh_engine", "opensearch": "new_cluster_engine"}


@pytest.fixture(params=ENGINES)
def new_engine(request: pytest.FixtureRequest) -> NewEngine:
    """Return a function; each call of it returns a new engine without an index."""
    new: NewEngine = request.getfixturevalue(ENGINES[request.param])
    return new


@pytest.fixture
def index(new_engine: NewEngine, vocabulary: Vocabulary) -> Callable[..., Snapshot]:
    def index(*summaries: Summary) -> Snapshot:
        return filled(new_engine(), summaries, vocabulary).snapshot()

    return index


def filled(engine: Engine, summaries: Iterable[Summary], vocabulary: Vocabulary) -> Engine:
    with engine.writer(vocabulary) as writer:
        for summary in summaries:
            writer.add(summary)
        writer.commit("test", "digest")
    return engine


def found(snapshot: Snapshot, query: Query, filters: Filters | None = None, sort: str = "relevance") -> list[str]:
    hits = snapshot.search(EngineSearch(query, filters or Filters(), sort, 0, 100)).hits  # type: ignore[arg-type]
    return [hit.summary.id for hit in hits]


def summary(summary_id: str, title: str = "t", text: str = "x", **fields: object) -> Summary:
    return Summary(summary_id, title, (text,), **fields)  # type: ignore[arg-type]


@settings(max_examples=80)
@given(summaries=strategies.collections(), query=strategies.queries, filters=strategies.filters)
def test_ids_totals_and_counts_equal_the_reference(
    new_engine: NewEngine,
    vocabulary: Vocabulary,
    summaries: list[Summary],
    query: Query,
    filters: Filters,
) -> None:
    snapshot = filled(new_engine(), summaries, vocabulary).snapshot()
    reference = ReferenceEngine(summaries, vocabulary)
    answer = snapshot.search(EngineSearch(query, filters, "relevance", 0, 100))
    expected = reference.ids(query, filters)
    assert {hit.summary.id for hit in answer.hits} == expected
    assert len(answer.hits) == answer.total == snapshot.count(query, filters) == len(expected)
    assert answer.counts == reference.counts(query, filters)


@settings(max_examples=40)
@given(
    summaries=strategies.collections(),
    query=strategies.queries,
    filters=strategies.filters,
    two=st.lists(st.sampled_from(list(strategies.CONCEPTS)), min_size=2, max_size=2),
)
def test_histograms_and_cooccurrence_counts_equal_the_reference(
    new_engine: NewEngine,
    vocabulary: Vocabulary,
    summaries: list[Summary],
    query: Query,
    filters: Filters,
    two: list[str],
) -> None:
    snapshot = filled(new_engine(), summaries, vocabulary).snapshot()
    reference = ReferenceEngine(summaries, vocabulary)
    assert snapshot.year_histogram(query, filters) == reference.year_histogram(query, filters)
    assert snapshot.year_histogram_by_facet(query, filters, two[0]) == reference.year_histogram_by_facet(
        query, filters, two[0]
    )
    assert snapshot.cooccurrence_counts(query, filters, *two) == reference.cooccurrence_counts(query, filters, *two)


@settings(max_examples=30)
@given(summaries=strategies.collections(), query=strategies.queries)
def test_every_order_contains_all_hits_and_pages_split_it(
    new_engine: NewEngine, vocabulary: Vocabulary, summaries: list[Summary], query: Query
) -> None:
    snapshot = filled(new_engine(), summaries, vocabulary).snapshot()
    for sort in SORTS:
        whole = snapshot.search(EngineSearch(query, Filters(), sort, 0, 100))
        scores = [hit.score for hit in whole.hits]
        if sort == "relevance":
            keys = [(-hit.score, hit.summary.id) for hit in whole.hits]
            assert keys == sorted(keys)
        paged = [snapshot.search(EngineSearch(query, Filters(), sort, offset, 3)) for offset in range(0, 12, 3)]
        assert [hit for page in paged for hit in page.hits] == list(whole.hits)
        assert {page.total for page in paged} == {whole.total}
        assert all(score >= 0 for score in scores)


@settings(max_examples=40)
@given(summaries=strategies.collections(), query=strategies.queries)
def test_contributions_sum_to_the_score(
    new_engine: NewEngine, vocabulary: Vocabulary, summaries: list[Summary], query: Query
) -> None:
    snapshot = filled(new_engine(), summaries, vocabulary).snapshot()
    plain = snapshot.search(EngineSearch(query, Filters(), "relevance", 0, 99))
    explained = snapshot.search(EngineSearch(query, Filters(), "relevance", 0, 99, explained=True))
    assert [(hit.summary, hit.score) for hit in explained.hits] == [(hit.summary, hit.score) for hit in plain.hits]
    leaves = set(_leaves(query))
    for hit in explained.hits:
        assert math.fsum(part.score for part in hit.contributions) == pytest.approx(hit.score, abs=1e-9)
        assert all(part.score > 0 for part in hit.contributions)
        assert {part.part for part in hit.contributions} <= leaves


def _leaves(query: Query) -> Iterator[Query]:
    match query:
        case And(parts) | Or(parts):
            for part in parts:
                yield from _leaves(part)
        case _:
            yield query


def test_contributions_name_title_text_and_concept(index: Callable[..., Snapshot]) -> None:
    snapshot = index(
        summary("a", "knee", "knee knee pain", facets={"conditions": ("eczema",)}), summary("b", "hip", "pain")
    )
    query = Or((Term("knee"), And((Term("pain"), Term("absent"))), HasConcept("condition", "eczema", scored=True)))
    (best,) = snapshot.search(EngineSearch(query, Filters(), "relevance", 0, 9, explained=True)).hits
    scores = {(part.part, part.place): part.score for part in best.contributions}
    # A leaf of a clause that does not match contributes nothing.
    assert scores.keys() == {
        (Term("knee"), "title"), (Term("knee"), "text"), (HasConcept("condition", "eczema", scored=True), "concept"),
    }  # fmt: skip
    # One of three occurrences is in the title, and the title scores again.
    assert scores[Term("knee"), "title"] > scores[Term("knee"), "text"] / 2


def test_summary_is_returned_unchanged(index: Callable[..., Snapshot]) -> None:
    whole = Summary(
        id="a-1",
        title="Zürich <b>α</b>",
        paragraphs=("One.", "Two & three."),
        facets={"conditions": ("als",), "routes": ()},
        year=2020,
        citation=Citation(authors=("Abel A",), more_authors=True, title="T", doi="10.1234/x"),
    )
    snapshot = index(whole, summary("b"))
    assert snapshot.summary("a-1") == whole
    hits = snapshot.search(EngineSearch(Term("alpha"), Filters(), "relevance", 0, 9)).hits
    assert [hit.summary for hit in hits] == [whole]
    assert snapshot.summary("unknown") is None
    assert snapshot.summary("") is None


def test_word_in_the_title_scores_higher_than_in_the_text(index: Callable[..., Snapshot]) -> None:
    snapshot = index(
        summary("a", "some words here", "knee and other words"),
        summary("b", "knee and other words", "some words here"),
        summary("c", "nothing of it", "at all is here"),
    )
    assert found(snapshot, Term("knee")) == ["b", "a"]


def test_rare_word_scores_higher_than_a_frequent_one(index: Callable[..., Snapshot]) -> None:
    snapshot = index(
        summary("a", text="cell cell"), summary("b", text="cell knee"), summary("c", text="cell toe"),
        summary("d", text="cell arm"),
    )  # fmt: skip
    assert found(snapshot, Or((Term("cell"), Term("knee"))))[0] == "b"


def test_phrase_in_the_query_raises_the_score_of_its_matches(index: Callable[..., Snapshot]) -> None:
    snapshot = index(
        summary("a", text="knee of the pain"), summary("b", text="the knee pain of"), summary("c", text="hip"),
    )  # fmt: skip
    words = Term("knee"), Term("pain")
    assert found(snapshot, Or(words)) == ["a", "b"]
    assert found(snapshot, Or((*words, Phrase(("knee", "pain"))))) == ["b", "a"]


def test_concept_scores_higher_where_its_names_occur(index: Callable[..., Snapshot]) -> None:
    snapshot = index(
        summary("a", text="skin trouble of some sort", facets={"conditions": ("eczema",)}),
        summary("b", text="atopic dermatitis, atopic dermatitis", facets={"conditions": ("eczema",)}),
        summary("c", text="nothing of it at all"),
    )
    assert found(snapshot, HasConcept("condition", "eczema")) == ["a", "b"]
    assert found(snapshot, HasConcept("condition", "eczema", scored=True)) == ["b", "a"]
    unscored = EngineSearch(HasConcept("condition", "eczema"), Filters(), "relevance", 0, 1)
    assert snapshot.search(unscored).hits[0].score == 0


def test_boosted_hits_come_first_in_every_order_and_are_counted(index: Callable[..., Snapshot]) -> None:
    snapshot = index(
        *(summary(f"s{number}", text="knee pain" if number % 3 else "knee", year=2000 + number) for number in range(7))
    )
    query, boosted = Or((Term("knee"), Term("pain"))), And((Term("knee"), Term("pain")))
    for sort in SORTS:
        whole = snapshot.search(EngineSearch(query, Filters(), sort, 0, 9, boosted=boosted))
        ids = [hit.summary.id for hit in whole.hits]
        assert (whole.total, whole.boosted_total) == (7, 4)
        assert set(ids[:4]) == {"s1", "s2", "s4", "s5"}
        paged = [snapshot.search(EngineSearch(query, Filters(), sort, at, 3, boosted=boosted)) for at in (0, 3, 6, 9)]
        assert [hit.summary.id for page in paged for hit in page.hits] == ids
        assert {(page.total, page.boosted_total) for page in paged} == {(7, 4)}
    newest = snapshot.search(EngineSearch(query, Filters(), "newest", 0, 9, boosted=boosted))
    assert [hit.summary.id for hit in newest.hits] == ["s5", "s4", "s2", "s1", "s6", "s3", "s0"]


def _on_two_topics(number: int) -> Iterator[Summary]:
    """Yield summaries on two topics with disjoint words; each summary also has a unique word."""
    for place in range(number):
        words = "cartilage meniscus joint" if place % 2 else "neuron axon myelin"
        yield summary(f"s{place:02}", f"Of {words}", f"{words} in study number {place} by group w{place}x")


def test_similar_summaries_come_in_descending_order_with_shared_words(index: Callable[..., Snapshot]) -> None:
    snapshot = index(*_on_two_topics(80))
    similar = snapshot.similar("s03", 5)
    assert len(similar) == 5
    assert all(int(other.summary.id[1:]) % 2 and other.summary.id != "s03" for other in similar)
    similarities = [other.similarity for other in similar]
    assert similarities == sorted(similarities, reverse=True)
    assert all(0.3 <= similarity <= 1 for similarity in similarities)
    assert all(set(other.words) <= {"cartilage", "meniscus", "joint", "study", "number", "group"} for other in similar)
    assert all(other.words for other in similar)
    assert snapshot.similar("unknown", 5) == ()


def test_related_summaries_are_similar_to_the_hits_but_do_not_match(index: Callable[..., Snapshot]) -> None:
    rest = list(_on_two_topics(80))
    snapshot = index(*rest, summary("only", "Chondrocytes", "chondrocytes of cartilage, meniscus and joint"))
    query = Term("chondrocyt")
    related = snapshot.related(query, All(), Filters(), 4)
    assert len(related) == 4
    assert all(int(hit.summary.id[1:]) % 2 for hit in related)
    assert [hit.score for hit in related] == sorted((hit.score for hit in related), reverse=True)
    for hit in related:
        assert 0.3 <= hit.score <= 1
        assert math.fsum(part.score for part in hit.contributions) == pytest.approx(hit.score)
        assert {part.place for part in hit.contributions} <= {"meaning", "feedback"}
    assert snapshot.related(query, All(), Filters(), 0) == ()
    assert snapshot.related(query, Term("nowhere"), Filters(), 4) == ()


def test_index_is_verified(index: Callable[..., Snapshot]) -> None:
    index(summary("a"), summary("b")).verify()


def test_phrase_of_stopwords_matches_exactly(index: Callable[..., Snapshot]) -> None:
    snapshot = index(summary("a", text="it did not slow"), summary("b", text="not did it slow"))
    assert found(snapshot, Phrase(("did", "not"))) == ["a"]
    assert found(snapshot, Phrase(("it", "slow"))) == ["b"]


def test_phrase_does_not_span_title_and_text(index: Callable[..., Snapshot]) -> None:
    assert found(index(summary("a", "stem", "cell")), Phrase(("stem", "cell"))) == []


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("Wharton´s", ["apostrophe", "plain", "prime"]),
        ("Wharton's jelly", ["apostrophe", "prime"]),
        ("CD34⁺", ["cd34", "superscript"]),
        ("haemorrhage", ["hyphenated"]),
        ("10^6", ["exponent"]),
        ("child", ["children"]),
        ("severe", ["severity"]),
        ("several", ["several"]),
        ("AIDS", ["capitals"]),
    ],
)
def test_terms_join_spellings_and_inflections_only(
    index: Callable[..., Snapshot], query: str, expected: list[str]
) -> None:
    snapshot = index(
        summary("apostrophe", text="Wharton’s jelly"),
        summary("prime", text="Wharton′s jelly"),
        summary("plain", text="Wharton, CD34 and jelly"),
        summary("cd34", text="CD34+ cells"),
        summary("superscript", text="CD34＋ cells"),
        summary("hyphenated", text="hem\u00ador\u200brhages"),
        summary("exponent", text="2 × 10⁶ cells"),
        summary("children", text="of school children"),
        summary("severity", text="the severity of pain"),
        summary("several", text="several doses"),
        summary("capitals", text="AIDS"),
        summary("aids", text="hearing aids"),
    )
    assert sorted(found(snapshot, Phrase(terms(query)))) == expected


def test_near_matches_any_order_within_the_distance(index: Callable[..., Snapshot]) -> None:
    snapshot = index(
        summary("a", text="knee one two pain"), summary("b", text="pain one knee"), summary("c", text="knee pain"),
        summary("d", "knee", "pain"), summary("e", text="knee knee pain"),
    )  # fmt: skip
    near = {distance: sorted(found(snapshot, Near(("knee", "pain"), distance))) for distance in range(3)}
    assert near == {0: ["c", "e"], 1: ["b", "c", "e"], 2: ["a", "b", "c", "e"]}
    assert sorted(found(snapshot, Near(("knee", "pain", "knee"), 0))) == ["e"]
    assert found(snapshot, Near(("knee", "pain"), 9, "title")) == []


def test_any_term_scores_as_one_word(index: Callable[..., Snapshot]) -> None:
    snapshot = index(summary("a", text="cell cells"), summary("b", text="cell stem"), summary("c", text="x y"))
    both = snapshot.search(EngineSearch(AnyTerm(("cell", "stem")), Filters(), "relevance", 0, 9))
    assert [hit.summary.id for hit in both.hits] == ["a", "b"]  # twice each
    assert both.hits[0].score == both.hits[1].score
    assert found(snapshot, AnyTerm(())) == []


def test_terms_with_prefix_compares_written_forms(index: Callable[..., Snapshot]) -> None:
    snapshot = index(
        summary("a", text="Transplantation of haematopoietic cells; transplants, Ménière."),
        summary("b", text="transplanting", citation=Citation(authors=("Transom T",), title="x", journal="Transfer")),
    )
    assert snapshot.terms_with_prefix("transplanta", None) == ["transplant"]
    assert snapshot.terms_with_prefix("HAEMATO", None) == snapshot.terms_with_prefix("hemato", None) == ["hematopoiet"]
    assert snapshot.terms_with_prefix("menie", None) == ["menier"]
    assert set(snapshot.terms_with_prefix("trans", "author")) == {"transom", "transfer"}
    assert snapshot.terms_with_prefix("zzz", None) == []


def test_terms_with_prefix_come_by_descending_frequency(index: Callable[..., Snapshot]) -> None:
    snapshot = index(summary("a", text="cart carp"), summary("b", text="carp"), summary("c", text="card carp card"))
    assert snapshot.terms_with_prefix("car", None) == ["carp", "card", "cart"]


def test_concept_counts_are_those_of_the_whole_collection(index: Callable[..., Snapshot]) -> None:
    snapshot = index(summary("a", facets={"conditions": ("als",)}), summary("b", facets={"conditions": ("stroke",)}))
    assert snapshot.concept_counts() == snapshot.search(EngineSearch(All(), Filters(), "title", 0, 0)).counts
    assert snapshot.concept_counts()["condition"] == {"als": 1, "stroke": 1, "nerves": 2}


def test_facet_counts_are_optional(index: Callable[..., Snapshot]) -> None:
    snapshot = index(summary("a", facets={"conditions": ("als",)}))
    assert snapshot.search(EngineSearch(All(), Filters(), "title", 0, 9, counted=False)).counts == {}


def test_parent_matches_and_counts_documents_of_its_descendants_once(index: Callable[..., Snapshot]) -> None:
    snapshot = index(
        summary("a", facets={"conditions": ("ischemic-stroke", "stroke")}),
        summary("b", facets={"conditions": ("als",)}),
        summary("c", facets={"conditions": ("eczema",)}),
    )
    assert found(snapshot, HasConcept("condition", "nerves")) == ["a", "b"]
    assert found(snapshot, HasConcept("condition", "stroke")) == ["a"]
    assert snapshot.search(EngineSearch(All(), Filters(), "title", 0, 9)).counts["condition"] == {
        "nerves": 2, "stroke": 1, "ischemic-stroke": 1, "als": 1, "eczema": 1,
    }  # fmt: skip


def test_filters_are_or_within_and_between_facets_and_counts_ignore_their_own(
    index: Callable[..., Snapshot],
) -> None:
    snapshot = index(
        summary("a", facets={"conditions": ("als",), "routes": ("intrathecal",)}),
        summary("b", facets={"conditions": ("knee-oa",), "routes": ("intravenous",)}),
        summary("c", facets={"conditions": ("eczema",), "routes": ("intravenous",)}),
    )
    filters = Filters((("condition", ("als", "knee-oa")), ("route", ("intravenous",))))
    answer = snapshot.search(EngineSearch(All(), filters, "title", 0, 9))
    assert [hit.summary.id for hit in answer.hits] == ["b"]
    # Conditions under the route alone; routes under the conditions alone.
    assert answer.counts["condition"] == {"knee-oa": 1, "joints": 1, "eczema": 1}
    assert answer.counts["route"] == {"intrathecal": 1, "spine": 1, "intravenous": 1}


def test_year_histogram_ignores_the_filter_of_years(index: Callable[..., Snapshot]) -> None:
    snapshot = index(
        summary("a", year=2020, facets={"study": ("rct",)}),
        summary("b", year=2020, facets={"study": ("review",)}),
        summary("c", year=2018, facets={"study": ("rct",)}),
        summary("d", facets={"study": ("rct",)}),
    )
    assert snapshot.year_histogram(All(), Filters()) == {2018: 1, 2020: 2}
    filters = Filters((("study", ("trial",)),), Years(2020, 2020))
    assert snapshot.year_histogram(All(), filters) == {2018: 1, 2020: 1}
    assert snapshot.year_histogram(Term("absent"), Filters()) == {}


def test_year_histogram_by_facet_ignores_its_filter_and_counts_untagged(
    index: Callable[..., Snapshot],
) -> None:
    snapshot = index(
        summary("a", year=2020, facets={"study": ("rct", "review")}),
        summary("b", year=2020, facets={"study": ("trial",)}),
        summary("c", year=2018),
        summary("d", facets={"study": ("rct",)}),
    )
    counted = {"trial": {2020: 2}, "rct": {2020: 1}, "review": {2020: 1}, None: {2018: 1}}
    assert snapshot.year_histogram_by_facet(All(), Filters(), "study") == counted
    filters = Filters((("study", ("review",)),), Years(2018, 2018))
    assert snapshot.year_histogram_by_facet(All(), filters, "study") == counted
    assert snapshot.year_histogram_by_facet(Term("absent"), Filters(), "study") == {}


def test_cooccurrence_counts_are_of_summaries_with_both_concepts(index: Callable[..., Snapshot]) -> None:
    snapshot = index(
        summary("a", facets={"conditions": ("als", "ischemic-stroke"), "cell_types": ("bm-msc", "ad-msc")}),
        summary("b", facets={"conditions": ("als",), "cell_types": ("exosome",), "routes": ("intravenous",)}),
        summary("c", facets={"conditions": ("als",)}),
    )
    als = {("als", "msc"): 1, ("als", "bm-msc"): 1, ("als", "ad-msc"): 1, ("als", "exosome"): 1}
    stroke = {(row, column): 1 for row in ("stroke", "ischemic-stroke") for column in ("msc", "bm-msc", "ad-msc")}
    # A parent counts documents: "a" once, although it has two conditions of the nerves.
    nerves = {("nerves", column): 1 for column in ("msc", "bm-msc", "ad-msc", "exosome")}
    assert snapshot.cooccurrence_counts(All(), Filters(), "condition", "cell_type") == als | stroke | nerves
    # The filters of both facets are ignored, all others are in force.
    filters = Filters((("condition", ("stroke",)), ("cell_type", ("msc",)), ("route", ("intravenous",))))
    only_b = {("als", "exosome"): 1, ("nerves", "exosome"): 1}
    assert snapshot.cooccurrence_counts(All(), filters, "condition", "cell_type") == only_b
    assert snapshot.cooccurrence_counts(All(), filters, "cell_type", "condition") == {pair[::-1]: 1 for pair in only_b}
    assert snapshot.cooccurrence_counts(Term("absent"), Filters(), "condition", "cell_type") == {}


def test_unknown_concept_matches_nothing(index: Callable[..., Snapshot]) -> None:
    snapshot = index(summary("a", facets={"conditions": ("als",)}))
    assert found(snapshot, HasConcept("condition", "nowhere")) == []
    assert found(snapshot, All(), Filters((("condition", ("nowhere",)),))) == []


def test_year_range_is_inclusive_and_excludes_missing_years(index: Callable[..., Snapshot]) -> None:
    snapshot = index(summary("a", year=2018), summary("b", year=2019), summary("c", year=2020), summary("d"))
    assert found(snapshot, Years(2018, 2019)) == ["a", "b"]
    assert found(snapshot, Years(2019, None)) == ["b", "c"]
    assert found(snapshot, Years(None, None)) == ["a", "b", "c"]
    assert found(snapshot, Not(Years(None, 2019))) == ["c", "d"]
    assert found(snapshot, All(), Filters(years=Years(None, 2018))) == ["a"]


def test_sort_puts_missing_years_last_and_breaks_ties_by_id(index: Callable[..., Snapshot]) -> None:
    snapshot = index(
        summary("d", "beta", year=2020), summary("a", "Alpha", year=2020), summary("c", "gamma", year=2018),
        summary("b", "älpha"),
    )  # fmt: skip
    assert found(snapshot, All(), sort="newest") == ["a", "d", "c", "b"]
    assert found(snapshot, All(), sort="oldest") == ["c", "a", "d", "b"]
    assert found(snapshot, All(), sort="title") == ["a", "b", "d", "c"]
    assert found(snapshot, All(), sort="relevance") == ["a", "b", "c", "d"]


def test_negated_clause_adds_nothing_to_the_score(index: Callable[..., Snapshot]) -> None:
    snapshot = index(summary("a", text="knee"), summary("b", text="knee pain"))
    alone = snapshot.search(EngineSearch(Term("knee"), Filters(), "relevance", 0, 1)).hits
    query = And((Term("knee"), Not(Term("pain")), Not(Term("absent"))))
    hits = snapshot.search(EngineSearch(query, Filters(), "relevance", 0, 9)).hits
    best = {hit.summary.id: hit.score for hit in hits}
    assert best == {"a": alone[0].score}


@settings(max_examples=30)
@given(summaries=strategies.collections(), parts=st.lists(strategies.queries, max_size=4), filters=strategies.filters)
def test_leave_one_out_counts_equal_counts_of_the_other_queries(
    new_engine: NewEngine,
    vocabulary: Vocabulary,
    summaries: list[Summary],
    parts: list[Query],
    filters: Filters,
) -> None:
    snapshot = filled(new_engine(), summaries, vocabulary).snapshot()
    rests = [And((All(), *parts[:i], *parts[i + 1 :])) for i in range(len(parts))]
    assert snapshot.leave_one_out_counts(parts, filters) == [snapshot.count(rest, filters) for rest in rests]


def test_word_frequencies_count_the_summaries_of_the_term_of_a_word(index: Callable[..., Snapshot]) -> None:
    snapshot = index(
        summary("a", "Knee", text="Knees and knee. Alzheimer's IL-6 β-cell"),
        summary("b", text="The KNEE of Zoë"),
        summary("c", text="an ischaemic toe x"),
    )
    assert list(snapshot.word_frequencies().items()) == [
        ("knee", 2), ("knees", 2), ("alzheimer's", 1), ("an", 1), ("and", 1), ("beta", 1), ("cell", 1), ("il", 1),
        ("ischaemic", 1), ("ischemic", 1), ("of", 1), ("the", 1), ("toe", 1), ("zoe", 1),
    ]  # fmt: skip


def test_missing_index_raises_index_missing(new_engine: NewEngine) -> None:
    with pytest.raises(IndexMissing):
        new_engine().snapshot()


def test_snapshot_is_the_same_object_until_the_next_rebuild(new_engine: NewEngine, vocabulary: Vocabulary) -> None:
    engine = filled(new_engine(), [summary("a")], vocabulary)
    first = engine.snapshot()
    assert engine.snapshot() is first
    filled(engine, [summary("b"), summary("c")], vocabulary)
    second = engine.snapshot()
    assert second.generation.version != first.generation.version
    assert second.generation.summaries == 2
    # The old snapshot still works.
    assert found(first, All()) == ["a"]
    assert found(second, All()) == ["b", "c"]


def test_failed_rebuild_keeps_the_old_index(new_engine: NewEngine, vocabulary: Vocabulary) -> None:
    engine = filled(new_engine(), [summary("a")], vocabulary)

    def failing() -> Iterator[Summary]:
        yield summary("b")
        raise RuntimeError("simulated failure")

    with pytest.raises(RuntimeError):
        filled(engine, failing(), vocabulary)
    assert found(engine.snapshot(), All()) == ["a"]
    assert found(filled(engine, [summary("c")], vocabulary).snapshot(), All()) == ["c"]


def test_second_writer_is_rejected_until_the_first_has_finished(new_engine: NewEngine, vocabulary: Vocabulary) -> None:
    engine = new_engine()
    with engine.writer(vocabulary) as writer:
        writer.add(summary("a"))
        with pytest.raises(IndexBusy), engine.writer(vocabulary):
            pass
        writer.commit("test", "digest")
    assert found(filled(engine, [summary("b")], vocabulary).snapshot(), All()) == ["b"]


def test_index_stores_vocabulary_and_source(new_engine: NewEngine, vocabulary: Vocabulary) -> None:
    snapshot = filled(new_engine(), [summary("a")], vocabulary).snapshot()
    assert snapshot.vocabulary.fingerprint == vocabulary.fingerprint == snapshot.generation.vocabulary_fingerprint
    assert (snapshot.generation.source, snapshot.generation.source_digest) == ("test", "digest")
