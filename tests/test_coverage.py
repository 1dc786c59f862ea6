from indexer.engines.protocols import Engine
from indexer.ingest.coverage import measure_coverage


def test_unused_concepts_are_listed_without_ancestors_of_used_ones(engine: Engine) -> None:
    found = measure_coverage(engine.snapshot())
    unused = {name: [concept.id for concept in concepts] for name, concepts in found.unused.items()}
    held = {concept for counts in engine.snapshot().concept_counts().values() for concept in counts}
    assert unused["condition"]
    assert held.isdisjoint(concept for concepts in unused.values() for concept in concepts)
    assert "als" not in unused["condition"]


def test_summaries_without_a_condition_are_counted_and_listed(engine: Engine) -> None:
    found = measure_coverage(engine.snapshot())
    assert (found.without_condition, found.examples) == (1, ("plain",))
    assert found.read == 6
