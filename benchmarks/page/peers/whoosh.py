"""Plain Whoosh, with the query parser, search, facets and highlights of Whoosh."""

from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from whoosh.analysis import StemmingAnalyzer
from whoosh.fields import ID, KEYWORD, TEXT, Schema
from whoosh.index import create_in, open_dir
from whoosh.qparser import MultifieldParser
from whoosh.query import Term
from whoosh.sorting import Count, FieldFacet

from benchmarks.page.work import FACETS, HITS, VALUES, Ask, Document, Kind, Page


class Peer:
    """An index folder of one segment."""

    version = version("Whoosh")
    remark = ""
    lacks: tuple[Kind, ...] = ()

    def build(self, documents: Sequence[Document], folder: Path) -> None:
        """Index in one commit, without compound files."""
        text = {
            "analyzer": StemmingAnalyzer(stoplist=None, cachesize=-1),
            "stored": True,
        }  # positions for phrase queries
        facets = {name: KEYWORD(commas=True) for name in FACETS}
        index = create_in(str(folder), Schema(id=ID(stored=True), title=TEXT(**text), body=TEXT(**text), **facets))
        writer = index.writer(limitmb=256, compound=False)
        for document in documents:
            held = {name: ",".join(concepts) for name, concepts in zip(FACETS, document.concepts, strict=True)}
            writer.add_document(id=document.id, title=document.title, body=document.text, **held)
        writer.commit()

    def open(self, folder: Path) -> None:
        """Open one searcher for all queries."""
        index = open_dir(str(folder))
        self._searcher = index.searcher()
        self._parser = MultifieldParser(["title", "body"], index.schema)

    def page(self, ask: Ask) -> Page:
        """Search once and group by the facets. If there is a filter, search again for the filtered facet."""
        query = self._parser.parse(ask.query())
        own = FACETS[ask.filter[0]] if ask.filter else None
        only = Term(own, ask.filter[1]) if ask.filter else None
        results = self._search(query, [name for name in FACETS if name != own], only)
        counts = {name: results.groups(name) for name in FACETS if name != own}
        if own is not None:
            counts[own] = self._search(query, [own], None).groups(own)
        hits = [(hit["id"], hit["title"], hit.highlights("body", top=1)) for hit in results[:HITS]]
        return Page(hits, len(results), [_top(counts[name]) for name in FACETS])

    def close(self) -> None:
        """Close the searcher."""
        self._searcher.close()

    def _search(self, query: Any, facets: list[str], only: Any) -> Any:
        grouped = {name: FieldFacet(name, allow_overlap=True, maptype=Count) for name in facets}
        return self._searcher.search(query, limit=HITS, filter=only, groupedby=grouped)


def _top(groups: dict[str | None, int]) -> list[tuple[str, int]]:
    named = [(concept, count) for concept, count in groups.items() if concept is not None]
    return sorted(named, key=lambda pair: -pair[1])[:VALUES]
