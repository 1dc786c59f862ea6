"""Measure parts of ranking: ``python -m benchmarks.ranking COLLECTION ...`` prints nDCG@10 with and without each part.

A weight of 0 switches a part off. All variants run on the same temporary index. The last lines compare the time of a
query with and without rescoring.

``--cross-validate`` also chooses weights from a grid, in five folds. Each fold chooses the weights that are best on
four fifths of the queries of all collections, and measures them on the remaining fifth. ``--short`` also measures each
collection with shorter queries, because typical queries are short: only the rarest word, or the three rarest words.
"""

import argparse
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import product
from pathlib import Path
from statistics import fmean, median

from indexer.engines.protocols import Snapshot
from indexer.engines.whoosh import bm25, ranking
from indexer.evaluation.ranking import COMPARED, Collection, index, load_collection, measure, run_queries
from indexer.query.ast import Term
from indexer.query.request import Filters
from indexer.text.analysis import is_stopword, spans, term

_WEIGHTS = {"TITLE_WEIGHT": bm25, "LATENT_WEIGHT": ranking, "FEEDBACK_WEIGHT": ranking}
_DEFAULTS = {name: getattr(module, name) for name, module in _WEIGHTS.items()}
_OFF = dict.fromkeys(_WEIGHTS, 0.0)
_VARIANTS = {
    "BM25 over title and text": _OFF,
    "with the title": _OFF | {"TITLE_WEIGHT": bm25.TITLE_WEIGHT},
    "with title and LSI similarity": {"FEEDBACK_WEIGHT": 0.0},
    "with title, LSI similarity and feedback: all": {},
    "all but the title": {"TITLE_WEIGHT": 0.0},
    "all but LSI similarity": {"LATENT_WEIGHT": 0.0},
}
_UNRELATED = (*_DEFAULTS.values(), 0.0)  # all parts, but without related hits (these have no word of the query)
_GRID = ((0.0, 0.3, 0.6), (0.0, 0.3, 0.5, 0.8), (0.0, 0.3, 0.5))
_FOLDS = 5
_DEPTH = 10
_ROUNDS = 7

Setting = tuple[float, ...]
Figures = Mapping[Setting, list[float]]
"""For each setting, nDCG@10 of each query of a collection, in the order of the queries."""


def main() -> None:
    """Print a table with a row for each variant and a column for each collection."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("collections", type=Path, nargs="+")
    parser.add_argument("--cross-validate", action="store_true")
    parser.add_argument("--short", action="store_true")
    options = parser.parse_args()
    lengths = (None, 1, 3) if options.short else (None,)
    names = [folder.name + (f", {n}" if n else "") for folder in options.collections for n in lengths]
    settings = {variant: tuple((_DEFAULTS | weights).values()) for variant, weights in _VARIANTS.items()}
    settings["all, without related hits"] = _UNRELATED
    grid = set(settings.values()) | (set(product(*_GRID)) if options.cross_validate else set())
    measured = [figures for folder in options.collections for figures in _figures(folder, grid, lengths)]
    rows = {name: [fmean(figures[setting]) for figures in measured] for name, setting in settings.items()}
    if options.cross_validate:
        chosen = [_best_setting(measured, fold) for fold in range(_FOLDS)]
        rows["cross-validated weights"] = [_cross_validated(figures, chosen) for figures in measured]
        print("weights by fold:", *chosen)  # noqa: T201
    _print(f"| {COMPARED} |", names, rows)
    for folder in options.collections:
        print(f"{folder.name}: {_rescoring_time(load_collection(folder))}")  # noqa: T201


def _print(corner: str, names: list[str], rows: Mapping[str, list[float]]) -> None:
    print(corner, " | ".join(names), "|")  # noqa: T201
    for name, figures in rows.items():
        print(f"| {name} |", " | ".join(f"{figure:.4f}" for figure in figures), "|")  # noqa: T201


def _figures(folder: Path, grid: set[Setting], lengths: tuple[int | None, ...]) -> Iterator[Figures]:
    collection = load_collection(folder)
    with index(collection) as snapshot:
        for length in lengths:
            queries = {query: _rarest(text, snapshot, length) for query, text in collection.queries.items()}
            yield dict(_measured(snapshot, replace(collection, queries=queries), grid))


def _rarest(text: str, snapshot: Snapshot, length: int | None) -> str:
    """Return the ``length`` rarest words of a query that occur in the collection, with the rarest word first.

    If ``length`` is None, return the whole query.
    """
    if length is None:
        return text
    words = {text[start:end].lower(): Term(term(text[start:end])) for start, end in spans(text)}
    counts = {word: snapshot.count(query, Filters()) for word, query in words.items() if not is_stopword(word)}
    return " ".join(sorted((word for word in counts if counts[word]), key=lambda word: (counts[word], word))[:length])


def _measured(snapshot: Snapshot, collection: Collection, grid: set[Setting]) -> Iterator[tuple[Setting, list[float]]]:
    judgments = {query: collection.judgments[query] for query in collection.queries}
    for setting in sorted(grid):
        for (name, module), weight in zip(_WEIGHTS.items(), setting, strict=False):
            setattr(module, name, weight)
        run, speed = run_queries(snapshot, collection, _DEPTH, related=setting != _UNRELATED)
        yield setting, [values[COMPARED] for values in measure(run, judgments, speed).by_query.values()]


def _rescoring_time(collection: Collection) -> str:
    default = ranking.RESCORED
    times: dict[int, list[float]] = {default: [], 0: []}
    with index(collection) as snapshot:
        for rescored in list(times) * _ROUNDS:
            ranking.RESCORED = rescored
            times[rescored].append(1000 / run_queries(snapshot, collection, _DEPTH)[1])
    ranking.RESCORED = default
    return " and ".join(f"{median(took):.2f}" for took in times.values()) + " ms a query, with and without rescoring"


def _best_setting(measured: list[Figures], fold: int) -> Setting:
    """Return the setting with the best mean over all collections. The queries of ``fold`` are ignored."""

    def mean(figures: Figures, setting: Setting) -> float:
        return fmean(value for number, value in enumerate(figures[setting]) if number % _FOLDS != fold)

    candidates = sorted(set(measured[0]) - {_UNRELATED})
    return max(candidates, key=lambda setting: fmean(mean(figures, setting) for figures in measured))


def _cross_validated(figures: Figures, chosen: list[Setting]) -> float:
    queries = len(next(iter(figures.values())))
    return fmean(figures[chosen[number % _FOLDS]][number] for number in range(queries))


if __name__ == "__main__":
    main()
