"""This project, as its service answers: the query understood, all facets counted, passages cut and marked."""

from __future__ import annotations

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
        "does more: finds the concepts itself while it builds; takes words as names of concepts, counts five facets, "
        "shows some hits more where few are found"
    )
    lacks: tuple[Kind, ...] = ()

    def build(self, documents: Sequence[Document], folder: Path) -> None:
        """Write JSON lines without concepts, and index them."""
        index_documents(documents, folder, open_engine(str(folder / "index")))

    def open(self, folder: Path) -> None:
        """Open the engine."""
        self._engine = open_engine(str(folder / "index"))

    def page(self, ask: Ask) -> Page:
        """Search as pages, API and command line do."""
        return page(self._engine, ask)

    def close(self) -> None:
        """Nothing is held open that is not given back with the process."""


def index_documents(documents: Sequence[Document], folder: Path, engine: Engine) -> None:
    """Rebuild an index of the documents, whose concepts are found anew; ``folder`` is for what is needed meanwhile."""
    from benchmarks.page.collection import vocabulary  # what only builds need is not loaded to answer
    from indexer.ingest import pipeline

    with TemporaryDirectory(dir=folder) as place:
        source = Path(place) / "summaries.jsonl"
        with source.open("w", encoding="utf-8") as lines:
            lines.writelines(json.dumps({"id": d.id, "title": d.title, "text": d.text}) + "\n" for d in documents)
        report = pipeline.rebuild(engine, vocabulary(), (source,))
    if report.indexed != len(documents):
        raise RuntimeError(f"{report.indexed} of {len(documents)} indexed: {report.problems[:3]}")


def page(engine: Engine, ask: Ask) -> Page:
    """Return the page that the service answers."""
    filters = Filters().adding(FACETS[ask.narrowed[0]], ask.narrowed[1]) if ask.narrowed else Filters()
    found = SearchSession(engine.snapshot(), SearchRequest(ask.query(), filters, size=HITS)).results()
    counts = {counts.facet.name: counts for counts in found.facets}
    return Page([_hit(hit) for hit in found.hits], found.total, [_first(counts[name]) for name in FACETS])


def _hit(hit: HighlightedHit) -> tuple[str, str, str]:
    pieces = [f"[{span.text}]" if span.matched else span.text for passage in hit.passages for span in passage]
    return hit.summary.id, hit.summary.title, "".join(pieces)


def _first(counts: FacetCounts) -> list[tuple[str, int]]:
    return [(value.id, value.count) for value in counts.values[:VALUES] if value.count]
