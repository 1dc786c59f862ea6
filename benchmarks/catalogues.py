"""Effect of catalogue terms on tagging: ``python -m benchmarks.catalogues FILE`` prints scores of conditions.

FILE contains trials as JSON Lines with ``registry`` fields. The correct answers are the conditions in the registry. The
tagger gets these conditions only in the third row of the output.
"""

import argparse
import gzip
import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from indexer.evaluation.tags import registry_silver, score_answers
from indexer.settings import shipped_corpus
from indexer.summaries.readers import read
from indexer.summaries.readers.controlled_terms import Heading, concepts_of_headings
from indexer.summaries.summary import Catalogued, Summary
from indexer.tagging.tagger import Tagger
from indexer.vocabulary.loader import load_vocabulary


def main() -> None:
    """Print precision, recall and F1 for the text alone, with MeSH headings, and with the terms of the registry."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file", type=Path)
    path = parser.parse_args().file
    vocabulary = load_vocabulary(shipped_corpus() / "vocabulary")
    tagger = Tagger(vocabulary)
    right = {trial.id: trial.facets["conditions"] for trial in registry_silver(path, vocabulary)}
    trials = [trial for trial in read(path, vocabulary) if isinstance(trial, Summary) and trial.id in right]
    mesh = _mesh(path)

    def row(name: str, catalogued: Mapping[str, Mapping[str, Catalogued]]) -> None:
        answers = (replace(trial, catalogued=catalogued.get(trial.id, {})) for trial in trials)
        scores = score_answers((trial.id, right[trial.id], tagger.tag(trial).facets["conditions"]) for trial in answers)
        print(f"{name:28} {scores.precision:9.3f} {scores.recall:7.3f} {scores.f1:6.3f}")  # noqa: T201

    print(f"{len(trials)} trials{'':17} precision  recall     F1")  # noqa: T201
    row("the text alone", {})
    unmarked = {
        number: concepts_of_headings(list(map(Heading, names)), [], vocabulary) for number, names in mesh.items()
    }
    row("with its headings in MeSH", unmarked)
    row("with the registry's terms", {trial.id: trial.catalogued for trial in trials})


def _mesh(path: Path) -> dict[str, list[str]]:
    with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as stream:
        records = map(json.loads, stream)
        return {record["id"]: record["registry"].get("ConditionMeshTerm", []) for record in records}


if __name__ == "__main__":
    main()
