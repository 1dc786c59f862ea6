"""Search records: descriptions of searches, as sentences for a methods section and as data for later comparison.

A record contains the ids and labels of concepts, and the ids of the results. Therefore programs can read a record
without the index and the vocabulary of the search.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Literal, NamedTuple

from indexer import __version__
from indexer.engines.protocols import Snapshot
from indexer.messages import Message, message
from indexer.query.ast import Years
from indexer.query.clauses import Interpretation
from indexer.query.request import Filters, SearchRequest, Sort, Words
from indexer.query.resolution import ResolvedQuery
from indexer.summaries.facets import BY_NAME, FACETS

_SORTS: dict[Sort, Message] = {
    "relevance": message("Results are sorted by relevance."),
    "newest": message("Results are sorted by year, newest first."),
    "oldest": message("Results are sorted by year, oldest first."),
    "title": message("Results are sorted by title."),
}


class Chosen(NamedTuple):
    """A concept in the filters of a search."""

    facet: str
    id: str
    label: str


@dataclass(frozen=True, slots=True)
class SearchRecord:
    """A search and its results. ``made`` is the time of the search (ISO 8601, UTC).

    ``readings`` are the links from words of ``text`` to concepts. ``chosen`` are the concepts in the filters. ``total``
    is the number of results. ``ids`` are the ids of the first results, in order. The tuple is empty if no ids were
    requested. ``version``, ``summaries`` (number of summaries) and ``vocabulary`` (fingerprint) describe the index.
    ``program`` is the version of the program.
    """

    made: str
    text: str
    readings: tuple[Interpretation, ...]
    chosen: tuple[Chosen, ...]
    years: Years | None
    sort: Sort
    words: Words
    literal: tuple[str, ...]
    total: int
    version: str
    summaries: int
    vocabulary: str = ""
    program: str = __version__
    ids: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()

    @property
    def request(self) -> SearchRequest:
        """The request that repeats the search. A search without results is repeated as typed."""
        filters = Filters(years=self.years)
        for each in self.chosen:
            if each.facet in BY_NAME:  # another version of the program may have other facets
                filters = filters.adding(each.facet, each.id)
        return SearchRequest(
            self.text, filters, self.sort, words=self.words, literal=self.literal, exact=not self.total
        )

    @property
    def digest(self) -> str:
        """The SHA-256 hash (hexadecimal) of the total and the ids in order. Equal results have equal digests."""
        return sha256("\n".join([str(self.total), *self.ids]).encode(errors="surrogatepass")).hexdigest()


def make_record(
    query: ResolvedQuery,
    snapshot: Snapshot,
    made: str,
    total: int,
    ids: tuple[str, ...] = (),
    notices: tuple[str, ...] = (),
) -> SearchRecord:
    """Return the record of a search with ``total`` results. ``ids`` are the ids of the first results."""
    request, generation = query.request, snapshot.generation
    return SearchRecord(
        made=made,
        text=request.text,
        readings=query.interpretations,
        chosen=tuple(
            Chosen(facet.name, concept, snapshot.vocabulary.label(facet.name, concept))
            for facet in FACETS
            for concept in request.filters.of(facet.name)
        ),
        years=request.filters.years,
        sort=query.sort,
        words=request.words or "all",
        literal=request.literal,
        total=total,
        version=generation.version,
        summaries=generation.summaries,
        vocabulary=generation.vocabulary_fingerprint,
        ids=ids,
        notices=notices,
    )


def statement(record: SearchRecord, site: str, url: str | None) -> Iterator[Message]:
    """Yield sentences for a methods section. ``site`` is the site's name, ``url`` is the address of the search."""
    place = f"{site} ({url})" if url else site
    told = {"place": place, "version": record.version, "summaries": f"{record.summaries:,}", "date": record.made[:10]}
    if record.text:
        words = message(
            "%(place)s, index %(version)s of %(summaries)s summaries, was searched on %(date)s for “%(query)s”.",
            **told,
            query=record.text,
        )
    else:
        words = message(
            "%(place)s, index %(version)s of %(summaries)s summaries, was searched on %(date)s without a query.", **told
        )
    yield words
    for read in record.readings:
        facet = BY_NAME[read.facet].label.lower() if read.facet in BY_NAME else read.facet
        yield message(
            "“%(typed)s” was also searched as the %(facet)s “%(label)s”.",
            typed=read.typed,
            facet=facet,
            label=read.label,
        )
    for name in dict.fromkeys(each.facet for each in record.chosen):
        labels = ", ".join(f"“{each.label}”" for each in record.chosen if each.facet == name)
        facet = BY_NAME[name].label if name in BY_NAME else name
        yield message("%(facet)s, one of: %(labels)s.", facet=facet, labels=labels)
    if record.years is not None:
        since, until = record.years.first or "", record.years.last or ""
        yield message("Years: %(years)s.", years=f"{since}–{until}" if since != until else str(since))
    if record.words == "some":
        yield message("Results match at least one of the words.")
    yield message("The search has %(total)s results.", total=f"{record.total:,}")
    yield _SORTS[record.sort]


