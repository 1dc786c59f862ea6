"""An index that was built before a facet was added to FACETS."""

import subprocess
import sys
from pathlib import Path

from indexer.vocabulary.model import Vocabulary

from .whoosh_index import current, fill, ids

SEARCHES = """
import sys
from indexer.summaries import facets
facets.register(facets.Facet("outcome", "outcomes", "outcome", "Outcome", "outcomes.yaml"))

from pathlib import Path
from indexer.engines import open_engine
from indexer.engines.protocols import EngineSearch
from indexer.query.ast import All, HasConcept, Or, Term
from indexer.query.request import Filters
from indexer.summaries.summary import Summary

engine = open_engine(sys.argv[1])
snapshot = engine.snapshot()
snapshot.verify()

def search(*filtered):
    return engine.snapshot().search(EngineSearch(All(), Filters(filtered), "title", 0, 9))

answer = search()
assert answer.total == 2 and answer.counts["outcome"] == {}, answer
assert search(("outcome", ("pain",))).total == 0
assert snapshot.concept_counts()["outcome"] == {}
query = Or((Term("titl"), HasConcept("outcome", "pain", True)))
assert snapshot.search(EngineSearch(query, Filters(), "relevance", 0, 9, explained=True)).total == 2
assert snapshot.cooccurrence_counts(All(), Filters(), "outcome", "study") == {}
assert snapshot.year_histogram_by_facet(All(), Filters(), "outcome") == {None: {2020: 2}}
assert snapshot.word_frequencies()["title"]
with engine.updater(snapshot.vocabulary) as updater:
    updater.keep_all_but([])
    updater.add(Summary("c", "title", ("text",), facets={"outcomes": ("pain",)}))
    updater.commit("test", "digest")
assert search().counts["outcome"] == {"pain": 1}
assert [hit.summary.id for hit in search(("outcome", ("pain",))).hits] == ["c"]
"""


def test_a_facet_that_the_index_was_built_without_is_empty(tmp_path: Path, vocabulary: Vocabulary) -> None:
    engine = fill(tmp_path, vocabulary, "a", "b", year=2020)
    subprocess.run([sys.executable, "-c", SEARCHES, tmp_path], check=True)
    # The index now has a facet that this process does not know.
    assert "outcome" in (current(tmp_path) / "concepts.json").read_text()
    engine.snapshot().verify()
    assert ids(engine) == ["a", "b", "c"]
