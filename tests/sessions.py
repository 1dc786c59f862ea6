"""One-call searches over the current snapshot of an engine, for tests."""

from collections.abc import Collection

from indexer.engines.protocols import Engine
from indexer.query.request import SearchRequest
from indexer.search import scan as scans
from indexer.search.evidence_map import EvidenceMap
from indexer.search.facet_options import FacetOptions
from indexer.search.records import SearchRecord
from indexer.search.results import Completion, HighlightedSummary, ResultPage
from indexer.search.scan import LIMIT, Scan
from indexer.search.session import SearchSession
from indexer.search.timeline import Timeline
from indexer.summaries.facets import Facet


def search(engine: Engine, request: SearchRequest) -> ResultPage:
    return SearchSession(engine.snapshot(), request).results()


def show(engine: Engine, summary_id: str, text: str = "") -> HighlightedSummary | None:
    return SearchSession(engine.snapshot(), SearchRequest(text)).summary(summary_id)


def scan(engine: Engine, request: SearchRequest, limit: int = LIMIT, page_size: int = 500) -> Scan:
    session = SearchSession(engine.snapshot(), request)
    return scans.scan(session.snapshot, session.query, limit, page_size)


def record(engine: Engine, request: SearchRequest, made: str, limit: int = LIMIT) -> SearchRecord:
    return SearchSession(engine.snapshot(), request).record(made, limit)


def suggest(engine: Engine, text: str, limit: int = 8) -> tuple[Completion, ...]:
    return SearchSession(engine.snapshot(), SearchRequest(text)).completions(limit)


def options(engine: Engine, request: SearchRequest) -> tuple[FacetOptions, ...]:
    session = SearchSession(engine.snapshot(), request)
    return session.facet_options(session.overview.facets)


def evidence_map(
    engine: Engine, request: SearchRequest, rows: Facet, columns: Facet, cell: tuple[str, str] | None = None
) -> EvidenceMap:
    return SearchSession(engine.snapshot(), request).evidence_map(rows, columns, cell)


def timeline(engine: Engine, request: SearchRequest, opened: Collection[str] = ()) -> Timeline:
    return SearchSession(engine.snapshot(), request).timeline(opened)
