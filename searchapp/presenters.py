"""A page of results -> what the templates print: every label, count and address ready."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from flask import url_for

from indexer.explaining import sentence
from indexer.queries.interpreting import Interpretation
from indexer.queries.query import SORTS, Filters, SearchRequest, Sort
from indexer.results import FacetCounts, FacetValue, Labels, MarkedHit, Remedy, ResultPage
from indexer.summaries.facets import BY_NAME, FACETS, Facet
from searchapp.urls import PAGE_SIZE, args_from_request, narrowed, year_range

_SORT_LABELS: dict[Sort, str] = {
    "relevance": "Best match",
    "newest": "Newest first",
    "oldest": "Oldest first",
    "title": "Title A–Z",
}
_PAGES_AROUND = 2


@dataclass(frozen=True, slots=True)
class Link:
    """Something to go to. ``current`` where one is there already; ``href`` None where there is nothing."""

    label: str
    href: str | None
    current: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """A value of a facet in the form, with the more specific ones below it."""

    id: str
    label: str
    count: int
    selected: bool
    href: str
    below: tuple[Choice, ...] = ()

    @property
    def opened(self) -> bool:
        """Whether something below is chosen, so that it must be seen."""
        return any(choice.selected or choice.opened for choice in self.below)


@dataclass(frozen=True, slots=True)
class FacetForm:
    """A facet as a group of choices."""

    facet: Facet
    choices: tuple[Choice, ...]
    selected: int


@dataclass(frozen=True, slots=True)
class Way:
    """A way out of an empty result: what is in the way, whether it stands nowhere, and where to go without it."""

    text: str
    kind: str
    nowhere: bool
    total: int
    href: str


@dataclass(frozen=True, slots=True)
class Badge:
    """A concept of a summary, linked to all summaries that hold it."""

    facet: Facet
    label: str
    href: str


@dataclass(frozen=True, slots=True)
class HitView:
    """A hit with its address and badges; ``why`` leads to the page that explains the hits, None where none ranks.

    ``reasons`` are there on that page: what gave the hit how much of its score.
    """

    hit: MarkedHit
    href: str
    badges: tuple[Badge, ...]
    why: str | None
    reasons: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """Words of the query that were taken as the name of a concept, too, and where to go if they were not meant so."""

    text: str
    undo: str


@dataclass(frozen=True, slots=True)
class ResultView:
    """Everything that the results page prints."""

    page: ResultPage
    heading: str
    hits: tuple[HitView, ...]
    first: int
    facets: tuple[FacetForm, ...]
    chips: tuple[Link, ...]
    clear: str
    years: str | None
    size: int | None
    sorts: tuple[Link, ...]
    pages: tuple[Link, ...]
    previous: str | None
    following: str | None
    notices: tuple[str, ...]
    ways: tuple[Way, ...]
    readings: tuple[Reading, ...]
    suggestion: Link | None
    senses: tuple[Choice, ...]
    partial: tuple[HitView, ...]
    related: tuple[HitView, ...]
    some_words: str
    all_words: str | None
    unexplained: str | None


def present(page: ResultPage, notices: tuple[str, ...]) -> ResultView:
    """Return what the results page prints; ``notices`` are about the address, and come before the page's own."""
    request = page.request
    return ResultView(
        page=page,
        heading=_heading(page),
        hits=tuple(_hit(hit, request) for hit in page.hits),
        first=(request.page - 1) * request.size + 1,
        facets=facet_forms(page),
        chips=tuple(_chips(page)),
        clear=search_url(narrowed(request, Filters())),
        years=year_range(request.filters.years) if request.filters.years else None,
        size=request.size if request.size != PAGE_SIZE else None,
        sorts=tuple(
            Link(_SORT_LABELS[sort], search_url(replace(request, sort=sort, page=1)), current=sort == page.sort)
            for sort in SORTS
        ),
        pages=tuple(_pages(page)),
        previous=search_url(replace(request, page=request.page - 1)) if request.page > 1 else None,
        following=search_url(replace(request, page=request.page + 1)) if request.page < page.pages else None,
        notices=(*notices, *page.notices),
        ways=tuple(_way(remedy, request) for remedy in page.remedies),
        senses=tuple(
            Choice(
                s.concept,
                s.label,
                s.total,
                False,
                search_url(SearchRequest(filters=Filters().adding(s.facet, s.concept))),
            )
            for s in page.senses
        ),
        suggestion=Link(
            page.suggestion.text, search_url(replace(request, text=page.suggestion.text, page=1)), current=False
        )
        if page.suggestion
        else None,
        readings=tuple(_reading(read, request) for read in page.interpretations),
        partial=tuple(_hit(hit, request) for hit in page.partial),
        related=tuple(_hit(hit, request) for hit in page.related),
        some_words=search_url(replace(request, words="some", page=1)),
        all_words=search_url(replace(request, words="all", page=1))
        if page.relaxable and request.words != "all"
        else None,
        unexplained=search_url(replace(request, explain=False)) if request.explain else None,
    )


