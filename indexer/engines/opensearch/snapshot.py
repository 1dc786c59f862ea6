"""One physical index of a cluster, which nobody writes to any more: a generation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property, lru_cache
from math import log
from typing import Any

from indexer.engines.answers import EngineAnswer, Hit, Neighbour
from indexer.engines.opensearch.aggregations import Key, tally
from indexer.engines.opensearch.cluster import REBUILD, Cluster
from indexer.engines.opensearch.compiler import Clause, matching, passing
from indexer.engines.opensearch.documents import is_whole
from indexer.engines.opensearch.lexicon import Lexicon
from indexer.engines.opensearch.scoring import Scoring
from indexer.engines.opensearch.search_body import (
    WINDOW,
    Counts,
    counting,
    facet_counts,
    read_counts,
    read_hits,
    search_body,
    total,
)
from indexer.engines.opensearch.similarity import Likeness
from indexer.engines.protocols import Generation
from indexer.engines.surface_forms import written
from indexer.errors import IndexDamaged
from indexer.query.ast import (
    All,
    And,
    Field,
    HasConcept,
    Not,
    Query,
    Term,
    positive_leaves,
    terms_of,
)
from indexer.query.request import Filters, Sort
from indexer.summaries.summary import Summary
from indexer.text.analysis import terms
from indexer.vocabulary.model import Vocabulary

_FEEDBACK_FROM = 5
_READ_AT_ONCE = 500  # summaries, while all are read
_KEPT_COUNTS = 4096
_KEPT_BEGINNINGS = 1024
_KEPT_TALLIES = 64


class OpenSearchSnapshot:
    """A generation on a cluster. ``index`` is its physical index."""

    max_result_window: int | None = 10 * WINDOW  # each WINDOW further takes as long as a search

    def __init__(
        self, cluster: Cluster, index: str, shards: int, generation: Generation, vocabulary: Vocabulary
    ) -> None:
        self.index = index
        self._shards = shards
        self.generation = generation
        self.vocabulary = vocabulary
        self._cluster = cluster
        self._lexicon = Lexicon(cluster, index)
        self._likeness = Likeness(cluster, index, self._lexicon)
        # Nothing in it changes, so that what was asked once need not be asked again.
        self._beginning = lru_cache(_KEPT_BEGINNINGS)(self._lexicon.beginning)
        self._counted = lru_cache(_KEPT_COUNTS)(self._count)
        self._tallied = lru_cache(_KEPT_TALLIES)(self._tally)

    def search(
        self,
        query: Query,
        filters: Filters,
        sort: Sort,
        offset: int,
        limit: int,
        *,
        boosted: Query | None = None,
        counted: bool = True,
        explained: bool = False,
    ) -> EngineAnswer:
        """Return the page of hits, the total and the facet counts; see the protocol."""
        if boosted is None:
            return self._page(query, None, filters, sort, offset, limit, counted, explained)
        first = self._page(query, boosted, filters, sort, offset, limit, False, explained)
        rest = Not(boosted)
        offset, limit = max(0, offset - first.total), limit - len(first.hits)
        others = self._page(query, rest, filters, sort, offset, limit, False, explained)
        counts = self._counts(query, filters) if counted else {}
        return EngineAnswer(first.total + others.total, first.hits + others.hits, counts, first.total)

    def related(self, query: Query, within: Query, filters: Filters, limit: int) -> Sequence[Hit]:
        """Return what is like the best hits, but does not match; see the protocol."""
        if limit < 1:
            return ()
        best = self._page(And((query, within)), None, filters, "relevance", 0, _FEEDBACK_FROM, False, False).hits
        if not best:
            return ()
        asked = [term for part in positive_leaves(query) for term in self._asked(part)]
        allowed = [matching(within), *passing(filters)]
        return self._likeness.like([hit.summary for hit in best], asked, allowed, [matching(query)], limit)

    def count(self, query: Query, filters: Filters) -> int:
        """Return how many summaries match."""
        return self._counted(query, filters)

    def year_histogram(self, query: Query, filters: Filters) -> Mapping[int, int]:
        """Return how many summaries of each year match; see the protocol."""
        return {year: count for (year,), count in self._tallied(query, replace(filters, years=None), Key("year"))}

    def year_histogram_by_facet(
        self, query: Query, filters: Filters, facet: str
    ) -> Mapping[str | None, Mapping[int, int]]:
        """Return how many summaries of each year match, by concept of a facet; see the protocol."""
        found: dict[str | None, dict[int, int]] = {}
        filters = replace(filters.without(facet), years=None)
        for (concept, year), count in self._tallied(query, filters, Key(facet, missing=True), Key("year")):
            found.setdefault(concept, {})[year] = count
        return found

    def cooccurrence_counts(
        self, query: Query, filters: Filters, rows: str, columns: str
    ) -> Mapping[tuple[str, str], int]:
        """Return how many summaries hold both of two concepts; see the protocol."""
        filters = filters.without(rows).without(columns)
        return {(row, column): count for (row, column), count in self._tallied(query, filters, Key(rows), Key(columns))}

    def leave_one_out_counts(self, queries: Sequence[Query], filters: Filters) -> list[int]:
        """Return for each query how many summaries match all the others; see the protocol."""
        if not queries:
            return []
        clauses = list(map(matching, queries))
        others: dict[str, Any] = {
            str(place): {"filter": {"bool": {"filter": [*clauses[:place], *clauses[place + 1 :]]}}}
            for place in range(len(clauses))
        }
        body = counting(All(), filters) | {"aggs": others}
        found = self._ask(body)["aggregations"]
        return [found[str(place)]["doc_count"] for place in range(len(clauses))]

    def spelling_correction(self, term: str) -> str | None:
        """Return a word that is spelt nearly like ``term``, or None; see the protocol."""
        near = self._lexicon.near(term)
        if near is None:
            return None
        body = {"query": matching(Term(near)), "sort": [{"id": "asc"}], "size": 1, "_source": ["summary"]}
        hits = read_hits(self._ask(body | {"track_scores": True}))
        return written(near, hits[0].summary) if hits else None

    def terms_with_prefix(self, prefix: str, field: Field | None) -> Sequence[str]:
        """Return the terms of words that begin so; see the protocol."""
        return list(self._beginning(prefix, field))

    def concept_counts(self) -> Mapping[str, Mapping[str, int]]:
        """Return how many summaries hold each concept, by facet; see the protocol."""
        return self._totals

    def similar(self, summary_id: str, limit: int) -> Sequence[Neighbour]:
        """Return the summaries most like one; see the protocol."""
        summary = self.summary(summary_id)
        return () if summary is None else self._likeness.neighbours(summary, limit)

    def summary(self, summary_id: str) -> Summary | None:
        """Return the summary of that id, or None."""
        body = {"query": {"term": {"id": summary_id}}, "size": 1, "_source": ["summary"]}
        hits = read_hits(self._ask(body))
        return hits[0].summary if hits else None

    @cached_property
    def size(self) -> int:
        """How many bytes one copy of the index takes on the cluster's disks."""
        with self._cluster.asking(self.index):
            held = self._cluster.client.indices.stats(index=self.index, metric="store")
        return int(held["_all"]["primaries"]["store"]["size_in_bytes"])

    def verify(self) -> None:
        """Raise IndexDamaged unless every summary reads back as it was written."""
        whole = sum(is_whole(source) for source in self.sources("summary", "checksum"))
        if whole != self.generation.summaries:
            raise IndexDamaged(
                f"of {self.generation.summaries} summaries in {self.index}, {whole} are as they were written", REBUILD
            )

    def sources(self, *fields: str) -> Iterator[dict[str, Any]]:
        """Yield what is kept of every summary, by id: these fields of it, and its ``id``."""
        body = {"sort": [{"id": "asc"}], "size": _READ_AT_ONCE, "_source": list(fields), "track_total_hits": False}
        after: dict[str, Any] = {}
        while hits := self._ask(body | after)["hits"]["hits"]:
            for hit in hits:
                yield {**hit["_source"], "id": hit["sort"][0]}
            after = {"search_after": hits[-1]["sort"]}

    def _page(
        self,
        query: Query,
        among: Query | None,
        filters: Filters,
        sort: Sort,
        offset: int,
        limit: int,
        counted: bool,
        explained: bool,
    ) -> EngineAnswer:
        """Return a page of what matches the query, ``among`` what matches another one, which does not score."""
        scoring = Scoring(self.vocabulary, self._cluster.saturation, self._idf, explained)
        clause = scoring.query(query)
        if among is not None:
            clause = {"bool": {"must": [clause], "filter": [matching(among)]}}
        body = search_body(clause, filters, sort, counted=counted)
        parameters: dict[str, Any] = {"include_named_queries_score": True} if explained else {}
        if sort == "relevance" and limit and self._shards > 1:
            # The weight of a word is the same on every shard then, and so are the scores wherever a summary lies.
            parameters["search_type"] = "dfs_query_then_fetch"
        answer = self._ask(body | self._place(body, offset, limit, parameters), **parameters)
        hits = read_hits(answer, scoring.leaves if explained else ())
        found = total(answer)
        return EngineAnswer(found, hits, read_counts(answer) if counted else {}, found)

    def _place(self, body: dict[str, Any], offset: int, limit: int, parameters: dict[str, Any]) -> dict[str, Any]:
        """Return what says where a page begins: far from the first hit, the last one before it."""
        if offset + limit <= WINDOW:
            return {"from": offset, "size": limit}
        if self.max_result_window is not None and offset >= self.max_result_window:
            return {"size": 0}
        walked = {name: of for name, of in body.items() if name not in ("aggs", "track_total_hits")}
        # Nothing is read of what is walked past: that takes a tenth of the time.
        walked |= {"_source": False, "stored_fields": "_none_", "track_total_hits": False}
        while offset:
            step = min(WINDOW, offset)
            hits = self._ask(walked | {"size": step}, **parameters)["hits"]["hits"]
            if len(hits) < step:
                return {"size": 0}
            walked["search_after"] = hits[-1]["sort"]
            offset -= step
        return {"search_after": walked["search_after"], "size": limit}

    def _ask(self, body: dict[str, Any], **parameters: Any) -> dict[str, Any]:
        return self._cluster.search(self.index, body, **parameters)

    def _count(self, query: Query, filters: Filters) -> int:
        return total(self._ask(counting(query, filters)))

    def _tally(self, query: Query, filters: Filters, *keys: Key) -> list[tuple[tuple[Any, ...], int]]:
        return list(tally(self._ask, query, filters, *keys))

    def _counts(self, query: Query, filters: Filters) -> Counts:
        """Return the facet counts of a query by themselves."""
        years = [] if filters.years is None else [matching(filters.years)]
        found: Clause = {"bool": {"filter": [matching(query), *years]}}
        return read_counts(self._ask({"size": 0, "query": found, "aggs": facet_counts(filters)}))

    @cached_property
    def _totals(self) -> Counts:
        return self._counts(All(), Filters())

    def _idf(self, facet: str, concept: str) -> float:
        """Return the weight of a concept: the fewer hold it, the more it tells."""
        held = self._totals.get(facet, {}).get(concept, 0)
        return log(1 + (self.generation.summaries - held + 0.5) / (held + 0.5))

    def _asked(self, part: Query) -> tuple[str, ...]:
        """Return the terms that a part of a query asks for; of a concept those of its label."""
        if isinstance(part, HasConcept):
            return terms(self.vocabulary.label(part.facet, part.id)) if part.scored else ()
        return terms_of(part)  # type: ignore[arg-type]  # what is wanted is words and concepts
