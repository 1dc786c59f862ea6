"""Compilation of the query AST to OpenSearch clauses; needs no server."""

import math
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given

from indexer.engines.opensearch.compiler import filter_clauses, match_clause
from indexer.engines.opensearch.scoring import ScoringCompiler
from indexer.query.ast import All, And, AnyTerm, HasConcept, Near, Not, Or, Phrase, Query, Term, Years
from indexer.query.request import Filters
from indexer.vocabulary.model import Vocabulary

from ...contract import strategies


def scored(query: Query, vocabulary: Vocabulary, explained: bool = False) -> dict[str, Any]:
    return ScoringCompiler(vocabulary, 2.2, lambda facet, concept: 3.0, explained).compile(query)


@pytest.mark.parametrize(
    ("query", "clause"),
    [
        (All(), {"match_all": {}}),
        (Term("knee"), {"term": {"anywhere": "knee"}}),
        (Term("knee", "title"), {"term": {"title": "knee"}}),
        (Term("abel", "author"), {"term": {"author": "abel"}}),
        (AnyTerm(("stem", "step")), {"terms": {"anywhere": ["stem", "step"]}}),
        (AnyTerm(()), {"match_none": {}}),
        (Phrase(("did", "not"), "text"), {"match_phrase": {"text": "did not"}}),
        (
            Near(("knee", "pain"), 5, "text"),
            {"intervals": {"text": {"all_of": {
                "max_gaps": 5, "intervals": [{"match": {"query": "knee"}}, {"match": {"query": "pain"}}],
            }}}},
        ),
        (HasConcept("condition", "als"), {"term": {"condition": "als"}}),
        (Years(2015, None), {"range": {"year": {"gte": 2015}}}),
        (Years(None, 2020), {"range": {"year": {"lte": 2020}}}),
        (Years(), {"exists": {"field": "year"}}),
        (Not(Term("knee")), {"bool": {"must_not": [{"term": {"anywhere": "knee"}}]}}),
        (
            And((Term("knee"), Not(Term("pain")))),
            {"bool": {"filter": [{"term": {"anywhere": "knee"}}], "must_not": [{"term": {"anywhere": "pain"}}]}},
        ),
        (
            Or((Term("knee"), Term("hip"))),
            {"bool": {
                "should": [{"term": {"anywhere": "knee"}}, {"term": {"anywhere": "hip"}}], "minimum_should_match": 1,
            }},
        ),
        (Or(()), {"match_none": {}}),
    ],
)  # fmt: skip
def test_match_clause(query: Query, clause: dict[str, Any]) -> None:
    assert match_clause(query) == clause


def test_term_that_contains_a_blank_stays_one_word() -> None:
    assert match_clause(Term("صلى الله")) == {"term": {"anywhere": "صلى␠الله"}}
    assert match_clause(Phrase(("a b", "c"), "text")) == {"match_phrase": {"text": "a␠b c"}}


def test_word_scores_over_both_fields_and_again_in_the_title(vocabulary: Vocabulary) -> None:
    assert scored(Term("knee"), vocabulary) == {
        "bool": {
            "should": [
                {"term": {"words": {"value": "knee", "boost": 2.2}}},
                {"term": {"title": {"value": "knee", "boost": pytest.approx(0.66)}}},
                {
                    "bool": {
                        "must": [{"term": {"anywhere": {"value": "knee", "boost": 0.5}}}],
                        "filter": [{"terms": {"references": ["knee"]}}],
                        "must_not": [{"terms": {"words": ["knee"]}}],
                    }
                },
            ],
            "filter": [{"term": {"anywhere": "knee"}}],
        }
    }
    assert scored(Term("knee", "title"), vocabulary) == {
        "bool": {"must": [{"term": {"title": {"value": "knee", "boost": pytest.approx(2.86)}}}]}
    }
    assert scored(Term("knee", "text"), vocabulary) == {
        "bool": {"must": [{"term": {"text": {"value": "knee", "boost": 2.2}}}]}
    }


def test_terms_of_any_term_score_as_one_word(vocabulary: Vocabulary) -> None:
    assert scored(AnyTerm(("stem", "step"), "text"), vocabulary) == {
        "bool": {"must": [{"match": {"text": {"query": "stem|step", "analyzer": "alternatives", "boost": 2.2}}}]}
    }


def test_phrase_scores_the_sum_of_its_words(vocabulary: Vocabulary) -> None:
    assert scored(Phrase(("knee", "pain"), "text"), vocabulary) == {
        "bool": {
            "must": [
                {"term": {"text": {"value": "knee", "boost": 2.2}}},
                {"term": {"text": {"value": "pain", "boost": 2.2}}},
            ],
            "filter": [{"match_phrase": {"text": "knee pain"}}],
        }
    }


