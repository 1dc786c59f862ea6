"""The command tag: what the fields of summaries would be, and why."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from indexer.cli.program import EPILOG, REJECTS, json_option, vocabulary_option
from indexer.cli.sources import places, reading, reading_options
from indexer.cli.terminal import say, say_json, say_styled
from indexer.errors import Problem, printable
from indexer.settings import Settings
from indexer.summaries.facets import BY_NAME, FACETS
from indexer.summaries.readers import items
from indexer.tagging.proposals import Proposal, propose
from indexer.vocabulary.loader import load_vocabulary
from indexer.vocabulary.model import Vocabulary

_MOST_REASONS = 4


@click.command(epilog=f"Example: indexer tag new-summaries/ --json\n\n{EPILOG}")
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, allow_dash=True, path_type=Path))
@reading_options
@vocabulary_option
@json_option
def tag(
    paths: tuple[Path, ...],
    from_format: str | None,
    columns: Mapping[str, str],
    vocabulary: Path | None,
    as_json: bool,
) -> None:
    """Say which conditions, cell types, routes, donor and design the summaries in PATHS are about, and why.

    PATHS are files and folders; "-" is standard input, JSON Lines {"id", "title", "text"} or any other format. Fields
    given in a file stay as given. With --json, one object a summary and line.
    """
    settings = Settings.load(vocabulary=vocabulary)
    terms = load_vocabulary(settings.vocabulary_folder(*places(paths)))
    rejected = False
    with reading(paths, from_format, columns) as how:
        for proposal in propose(items(paths, terms, how), terms):
            if isinstance(proposal, Problem):
                rejected = True
                say(str(proposal), err=True)
            elif as_json:
                say_json(_as_json(proposal), indent=None)
            else:
                _print(proposal, terms)
    sys.exit(REJECTS if rejected else 0)


def _as_json(proposal: Proposal) -> dict[str, Any]:
    evidence: dict[str, list[dict[str, Any]]] = {}
    for decision in proposal.decisions:
        shown = asdict(decision)
        evidence.setdefault(BY_NAME[shown.pop("facet")].field, []).append(shown)
    fields = {facet.field: list(proposal.summary.concepts(facet.field)) for facet in FACETS}
    return {"id": proposal.summary.id, **fields, "evidence": evidence}


def _print(proposal: Proposal, terms: Vocabulary) -> None:
    say_styled(click.style(printable(proposal.summary.id), bold=True))
    decided = {decision.facet for decision in proposal.decisions}
    for facet in FACETS:
        given = proposal.summary.concepts(facet.field)
        if facet.name not in decided and given:
            say(f"  {facet.label:12} {', '.join(terms.label(facet.name, c) for c in given)}  (given)")
    for decision in proposal.decisions:
        mark = "+" if decision.assigned else "-"
        label = terms.label(decision.facet, decision.concept)
        reasons = [f"“{r.quote}” {r.weight:g} ({', '.join(r.why)})" for r in decision.reasons[:_MOST_REASONS]]
        more = len(decision.reasons) - _MOST_REASONS
        words = "; ".join(reasons) + (f"; and {more} more" if more > 0 else "")
        say(f"{mark} {BY_NAME[decision.facet].label:12} {label}  {decision.score:g}: {words}")
