"""One generation of the embedded index, open for reading."""

import weakref
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import fields, replace
from hashlib import sha256
from itertools import accumulate
from pathlib import Path
from typing import Any

import numpy as np

from indexer import deadlines
from indexer.engines.answers import ConceptCounts, EngineAnswer, Hit, Neighbour, PairCounts, YearCounts
from indexer.engines.protocols import MOST_WORDS, EngineSearch, Generation
from indexer.engines.whoosh.bm25 import Scores
from indexer.engines.whoosh.cache import DEFAULT_BYTES, Cache
from indexer.engines.whoosh.columns.cooccurrence import cooccurrence_counts, year_counts, year_counts_by_concept
from indexer.engines.whoosh.document_sets import NO_DOCUMENTS, Documents, intersect, isin
from indexer.engines.whoosh.lsi.vectors import DOCUMENT_VECTORS, LsiVectors
from indexer.engines.whoosh.matching import Matcher
from indexer.engines.whoosh.ranking import Contributions, Ranker
from indexer.engines.whoosh.scoring import Scorer
from indexer.engines.whoosh.similarity import SimilaritySearch
from indexer.engines.whoosh.storage.manifest import REBUILD, Files, check_contents, check_files, open_manifest
from indexer.engines.whoosh.stored_summaries import StoredSummaries
from indexer.engines.whoosh.tables import Tables
from indexer.errors import IndexDamaged, IndexOutdated
from indexer.query.ast import All, Field, Query
from indexer.query.request import Filters
from indexer.summaries.summary import Summary
from indexer.vocabulary.model import from_json

VOCABULARY = "vocabulary.json"
FILE_STATE = "read_files.json"

_COUNT_BYTES = 120  # memory that a concept and its count use in a dictionary
_PAIR_COUNT_BYTES = 180  # memory that a pair of concepts and its count use in a dictionary


