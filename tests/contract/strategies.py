"""Hypothesis strategies for summaries and queries over a small vocabulary, so that queries have hits."""

from hypothesis import strategies as st

from indexer.query.ast import All, And, AnyTerm, HasConcept, Near, Not, Or, Phrase, Query, Term, Years
from indexer.query.request import Filters
from indexer.summaries.facets import FACETS
from indexer.summaries.summary import Citation, Summary

WORDS = ["stem", "cell", "cells", "knee", "pain", "the", "of", "IL-6", "TNF-α", "CD34+", "6", "Sjögren's"]
CONCEPTS = {
    "condition": ["nerves", "als", "stroke", "ischemic-stroke", "joints", "knee-oa", "eczema"],
    "cell_type": ["msc", "bm-msc", "ad-msc", "exosome"],
    "route": ["spine", "intrathecal", "intralumbar", "intravenous"],
    "donor": ["autologous", "allogeneic"],
    "study": ["trial", "rct", "review"],
}
TERMS = ["stem", "cell", "knee", "pain", "the", "of", "il", "6", "tnf", "alpha", "cd34", "+", "sjogren", "absent"]

words = st.lists(st.sampled_from(WORDS), min_size=1, max_size=6).map(" ".join)
years = st.one_of(st.none(), st.integers(2018, 2021))
facets = st.fixed_dictionaries(
    {f.field: st.lists(st.sampled_from(CONCEPTS[f.name]), unique=True, max_size=2).map(tuple) for f in FACETS}
)
citations = st.one_of(
    st.none(),
    st.builds(Citation, authors=st.lists(st.sampled_from(["Knee P", "Abel A"]), max_size=2).map(tuple), journal=words),
)


@st.composite
def collections(draw: st.DrawFn) -> list[Summary]:
    size = draw(st.integers(1, 8))
    ids = draw(st.permutations([f"s{number}" for number in range(size)]))
    return [
        Summary(
            id=summary_id,
            title=draw(words),
            paragraphs=tuple(draw(st.lists(words, min_size=1, max_size=2))),
            facets=draw(facets),
            year=draw(years),
            citation=draw(citations),
        )
        for summary_id in ids
    ]


fields = st.sampled_from([None, None, "title", "text", "author", "journal"])
year_ranges = st.builds(Years, years, years)
concepts = st.sampled_from([HasConcept(facet, concept) for facet, ids in CONCEPTS.items() for concept in ids])
leaves: st.SearchStrategy[Query] = st.one_of(
    st.builds(Term, st.sampled_from(TERMS), fields),
    st.builds(Phrase, st.lists(st.sampled_from(TERMS), min_size=2, max_size=3).map(tuple), fields),
    st.builds(Near, st.lists(st.sampled_from(TERMS), min_size=2, max_size=3).map(tuple), st.integers(0, 4), fields),
    st.builds(AnyTerm, st.lists(st.sampled_from(TERMS), unique=True, max_size=3).map(tuple), fields),
    concepts,
    year_ranges,
    st.just(All()),
)
queries: st.SearchStrategy[Query] = st.recursive(
    leaves,
    lambda part: st.one_of(
        st.builds(And, st.lists(part, min_size=1, max_size=3).map(tuple)),
        st.builds(Or, st.lists(part, min_size=1, max_size=3).map(tuple)),
        st.builds(Not, part),
    ),
    max_leaves=6,
)
filters = st.builds(
    Filters,
    st.dictionaries(
        st.sampled_from(list(CONCEPTS)),
        st.integers(),
        max_size=3,
    ).flatmap(
        lambda chosen: st.tuples(
            *(
                st.tuples(
                    st.just(facet),
                    st.lists(st.sampled_from(CONCEPTS[facet]), unique=True, min_size=1, max_size=2).map(tuple),
                )
                for facet in chosen
            )
        )
    ),
    st.one_of(st.none(), year_ranges),
)
