"""What each part of ranking gives: ``python -m benchmarks.ranking COLLECTION ...`` prints nDCG@10, part by part.

The parts are switched off by their weights; every variant runs on the same throw-away index, side by side.
``--cross-validate`` tries a grid of weights instead: one setting for all collections is chosen on four fifths of the
queries and judged on the last fifth, in turn, so that no query is judged by weights chosen with its help.
Last stands what looking at the best more closely costs: milliseconds a query with it and without, in turn.
``--short`` adds each collection with its queries cut down to their one and their three rarest words:
most people type no more.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import product
from pathlib import Path
from statistics import fmean, median

from indexer.engines.protocols import Snapshot
from indexer.engines.whoosh import scoring
from indexer.engines.whoosh import snapshot as snapshots
from indexer.evaluation.ranking import COMPARED, Collection, index, load_collection, measure, run_queries
from indexer.query.ast import Term
from indexer.query.request import Filters
from indexer.text.analysis import is_stopword, spans, term

_WEIGHTS = ("TITLE_WEIGHT", "LATENT_WEIGHT", "FEEDBACK_WEIGHT")
_USUAL = {name: getattr(scoring, name) for name in _WEIGHTS}
_OFF = dict.fromkeys(_WEIGHTS, 0.0)
_VARIANTS = {
    "BM25 over title and text": _OFF,
    "and the title": _OFF | {"TITLE_WEIGHT": scoring.TITLE_WEIGHT},
    "and the meaning": {"FEEDBACK_WEIGHT": 0.0},
    "and the feedback: all": {},
    "all but the title": {"TITLE_WEIGHT": 0.0},
    "all but the meaning": {"LATENT_WEIGHT": 0.0},
}
_UNRELATED = (*_USUAL.values(), 0.0)  # all parts, but no documents without a word of the query
_GRID = ((0.0, 0.3, 0.6), (0.0, 0.3, 0.5, 0.8), (0.0, 0.3, 0.5))
_FOLDS = 5
_DEPTH = 10
_ROUNDS = 7

Setting = tuple[float, ...]
Figures = Mapping[Setting, list[float]]
"""nDCG@10 of each query of a collection, in order, by setting."""


def main() -> None:
    """Print a row a variant, a column a collection."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("collections", type=Path, nargs="+")
    parser.add_argument("--cross-validate", action="store_true")
    parser.add_argument("--short", action="store_true")
    asked = parser.parse_args()
    lengths = (None, 1, 3) if asked.short else (None,)
    names = [folder.name + (f", {n}" if n else "") for folder in asked.collections for n in lengths]
    settings = {variant: tuple((_USUAL | weights).values()) for variant, weights in _VARIANTS.items()}
    settings["all, and none related"] = _UNRELATED
    grid = set(settings.values()) | (set(product(*_GRID)) if asked.cross_validate else set())
    measured = [figures for folder in asked.collections for figures in _figures(folder, grid, lengths)]
    rows = {name: [fmean(figures[setting]) for figures in measured] for name, setting in settings.items()}
    if asked.cross_validate:
        chosen = [_chosen(measured, fold) for fold in range(_FOLDS)]
        rows["left out, weights chosen on the others"] = [_left_out(figures, chosen) for figures in measured]
        print("chosen:", *chosen)  # noqa: T201
    _print(f"| {COMPARED} |", names, rows)
    for folder in asked.collections:
        print(f"{folder.name}: {_cost(load_collection(folder))}")  # noqa: T201


def _print(corner: str, names: list[str], rows: Mapping[str, list[float]]) -> None:
    print(corner, " | ".join(names), "|")  # noqa: T201
    for name, figures in rows.items():
        print(f"| {name} |", " | ".join(f"{figure:.4f}" for figure in figures), "|")  # noqa: T201


def _figures(folder: Path, grid: set[Setting], lengths: tuple[int | None, ...]) -> Iterator[Figures]:
    collection = load_collection(folder)
    with index(collection) as snapshot:
        for length in lengths:
            cut = {query: _rarest(text, snapshot, length) for query, text in collection.queries.items()}
            yield dict(_measured(snapshot, replace(collection, queries=cut), grid))


def _rarest(text: str, snapshot: Snapshot, length: int | None) -> str:
    """Return the rarest words of a query that stand in the collection at all, the rarest first."""
    if length is None:
        return text
    words = {text[start:end].lower(): Term(term(text[start:end])) for start, end in spans(text)}
    found = {word: snapshot.count(query, Filters()) for word, query in words.items() if not is_stopword(word)}
    return " ".join(sorted((word for word in found if found[word]), key=lambda word: (found[word], word))[:length])


def _measured(snapshot: Snapshot, collection: Collection, grid: set[Setting]) -> Iterator[tuple[Setting, list[float]]]:
    asked = {query: collection.judgments[query] for query in collection.queries}
    for setting in sorted(grid):
        for name, weight in zip(_WEIGHTS, setting, strict=False):
            setattr(scoring, name, weight)
        run, speed = run_queries(snapshot, collection, _DEPTH, related=setting != _UNRELATED)
        yield setting, [values[COMPARED] for values in measure(run, asked, speed).by_query.values()]


def _cost(collection: Collection) -> str:
    times: dict[int, list[float]] = {scoring.HEAD: [], 0: []}
    with index(collection) as snapshot:
        for head in list(times) * _ROUNDS:
            snapshots.HEAD = head
            times[head].append(1000 / run_queries(snapshot, collection, _DEPTH)[1])
    snapshots.HEAD = scoring.HEAD
    return " and ".join(f"{median(took):.2f}" for took in times.values()) + " ms a query, with and without"


def _chosen(measured: list[Figures], fold: int) -> Setting:
    """Return the setting that is best over all collections, each counting alike, without the queries of a fold."""

    def seen(figures: Figures, setting: Setting) -> float:
        return fmean(value for place, value in enumerate(figures[setting]) if place % _FOLDS != fold)

    tried = sorted(set(measured[0]) - {_UNRELATED})
    return max(tried, key=lambda setting: fmean(seen(figures, setting) for figures in measured))


def _left_out(figures: Figures, chosen: list[Setting]) -> float:
    queries = len(next(iter(figures.values())))
    return fmean(figures[chosen[place % _FOLDS]][place] for place in range(queries))


if __name__ == "__main__":
    main()
