"""A search written down: as text for a methods section, and as JSON that years later tells what has changed since.

A record names concepts by id and by label, and holds the ids of what was found, so that it can be read without the
index and the vocabulary that it was made with.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Literal, NamedTuple

from indexer import __version__
from indexer.engines.protocols import Engine, Snapshot
from indexer.messages import Message, message
from indexer.query.ast import Years
from indexer.query.concept_linking import Interpretation
from indexer.query.request import Filters, SearchRequest, Sort, Words
from indexer.search.results import ResultPage
from indexer.search.scan import MOST, collect
from indexer.summaries.facets import BY_NAME, FACETS

_SORTS: dict[Sort, Message] = {
    "relevance": message("They are in the order of the best match."),
    "newest": message("They are in the order of their years, the newest first."),
    "oldest": message("They are in the order of their years, the oldest first."),
    "title": message("They are in the order of their titles."),
}


class Chosen(NamedTuple):
    """A concept that narrowed the search."""

    facet: str
    id: str
    label: str


@dataclass(frozen=True, slots=True)
class SearchRecord:
    """A search and what it found. ``made`` is when (ISO 8601, UTC).

    ``ids`` are the first ones of the ``total``, in order; none were written down where they were not asked for.
    ``version``, ``summaries`` and ``vocabulary`` (a fingerprint) tell which index answered, ``program`` which version
    of the program.
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
        """What to ask for to search so again."""
        filters = Filters(years=self.years)
        for each in self.chosen:
            if each.facet in BY_NAME:  # a later version may have other facets
                filters = filters.adding(each.facet, each.id)
        return SearchRequest(self.text, filters, self.sort, words=self.words, literal=self.literal)

    @property
    def digest(self) -> str:
        """A hash of the ids in their order: the same for the same answer."""
        return sha256("\n".join([str(self.total), *self.ids]).encode(errors="surrogatepass")).hexdigest()


def record(engine: Engine, request: SearchRequest, made: str, most: int = MOST) -> SearchRecord:
    """Return the record of a search, with the ids of the first ``most`` that it finds.

    Raises IndexUnavailable where the engine has no index.
    """
    found = collect(engine, request, most)
    asked, vocabulary = found.request, found.vocabulary
    return SearchRecord(
        made=made,
        text=asked.text,
        readings=found.interpretations,
        chosen=tuple(
            Chosen(facet.name, concept, vocabulary.label(facet.name, concept))
            for facet in FACETS
            for concept in asked.filters.of(facet.name)
        ),
        years=asked.filters.years,
        sort=found.sort,
        words=asked.words or "all",
        literal=asked.literal,
        total=found.total,
        version=found.version,
        summaries=found.generation.summaries,
        vocabulary=found.generation.vocabulary_fingerprint,
        ids=tuple(summary.id for summary, _ in found.summaries),
        notices=found.notices,
    )


def record_of_page(page: ResultPage, made: str) -> SearchRecord:
    """Return the record of the search that a page belongs to, without ids: it costs nothing."""
    request = page.request
    return SearchRecord(
        made=made,
        text=request.text,
        readings=page.interpretations,
        chosen=tuple(
            Chosen(counts.facet.name, value.id, value.label)
            for counts in page.facets
            for value in counts.values
            if value.selected
        ),
        years=request.filters.years,
        sort=page.sort,
        words=request.words or "all",
        literal=request.literal,
        total=page.total,
        version=page.version,
        summaries=page.summaries,
    )


def statement(record: SearchRecord, site: str, url: str | None) -> Iterator[Message]:
    """Yield the sentences that tell a search in a methods section: of ``site``, at the address ``url``."""
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
            "“%(typed)s” was also read as the %(facet)s “%(label)s”.", typed=read.typed, facet=facet, label=read.label
        )
    for name in dict.fromkeys(each.facet for each in record.chosen):
        labels = ", ".join(f"“{each.label}”" for each in record.chosen if each.facet == name)
        facet = BY_NAME[name].label if name in BY_NAME else name
        yield message("%(facet)s, one of: %(labels)s.", facet=facet, labels=labels)
    if record.years is not None:
        since, until = record.years.first or "", record.years.last or ""
        yield message("Years: %(years)s.", years=f"{since}–{until}" if since != until else str(since))
    if record.words == "some":
        yield message("Some of the words were enough.")
    yield message("Found: %(total)s summaries.", total=f"{record.total:,}")
    yield _SORTS[record.sort]


Order = Literal["identical", "reordered", "changed"]


@dataclass(frozen=True, slots=True)
class RecordDiff:
    """What became of a search since it was recorded.

    ``came`` and ``gone`` are ids, in the order of the answer that has them; of those gone, ``removed`` are not in the
    collection any more, the others are, but are not found. ``remarks`` say what else is different, and what it means.
    """

    order: Order
    came: tuple[str, ...]
    gone: tuple[str, ...]
    removed: tuple[str, ...]
    remarks: tuple[Message, ...]


def diff_records(before: SearchRecord, now: SearchRecord, snapshot: Snapshot) -> RecordDiff:
    """Return what is different ``now``; ``snapshot`` is the index that answers now."""
    old, new = set(before.ids), set(now.ids)
    came = tuple(each for each in now.ids if each not in old)
    gone = tuple(each for each in before.ids if each not in new)
    changed = came or gone or before.total != now.total
    order: Order = "changed" if changed else "identical" if before.ids == now.ids else "reordered"
    removed = tuple(each for each in gone if snapshot.summary(each) is None)
    return RecordDiff(order, came, gone, removed, tuple(_remarks(before, now)))


def _remarks(before: SearchRecord, now: SearchRecord) -> Iterator[Message]:
    if before.version == now.version:
        yield message("The index is the same.")
    if before.vocabulary != now.vocabulary:
        yield message("The vocabulary has changed since: names may be read in another way.")
    if before.program != now.program:
        yield message(
            "The program has changed since, from %(before)s to %(now)s: the order may be another one.",
            before=before.program,
            now=now.program,
        )
    for missing in (each for each in before.chosen if each not in now.chosen and not _holds(now.chosen, each)):
        yield message(
            "The filter %(facet)s “%(label)s” (%(id)s) is not in the vocabulary any more; it was left out.",
            **missing._asdict(),
        )
    read_then, read_now = (tuple((r.typed, r.facet, r.concept) for r in each.readings) for each in (before, now))
    for read in before.readings:
        if (read.typed, read.facet, read.concept) not in read_now:
            yield message("“%(typed)s” was read as “%(label)s”; it no longer is.", typed=read.typed, label=read.label)
    for read in now.readings:
        if (read.typed, read.facet, read.concept) not in read_then:
            yield message("“%(typed)s” is now read as “%(label)s”; it was not.", typed=read.typed, label=read.label)
    for each in (before, now):
        if each.total > len(each.ids):
            yield message(
                "Only the first %(most)s of %(total)s summaries were compared.",
                most=f"{len(each.ids):,}",
                total=f"{each.total:,}",
            )


def _holds(chosen: Sequence[Chosen], wanted: Chosen) -> bool:
    return any((each.facet, each.id) == (wanted.facet, wanted.id) for each in chosen)
