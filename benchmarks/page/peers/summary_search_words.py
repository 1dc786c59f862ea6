"""The engine of this project. It does only the unit of work, without concept names and related summaries."""

from pathlib import Path

from benchmarks.page.peers import summary_search
from benchmarks.page.work import FACETS, HITS, Ask, Kind, Page, most_frequent
from indexer.engines import open_engine
from indexer.engines.protocols import EngineSearch
from indexer.query.parser import parse
from indexer.query.request import Filters
from indexer.search.highlighter import Highlighter


class Peer:
    """The peer that uses the index folder of the whole service."""

    version = summary_search.Peer.version
    remark = "the same engine doing the unit of work only, with two additional facets"
    lacks: tuple[Kind, ...] = ()
    index = "summary_search"

    def open(self, folder: Path) -> None:
        """Open the engine."""
        self._engine = open_engine(str(folder / "index"))

    def page(self, ask: Ask) -> Page:
        """Parse, search and highlight."""
        snapshot = self._engine.snapshot()
        filters = Filters().adding(FACETS[ask.filter[0]], ask.filter[1]) if ask.filter else Filters()
        query = parse(ask.query(), snapshot.vocabulary, snapshot.terms_with_prefix).query
        found = snapshot.search(EngineSearch(query, filters, "relevance", 0, HITS))
        highlighter = Highlighter(query, snapshot.vocabulary)
        hits = []
        for summary in (hit.summary for hit in found.hits):
            pieces = [span.text for passage in highlighter.passages(summary) for span in passage]
            hits.append((summary.id, summary.title, "".join(pieces)))
        return Page(hits, found.total, [most_frequent(found.counts[name].items()) for name in FACETS])

    def close(self) -> None:
        """Do nothing: the engine needs no closing."""
