"""The command ``indexer tag``. It prints proposed facet values of summaries, with the evidence for each value."""

import sys
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from indexer.cli.options import json_option, places, reading, reading_options, vocabulary_option
from indexer.cli.program import EPILOG, REJECTS
from indexer.cli.terminal import say, say_json, say_styled
from indexer.errors import Problem, printable
from indexer.settings import Settings
from indexer.summaries.facets import BY_NAME, FACETS
from indexer.summaries.readers import items
from indexer.tagging.tagger import Proposal, propose
from indexer.vocabulary.loader import load_vocabulary
from indexer.vocabulary.model import Vocabulary

_MOST_REASONS = 4  # largest number of printed reasons for each decision


@click.command(epilog=f"Example: indexer tag new-summaries/ --json\n\n{EPILOG}")
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, allow_dash=True, path_type=Path))
@reading_options
@vocabulary_option
@json_option
def tag(
    paths: tuple[Path, ...],
    from_format: str | None,
    columns: Mapping[str, str],
    vocabulary_folder: Path | None,
    as_json: bool,
) -> None:
    """Print the facet values that the summaries in PATHS would be indexed with, and the evidence in their texts.

    The facets are condition, cell type, route, donor and study design. PATHS are files, folders, or "-" for standard
    input, in any input format. Values that an editor wrote into a file are kept. With --json, each summary is one line
    with one JSON object.
    """
    settings = Settings.load(vocabulary=vocabulary_folder)
    vocabulary = load_vocabulary(settings.vocabulary_folder(*places(paths)))
    has_rejects = False
    with reading(paths, from_format, columns) as options:
        for proposal in propose(items(paths, vocabulary, options), vocabulary):
            if isinstance(proposal, Problem):
                has_rejects = True
                say(str(proposal), err=True)
            elif as_json:
                say_json(_as_json(proposal), indent=None)
            else:
                _print(proposal, vocabulary)
    sys.exit(REJECTS if has_rejects else 0)


def _as_json(proposal: Proposal) -> dict[str, Any]:
    evidence: dict[str, list[dict[str, Any]]] = {}
    for decision in proposal.decisions:
        value = asdict(decision)
        evidence.setdefault(BY_NAME[value.pop("facet")].field, []).append(value)
    fields = {facet.field: list(proposal.summary.concepts(facet.field)) for facet in FACETS}
    return {"id": proposal.summary.id, **fields, "evidence": evidence}


def _print(proposal: Proposal, vocabulary: Vocabulary) -> None:
    say_styled(click.style(printable(proposal.summary.id), bold=True))
    decided = {decision.facet for decision in proposal.decisions}
    for facet in FACETS:
        given = proposal.summary.concepts(facet.field)
        if facet.name not in decided and given:
            say(f"  {facet.label:12} {', '.join(vocabulary.label(facet.name, c) for c in given)}  (given)")
    for decision in proposal.decisions:
        mark = "+" if decision.assigned else "-"
        label = vocabulary.label(decision.facet, decision.concept)
        reasons = [f"“{r.quote}” {r.weight:g} ({', '.join(r.why)})" for r in decision.reasons[:_MOST_REASONS]]
        more = len(decision.reasons) - _MOST_REASONS
        words = "; ".join(reasons) + (f"; and {more} more" if more > 0 else "")
        say(f"{mark} {BY_NAME[decision.facet].label:12} {label}  {decision.score:g}: {words}")