def facet_forms(page: ResultPage) -> tuple[FacetForm, ...]:
    """Return the facets that have any value, as forms."""
    forms = []
    for counts in page.facets:
        if counts.values:
            selected = sum(value.selected for value in counts.values)
            forms.append(FacetForm(counts.facet, tuple(_tree(counts, None, page.request)), selected))
    return tuple(forms)


def badges(labels: Labels, facets: tuple[Facet, ...] = FACETS) -> tuple[Badge, ...]:
    """Return a badge for each concept of a summary, in the order of ``facets``."""
    return tuple(
        Badge(facet, label.label, search_url(SearchRequest(filters=Filters().adding(facet.name, label.id))))
        for facet in facets
        for label in labels.get(facet.field, ())
    )


def counted(number: int) -> str:
    """Return a number with its noun: 1 summary, 1,234 summaries."""
    return f"{number:,} {'summary' if number == 1 else 'summaries'}"


def _heading(page: ResultPage) -> str:
    total = counted(page.total) if page.total else "No summary"
    if page.request.words == "some" and page.relaxable and page.total:
        total = f"{total} with some of the words, {page.matching_all:,} with all,"
    return f"{total} for “{page.request.text}”" if page.request.text else total


def _hit(hit: MarkedHit, request: SearchRequest) -> HitView:
    summary_id = hit.summary.id
    return HitView(
        hit,
        href=summary_url(summary_id, replace(request, explain=False)),
        badges=badges(hit.labels),
        why=f"{search_url(replace(request, explain=True))}#why-{summary_id}" if hit.score else None,
        reasons=tuple((sentence(reason), reason.score) for reason in hit.reasons),
    )


def _tree(counts: FacetCounts, parent: str | None, request: SearchRequest) -> Iterator[Choice]:
    """Yield the choices right below ``parent``; a value whose parent is not listed stands on top."""
    listed = {value.id for value in counts.values}
    for value in counts.values:
        if (value.parent if value.parent in listed else None) == parent:
            yield Choice(
                id=value.id,
                label=value.label,
                count=value.count,
                selected=value.selected,
                href=search_url(_toggled(counts.facet, value, request)),
                below=tuple(_tree(counts, value.id, request)),
            )


def _toggled(facet: Facet, value: FacetValue, request: SearchRequest) -> SearchRequest:
    filters = request.filters
    if value.selected:
        return narrowed(request, filters.without(facet.name, value.id))
    return narrowed(request, filters.adding(facet.name, value.id))


def _chips(page: ResultPage) -> Iterator[Link]:
    filters = page.request.filters
    for counts in page.facets:
        for value in counts.values:
            if value.selected:
                rest = narrowed(page.request, filters.without(counts.facet.name, value.id))
                yield Link(f"{counts.facet.label}: {value.label}", search_url(rest))
    if filters.years is not None:
        rest = narrowed(page.request, replace(filters, years=None))
        yield Link(f"Year: {year_range(filters.years)}", search_url(rest))


def _pages(page: ResultPage) -> Iterator[Link]:
    """Yield the first, the last and the pages around the current one, with "…" for those between."""
    here, last = page.request.page, page.pages
    shown = sorted({1, last, *range(max(1, here - _PAGES_AROUND), min(last, here + _PAGES_AROUND) + 1)})
    before = 0
    for number in shown if last > 1 else []:
        if number > before + 1:
            yield Link("…", None)
        yield Link(str(number), search_url(replace(page.request, page=number)), current=number == here)
        before = number


def _reading(read: Interpretation, request: SearchRequest) -> Reading:
    undo = search_url(replace(request, literal=(*request.literal, read.concept), page=1))
    return Reading(f"{read.typed}: also the {BY_NAME[read.facet].label.lower()} {read.label}", undo)


def _way(remedy: Remedy, request: SearchRequest) -> Way:
    if remedy.kind == "word":
        rest = replace(request, text=remedy.query or "", page=1)
    elif remedy.kind == "filter":
        rest = narrowed(request, request.filters.without(remedy.facet or "", remedy.concept))
    else:
        rest = narrowed(request, replace(request.filters, years=None))
    return Way(remedy.text, remedy.kind, remedy.alone == 0, remedy.total, search_url(rest))


def search_url(request: SearchRequest) -> str:
    """Return the address of the page that ``request`` asks for."""
    args, path = args_from_request(request), url_for("pages.search")
    return f"{path}?{urlencode(args)}" if args else path


def summary_url(summary_id: str, request: SearchRequest) -> str:
    """Return the address of a summary's page, with the search that it was found by, so that there is a way back."""
    args, path = args_from_request(request), url_for("pages.summary", summary_id=summary_id)
    return f"{path}?{urlencode(args)}" if args else path
