"""Summaries -> the facets they would be given, with the words that made each decision. Indexes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from indexer.errors import Problem
from indexer.summaries.facets import FACETS
from indexer.summaries.summary import Summary
from indexer.tagging.tagger import Decision, Tagger, assigned
from indexer.vocabulary.model import Vocabulary


@dataclass(frozen=True, slots=True)
class Proposal:
    """A summary with its facets, given or found; ``decisions`` are those on the fields that were not given.

    ``original`` is the summary as it was read.
    """

    original: Summary
    summary: Summary
    decisions: tuple[Decision, ...]


def propose(items: Iterable[Summary | Problem], vocabulary: Vocabulary) -> Iterator[Proposal | Problem]:
    """Yield a proposal for each summary, in order; problems are passed on."""
    tagger = Tagger(vocabulary)
    for item in items:
        if isinstance(item, Problem):
            yield item
            continue
        missing = {facet.name for facet in FACETS if facet.field not in item.facets}
        decisions = tagger.decisions(item.title, item.text) if missing else []
        summary = tagger.merge(item, assigned(decisions)) if missing else item
        yield Proposal(item, summary, tuple(d for d in decisions if d.facet in missing))
