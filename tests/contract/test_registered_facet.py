"""The contract for a facet that is registered at run time: no engine needs a change for it."""

import subprocess
import sys

from indexer.summaries.summary import Summary
from indexer.vocabulary.model import Vocabulary

from .test_contract import NewEngine, filled, new_engine, new_whoosh_engine, summary

__all__ = ["new_engine", "new_whoosh_engine"]  # fixtures

# Runs in another process, because modules derive their tables from FACETS when they are imported.
REGISTERED = """
import sys
from indexer.summaries.facets import Facet, register
register(Facet(name="phase", field="phases", query="phase", label="Phase", source="phases.yaml"))
from indexer.engines import EngineOptions, open_engine
from indexer.engines.protocols import EngineSearch
from indexer.query.ast import All, HasConcept
from indexer.query.request import Filters
from indexer.settings import ClusterSettings
from indexer.summaries.summary import Summary
from indexer.vocabulary.model import Concept, Vocabulary

engine = open_engine(sys.argv[1], EngineOptions(cluster=ClusterSettings(replicas=0, timeout=60)))
in_phase_two = Filters((("phase", ("two",)),))

old = engine.snapshot()
assert old.search(EngineSearch(All(), Filters(), "relevance", 0, 9)).counts["phase"] == {}
assert old.search(EngineSearch(All(), Filters(), "relevance", 0, 9)).counts["condition"] == {"als": 1, "nerves": 1}
assert old.concept_counts()["phase"] == {}
assert old.search(EngineSearch(All(), in_phase_two, "newest", 0, 9)).total == old.count(All(), in_phase_two) == 0
assert old.search(EngineSearch(All(), in_phase_two, "newest", 0, 9)).counts["phase"] == {}
assert old.count(HasConcept("phase", "two"), Filters()) == 0
assert old.year_histogram_by_facet(All(), Filters(), "phase") == {None: {2020: 1}}
assert old.cooccurrence_counts(All(), Filters(), "phase", "condition") == {}

phases = [Concept("two", "phase", "Phase 2"), Concept("two-a", "phase", "Phase 2a", parents=("two",))]
with engine.writer(Vocabulary([*old.vocabulary, *phases])) as writer:
    writer.add(Summary("b", "New", ("x",), facets={"phases": ("two-a",), "conditions": ("als",)}, year=2021))
    writer.commit("test", "digest")

new = engine.snapshot()
assert new.concept_counts()["phase"] == {"two": 1, "two-a": 1}
assert [hit.summary.id for hit in new.search(EngineSearch(All(), in_phase_two, "newest", 0, 9)).hits] == ["b"]
assert new.year_histogram_by_facet(All(), Filters(), "phase") == {"two": {2021: 1}, "two-a": {2021: 1}}
assert new.cooccurrence_counts(All(), in_phase_two, "phase", "condition")["two", "nerves"] == 1
"""


def test_registered_facet_has_no_counts_until_a_rebuild(new_engine: NewEngine, vocabulary: Vocabulary) -> None:
    tagged: Summary = summary("a", facets={"conditions": ("als",)}, year=2020)
    engine = filled(new_engine(), [tagged], vocabulary)
    subprocess.run([sys.executable, "-c", REGISTERED, engine.location()], check=True)
