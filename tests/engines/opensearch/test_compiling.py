"""The tree -> OpenSearch's query language, without a server: a tree in, a dictionary out."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given

from indexer.engines.opensearch.compiler import matching, passing
from indexer.engines.opensearch.scoring import Scoring
from indexer.query.ast import (
    All,
    And,
    AnyTerm,
    HasConcept,
    Near,
    Not,
    Or,
    Phrase,
    Prefix,
    Query,
    Term,
    Years,
)
from indexer.query.request import Filters
from indexer.vocabulary.model import Vocabulary

from ...contract import strategies


def scored(query: Query, vocabulary: Vocabulary, explained: bool = False) -> dict[str, Any]:
    return Scoring(vocabulary, 2.2, lambda facet, concept: 3.0, explained).query(query)


@pytest.mark.parametrize(
    ("query", "clause"),
    [
        (All(), {"match_all": {}}),
        (Term("knee"), {"term": {"words": "knee"}}),
        (Term("knee", "title"), {"term": {"title": "knee"}}),
        (Term("abel", "author"), {"term": {"author": "abel"}}),
        (AnyTerm(("stem", "step")), {"terms": {"words": ["stem", "step"]}}),
        (AnyTerm(()), {"match_none": {}}),
        (Phrase(("did", "not"), "text"), {"match_phrase": {"text": "did not"}}),
        (
            Near(("knee", "pain"), 5),
            {"intervals": {"words": {"all_of": {
                "max_gaps": 5, "intervals": [{"match": {"query": "knee"}}, {"match": {"query": "pain"}}],
            }}}},
        ),
        (HasConcept("condition", "als"), {"term": {"condition": "als"}}),
        (Years(2015, None), {"range": {"year": {"gte": 2015}}}),
        (Years(None, 2020), {"range": {"year": {"lte": 2020}}}),
        (Years(), {"exists": {"field": "year"}}),
        (Not(Term("knee")), {"bool": {"must_not": [{"term": {"words": "knee"}}]}}),
        (
            And((Term("knee"), Not(Term("pain")))),
            {"bool": {"filter": [{"term": {"words": "knee"}}], "must_not": [{"term": {"words": "pain"}}]}},
        ),
        (
            Or((Term("knee"), Term("hip"))),
            {"bool": {
                "should": [{"term": {"words": "knee"}}, {"term": {"words": "hip"}}], "minimum_should_match": 1,
            }},
        ),
        (Or(()), {"match_none": {}}),
    ],
)  # fmt: skip
def test_what_matches(query: Query, clause: dict[str, Any]) -> None:
    assert matching(query) == clause


def test_a_beginning_of_a_word_is_no_query_that_an_engine_answers() -> None:
    with pytest.raises(TypeError):
        matching(Prefix("ste"))


def test_a_term_with_a_blank_in_it_stays_one_word() -> None:
    assert matching(Term("صلى الله")) == {"term": {"words": "صلى␠الله"}}
    assert matching(Phrase(("a b", "c"))) == {"match_phrase": {"words": "a␠b c"}}


def test_a_word_scores_over_both_fields_and_once_more_in_the_title(vocabulary: Vocabulary) -> None:
    assert scored(Term("knee"), vocabulary) == {
        "bool": {
            "must": [{"term": {"words": {"value": "knee", "boost": 2.2}}}],
            "should": [{"term": {"title": {"value": "knee", "boost": pytest.approx(0.66)}}}],
        }
    }
    assert scored(Term("knee", "title"), vocabulary) == {
        "bool": {"must": [{"term": {"title": {"value": "knee", "boost": pytest.approx(2.86)}}}]}
    }
    assert scored(Term("knee", "text"), vocabulary) == {
        "bool": {"must": [{"term": {"text": {"value": "knee", "boost": 2.2}}}]}
    }


def test_words_that_begin_alike_score_as_one(vocabulary: Vocabulary) -> None:
    assert scored(AnyTerm(("stem", "step"), "text"), vocabulary) == {
        "bool": {"must": [{"match": {"text": {"query": "stem|step", "analyzer": "alternatives", "boost": 2.2}}}]}
    }


def test_a_phrase_scores_as_its_words_do_where_they_stand_so(vocabulary: Vocabulary) -> None:
    assert scored(Phrase(("knee", "pain"), "text"), vocabulary) == {
        "bool": {
            "must": [
                {"term": {"text": {"value": "knee", "boost": 2.2}}},
                {"term": {"text": {"value": "pain", "boost": 2.2}}},
            ],
            "filter": [{"match_phrase": {"text": "knee pain"}}],
        }
    }


def test_what_is_no_word_finds_and_does_not_score(vocabulary: Vocabulary) -> None:
    for query in (All(), Years(2020), HasConcept("condition", "als"), Term("abel", "author"), Not(Term("knee"))):
        assert scored(query, vocabulary) == {"bool": {"filter": [matching(query)]}}
    both = scored(And((Term("knee", "text"), Years(2020), Not(Term("hip")))), vocabulary)
    assert both == {
        "bool": {
            "must": [scored(Term("knee", "text"), vocabulary)],
            "filter": [{"range": {"year": {"gte": 2020}}}],
            "must_not": [{"term": {"words": "hip"}}],
        }
    }


def test_a_concept_scores_where_its_names_stand_and_once_where_none_does(vocabulary: Vocabulary) -> None:
    clause = scored(HasConcept("condition", "eczema", scored=True), vocabulary)["bool"]
    once, named = clause["must"][0]["dis_max"]["queries"]
    assert clause["filter"] == [{"term": {"condition": "eczema"}}]
    assert once == {"constant_score": {"filter": {"term": {"condition": "eczema"}}, "boost": 3.0}}
    rules = named["intervals"]["words"]
    assert rules["boost"] == pytest.approx(3.0 * 2.2)
    assert {"match": {"query": "atop dermat", "max_gaps": 0, "mode": "ordered"}} in rules["any_of"]["intervals"]


def test_filters_are_or_within_a_facet_and_one_can_be_left_out() -> None:
    filters = Filters((("condition", ("als", "stroke")), ("route", ("intravenous",))), Years(2018, 2020))
    conditions, routes = {"terms": {"condition": ["als", "stroke"]}}, {"terms": {"route": ["intravenous"]}}
    years = {"range": {"year": {"gte": 2018, "lte": 2020}}}
    assert passing(filters) == [conditions, routes, years]
    assert passing(filters, without="condition") == [routes, years]


def test_a_query_never_has_more_words_than_a_cluster_takes(vocabulary: Vocabulary) -> None:
    many = tuple(f"w{number}" for number in range(256))
    query = And(tuple(AnyTerm((f"x{place}", *many), None, "w") for place in range(20)))
    clause = scored(query, vocabulary)
    assert sum(1 for _ in _scoring_terms(clause)) <= 1024
    # What matches is all of it, however few of the words score.
    assert all(len(part["bool"]["filter"][0]["terms"]["words"]) == 257 for part in clause["bool"]["must"])


def test_each_leaf_has_a_name_where_it_is_to_be_explained(vocabulary: Vocabulary) -> None:
    scoring = Scoring(vocabulary, 2.2, lambda facet, concept: 3.0, True)
    clause = scoring.query(Or((Term("a"), And((Term("b", "text"), Term("a", "text"))))))
    assert [(named.leaf, named.within) for named in scoring.leaves] == [
        (Term("a"), ("0",)),
        (Term("b", "text"), ("1", "2")),
        (Term("a", "text"), ("1", "3")),
    ]
    first, both = clause["bool"]["should"]
    assert first["bool"]["_name"] == "0"
    assert first["bool"]["must"][0]["bool"]["_name"] == "0 words"
    assert first["bool"]["should"][0]["bool"]["_name"] == "0 title"
    assert both["bool"]["_name"] == "1"


@given(strategies.queries)
def test_every_query_has_a_clause_and_a_name_changes_nothing_of_it(query: Query) -> None:
    vocabulary = Vocabulary([])
    assert _unnamed(scored(query, vocabulary, explained=True)) == scored(query, vocabulary)
    assert len(matching(query)) == 1
    assert math.isfinite(sum(term["boost"] for term in _scoring_terms(scored(query, vocabulary))))


def _scoring_terms(clause: Any) -> Iterator[dict[str, Any]]:
    """Yield each term that scores, those that count as one word one by one."""
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
    """Return a clause without names, and without those that are there for a name alone."""
    if isinstance(clause, list):
        found = []
        for each in map(_unnamed, clause):
            found += each if isinstance(each, list) else [each]
        return found
    if not isinstance(clause, dict):
        return clause
    inner = clause.get("bool", {})
    if isinstance(inner, dict) and " " in str(inner.get("_name", "")):
        return _unnamed(inner.get("must") or inner["should"])
    return {name: _unnamed(of) for name, of in clause.items() if name != "_name"}