def test_other_leaves_match_without_a_score(vocabulary: Vocabulary) -> None:
    for query in (All(), Years(2020), HasConcept("condition", "als"), Term("abel", "author"), Not(Term("knee"))):
        assert scored(query, vocabulary) == {"bool": {"filter": [match_clause(query)]}}
    both = scored(And((Term("knee", "text"), Years(2020), Not(Term("hip")))), vocabulary)
    assert both == {
        "bool": {
            "must": [scored(Term("knee", "text"), vocabulary)],
            "filter": [{"range": {"year": {"gte": 2020}}}],
            "must_not": [{"term": {"anywhere": "hip"}}],
        }
    }


def test_concept_scores_its_names_or_at_least_its_idf(vocabulary: Vocabulary) -> None:
    clause = scored(HasConcept("condition", "eczema", scored=True), vocabulary)["bool"]
    once, named = clause["must"][0]["dis_max"]["queries"]
    assert clause["filter"] == [{"term": {"condition": "eczema"}}]
    assert once == {"constant_score": {"filter": {"term": {"condition": "eczema"}}, "boost": 3.0}}
    rules = named["intervals"]["words"]
    assert rules["boost"] == pytest.approx(3.0 * 2.2)
    assert {"match": {"query": "atop dermatit", "max_gaps": 0, "mode": "ordered"}} in rules["any_of"]["intervals"]


def test_filter_clauses_are_or_within_a_facet_and_one_can_be_left_out() -> None:
    filters = Filters((("condition", ("als", "stroke")), ("route", ("intravenous",))), Years(2018, 2020))
    conditions, routes = {"terms": {"condition": ["als", "stroke"]}}, {"terms": {"route": ["intravenous"]}}
    years = {"range": {"year": {"gte": 2018, "lte": 2020}}}
    assert filter_clauses(filters) == [conditions, routes, years]
    assert filter_clauses(filters, without="condition") == [routes, years]


def test_query_stays_within_the_clause_limit_of_a_cluster(vocabulary: Vocabulary) -> None:
    many = tuple(f"w{number}" for number in range(256))
    query = And(tuple(AnyTerm((f"x{place}", *many), None, "w") for place in range(20)))
    clause = scored(query, vocabulary)
    assert sum(1 for _ in _scoring_terms(clause)) <= 1024
    # All terms match, even those that are not scored.
    assert all(len(part["bool"]["filter"][0]["terms"]["anywhere"]) == 257 for part in clause["bool"]["must"])


def test_explained_query_names_its_leaves(vocabulary: Vocabulary) -> None:
    compiler = ScoringCompiler(vocabulary, 2.2, lambda facet, concept: 3.0, True)
    clause = compiler.compile(Or((Term("a"), And((Term("b", "text"), Term("a", "text"))))))
    assert [(named.leaf, named.path) for named in compiler.leaves] == [
        (Term("a"), ("0",)),
        (Term("b", "text"), ("1", "2")),
        (Term("a", "text"), ("1", "3")),
    ]
    first, both = clause["bool"]["should"]
    assert first["bool"]["_name"] == "0"
    assert first["bool"]["should"][0]["bool"]["_name"] == "0 words"
    assert first["bool"]["should"][1]["bool"]["_name"] == "0 title"
    assert first["bool"]["should"][2]["bool"]["_name"] == "0 citation"
    assert both["bool"]["_name"] == "1"


@given(strategies.queries)
def test_every_query_compiles_and_names_leave_the_clause_unchanged(query: Query) -> None:
    vocabulary = Vocabulary([])
    assert _unnamed(scored(query, vocabulary, explained=True)) == scored(query, vocabulary)
    assert len(match_clause(query)) == 1
    assert math.isfinite(sum(term["boost"] for term in _scoring_terms(scored(query, vocabulary))))


def _scoring_terms(clause: Any) -> Iterator[dict[str, Any]]:
    """Yield the clause of each scored term; a clause of several terms once for each."""
    if isinstance(clause, list):
        for each in clause:
            yield from _scoring_terms(each)
    elif isinstance(clause, dict):
        if "boost" in clause:
            yield from [clause] * (clause["query"].count("|") + 1 if "query" in clause else 1)
        else:
            for each in clause.values():
                yield from _scoring_terms(each)


def _unnamed(clause: Any) -> Any:
    """Return a clause without names and without the clauses that only carry a name."""
    if isinstance(clause, list):
        items = []
        for each in map(_unnamed, clause):
            items += each if isinstance(each, list) else [each]
        return items
    if not isinstance(clause, dict):
        return clause
    inner = clause.get("bool", {})
    if isinstance(inner, dict) and " " in str(inner.get("_name", "")):
        return _unnamed(inner.get("must") or inner["should"])
    return {name: _unnamed(value) for name, value in clause.items() if name != "_name"}
