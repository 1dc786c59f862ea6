"""Implementation of the Snapshot protocol for one generation of an index on a cluster."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property, lru_cache, partial
from math import log
from typing import Any

from indexer.engines.answers import ConceptCounts, EngineAnswer, Hit, Neighbour, PairCounts, YearCounts
from indexer.engines.opensearch import search_body
from indexer.engines.opensearch.cluster import REBUILD, Cluster
from indexer.engines.opensearch.compiler import filter_clauses, match_clause
from indexer.engines.opensearch.documents import is_intact
from indexer.engines.opensearch.lexicon import Lexicon
from indexer.engines.opensearch.scoring import ScoringCompiler
from indexer.engines.opensearch.search_body import GroupKey, parse_counts, parse_hits, parse_total
from indexer.engines.opensearch.similarity import SimilaritySearch
from indexer.engines.protocols import MOST_WORDS, EngineSearch, Generation
from indexer.errors import IndexDamaged
from indexer.query.ast import All, And, Field, HasConcept, Not, Query, positive_leaves, terms_of
from indexer.query.request import Filters
from indexer.summaries.summary import Summary
from indexer.text.analysis import terms
from indexer.vocabulary.model import Vocabulary

_FEEDBACK_HITS = 5
_SCAN_SIZE = 500  # documents per request
_CACHED_COUNTS = 4096
_CACHED_PREFIXES = 1024
_CACHED_GROUPS = 64


class OpenSearchSnapshot:
    """A generation on a cluster. Its physical index, which has the name ``index``, never changes."""

    def __init__(
        self, cluster: Cluster, index: str, shards: int, generation: Generation, vocabulary: Vocabulary
    ) -> None:
        self.index = index
        self.generation = generation
        self.vocabulary = vocabulary
        self.max_result_window: int | None = cluster.limits.max_result_window
        self._shards = shards
        self._cluster = cluster
        self._request = partial(cluster.search, index)
        self._lexicon = Lexicon(cluster, index)
        self._similarity = SimilaritySearch(cluster, index, self._lexicon)
        self._prefix_cache = lru_cache(_CACHED_PREFIXES)(self._lexicon.terms_with_prefix)
        self._count_cache = lru_cache(_CACHED_COUNTS)(self._count)
        self._group_cache = lru_cache(_CACHED_GROUPS)(self._group_counts)

    def search(self, search: EngineSearch) -> EngineAnswer:
        """Return the page of hits, the total and the facet counts; see the protocol."""
        groups = list(_groups(search))
        if len(groups) == 1:
            return self._page(search)
        hits: tuple[Hit, ...] = ()
        offset = search.offset
        for group in groups:
            if room := search.limit - len(hits):
                page = self._page(replace(search, offset=offset, limit=room, counted=False), group)
                hits += page.hits
                offset = max(0, offset - page.total)
        total = self.count(search.query, search.filters)
        boosted = total if search.boosted is None else self.count(And((search.query, search.boosted)), search.filters)
        counts = self._facet_counts(search.query, search.filters) if search.counted else {}
        return EngineAnswer(total, hits, counts, boosted)

    def related(self, query: Query, within: Query, filters: Filters, limit: int) -> Sequence[Hit]:
        """Return summaries that are similar to the best hits but do not match the query; see the protocol."""
        if limit < 1:
            return ()
        matches = And((query, within))
        best = self._page(EngineSearch(matches, filters, "relevance", 0, _FEEDBACK_HITS, counted=False)).hits
        if not best:
            return ()
        query_terms = [term for leaf in positive_leaves(query) for term in self._leaf_terms(leaf)]
        required, excluded = [match_clause(within), *filter_clauses(filters)], [match_clause(query)]
        return self._similarity.related([hit.summary for hit in best], query_terms, required, excluded, limit)

    def count(self, query: Query, filters: Filters) -> int:
        """Return the number of matching summaries."""
        return self._count_cache(query, filters)

    def year_histogram(self, query: Query, filters: Filters) -> YearCounts:
        """Return the number of matching summaries of each year; see the protocol."""
        groups = self._group_cache(query, replace(filters, years=None), GroupKey("year"))
        return {year: count for (year,), count in groups}

    def year_histogram_by_facet(self, query: Query, filters: Filters, facet: str) -> Mapping[str | None, YearCounts]:
        """Return a year histogram for each concept of a facet; see the protocol."""
        histograms: dict[str | None, dict[int, int]] = {}
        filters = replace(filters.without(facet), years=None)
        for (concept, year), count in self._group_cache(query, filters, GroupKey(facet, True), GroupKey("year")):
            histograms.setdefault(concept, {})[year] = count
        return histograms

    def cooccurrence_counts(self, query: Query, filters: Filters, rows: str, columns: str) -> PairCounts:
        """Return the number of summaries with both concepts of each pair; see the protocol."""
        filters = filters.without(rows).without(columns)
        groups = self._group_cache(query, filters, GroupKey(rows), GroupKey(columns))
        return {(row, column): count for (row, column), count in groups}

    def leave_one_out_counts(self, queries: Sequence[Query], filters: Filters) -> list[int]:
        """Return for each query the number of summaries that match all other queries; see the protocol."""
        if not queries:
            return []
        clauses = list(map(match_clause, queries))
        others: dict[str, Any] = {
            str(number): {"filter": {"bool": {"filter": [*clauses[:number], *clauses[number + 1 :]]}}}
            for number in range(len(clauses))
        }
        aggregations = self._request(search_body.count_body(All(), filters) | {"aggs": others})["aggregations"]
        return [aggregations[str(number)]["doc_count"] for number in range(len(clauses))]

    def word_frequencies(self) -> Mapping[str, int]:
        """Return the numbers of summaries of the most frequent words; see the protocol."""
        return self._lexicon.word_frequencies(MOST_WORDS)

    def terms_with_prefix(self, prefix: str, field: Field | None) -> Sequence[str]:
        """Return the terms with a written form that starts with ``prefix``; see the protocol."""
        return list(self._prefix_cache(prefix, field))

    def concept_counts(self) -> ConceptCounts:
        """Return the number of summaries by facet and concept; see the protocol."""
        return self._concept_counts

    def similar(self, summary_id: str, limit: int) -> Sequence[Neighbour]:
        """Return the summaries most similar to the given summary; see the protocol."""
        summary = self.summary(summary_id)
        return () if summary is None else self._similarity.neighbours(summary, limit)

    def summary(self, summary_id: str) -> Summary | None:
        """Return the summary with this id, or None if it is not in the index."""
        hits = parse_hits(self._request({"query": {"term": {"id": summary_id}}, "size": 1, "_source": ["summary"]}))
        return hits[0].summary if hits else None

    @cached_property
    def size(self) -> int:
        """The size of the primary shards in bytes. Replicas are not counted."""
        with self._cluster.translate_errors(self.index):
            statistics = self._cluster.client.indices.stats(index=self.index, metric="store")
        return int(statistics["_all"]["primaries"]["store"]["size_in_bytes"])

    def verify(self) -> None:
        """Read all summaries. Raise IndexDamaged if a summary is missing or differs from the written summary."""
        intact = sum(is_intact(source) for source in self.sources("summary", "checksum"))
        if intact != self.generation.summaries:
            raise IndexDamaged(f"{intact} of {self.generation.summaries} summaries in {self.index} are intact", REBUILD)

    def sources(self, *fields: str) -> Iterator[dict[str, Any]]:
        """Yield the stored ``fields`` and the ``id`` of every document, in the order of ids."""
        body = {"sort": [{"id": "asc"}], "size": _SCAN_SIZE, "_source": list(fields), "track_total_hits": False}
        after: dict[str, Any] = {}
        while hits := self._request(body | after)["hits"]["hits"]:
            for hit in hits:
                yield {**hit["_source"], "id": hit["sort"][0]}
            after = {"search_after": hits[-1]["sort"]}

    def _page(self, search: EngineSearch, within: Query | None = None) -> EngineAnswer:
        """Return one page of results. The groups of ``search`` are ignored, and ``within`` has no effect on scores."""
        compiler = ScoringCompiler(self.vocabulary, self._cluster.bm25_factor, self._idf, search.explained)
        clause = compiler.compile(search.query)
        if within is not None:
            clause = {"bool": {"must": [clause], "filter": [match_clause(within)]}}
        body = search_body.page_body(clause, search.filters, search.sort, counted=search.counted)
        parameters: dict[str, Any] = {"include_named_queries_score": True} if search.explained else {}
        if search.sort == "relevance" and search.limit and self._shards > 1:
            # Use global term statistics, so that scores don't depend on the shard of a document.
            parameters["search_type"] = "dfs_query_then_fetch"
        response = self._request(body | self._page_bounds(body, search.offset, search.limit, parameters), **parameters)
        hits = parse_hits(response, compiler.leaves if search.explained else ())
        total = parse_total(response)
        return EngineAnswer(total, hits, parse_counts(response) if search.counted else {}, total)

    def _page_bounds(self, body: dict[str, Any], offset: int, limit: int, parameters: dict[str, Any]) -> dict[str, Any]:
        """Return ``from`` and ``size``, or ``search_after`` and ``size`` if the page ends beyond ``page_window``."""
        window = self._cluster.limits.page_window
        if offset + limit <= window:
            return {"from": offset, "size": limit}
        if self.max_result_window is not None and offset >= self.max_result_window:
            return {"size": 0}
        skip = {name: value for name, value in body.items() if name != "aggs"}
        # Requests that skip hits are ten times faster without stored fields.
        skip |= {"_source": False, "stored_fields": "_none_", "track_total_hits": False}
        while offset:
            step = min(window, offset)
            hits = self._request(skip | {"size": step}, **parameters)["hits"]["hits"]
            if len(hits) < step:
                return {"size": 0}
            skip["search_after"] = hits[-1]["sort"]
            offset -= step
        return {"search_after": skip["search_after"], "size": limit}

    def _count(self, query: Query, filters: Filters) -> int:
        return parse_total(self._request(search_body.count_body(query, filters)))

    def _group_counts(self, query: Query, filters: Filters, *keys: GroupKey) -> list[tuple[tuple[Any, ...], int]]:
        return list(search_body.group_counts(self._request, query, filters, *keys))

    def _facet_counts(self, query: Query, filters: Filters) -> ConceptCounts:
        return parse_counts(self._request(search_body.facet_counts_body(query, filters)))

    @cached_property
    def _concept_counts(self) -> ConceptCounts:
        return self._facet_counts(All(), Filters())

    def _idf(self, facet: str, concept: str) -> float:
        frequency = self._concept_counts.get(facet, {}).get(concept, 0)
        return log(1 + (self.generation.summaries - frequency + 0.5) / (frequency + 0.5))

    def _leaf_terms(self, leaf: Query) -> tuple[str, ...]:
        """Return the terms of a word or phrase, or the terms of the label of a scored concept."""
        if isinstance(leaf, HasConcept):
            return terms(self.vocabulary.label(leaf.facet, leaf.id)) if leaf.scored else ()
        return terms_of(leaf)  # type: ignore[arg-type]  # positive_leaves() yields words and concepts


def _groups(search: EngineSearch) -> Iterator[Query]:
    """Yield queries that split the results into groups in order. Each result matches exactly one of the queries."""
    preferred = search.preferred if search.sort == "relevance" else ()
    excluded = [Not(query) for query in preferred]
    tiers = [(*excluded[:at], query) for at, query in enumerate(preferred)] + [tuple(excluded)]
    sides: list[tuple[Query, ...]] = [()] if search.boosted is None else [(search.boosted,), (Not(search.boosted),)]
    for side in sides:
        yield from (And((All(), *side, *tier)) for tier in tiers)
