"""View model of the result list, without the frame around it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from indexer.query.request import SORTS, SearchRequest, Sort
from indexer.search.results import ResultPage, ZeroResultHint
from searchapp.addresses.search import narrowed
from searchapp.presenters.hits import HitView, hit_view
from searchapp.presenters.links import Link, search_url
from searchapp.translation import gettext as _
from searchapp.translation import number

_PAGES_AROUND = 2


@dataclass(frozen=True, slots=True)
class HintView:
    """A link to the search without ``text``. ``nowhere`` is True if no summary at all matches ``text``."""

    text: str
    kind: str
    nowhere: bool
    total: int
    href: str


@dataclass(frozen=True, slots=True)
class ResultView:
    """The result list: hits, sort orders, pagination, and hints for empty or short results."""

    page: ResultPage
    hits: tuple[HitView, ...]
    first: int
    sorts: tuple[Link, ...]
    pages: tuple[Link, ...]
    previous: str | None
    following: str | None
    hints: tuple[HintView, ...]
    partial: tuple[HitView, ...]
    related: tuple[HitView, ...]
    some_words: str
    all_words: str | None
    unexplained: str | None


def present_results(page: ResultPage) -> ResultView:
    """Return the view of a result page."""
    request = page.request
    all_words = search_url(replace(request, words="all", page=1))
    return ResultView(
        page=page,
        hits=tuple(hit_view(hit, request) for hit in page.hits),
        first=(request.page - 1) * request.size + 1,
        sorts=tuple(
            Link(_sort_label(sort), search_url(replace(request, sort=sort, page=1)), current=sort == page.sort)
            for sort in SORTS
        ),
        pages=tuple(_pages(page)),
        previous=_page_url(request, request.page - 1) if request.page > 1 else None,
        following=_page_url(request, request.page + 1) if request.page < page.pages else None,
        hints=tuple(_hint(hint, request) for hint in page.hints),
        partial=tuple(hit_view(hit, request) for hit in page.partial),
        related=tuple(hit_view(hit, request) for hit in page.related),
        some_words=search_url(replace(request, words="some", page=1)),
        all_words=all_words if page.relaxable and request.words != "all" else None,
        unexplained=search_url(replace(request, explain=False)) if request.explain else None,
    )


def _sort_label(sort: Sort) -> str:
    dates = {"newest": _("Newest first"), "oldest": _("Oldest first")}
    return {"relevance": _("Best match"), **dates, "title": _("Title A–Z")}[sort]


def _pages(page: ResultPage) -> Iterator[Link]:
    """Yield links to the first, the last and the nearby pages. Each gap between them is a link "…" without a URL."""
    here, last = page.request.page, page.pages
    shown = sorted({1, last, *range(max(1, here - _PAGES_AROUND), min(last, here + _PAGES_AROUND) + 1)})
    before = 0
    for page_number in shown if last > 1 else []:
        if page_number > before + 1:
            yield Link("…", None)
        yield Link(number(page_number), _page_url(page.request, page_number), page_number == here)
        before = page_number


def _page_url(request: SearchRequest, page: int) -> str:
    """Return the URL of another page of the results. The URL fragment moves the focus to the heading."""
    return f"{search_url(replace(request, page=page))}#heading"


def _hint(hint: ZeroResultHint, request: SearchRequest) -> HintView:
    if hint.kind == "word":
        rest = replace(request, text=hint.query or "", page=1)
    elif hint.kind == "filter":
        rest = narrowed(request, request.filters.without(hint.facet or "", hint.concept))
    else:
        rest = narrowed(request, replace(request.filters, years=None))
    return HintView(hint.text, hint.kind, hint.alone == 0, hint.total, search_url(rest))
