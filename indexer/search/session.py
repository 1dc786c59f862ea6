"""The search session: one search request over one snapshot of the index."""

from collections.abc import Collection, Iterable
from dataclasses import fields, replace
from functools import cached_property
from time import perf_counter

from indexer.engines.answers import EngineAnswer
from indexer.engines.protocols import Generation, Snapshot
from indexer.query.request import SearchRequest
from indexer.query.resolution import ResolvedQuery, resolve
from indexer.search import hints
from indexer.search.autocomplete import complete
from indexer.search.axes import Cell
from indexer.search.evidence_map import EvidenceMap, build_map
from indexer.search.facet_options import FacetOptions, facet_counts, facet_options
from indexer.search.hits import HitHighlighter, page_beyond_last, partial_matches, related_hits, search_page
from indexer.search.records import SearchRecord, make_record
from indexer.search.results import (
    Completion,
    FacetCounts,
    HighlightedSummary,
    Overview,
    ResultPage,
    Suggestion,
    YearCount,
)
from indexer.search.scan import LIMIT, Scan, scan
from indexer.search.suggestions import suggestion
from indexer.search.summary_details import summary_details
from indexer.search.timeline import Timeline, build_timeline
from indexer.summaries.facets import Facet
from indexer.vocabulary.model import Vocabulary


class SearchSession:
    """One search request over one snapshot.

    The request is resolved once. If nothing matches it, the suggested spelling of its text is searched instead. All
    results of the session come from the same generation of the index, even if a rebuild publishes a newer generation
    meanwhile. A session is not thread-safe.
    """

    def __init__(self, snapshot: Snapshot, request: SearchRequest | None = None) -> None:
        self.snapshot = snapshot
        self._as_typed: ResolvedQuery = resolve(request or SearchRequest(), snapshot)

    @property
    def generation(self) -> Generation:
        """The searched generation of the index."""
        return self.snapshot.generation

    @property
    def vocabulary(self) -> Vocabulary:
        """The vocabulary of the searched generation."""
        return self.snapshot.vocabulary

    @cached_property
    def query(self) -> ResolvedQuery:
        """The searched query: the request as typed, or its suggested spelling if nothing matches the typed text."""
        typed, better = self._as_typed, self._suggestion
        if better is None or typed.request.exact or self.snapshot.count(typed.counted, typed.request.filters):
            return typed
        return resolve(replace(typed.request, text=better.text), self.snapshot)

    @cached_property
    def _suggestion(self) -> Suggestion | None:
        return suggestion(self.snapshot, self._as_typed)

    @cached_property
    def overview(self) -> Overview:
        """The total, facets, years and notices of the search, without hits."""
        return self._overview(self._counts, self.query.request, ())

    def results(self) -> ResultPage:
        """Return the requested page of results. If the page does not exist, return the last page."""
        started = perf_counter()
        query, request, notices = self.query, self.query.request, list[str]()
        answer = search_page(self.snapshot, query, request.page, request.size)
        shown = self._shown(answer.total)
        if shown and (request.page - 1) * request.size >= shown:
            notices.append(page_beyond_last(request.page, shown, answer.total))
            request = replace(request, page=-(-shown // request.size))
            answer = search_page(self.snapshot, query, request.page, request.size)
        partial = partial_matches(self.snapshot, query, answer.total)
        related = related_hits(self.snapshot, query, answer.total + partial.total)
        highlight = HitHighlighter(query, self.vocabulary)
        overview = self._overview(answer, request, tuple(notices))
        return ResultPage(
            **{field.name: getattr(overview, field.name) for field in fields(Overview)},
            hits=highlight(answer.hits),
            partial=highlight(partial.hits),
            partial_total=partial.total,
            related=highlight(related),
            hints=() if answer.total else tuple(hints.zero_result_hints(self.snapshot, query)),
            took_ms=(perf_counter() - started) * 1000,
        )

    def facet_options(self, facets: Iterable[FacetCounts]) -> tuple[FacetOptions, ...]:
        """Return the selectable values of the facets of an overview."""
        return facet_options(facets, self.snapshot)

    def evidence_map(self, rows: Facet, columns: Facet, cell: Cell | None = None) -> EvidenceMap:
        """Return the cross-tabulation of two facets. It includes the details of a given ``cell`` (row, column)."""
        return build_map(self.snapshot, self.query, self._counts, rows, columns, cell)

    def timeline(self, opened: Collection[str] = ()) -> Timeline:
        """Return the results per year by study design. Designs in ``opened`` are split into narrower designs."""
        return build_timeline(self.snapshot, self.query, self._counts, opened)

    def scan(self, limit: int = LIMIT) -> Scan:
        """Return the total and an iterator over the first ``limit`` results, in the same order as on pages."""
        return scan(self.snapshot, self.query, limit)

    def record(self, made: str, limit: int = LIMIT) -> SearchRecord:
        """Return the search record with the ids of the first ``limit`` results. ``made`` is the search time."""
        found = self.scan(limit)
        ids = tuple(summary.id for summary, _ in found.summaries)
        return make_record(self.query, self.snapshot, made, found.total, ids, found.notices)

    def record_without_ids(self, made: str, total: int) -> SearchRecord:
        """Return the search record without ids. The caller passes the ``total``, so the engine is not searched."""
        return make_record(self.query, self.snapshot, made, total)

    def summary(self, summary_id: str) -> HighlightedSummary | None:
        """Return a whole summary with marked matches of the query, or None if no summary has this id."""
        return summary_details(self.snapshot, self._as_typed.query, summary_id)

    def completions(self, limit: int) -> tuple[Completion, ...]:
        """Return at most ``limit`` completions of the text of the request."""
        return complete(self.snapshot, self._as_typed.request.text, limit)

    def example_queries(self) -> tuple[str, ...]:
        """Return a few queries that have results. They contain the most frequent concepts of the search."""
        return hints.example_queries(self.snapshot, self.overview.facets)

    @cached_property
    def _counts(self) -> EngineAnswer:
        """The answer of the engine with the total and the facet counts. It contains no hits."""
        return search_page(self.snapshot, self.query, 1, 0)

    def _shown(self, total: int) -> int:
        return min(total, self.snapshot.max_result_window or total)

    def _overview(self, answer: EngineAnswer, request: SearchRequest, notices: tuple[str, ...]) -> Overview:
        query, snapshot = self.query, self.snapshot
        years = snapshot.year_histogram(query.counted, request.filters)
        return Overview(
            request=request,
            sort=query.sort,
            total=answer.total,
            matching_all=answer.boosted_total,
            shown=self._shown(answer.total),
            relaxable=query.relaxed is not None,
            facets=facet_counts(answer.counts, request.filters, self.vocabulary),
            years=tuple(map(YearCount._make, sorted(years.items()))),
            notices=(*query.notices, *notices),
            interpretations=query.interpretations,
            undone=query.parsed.undone,
            offers=tuple(hints.offers(snapshot, query)),
            senses=tuple(hints.senses(snapshot, query)),
            suggestion=self._suggestion,
            typed=None if query is self._as_typed else self._as_typed.request.text,
            version=snapshot.generation.version,
            summaries=snapshot.generation.summaries,
        )
