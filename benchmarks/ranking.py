"""What each part of ranking gives: ``python -m benchmarks.ranking COLLECTION ...`` prints nDCG@10, part by part.

The parts are switched off by their weights; every variant runs on the same throw-away index, side by side.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from indexer.engines.whoosh import ranking
from indexer.evaluation.ranking import COMPARED, index, load_collection, measure, run_queries

_OFF = {"TITLE_WEIGHT": 0.0, "LATENT_WEIGHT": 0.0, "FEEDBACK_WEIGHT": 0.0}
_VARIANTS = {
    "BM25 over title and text": _OFF,
    "+ title": _OFF | {"TITLE_WEIGHT": ranking.TITLE_WEIGHT},
    "+ meaning": {"FEEDBACK_WEIGHT": 0.0},
    "+ feedback (all)": {},
    "all but title": {"TITLE_WEIGHT": 0.0},
    "all but meaning": {"LATENT_WEIGHT": 0.0},
}


def main() -> None:
    """Print a row a variant, a column a collection."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("collections", type=Path, nargs="+")
    folders = parser.parse_args().collections
    usual = {name: getattr(ranking, name) for name in _OFF}
    rows: dict[str, list[float]] = {variant: [] for variant in _VARIANTS}
    for folder in folders:
        collection = load_collection(folder)
        asked = {query: collection.judgments[query] for query in collection.queries}
        with index(collection) as snapshot:
            for variant, weights in _VARIANTS.items():
                for name, weight in (usual | weights).items():
                    setattr(ranking, name, weight)
                run, speed = run_queries(snapshot, collection, 100)
                rows[variant].append(measure(run, asked, speed).means[COMPARED])
    print(f"| {COMPARED} |", " | ".join(folder.name for folder in folders), "|")  # noqa: T201
    for variant, figures in rows.items():
        print(f"| {variant} |", " | ".join(f"{figure:.4f}" for figure in figures), "|")  # noqa: T201


if __name__ == "__main__":
    main()
