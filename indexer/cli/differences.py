"""What a rebuild or an update would change, as text and as JSON."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from indexer.cli.program import REJECTS, counts_of, print_problems, report_json
from indexer.cli.terminal import say, say_json
from indexer.ingest.dry_run import DryRun
from indexer.ingest.index_diff import IndexDiff, Move, Ranking
from indexer.summaries.facets import BY_NAME

_SHOWN = 20


def print_rehearsal(rehearsal: DryRun, as_json: bool) -> None:
    """Print what would change, and exit with 1 where something would be rejected."""
    report, comparison = rehearsal.report, rehearsal.comparison
    if as_json:
        say_json({"dry_run": True, **report_json(report), **_as_json(comparison)})
    else:
        print_problems(report)
        if report.rebuilt:
            say(f"It would be made anew: {report.rebuilt}")
        _print_summaries(comparison)
        _print_counts(comparison)
        _print_rankings(comparison.rankings)
        say(counts_of(report))
        say("Nothing was written.")
    sys.exit(REJECTS if report.problems else 0)


def _as_json(comparison: IndexDiff) -> dict[str, Any]:
    summaries = {name: getattr(comparison, name) for name in ("added", "changed", "removed", "unchanged")}
    queries = [
        {
            "query": ranking.query,
            "total": {"before": ranking.total_before, "after": ranking.total_after},
            "moves": list(map(asdict, ranking.moves)),
        }
        for ranking in comparison.rankings
    ]
    return {"summaries": summaries, "facets": list(map(asdict, comparison.counts)), "queries": queries}


def _print_summaries(comparison: IndexDiff) -> None:
    parts = (
        (comparison.added, "added", "+"),
        (comparison.changed, "changed", "~"),
        (comparison.removed, "removed", "-"),
    )
    numbers = ", ".join(f"{len(ids):,} {what}" for ids, what, _ in parts)
    say(f"Summaries: {numbers}, {comparison.unchanged:,} as they are")
    for ids, _, mark in parts:
        _capped([f"  {mark} {summary}" for summary in ids])


def _print_counts(comparison: IndexDiff) -> None:
    if comparison.counts:
        say(f"Facets: {len(comparison.counts)} counts differ")
    _capped(
        [f"  {BY_NAME[c.facet].label}: {c.label} {c.before} -> {c.after}" for c in comparison.counts],
    )


def _print_rankings(rankings: Sequence[Ranking]) -> None:
    changing = [ranking for ranking in rankings if ranking.changes]
    if rankings:
        say(f"Pinned queries: {len(changing)} of {len(rankings)} change")
    for ranking in changing:
        totals = (
            f"{ranking.total_before} -> {ranking.total_after}"
            if ranking.total_before != ranking.total_after
            else (f"{ranking.total_after}")
        )
        say(f"  {ranking.query} ({totals} found)")
        for move in ranking.moves:
            say(f"    {_moved(move)}")


def _moved(move: Move) -> str:
    match move.before, move.after:
        case None, after:
            return f"+ {move.summary} comes in, {after}."
        case before, None:
            return f"- {move.summary} goes out, was {before}."
        case before, after:
            return f"~ {move.summary} {before}. -> {after}."


def _capped(lines: Sequence[str]) -> None:
    for line in lines[:_SHOWN]:
        say(line)
    if len(lines) > _SHOWN:
        say(f"    and {len(lines) - _SHOWN:,} more, which --json lists")
