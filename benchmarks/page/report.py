"""Figures as text tables."""

import os
import platform
from collections.abc import Iterable, Iterator, Sequence

from benchmarks.page.figures import Figures
from benchmarks.page.work import KINDS

_MB = 1_000_000


def machine() -> dict[str, object]:
    """Return platform, number of cores and Python version."""
    return {"platform": platform.platform(), "cores": os.cpu_count(), "python": platform.python_version()}


def tables(figures: Sequence[Figures]) -> Iterator[str]:
    """Yield the lines of all tables. The first entry of ``figures`` belongs to this project."""
    heads = ["ms per page", "version", *_heads("cold"), *_heads("warm")]
    yield from _table(heads, map(_times, figures))
    yield ""
    for own in figures[0]["ratio"]:
        heads = [f"{own} divided by", "cold median", "p95", "warm median", "p95"]
        yield from _table(heads, (_ratios(each, own) for each in figures if each["name"] != own))
        yield ""
    yield from _table(["median ms, warm", *KINDS], map(_kinds, figures))
    yield ""
    heads = ["peer", "summaries/s", "index MB", "private MB", "resident MB", "start s", "totals near", "counts same"]
    yield from _table(heads, map(_costs, figures))
    crowd = [_crowd(each) for each in figures if each["crowd"]]
    if crowd:
        yield ""
        yield from _table(["clients at once", "median ms", "p95", "p99", "pages/s"], crowd)
    yield ""
    yield from (f"{each['name']}: {each['remark']}" for each in figures if each["remark"])


def _heads(when: str) -> list[str]:
    return [f"{when} median", "p95", "p99"]


def _times(of: Figures) -> list[str]:
    times = [_number(of[when][name]) for when in ("cold_ms", "warm_ms") for name in ("median", "p95", "p99")]
    return [of["name"], of["version"], *times]


def _ratios(of: Figures, own: str) -> list[str]:
    ratios = [of["ratio"][own][when][name] for when in ("cold", "warm") for name in ("median", "p95")]
    return [of["name"], *(f"{ratio:.3f}" for ratio in ratios)]


def _kinds(of: Figures) -> list[str]:
    return [of["name"], *(_number(of["kinds_ms"][kind]) for kind in KINDS)]


def _costs(of: Figures) -> list[str]:
    memory = of["memory_mb"] or {"private": None, "resident": None}
    rate, size = of["build"]["summaries_per_s"], of["build"]["bytes"] / _MB
    shares = [of["agreement"]["totals_near"], of["agreement"]["counts_same"]]
    figures = [rate, size, memory["private"], memory["resident"], of["starting_s"]]
    return [of["name"], *map(_number, figures), *("-" if share is None else f"{share:.0%}" for share in shares)]


def _crowd(of: Figures) -> list[str]:
    return [of["name"], *(_number(of["crowd"][name]) for name in ("median", "p95", "p99", "pages_per_s"))]


def _number(figure: float | None) -> str:
    if figure is None:
        return "-"
    return f"{figure:,.0f}" if figure >= 100 else f"{figure:.1f}" if figure >= 10 else f"{figure:.2f}"


def _table(heads: Sequence[str], rows: Iterable[list[str]]) -> Iterator[str]:
    lines = [list(heads), *rows]
    first, *widths = (max(map(len, column)) for column in zip(*lines, strict=True))
    for name, *cells in lines:
        yield "  ".join([name.ljust(first), *map(str.rjust, cells, widths)])
