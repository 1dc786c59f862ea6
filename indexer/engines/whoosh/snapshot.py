"""One generation of the embedded index, open for reading."""

from __future__ import annotations

import weakref
from collections import Counter, defaultdict, deque
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import fields, replace
from functools import partial
from hashlib import sha256
from itertools import accumulate
from pathlib import Path

import numpy as np
from whoosh.filedb.filestore import FileStorage
from whoosh.index import FileIndex
from whoosh.searching import Searcher

from indexer import deadlines
from indexer.engines.answers import Contribution, EngineAnswer, Hit, Neighbour
from indexer.engines.protocols import Generation
from indexer.engines.surface_forms import can_be_significant, surface_form
from indexer.engines.whoosh.cache import DEFAULT_BYTES, Cache
from indexer.engines.whoosh.columns.cooccurrence import crossed, year_counts, year_counts_by
from indexer.engines.whoosh.columns.reader import Documents, narrowed, standing
from indexer.engines.whoosh.evaluation import WORDS, Evaluation, Tables
from indexer.engines.whoosh.lsi.vectors import Latent, open_latent
from indexer.engines.whoosh.schema import schema, stored_summary
from indexer.engines.whoosh.scoring import FEEDBACK_FROM, HEAD, Scores, rescore
from indexer.engines.whoosh.storage.manifest import (
    REBUILD,
    Files,
    check_contents,
    check_files,
    open_manifest,
)
from indexer.engines.whoosh.storage.tables import mapped
from indexer.errors import IndexDamaged, IndexOutdated
from indexer.query.ast import (
    All,
    Field,
    HasConcept,
    Query,
    positive_leaves,
    terms_of,
)
from indexer.query.request import Filters, Sort
from indexer.summaries.summary import Summary
from indexer.text.analysis import terms, tokens
from indexer.vocabulary.model import from_json

VOCABULARY = "vocabulary.json"
PLACES = "places.npy"
READ_FILES = "read_files.json"

_LONG_WORD = 6
_LEAST_LIKENESS = 0.3
_SHARED_WORDS = 3
_A_COUNT = 120  # bytes of a concept and its number in a dictionary
_A_PAIR = 180  # bytes of two concepts and their number
_A_SUMMARY = 4_000  # bytes, beside its text
_NO_SCORES: Scores = np.zeros(0)


