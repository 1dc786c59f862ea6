"""Output of a dry run, as text and as JSON."""

import sys
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from indexer.cli.program import REJECTS, counts_line, print_problems, report_json
from indexer.cli.terminal import say, say_json
from indexer.cli.vocabularies import ChosenVocabulary
from indexer.ingest.dry_run import DryRun
from indexer.ingest.index_diff import IndexDiff, RankChange, RankingDiff
from indexer.summaries.facets import BY_NAME

_MAX_LINES = 20  # largest number of printed lines for each list


def print_dry_run(result: DryRun, as_json: bool, chosen: ChosenVocabulary | None = None) -> None:
    """Print the changes and exit. The exit code is 1 if a file or a summary was rejected, else 0."""
    report, diff = result.report, result.diff
    if as_json:
        note = {"note": result.note} if result.note else {}
        vocabulary = {"vocabulary": chosen.as_json()} if chosen else {}
        say_json({"dry_run": True, **report_json(report), **vocabulary, **_as_json(diff), **note})
    else:
        print_problems(report)
        if report.rebuild_reason:
            say(f"The index would be rebuilt: {report.rebuild_reason}")
        _print_summaries(diff)
        _print_counts(diff)
        _print_rankings(diff.rankings)
        if result.note:
            say(f"Note: {result.note}")
        if chosen:
            say(chosen.line)
        say(counts_line(report))
        say("Nothing was written.")
    sys.exit(REJECTS if report.problems else 0)


def _as_json(diff: IndexDiff) -> dict[str, Any]:
    summaries = {name: getattr(diff, name) for name in ("added", "changed", "removed", "unchanged")}
    queries = [_ranking_json(ranking) for ranking in diff.rankings]
    return {"summaries": summaries, "facets": list(map(asdict, diff.counts)), "queries": queries}


def _ranking_json(ranking: RankingDiff) -> dict[str, Any]:
    total = {"before": ranking.total_before, "after": ranking.total_after}
    return {"query": ranking.query, "total": total, "moves": list(map(asdict, ranking.moves))}


def _print_summaries(diff: IndexDiff) -> None:
    parts = ((diff.added, "added", "+"), (diff.changed, "changed", "~"), (diff.removed, "removed", "-"))
    numbers = ", ".join(f"{len(ids):,} {change}" for ids, change, _ in parts)
    say(f"Summaries: {numbers}, {diff.unchanged:,} unchanged")
    for ids, _, mark in parts:
        _print_first([f"  {mark} {summary_id}" for summary_id in ids])


def _print_counts(diff: IndexDiff) -> None:
    if diff.counts:
        say(f"Facets: {len(diff.counts)} counts differ")
    _print_first([f"  {BY_NAME[c.facet].label}: {c.label} {c.before} -> {c.after}" for c in diff.counts])


def _print_rankings(rankings: Sequence[RankingDiff]) -> None:
    changed = [ranking for ranking in rankings if ranking.changes]
    if rankings:
        say(f"Pinned queries: {len(changed)} of {len(rankings)} change")
    for ranking in changed:
        before, after = ranking.total_before, ranking.total_after
        say(f"  {ranking.query} ({after if before == after else f'{before} -> {after}'} hits)")
        for move in ranking.moves:
            say(f"    {_move(move)}")


def _move(move: RankChange) -> str:
    match move.before, move.after:
        case None, after:
            return f"+ {move.summary} enters at rank {after}"
        case before, None:
            return f"- {move.summary} leaves, was at rank {before}"
        case before, after:
            return f"~ {move.summary} moves from rank {before} to {after}"


def _print_first(lines: Sequence[str]) -> None:
    for line in lines[:_MAX_LINES]:
        say(line)
    if len(lines) > _MAX_LINES:
        say(f"    and {len(lines) - _MAX_LINES:,} more; use --json for all")
