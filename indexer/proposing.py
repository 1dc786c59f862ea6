"""Summaries -> the facets they would be given, with the words that made each decision. Indexes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from indexer.errors import Problem
from indexer.language.tagging import Decision, Tagger
from indexer.language.vocabulary import Vocabulary
from indexer.summaries.summary import Summary


@dataclass(frozen=True, slots=True)
class Proposal:
    """A summary with its facets, given or found; ``decisions`` are those on the fields that were not given."""

    summary: Summary
    decisions: tuple[Decision, ...]


def propose(items: Iterable[Summary | Problem], vocabulary: Vocabulary) -> Iterator[Proposal | Problem]:
    """Yield a proposal for each summary, in order; problems are passed on."""
    tagger = Tagger(vocabulary)
    for item in items:
        if isinstance(item, Problem):
            yield item
            continue
        missing = set(tagger.missing(item))
        decisions = tagger.decisions(item.title, item.text) if missing else []
        yield Proposal(tagger.tag(item), tuple(d for d in decisions if d.facet in missing))