class WhooshSnapshot:
    """One generation, open. Raises FileNotFoundError where it has gone."""

    max_result_window: int | None = None

    def __init__(self, folder: Path, cache_bytes: int = DEFAULT_BYTES) -> None:
        self.folder = folder
        manifest, lock = open_manifest(folder)
        self._resources = ExitStack()
        self._resources.callback(lock.close)
        # Whatever was opened is closed when nobody holds the snapshot any more.
        weakref.finalize(self, self._resources.close)
        self.generation = Generation(**{field.name: manifest[field.name] for field in fields(Generation)})
        self.files: Files = manifest["files"]
        self._checked = folder.stat().st_mtime_ns
        written = (folder / VOCABULARY).read_bytes()
        if sha256(written).hexdigest() != self.generation.vocabulary_fingerprint:
            raise IndexOutdated(f"{folder / VOCABULARY} is not the vocabulary that the index was made with", REBUILD)
        self.vocabulary = from_json(written.decode())
        self._index = FileIndex(FileStorage(str(folder), readonly=True), schema=schema())
        self._cache = Cache(cache_bytes)
        self._places = mapped(folder / PLACES)  # Whoosh's numbers of the documents, ascending
        self._tables = Tables(folder, self.vocabulary, self._cache)
        self._latent = open_latent(folder, self._tables.words)
        self._idle: deque[Searcher] = deque()  # appending and popping are safe between threads

    @property
    def size(self) -> int:
        """How many bytes the files of the generation take; those that it shares with another one included."""
        return sum(about["size"] for about in self.files.values())

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
        evaluation, columns = Evaluation(self._tables), self._tables.columns
        allowed = columns.allowed(filters)
        matched = evaluation.matching(query)
        documents = narrowed(matched, allowed.values())
        parts = [documents]
        if boosted is not None:
            first = standing(documents, evaluation.matching(boosted))
            parts = [documents[first], documents[~first]]
        given: dict[int, list[Contribution]] | None = defaultdict(list) if explained else None
        ranked = [self._ranked(evaluation, query, part, sort, offset + limit, given) for part in parts]
        shown, scores = (np.concatenate(each)[offset : offset + limit] for each in zip(*ranked, strict=True))
        if given is not None:
            for number, contribution in evaluation.contributions(query, np.sort(shown)):
                given[number].append(contribution)
        hits = tuple(
            Hit(summary, score, tuple(given[number]) if given else ())
            for number, score, summary in zip(shown.tolist(), scores.tolist(), self._stored(shown), strict=True)
        )
        counts = self._counts(query, filters, matched, allowed) if counted else {}
        return EngineAnswer(len(documents), hits, counts, len(parts[0]))

    def related(self, query: Query, within: Query, filters: Filters, limit: int) -> Sequence[Hit]:
        """Return what is like the query and what it finds, but does not match it; see the protocol."""
        if self._latent is None or limit < 1:
            return ()
        evaluation, columns = Evaluation(self._tables), self._tables.columns
        allowed = list(columns.allowed(filters).values())
        if not isinstance(within, All):
            allowed.append(evaluation.matching(within))
        matching = evaluation.matching(query)
        found = narrowed(matching, allowed)
        best = found[columns.best(found, "relevance", evaluation.scores(query, found), FEEDBACK_FROM)]
        aims = self._latent.aims(self._asked(query), best)
        near = self._latent.near(aims, min(allowed, key=len, default=columns.all()))
        documents = narrowed(near, allowed)
        documents = documents[~standing(documents, matching)]
        meaning, feedback = self._latent.likenesses(aims, documents)
        similarity = meaning + feedback
        places = columns.best(documents, "relevance", similarity, limit)
        places = places[similarity[places] >= _LEAST_LIKENESS]
        return tuple(
            Hit(summary, float(similarity[at]), _meant(float(meaning[at]), float(feedback[at])))
            for at, summary in zip(places, self._stored(documents[places]), strict=True)
        )

    def count(self, query: Query, filters: Filters) -> int:
        """Return how many summaries match."""
        return len(self._documents(query, filters))

    def year_histogram(self, query: Query, filters: Filters) -> Mapping[int, int]:
        """Return how many summaries of each year match; see the protocol."""
        filters, columns = replace(filters, years=None), self._tables.columns
        return self._cache.get(
            ("years", query, filters),
            lambda: year_counts(columns, self._documents(query, filters)),
            lambda counts: _A_COUNT * len(counts),
        )

    def year_histogram_by_facet(
        self, query: Query, filters: Filters, facet: str
    ) -> Mapping[str | None, Mapping[int, int]]:
        """Return how many summaries of each year match, by concept of a facet; see the protocol."""
        filters, columns = replace(filters.without(facet), years=None), self._tables.columns
        return self._cache.get(
            ("years", query, filters, facet),
            lambda: year_counts_by(columns, self._documents(query, filters), facet),
            lambda counts: _A_COUNT * sum(map(len, counts.values())),
        )

    def cooccurrence_counts(
        self, query: Query, filters: Filters, rows: str, columns: str
    ) -> Mapping[tuple[str, str], int]:
        """Return how many summaries hold both of two concepts; see the protocol."""
        filters, concepts = filters.without(rows).without(columns), self._tables.columns.concepts
        return self._cache.get(
            ("crossed", query, filters, rows, columns),
            lambda: crossed(concepts, self._documents(query, filters), rows, columns),
            lambda counts: _A_PAIR * len(counts),
        )

    def leave_one_out_counts(self, queries: Sequence[Query], filters: Filters) -> list[int]:
        """Return for each query how many summaries match all the others; see the protocol."""
        evaluation, columns = Evaluation(self._tables), self._tables.columns
        base = narrowed(columns.all(), columns.allowed(filters).values())
        masks = [standing(base, evaluation.matching(query)) for query in queries]
        everything = np.ones(len(base), dtype=np.bool_)
        # Those before and those behind each one, so that no query is combined with every other anew.
        before = list(accumulate(masks, np.logical_and, initial=everything))
        behind = list(accumulate(reversed(masks), np.logical_and, initial=everything))
        return [int((before[i] & behind[len(masks) - 1 - i]).sum()) for i in range(len(masks))]

    def concept_counts(self) -> Mapping[str, Mapping[str, int]]:
        """Return how many summaries hold each concept, by facet; see the protocol."""
        return self._tables.columns.totals

    def terms_with_prefix(self, prefix: str, field: Field | None) -> Sequence[str]:
        """Return the terms of words that begin so; see the protocol."""
        deadlines.check()
        return self._tables.postings(field)[0].beginning(prefix)

    def spelling_correction(self, term: str) -> str | None:
        """Return a word that is spelt nearly like ``term``, or None; see the protocol."""
        postings = self._tables.words
        for distance in (1, 2) if len(term) >= _LONG_WORD else (1,):
            deadlines.check()
            with self._searcher() as searcher:
                near = {
                    word
                    for word in searcher.reader().terms_within(WORDS, term, distance, prefix=1)
                    if word != term and word.isalpha() and postings.number(word) is not None
                }
            if near:
                best = min(near, key=lambda word: (-len(postings.of(word).documents), word))
                return surface_form(best, *self._stored(postings.of(best).documents[:1]))
        return None

    def similar(self, summary_id: str, limit: int) -> Sequence[Neighbour]:
        """Return the summaries most like one; see the protocol."""
        number = self._number(summary_id)
        if number is None or self._latent is None:
            return ()
        aims = self._latent.aims({}, np.array([number]))
        documents = self._latent.near(aims, self._tables.columns.all())
        similarity = np.sum(self._latent.likenesses(aims, documents), axis=0)
        places = self._tables.columns.best(documents, "relevance", similarity, limit + 1)
        places = places[(documents[places] != number) & (similarity[places] >= _LEAST_LIKENESS)][:limit]
        best = documents[places].tolist()
        this, *others = self._stored([number, *best])
        return tuple(
            Neighbour(
                other, float(similarity[at]), tuple(self._shared_words(self._latent, (number, of), (this, other)))
            )
            for at, of, other in zip(places, best, others, strict=True)
        )

    def summary(self, summary_id: str) -> Summary | None:
        """Return the summary of that id, or None."""
        number = self._number(summary_id)
        return None if number is None else self._stored([number])[0]

    def check(self) -> None:
        """Raise IndexDamaged where a file was removed or cut short since it was opened; costs next to nothing.

        Tables that are mapped outlive their files; but no other process could open the index any more.
        """
        try:
            changed = self.folder.stat().st_mtime_ns
        except FileNotFoundError:
            raise IndexDamaged(f"{self.folder} is gone", REBUILD) from None
        if changed != self._checked:
            check_files(self.folder, self.files)
            self._checked = changed

    def verify(self, first: int = 0, shared: Collection[str] = ()) -> None:
        """Raise IndexDamaged unless every file is as it was written, and every summary reads back.

        The documents before the ``first``, and the ``shared`` files, were looked at when they were new.
        """
        check_contents(self.folder, {name: about for name, about in self.files.items() if name not in shared})
        written = self.generation.summaries
        with self._searcher() as searcher:
            documents = searcher.doc_count()
            stored = map(searcher.reader().stored_fields, self._places[first:].tolist())
            try:
                readable = first + sum(1 for _ in map(stored_summary, stored))
            except (ValueError, KeyError, TypeError) as error:
                raise IndexDamaged(f"{self.folder} was not written whole: {error!r}") from error
        found = self.count(All(), Filters())
        if not written == readable == found == documents:
            raise IndexDamaged(f"of {written} summaries written, {min(readable, found)} read back")

    def _documents(self, query: Query, filters: Filters) -> Documents:
        """Return the documents that match, ascending."""
        allowed = self._tables.columns.allowed(filters)
        return narrowed(Evaluation(self._tables).matching(query), allowed.values())

    def _counts(
        self, query: Query, filters: Filters, matched: Documents, allowed: Mapping[str, Documents]
    ) -> Mapping[str, Mapping[str, int]]:
        return self._cache.get(
            ("counts", query, filters),
            lambda: self._tables.columns.counts(matched, allowed),
            lambda counts: _A_COUNT * sum(map(len, counts.values())),
        )

    def _ranked(
        self,
        evaluation: Evaluation,
        query: Query,
        documents: Documents,
        sort: Sort,
        most: int,
        given: dict[int, list[Contribution]] | None,
    ) -> tuple[Documents, Scores]:
        """Return the first ``most`` of the documents in the order asked for, and their scores."""
        columns = self._tables.columns
        if sort != "relevance":
            chosen = documents[columns.best(documents, sort, _NO_SCORES, most)]
            order = np.argsort(chosen)
            scores: Scores = np.zeros(len(chosen))
            scores[order] = evaluation.scores(query, chosen[order])
            return chosen, scores
        likely = evaluation.likely(query, documents, max(most, HEAD))
        scores = evaluation.scores(query, likely)
        places = columns.best(likely, sort, scores, max(most, HEAD))
        documents, scores = likely[places], scores[places]
        head = min(HEAD, len(documents))
        scores[:head] += self._gained(query, documents[:head], scores[:head], given)
        again = columns.best(documents[:head], sort, scores[:head], head)
        order = np.concatenate((again, np.arange(head, len(documents))))[:most]
        return documents[order], scores[order]

    def _gained(
        self, query: Query, head: Documents, scores: Scores, given: dict[int, list[Contribution]] | None
    ) -> Scores | float:
        """Return what the best documents gain by their meaning; where it is ``given``, adds what each did to it."""
        gain = rescore(head, scores, self._asked(query), self._latent) if self._latent is not None else None
        if gain is None:
            return 0.0
        if given is not None:
            for number, meaning, feedback in zip(head.tolist(), *(each.tolist() for each in gain), strict=True):
                given[number] += _meant(meaning, feedback)
        return gain[0] + gain[1]

    def _asked(self, query: Query) -> Counter[str]:
        """Return the terms that a query asks for, how often; of a concept that words name those of its label."""
        asked: Counter[str] = Counter()
        for part in positive_leaves(query):
            if not isinstance(part, HasConcept):
                asked.update(terms_of(part))
            elif part.scored:
                asked.update(terms(self.vocabulary.label(part.facet, part.id)))
        return asked

    def _shared_words(self, latent: Latent, these: tuple[int, int], summaries: tuple[Summary, Summary]) -> list[str]:
        """Return the words, as the first of two summaries writes them, that tell most of what both speak of."""
        held = [{token.text for token in tokens(f"{s.title} {s.text}")} for s in summaries]
        weights = {term: latent.weight(term, these) for term in held[0] & held[1] if can_be_significant(term)}
        best = sorted(weights, key=lambda term: (-weights[term], term))[:_SHARED_WORDS]
        return [surface_form(term, summaries[0]) for term in best]

    def _number(self, summary_id: str) -> int | None:
        with self._searcher() as searcher:
            place = searcher.document_number(id=summary_id)
        return None if place is None else int(np.searchsorted(self._places, place))

    def _stored(self, numbers: Iterable[int | np.integer]) -> list[Summary]:
        return [
            self._cache.get(("summary", int(number)), partial(self._read, int(number)), _summary_bytes)
            for number in numbers
        ]

    def _read(self, number: int) -> Summary:
        deadlines.check()
        with self._searcher() as searcher:
            return stored_summary(searcher.stored_fields(int(self._places[number])))

    @contextmanager
    def _searcher(self) -> Iterator[Searcher]:
        """Lend a searcher that no other thread has meanwhile: Whoosh's are not safe to share."""
        try:
            searcher = self._idle.pop()
        except IndexError:
            searcher = self._index.searcher()
            self._resources.callback(searcher.close)
        try:
            yield searcher
        finally:
            self._idle.append(searcher)


def _summary_bytes(summary: Summary) -> int:
    return _A_SUMMARY + sum(map(len, summary.paragraphs))


def _meant(meaning: float, feedback: float) -> tuple[Contribution, ...]:
    return Contribution(None, "meaning", meaning), Contribution(None, "feedback", feedback)