Order = Literal["identical", "reordered", "changed"]


@dataclass(frozen=True, slots=True)
class RecordDiff:
    """The difference between an old and a new record of one search.

    ``came`` are the ids of results that only the new record has. ``gone`` are the ids of results that only the old
    record has. Both are in the order of the results. ``removed`` are the ids in ``gone`` that are no longer in the
    index. The other summaries in ``gone`` no longer match. ``remarks`` are messages about other differences.
    """

    order: Order
    came: tuple[str, ...]
    gone: tuple[str, ...]
    removed: tuple[str, ...]
    remarks: tuple[Message, ...]


def diff_records(before: SearchRecord, now: SearchRecord, snapshot: Snapshot) -> RecordDiff:
    """Return the difference from ``before`` to ``now``. The record ``now`` was made with ``snapshot``."""
    old, new = set(before.ids), set(now.ids)
    came = tuple(each for each in now.ids if each not in old)
    gone = tuple(each for each in before.ids if each not in new)
    changed = came or gone or before.total != now.total
    order: Order = "changed" if changed else "identical" if before.ids == now.ids else "reordered"
    removed = tuple(each for each in gone if snapshot.summary(each) is None)
    return RecordDiff(order, came, gone, removed, tuple(_remarks(before, now)))


def _remarks(before: SearchRecord, now: SearchRecord) -> Iterator[Message]:
    if before.version == now.version:
        yield message("The index has not changed.")
    if before.vocabulary != now.vocabulary:
        yield message("The vocabulary has changed, so words may be linked to other concepts.")
    if before.program != now.program:
        yield message(
            "The program has changed from %(before)s to %(now)s, so the order may differ.",
            before=before.program,
            now=now.program,
        )
    for missing in (each for each in before.chosen if each not in now.chosen and not _holds(now.chosen, each)):
        yield message(
            "The filter %(facet)s “%(label)s” (%(id)s) is no longer in the vocabulary and was ignored.",
            **missing._asdict(),
        )
    read_then, read_now = (tuple((r.typed, r.facet, r.concept) for r in each.readings) for each in (before, now))
    for read in before.readings:
        if (read.typed, read.facet, read.concept) not in read_now:
            yield message("“%(typed)s” is no longer linked to “%(label)s”.", typed=read.typed, label=read.label)
    for read in now.readings:
        if (read.typed, read.facet, read.concept) not in read_then:
            yield message("“%(typed)s” is now linked to “%(label)s”.", typed=read.typed, label=read.label)
    for each in (before, now):
        if each.total > len(each.ids):
            yield message(
                "Only the first %(most)s of %(total)s summaries were compared.",
                most=f"{len(each.ids):,}",
                total=f"{each.total:,}",
            )


def _holds(chosen: Sequence[Chosen], wanted: Chosen) -> bool:
    return any((each.facet, each.id) == (wanted.facet, wanted.id) for each in chosen)
