"""Proposals of facet values for summaries, with the evidence for each decision. Nothing is indexed."""

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
    """A summary as read (``original``) and with all facets; ``decisions`` are those for its missing facets."""

    original: Summary
    summary: Summary
    decisions: tuple[Decision, ...]


def propose(items: Iterable[Summary | Problem], vocabulary: Vocabulary) -> Iterator[Proposal | Problem]:
    """Yield a proposal for each summary, in order, and each problem as it is."""
    tagger = Tagger(vocabulary)
    for item in items:
        if isinstance(item, Problem):
            yield item
            continue
        missing = {facet.name for facet in FACETS if facet.field not in item.facets}
        decisions = tagger.decisions(item.title, item.text) if missing else []
        summary = tagger.merge(item, assigned(decisions)) if missing else item
        yield Proposal(item, summary, tuple(d for d in decisions if d.facet in missing))
