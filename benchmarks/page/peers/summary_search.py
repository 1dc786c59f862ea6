"""The whole search service of this project, with concept names, all facets and highlighted passages."""

import json
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.page.work import FACETS, HITS, VALUES, Ask, Document, Kind, Page
from indexer.engines import open_engine
from indexer.engines.protocols import Engine
from indexer.query.request import Filters, SearchRequest
from indexer.search.results import FacetCounts, HighlightedHit
from indexer.search.session import SearchSession


class Peer:
    """An index folder."""

    version = version("summary-search")
    remark = (
        "does more: the build includes the tagging; queries are linked to concepts, five facets are counted, "
        "and related hits are added if few match"
    )
    lacks: tuple[Kind, ...] = ()

    def build(self, documents: Sequence[Document], folder: Path) -> None:
        """Write JSON Lines without concepts and index them."""
        index_documents(documents, folder, open_engine(str(folder / "index")))

    def open(self, folder: Path) -> None:
        """Open the engine."""
        self._engine = open_engine(str(folder / "index"))

    def page(self, ask: Ask) -> Page:
        """Search in the same way as pages, API and command line do."""
        return page(self._engine, ask)

    def close(self) -> None:
        """Do nothing: the engine needs no closing."""


def index_documents(documents: Sequence[Document], folder: Path, engine: Engine) -> None:
    """Rebuild an index of the documents, including the tagging. Temporary files are written to ``folder``."""
    from benchmarks.page.collection import vocabulary  # only builds need it
    from indexer.ingest.job import IngestJob
    from indexer.ingest.rebuild import rebuild

    with TemporaryDirectory(dir=folder) as place:
        source = Path(place) / "summaries.jsonl"
        with source.open("w", encoding="utf-8") as lines:
            lines.writelines(json.dumps({"id": d.id, "title": d.title, "text": d.text}) + "\n" for d in documents)
        report = rebuild(engine, IngestJob((source,), vocabulary()))
    if report.indexed != len(documents):
        raise RuntimeError(f"{report.indexed} of {len(documents)} indexed: {report.problems[:3]}")


def page(engine: Engine, ask: Ask) -> Page:
    """Return the page of the search service for a query."""
    filters = Filters().adding(FACETS[ask.filter[0]], ask.filter[1]) if ask.filter else Filters()
    found = SearchSession(engine.snapshot(), SearchRequest(ask.query(), filters, size=HITS)).results()
    counts = {counts.facet.name: counts for counts in found.facets}
    return Page([_hit(hit) for hit in found.hits], found.total, [_first(counts[name]) for name in FACETS])


def _hit(hit: HighlightedHit) -> tuple[str, str, str]:
    pieces = [f"[{span.text}]" if span.matched else span.text for passage in hit.passages for span in passage]
    return hit.summary.id, hit.summary.title, "".join(pieces)


def _first(counts: FacetCounts) -> list[tuple[str, int]]:
    return [(value.id, value.count) for value in counts.values[:VALUES] if value.count]
