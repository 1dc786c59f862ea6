"""Figures computed from measurements: quantiles, ratios of our times to those of a peer, and agreement of peers."""

from collections.abc import Sequence
from dataclasses import asdict
from statistics import median, quantiles
from typing import Any

from benchmarks.page.asking import Answer
from benchmarks.page.indexes import Built
from benchmarks.page.peers import OURS, OURS_SERVED, OURS_WORDS, load
from benchmarks.page.rounds import Answers, Measured
from benchmarks.page.work import HITS, KINDS, Ask

_NEAR = 0.1  # allowed difference from the median total, as a fraction
_FEW = 2  # allowed difference as a number of summaries; the larger of both limits applies

Figures = dict[str, Any]


def figures(measured: Measured, all_of: Sequence[Measured], asks: Sequence[Ask], built: Built) -> Figures:
    """Return all figures of one peer, including the ratios of our times to its times on the same queries."""
    peer = load(measured.name)
    ours = {each.name: each for each in all_of if each.name in (OURS, OURS_SERVED, OURS_WORDS)}
    return {
        "name": measured.name,
        "version": peer.version,
        "cold_ms": spread(_times(measured.cold)),
        "warm_ms": spread(_times(measured.warm)),
        "ratio": {
            name: {"cold": _ratios(own.cold, measured.cold), "warm": _ratios(own.warm, measured.warm)}
            for name, own in ours.items()
        },
        "kinds_ms": {kind: _median_of(kind, asks, measured.warm) for kind in KINDS},
        "starting_s": measured.starting,
        "build": {**asdict(built), "summaries_per_s": built.summaries / built.seconds},
        "memory_mb": asdict(measured.memory) if measured.memory else None,
        "crowd": _crowd(measured),
        "agreement": _agreement(measured, all_of),
        "remark": peer.remark + (f"; not measured: {', '.join(peer.lacks)}" if peer.lacks else ""),
    }


def spread(times: Sequence[float]) -> dict[str, float]:
    """Return the median, p95 and p99 of ``times``."""
    cuts = quantiles(times, n=100, method="inclusive")
    return {"median": cuts[49], "p95": cuts[94], "p99": cuts[98]}


def _times(answers: Answers) -> list[float]:
    return [answer.ms for answer in answers if answer]


def _ratios(ours: Answers, theirs: Answers) -> dict[str, float]:
    """Return the median and p95 of our times, divided by those of the peer, over the queries that both support."""
    both = [(one.ms, other.ms) for one, other in zip(ours, theirs, strict=True) if one and other]
    mine, other = spread([pair[0] for pair in both]), spread([pair[1] for pair in both])
    return {name: mine[name] / other[name] for name in ("median", "p95")}


def _median_of(kind: str, asks: Sequence[Ask], answers: Answers) -> float | None:
    times = [answer.ms for ask, answer in zip(asks, answers, strict=True) if answer and ask.kind == kind]
    return median(times) if times else None


def _crowd(measured: Measured) -> Figures | None:
    if not measured.crowd:
        return None
    return {**spread(measured.crowd), "pages_per_s": len(measured.crowd) / measured.crowd_seconds}


def _agreement(measured: Measured, all_of: Sequence[Measured]) -> Figures:
    """Return the agreement of a peer with the others, as fractions of its answers.

    An answer counts for ``hits_right`` if the number of hits fits the total, and for ``totals_near`` if the total is
    near the median of all peers. It counts for ``counts_same`` if the facet counts equal those of another peer with the
    same total. ``compared`` is the number of answers for which such a peer exists.

    Peers stem differently. Two peers with equal totals under a filter may match different summaries without the filter.
    Their counts of the filtered facet then differ, although both are correct.
    """
    near, same, compared, full = 0, 0, 0, 0
    for number, own in enumerate(measured.warm):
        if own is None:
            continue
        answers = [other.warm[number] for other in all_of]
        full += own.hits == min(HITS, own.total)
        near += _is_near(own.total, median(answer.total for answer in answers if answer))
        same_total = [a for a in answers if a and a is not own and a.total == own.total]
        compared += bool(same_total)
        same += any(_same(own, other) for other in same_total)
    asked = len(_times(measured.warm))
    return {
        "hits_right": full / asked,
        "totals_near": near / asked,
        "counts_same": same / compared if compared else None,
        "compared": compared,
    }


def _same(one: Answer, other: Answer) -> bool:
    return one.counts == other.counts


def _is_near(total: int, middle: float) -> bool:
    return abs(total - middle) <= max(_FEW, _NEAR * middle)
