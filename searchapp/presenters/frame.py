"""View model of the page parts that list, map and timeline share, such as heading, tabs, facets and notices."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from indexer.output.exports import download_formats
from indexer.query.request import Filters, SearchRequest
from indexer.search.records import SearchRecord, statement
from indexer.search.results import Overview
from indexer.search.session import SearchSession
from searchapp import context
from searchapp.addresses.search import PAGE_SIZE, args_from_request, feed_url, narrowed, whole_result_url, year_range
from searchapp.addresses.tabs import VIEWS, Tab, view_label
from searchapp.presenters.facets import FacetForm, facet_forms
from searchapp.presenters.interpretation import InterpretationView, interpretation_view
from searchapp.presenters.links import Link, search_url
from searchapp.presenters.years import YearForm, year_form
from searchapp.translation import counted, number, translated
from searchapp.translation import gettext as _


@dataclass(frozen=True, slots=True)
class Frame:
    """The page around the content of a tab.

    ``kept`` contains the hidden fields of the search form: parameters that a new query keeps, in addition to the
    filters. ``record`` is the search record as a paragraph, and ``record_url`` is the URL of the full record.
    ``suggestion`` is the search with corrected spelling. If it was searched, ``as_typed`` is the search as typed.
    """

    request: SearchRequest
    tab: Tab
    heading: str
    total: int
    tabs: tuple[Link, ...]
    facets: tuple[FacetForm, ...]
    years: YearForm | None
    exports: tuple[Link, ...]
    feed: str
    record: str
    record_url: str
    chips: tuple[Link, ...]
    clear: str
    kept: tuple[tuple[str, str], ...]
    notices: tuple[str, ...]
    interpretation: InterpretationView
    suggestion: Link | None
    suggested: int
    as_typed: Link | None


def frame(session: SearchSession, page: Overview, notices: tuple[str, ...], tab: Tab) -> Frame:
    """Return the frame of ``tab``. The frame shows ``notices`` (about the URL) before the notices of ``page``."""
    request, correction = page.request, page.suggestion
    now = context.now().isoformat(timespec="seconds")
    better = replace(request, text=correction.text, page=1, exact=False) if correction else None
    return Frame(
        request=request,
        tab=tab,
        heading=heading(page),
        total=page.total,
        tabs=tuple(_tabs(request, tab)),
        facets=facet_forms(session.facet_options(page.facets), request, tab),
        years=year_form(page.years, request.filters.years),
        exports=tuple(_exports(request)) if page.total else (),
        feed=feed_url(request),
        record=record_paragraph(session.record_without_ids(now, page.total)),
        record_url=whole_result_url("records.page_record", request),
        chips=tuple(_chips(page, tab)),
        clear=tab.url(narrowed(request, Filters())),
        kept=tuple(_kept(page, tab)),
        notices=(*map(translated, notices), *map(translated, page.notices)),
        interpretation=interpretation_view(page, tab),
        suggestion=Link(better.text, tab.url(better)) if better and page.typed is None else None,
        suggested=correction.total if correction else 0,
        as_typed=Link(page.typed, tab.url(replace(request, text=page.typed, page=1, exact=True)))
        if page.typed is not None
        else None,
    )


def heading(page: Overview) -> str:
    """Return the heading of the page. It contains the exact number of hits and the query."""
    total = counted(page.total) if page.total else _("No summaries")
    if page.request.words == "some" and page.relaxable and page.total:
        total = _("%(total)s with some of the words (%(all)s with all)", total=total, all=number(page.matching_all))
    return _("%(total)s for “%(query)s”", total=total, query=page.request.text) if page.request.text else total


def _tabs(request: SearchRequest, tab: Tab) -> Iterator[Link]:
    for view in VIEWS:
        same = tab if view == tab.view else Tab(view)
        yield Link(view_label(view), same.url(replace(request, page=1)), current=view == tab.view)


def _exports(request: SearchRequest) -> Iterator[Link]:
    for fmt in download_formats():
        yield Link(fmt.label, whole_result_url("exports.results", request, fmt=fmt.name))


def record_paragraph(record: SearchRecord) -> str:
    """Return a search record as a paragraph for a methods section, in the reader's language."""
    url = context.origin() + search_url(record.request)
    return " ".join(map(translated, statement(record, context.site(), url)))


def _kept(page: Overview, tab: Tab) -> Iterator[tuple[str, str]]:
    request, kept = page.request, {"sort", "literal", "words", "explain"}
    if not page.years:  # the page has no form fields for the years
        kept.add("year")
    yield from ((name, value) for name, value in args_from_request(replace(request, page=1)) if name in kept)
    if request.size != PAGE_SIZE:
        yield "size", str(request.size)
    yield from tab.kept


def _chips(page: Overview, tab: Tab) -> Iterator[Link]:
    filters = page.request.filters
    for counts in page.facets:
        for value in counts.values:
            if value.selected:
                rest = narrowed(page.request, filters.without(counts.facet.name, value.id))
                yield Link(f"{_(counts.facet.label)}: {value.label}", tab.url(rest))
    if filters.years is not None:
        rest = narrowed(page.request, replace(filters, years=None))
        yield Link(_("Year: %(years)s", years=year_range(filters.years)), tab.url(rest))
