"""The command ``indexer status``."""

from dataclasses import asdict
from typing import Any

import click

from indexer import __version__
from indexer.cli.options import index_option, json_option
from indexer.cli.program import EPILOG
from indexer.cli.terminal import is_quiet, say, say_json
from indexer.cli.vocabularies import concept_counts, counts_by_field, counts_text, facets_without_concepts
from indexer.engines import engine_for
from indexer.engines.protocols import EngineSearch
from indexer.ingest.coverage import Coverage, measure_coverage
from indexer.query.ast import All
from indexer.query.request import Filters
from indexer.settings import Settings
from indexer.summaries.facets import FACETS, Facet

_MAX_LISTED = 8


@click.command("status", epilog=f"Example: indexer status --json\n\n{EPILOG}")
@index_option
@click.option("--verify", is_flag=True, help="Read all files and all summaries of the index, and report damage.")
@click.option(
    "--coverage",
    "with_coverage",
    is_flag=True,
    help="Print the concepts that no summary has, and frequent terms of the texts that the vocabulary lacks.",
)
@json_option
def status_command(index: str | None, verify: bool, with_coverage: bool, as_json: bool) -> None:
    """Print the location of the current index, its version, its summaries, their source, and its vocabulary."""
    engine = engine_for(Settings.load(index=index))
    snapshot = engine.snapshot()
    if verify:
        snapshot.verify()
    counts = snapshot.search(EngineSearch(All(), Filters(), "newest", 0, 0)).counts
    in_use = {facet.field: len(counts.get(facet.name, {})) for facet in FACETS}
    generation, vocabulary = snapshot.generation, snapshot.vocabulary
    if as_json:
        data = {"index": engine.location(), **asdict(generation), "program": __version__, "concepts_in_use": in_use}
        data |= {"vocabulary": {"concepts": concept_counts(vocabulary)}}
        data |= {"verified": True} if verify else {}
        say_json(data | ({"coverage": _coverage_json(measure_coverage(snapshot))} if with_coverage else {}))
        return
    say(f"Index:      {engine.location()}")
    say(f"Version:    {generation.version}, built {generation.built}; the program is {__version__}")
    say(f"Summaries:  {generation.summaries}, read from {generation.source}")
    say(f"Vocabulary: {counts_text(vocabulary)}, fingerprint {generation.vocabulary_fingerprint[:12]}")
    say(f"In use:     {counts_by_field(in_use)}")
    for facet in () if is_quiet() else facets_without_concepts(vocabulary):
        say(f"warning: {_without_concepts(facet)}", err=True)
    if verify:
        say("Verified:   no damage")
    if with_coverage:
        _print_coverage(measure_coverage(snapshot))


def _without_concepts(facet: Facet) -> str:
    name = facet.label.lower()
    return f"the vocabulary of this index has no {name}; check the file {facet.source}, then run: indexer rebuild"


def _coverage_json(coverage: Coverage) -> dict[str, Any]:
    unused = {
        facet.field: [{"id": concept.id, "label": concept.label} for concept in coverage.unused[facet.name]]
        for facet in FACETS
    }
    return {
        "concepts": coverage.concepts,
        "unused": unused,
        "without_condition": coverage.without_condition,
        "without_condition_ids": list(coverage.examples),
        "read": coverage.read,
        "short_forms": [form._asdict() for form in coverage.short_forms],
        "phrases": [{**phrase._asdict(), "weight": round(phrase.weight, 1)} for phrase in coverage.phrases],
    }


def _print_coverage(coverage: Coverage) -> None:
    """Print the coverage. Only the first entries of each list are printed."""
    unused = sum(map(len, coverage.unused.values()))
    say(f"Concepts without a summary: {unused} of {coverage.concepts}")
    for facet in FACETS:
        concepts = coverage.unused[facet.name]
        if concepts:
            say(f"  {facet.label}, {len(concepts)}: {_first([concept.label for concept in concepts])}")
    say(f"Summaries without a condition: {coverage.without_condition}")
    if coverage.examples:
        more = coverage.without_condition - min(_MAX_LISTED, len(coverage.examples))
        shown = ", ".join(coverage.examples[:_MAX_LISTED])
        say(f"  {shown}" + (f" and {more} more" if more else ""))
    say(f"Terms missing from the vocabulary, with the number of summaries ({coverage.read} read):")
    say(f"  short forms: {_first([f'{form.short} ({form.long}) {form.texts}' for form in coverage.short_forms], ';')}")
    say(f"  phrases: {_first([f'{phrase.phrase} {phrase.texts}' for phrase in coverage.phrases], ';')}")


def _first(names: list[str], separator: str = ",") -> str:
    more = f" and {len(names) - _MAX_LISTED} more" if len(names) > _MAX_LISTED else ""
    return (f"{separator} ".join(names[:_MAX_LISTED]) or "none") + more