class WhooshSnapshot:
    """One open generation. :class:`~indexer.engines.protocols.Snapshot` describes the methods.

    The constructor raises FileNotFoundError if the generation was removed, and IndexOutdated or IndexDamaged if the
    generation is unusable. The snapshot combines the classes for matching, scoring, ranking and similarity search.
    """

    max_result_window: int | None = None

    def __init__(self, folder: Path, cache_bytes: int = DEFAULT_BYTES) -> None:
        self.folder = folder
        manifest, lock = open_manifest(folder)
        resources = ExitStack()
        resources.callback(lock.close)
        weakref.finalize(self, resources.close)  # runs when the last reference to the snapshot is deleted
        self.generation = Generation(**{field.name: manifest[field.name] for field in fields(Generation)})
        self.files: Files = manifest["files"]
        self._checked_at = folder.stat().st_mtime_ns
        vocabulary = (folder / VOCABULARY).read_bytes()
        if sha256(vocabulary).hexdigest() != self.generation.vocabulary_fingerprint:
            raise IndexOutdated(f"{folder / VOCABULARY} is not the vocabulary that the index was made with", REBUILD)
        self.vocabulary = from_json(vocabulary.decode())
        self._cache = Cache(cache_bytes)
        self._stored = StoredSummaries(folder, self._cache, resources)
        self._tables = Tables(folder, self.vocabulary, self._cache)
        self._columns = self._tables.columns
        self._matcher = Matcher(self._tables)
        self._scorer = Scorer(self._tables, self._matcher)
        vectors = LsiVectors(folder, self._tables.words) if (folder / DOCUMENT_VECTORS).exists() else None
        self._ranker = Ranker(self._tables, self._scorer, vectors)
        self._similarity: SimilaritySearch | None = None
        if vectors is not None:
            self._similarity = SimilaritySearch(vectors, self._tables, self._matcher, self._scorer, self._stored)

    @property
    def size(self) -> int:
        """The total size of the files in bytes. Files that are shared with another generation are included."""
        return sum(description["size"] for description in self.files.values())

    def search(self, search: EngineSearch) -> EngineAnswer:
        """Return a page of hits, the number of all hits, the number of boosted hits, and any requested facet counts."""
        query, end = search.query, search.offset + search.limit
        passing = self._columns.filtered(search.filters)
        matching = self._matcher.matching(query)
        documents = intersect(matching, passing.values())
        groups = [documents]
        if search.boosted is not None:
            groups = self._split(documents, (search.boosted,))
        boosted_total = len(groups[0])
        if search.sort == "relevance":
            groups = [part for group in groups for part in self._split(group, search.preferred)]
        contributions: Contributions | None = defaultdict(list) if search.explained else None
        ranked: list[tuple[Documents, Scores]] = [(NO_DOCUMENTS, np.zeros(0))]
        for group in groups:
            if room := end - sum(len(hits) for hits, _ in ranked):
                ranked.append(self._ranker.top(query, group, search.sort, room, contributions))
        page, scores = (np.concatenate(parts)[search.offset :] for parts in zip(*ranked, strict=True))
        if contributions is not None:
            for number, contribution in self._scorer.contributions(query, np.sort(page)):
                contributions[number].append(contribution)
        hits = tuple(
            Hit(summary, score, tuple(contributions[number]) if contributions else ())
            for number, score, summary in zip(page.tolist(), scores.tolist(), self._stored.read(page), strict=True)
        )
        counts: ConceptCounts = {}
        if search.counted:
            counts = self._cache.get(
                ("counts", query, search.filters), lambda: self._columns.counts(matching, passing), _counts_bytes
            )
        return EngineAnswer(len(documents), hits, counts, boosted_total)

    def related(self, query: Query, within: Query, filters: Filters, limit: int) -> Sequence[Hit]:
        """Return summaries that do not match the query, but are similar to the query and to its best hits."""
        if self._similarity is None or limit < 1:
            return ()
        return self._similarity.related(query, within, filters, limit)

    def similar(self, summary_id: str, limit: int) -> Sequence[Neighbour]:
        """Return the summaries most similar to the given summary. The result is empty if the id is unknown."""
        number = self._stored.number(summary_id)
        if number is None or self._similarity is None:
            return ()
        return self._similarity.neighbours(number, limit)

    def count(self, query: Query, filters: Filters) -> int:
        """Return the number of matching summaries."""
        return len(self._matcher.filtered(query, filters))

    def year_histogram(self, query: Query, filters: Filters) -> YearCounts:
        """Return the number of matching summaries for each year. The year filter is ignored."""
        filters = replace(filters, years=None)
        return self._cache.get(
            ("years", query, filters),
            lambda: year_counts(self._columns, self._matcher.filtered(query, filters)),
            lambda counts: _COUNT_BYTES * len(counts),
        )

    def year_histogram_by_facet(self, query: Query, filters: Filters, facet: str) -> Mapping[str | None, YearCounts]:
        """Return the year histogram of each concept of ``facet``. The filters on year and ``facet`` are ignored."""
        filters = replace(filters.without(facet), years=None)
        return self._cache.get(
            ("years", query, filters, facet),
            lambda: year_counts_by_concept(self._columns, self._matcher.filtered(query, filters), facet),
            _counts_bytes,
        )

    def cooccurrence_counts(self, query: Query, filters: Filters, rows: str, columns: str) -> PairCounts:
        """Return the number of matching summaries for each pair of concepts; see the protocol."""
        filters, concepts = filters.without(rows).without(columns), self._columns.concepts
        return self._cache.get(
            ("cooccurrence", query, filters, rows, columns),
            lambda: cooccurrence_counts(concepts, self._matcher.filtered(query, filters), rows, columns),
            lambda counts: _PAIR_COUNT_BYTES * len(counts),
        )

    def leave_one_out_counts(self, queries: Sequence[Query], filters: Filters) -> list[int]:
        """Return for each query the number of summaries that pass the filters and match all other queries."""
        base = intersect(self._columns.all(), self._columns.filtered(filters).values())
        masks = [isin(base, self._matcher.matching(query)) for query in queries]
        everything = np.ones(len(base), dtype=np.bool_)
        # The conjunctions of all masks before and after each mask are precomputed. Therefore the time is linear in the
        # number of queries.
        before = list(accumulate(masks, np.logical_and, initial=everything))
        after = list(accumulate(reversed(masks), np.logical_and, initial=everything))
        return [int((before[i] & after[len(masks) - 1 - i]).sum()) for i in range(len(masks))]

    def concept_counts(self) -> ConceptCounts:
        """Return the number of summaries for each concept, by facet."""
        return self._columns.totals

    def terms_with_prefix(self, prefix: str, field: Field | None) -> Sequence[str]:
        """Return the terms that have a written form with this prefix."""
        deadlines.check()
        found: Counter[str] = Counter()
        for postings, _ in self._tables.postings(field):
            found.update(postings.with_prefix(prefix))
        return sorted(found, key=lambda term: (-found[term], term))

    def word_frequencies(self) -> Mapping[str, int]:
        """Return the numbers of summaries of the most frequent words."""
        return self._tables.words.word_frequencies(MOST_WORDS)

    def summary(self, summary_id: str) -> Summary | None:
        """Return the summary with this id, or None if the id is unknown."""
        number = self._stored.number(summary_id)
        return None if number is None else self._stored.read([number])[0]

    def _split(self, documents: Documents, queries: Sequence[Query]) -> list[Documents]:
        """Return the documents in groups: for each query, those that match no earlier query; last, those left."""
        groups = []
        for query in queries:
            matches = isin(documents, self._matcher.matching(query))
            groups.append(documents[matches])
            documents = documents[~matches]
        return [*groups, documents]

    def check(self) -> None:
        """Raise IndexDamaged if a file was removed or truncated after the generation was opened.

        This snapshot can still use an array after its file is removed, but other processes cannot open the index. A
        call costs one ``stat`` unless the folder has changed.
        """
        try:
            changed_at = self.folder.stat().st_mtime_ns
        except FileNotFoundError:
            raise IndexDamaged(f"{self.folder} is gone", REBUILD) from None
        if changed_at != self._checked_at:
            check_files(self.folder, self.files)
            self._checked_at = changed_at

    def verify(self, first: int = 0, shared: Collection[str] = ()) -> None:
        """Raise IndexDamaged if a checksum is wrong, a summary cannot be read, or the number of summaries is wrong.

        Documents with a number below ``first`` and files in ``shared`` are skipped. They come from another generation,
        where they were verified.
        """
        check_contents(self.folder, {name: about for name, about in self.files.items() if name not in shared})
        expected = self.generation.summaries
        try:
            readable, documents = self._stored.read_all(first)
        except (ValueError, KeyError, TypeError) as error:
            raise IndexDamaged(f"{self.folder} was not written whole: {error!r}") from error
        matching = self.count(All(), Filters())
        if not expected == first + readable == matching == documents:
            raise IndexDamaged(f"of {expected} summaries written, {min(first + readable, matching)} read back")


def _counts_bytes(counts: Mapping[Any, Mapping[Any, int]]) -> int:
    return _COUNT_BYTES * sum(map(len, counts.values()))
