"""What helps onward from a search: the senses of an acronym, another spelling, and what to leave out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from indexer.engines.protocols import Snapshot
from indexer.query.ast import All, Term
from indexer.query.concept_linking import senses
from indexer.query.parser import Parsed
from indexer.query.request import Filters, SearchRequest
from indexer.query.resolution import understand
from indexer.search.results import Sense, Suggestion, ZeroResultHint
from indexer.summaries.facets import FACETS
from indexer.text.analysis import spans

_MOST_RESPELT = 5  # words a query: looking for each takes a while


def senses_held(snapshot: Snapshot, parsed: Parsed) -> list[Sense]:
    """Return what an ambiguous acronym that was typed alone may mean in this collection."""
    meant = [
        Sense(
            facet, concept, snapshot.vocabulary.label(facet, concept), snapshot.concept_counts()[facet].get(concept, 0)
        )
        for facet, concept in senses(parsed, snapshot.vocabulary)
    ]
    return sorted((sense for sense in meant if sense.total), key=lambda sense: (-sense.total, sense.label))


def suggestion(snapshot: Snapshot, parsed: Parsed, request: SearchRequest) -> Suggestion | None:
    """Return the query as the collection would spell it, where a word of it stands nowhere; acronyms are let be."""
    text, respelt = request.text, 0
    for clause in parsed.clauses:
        match clause.query:
            case Term(wanted, None) if not clause.typed.isupper() and not snapshot.count(clause.query, Filters()):
                near = snapshot.spelling_correction(wanted) if respelt < _MOST_RESPELT else None
                respelt += 1
                for typed in {clause.typed[start:end] for start, end in spans(clause.typed)} if near else ():
                    text = re.sub(rf"(?<!\w){re.escape(typed)}(?!\w)", near or typed, text)
    if text == request.text:
        return None
    meant, _ = understand(text, snapshot.vocabulary, snapshot.terms_with_prefix, request.literal)
    total = snapshot.count(meant.query, request.filters)
    return Suggestion(text, total) if total else None


def remedies(snapshot: Snapshot, parsed: Parsed, request: SearchRequest) -> Iterator[ZeroResultHint]:
    """Yield, for each word and filter of a search without result, what leaving it out would find."""
    filters = request.filters
    totals = snapshot.leave_one_out_counts([clause.query for clause in parsed.clauses], filters)
    for clause, total in zip(parsed.clauses, totals, strict=True):
        yield ZeroResultHint(
            kind="word",
            text=clause.typed,
            total=total,
            alone=snapshot.count(clause.query, Filters()),
            query=" ".join(other.typed for other in parsed.clauses if other is not clause),
        )
    for facet in FACETS:
        for concept in filters.of(facet.name):
            yield ZeroResultHint(
                kind="filter",
                text=snapshot.vocabulary.label(facet.name, concept),
                total=snapshot.count(parsed.query, filters.without(facet.name, concept)),
                alone=snapshot.count(All(), Filters(((facet.name, (concept,)),))),
                facet=facet.name,
                concept=concept,
            )
    if filters.years is not None:
        yield ZeroResultHint(
            kind="years",
            text=f"{filters.years.first or ''}–{filters.years.last or ''}",
            total=snapshot.count(parsed.query, replace(filters, years=None)),
            alone=snapshot.count(All(), Filters(years=filters.years)),
        )
