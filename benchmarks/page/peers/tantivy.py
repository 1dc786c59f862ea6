"""tantivy with its Python bindings: English stems, terms aggregations over fast fields, and snippets of tantivy."""

from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

import tantivy

from benchmarks.page.work import FACETS, HITS, VALUES, Ask, Document, Kind, Page

_TITLE_AND_TEXT = ["title", "body"]


class Peer:
    """An index folder of one segment."""

    version = version("tantivy")
    remark = ""
    lacks: tuple[Kind, ...] = ()

    def build(self, documents: Sequence[Document], folder: Path) -> None:
        """Index in one thread and one commit. The memory suffices for one segment, which is the fastest to search."""
        index = tantivy.Index(_schema(), path=str(folder))
        writer = index.writer(heap_size=1_500_000_000, num_threads=1)
        for document in documents:
            fields: dict[str, object] = {"id": document.id, "title": document.title, "body": document.text}
            fields.update(zip(FACETS, map(list, document.concepts), strict=True))
            writer.add_document(tantivy.Document(**fields))
        writer.commit()
        writer.wait_merging_threads()

    def open(self, folder: Path) -> None:
        """Open a searcher."""
        self._index = tantivy.Index.open(str(folder))
        self._index.reload()
        self._searcher = self._index.searcher()
        self._schema = self._index.schema

    def page(self, ask: Ask) -> Page:
        """Search for the hits, then for the counts. The counts of a filtered facet need a search without the filter."""
        words = self._index.parse_query(ask.query(" AND "), _TITLE_AND_TEXT)
        query = words
        if ask.filter:
            facet, concept = ask.filter
            only = tantivy.Query.term_query(self._schema, FACETS[facet], concept)
            query = tantivy.Query.boolean_query(
                [(tantivy.Occur.Must, words), (tantivy.Occur.Must, tantivy.Query.const_score_query(only, 0.0))]
            )
        found = self._searcher.search(query, HITS, count=True)
        own = ask.filter[0] if ask.filter else None
        counted = self._counts(query, [n for n in range(len(FACETS)) if n != own])
        if own is not None:
            counted |= self._counts(words, [own])
        snippets = tantivy.SnippetGenerator.create(self._searcher, words, self._schema, "body")
        hits = []
        for _, address in found.hits:
            document = self._searcher.doc(address)
            passage = snippets.snippet_from_doc(document).to_html()
            hits.append((str(document.get_first("id")), str(document.get_first("title")), passage))
        total = found.count  # type: ignore[attr-defined]  # missing in the type stubs
        return Page(hits, total, [counted[n] for n in range(len(FACETS))])

    def close(self) -> None:
        """Do nothing: the engine needs no closing."""

    def _counts(self, query: tantivy.Query, facets: list[int]) -> dict[int, list[tuple[str, int]]]:
        wanted = {FACETS[n]: {"terms": {"field": FACETS[n], "size": VALUES, "segment_size": 10_000}} for n in facets}
        answer = self._searcher.aggregate(query, wanted)
        return {n: [(b["key"], b["doc_count"]) for b in answer[FACETS[n]]["buckets"]] for n in facets}


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw")
    builder.add_text_field("title", stored=True, tokenizer_name="en_stem")
    builder.add_text_field("body", stored=True, tokenizer_name="en_stem")
    for name in FACETS:
        builder.add_text_field(name, stored=False, fast=True, tokenizer_name="raw", index_option="basic")
    return builder.build()
