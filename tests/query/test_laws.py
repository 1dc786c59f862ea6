"""Laws of the query language that hold for any queries, in this syntax and in that of other search systems."""

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from indexer.engines.protocols import Engine, Snapshot
from indexer.query.ast import All
from indexer.query.foreign import translate
from indexer.query.request import Filters, SearchRequest
from indexer.query.resolution import resolve

from .foreign_queries import FOREIGN

NAMES = ["UC-MSC", "BM-MSC", "heart attack", "spinal cord injury", "MS", "AD", "stem cells", "lou gehrig", "hip"]
WORDS = ["pain", "safety", "trial", "year:2020..", "condition:stroke", '"knee pain"~5', "author:kim", "2019", "type 1"]
NATIVE = st.lists(st.sampled_from([*NAMES, *WORDS]), min_size=1, max_size=3).flatmap(
    lambda parts: st.lists(st.sampled_from([" ", " OR ", " AND ", " NOT ", " -"]), min_size=3, max_size=3).map(
        lambda between: "".join(
            f"{part}{sign}" for part, sign in zip(parts, [*between[: len(parts) - 1], ""], strict=True)
        )
    )
)
QUERIES = st.one_of(NATIVE, FOREIGN.map(lambda text: translate(text).text))


@settings(max_examples=150)
@given(one=QUERIES, other=QUERIES)
def test_operators_and_brackets_keep_their_laws(one: str, other: str, corpus_engine: Engine) -> None:
    check_laws(corpus_engine.snapshot(), one, other)


@settings(max_examples=20)
@given(one=QUERIES, other=QUERIES)
def test_operators_and_brackets_keep_their_laws_on_a_cluster(
    one: str, other: str, corpus_cluster_engine: Engine
) -> None:
    check_laws(corpus_cluster_engine.snapshot(), one, other)


def check_laws(snapshot: Snapshot, one: str, other: str) -> None:
    def total(text: str) -> int:
        return snapshot.count(resolve(SearchRequest(text), snapshot).query, Filters())

    for text in (one, other):
        assume(resolve(SearchRequest(text), snapshot).query != All())
    assert total(f"({one})") == total(one)
    assert total(f"({one}) OR ({other})") >= max(total(one), total(other))
    assert total(f"({one}) -({one})") == 0
    assert total(f"({one}) AND ({other})") == total(f"({other}) AND ({one})") <= min(total(one), total(other))
