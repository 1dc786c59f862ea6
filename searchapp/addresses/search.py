"""URL parameters of a search. ``request_from_args`` reads the parameters that ``args_from_request`` builds."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from flask import url_for
from werkzeug.datastructures import MultiDict

from indexer.query.ast import Years
from indexer.query.request import SORTS, WORDS, Filters, SearchRequest
from indexer.summaries.facets import FACETS
from searchapp.addresses.charts import CHART_PARAMETERS, distinct_values
from searchapp.schema.problems import ParameterProblem, similar_name
from searchapp.translation import gettext as _

PAGE_SIZE = 20
LARGEST_SIZE = 100
LARGEST_PAGE = 1_000_000
_KNOWN = CHART_PARAMETERS.union(
    "q sort page size year from to words literal explain exact view strict".split(), [facet.name for facet in FACETS]
)


def request_from_args(args: MultiDict[str, str]) -> tuple[SearchRequest, tuple[ParameterProblem, ...]]:
    """Return the search request that URL parameters describe, and a notice for each ignored parameter or value."""
    notices: list[ParameterProblem] = []
    for name in args:
        if name not in _KNOWN:
            sentence = _("The parameter “%(name)s” is unknown and was ignored.", name=name)
            notices.append(ParameterProblem(sentence, name, args[name], similar_name(name, _KNOWN)))
    chosen = tuple((facet.name, ids) for facet in FACETS if (ids := distinct_values(args, facet.name)))
    years = _years(args, notices)
    request = SearchRequest(
        text=args.get("q", "").strip(),
        filters=Filters(chosen, years),
        sort=next((sort for sort in SORTS if sort == args.get("sort")), None),
        page=_number("page", args.get("page", ""), 1, LARGEST_PAGE, notices),
        size=_number("size", args.get("size", ""), PAGE_SIZE, LARGEST_SIZE, notices),
        literal=distinct_values(args, "literal"),
        words=next((words for words in WORDS if words == args.get("words")), None),
        explain=args.get("explain") == "true",
        exact=args.get("exact") == "true",
    )
    return request, (*notices, *_ignored_values(args, request))


def args_from_request(request: SearchRequest) -> list[tuple[str, str]]:
    """Return the URL parameters of a request in a fixed order. Parameters with the default value are omitted."""
    args = [("q", request.text)] if request.text else []
    args += [(name, concept) for name, concepts in request.filters.concepts for concept in concepts]
    if request.filters.years is not None:
        args.append(("year", year_range(request.filters.years)))
    if request.sort is not None:
        args.append(("sort", request.sort))
    args += [("literal", concept) for concept in request.literal]
    if request.words is not None:
        args.append(("words", request.words))
    if request.exact:
        args.append(("exact", "true"))
    if request.explain:
        args.append(("explain", "true"))
    if request.page != 1:
        args.append(("page", str(request.page)))
    if request.size != PAGE_SIZE:
        args.append(("size", str(request.size)))
    return args


def address(endpoint: str, args: Sequence[tuple[str, str]], **values: Any) -> str:
    """Return the URL of an endpoint with ``args`` as its query string."""
    path = url_for(endpoint, **values)
    return f"{path}?{urlencode(args)}" if args else path


def whole_result_url(endpoint: str, request: SearchRequest, **values: Any) -> str:
    """Return the URL of an endpoint that returns all hits of ``request``. The URL omits page, size and explain."""
    return address(endpoint, args_from_request(replace(request, page=1, size=PAGE_SIZE, explain=False)), **values)


def feed_url(request: SearchRequest) -> str:
    """Return the URL of the feed of ``request``. The URL omits the sort order: all feeds have the same order."""
    return whole_result_url("feeds.results", replace(request, sort=None))


def year_range(years: Years) -> str:
    """Return years as the value of a URL parameter: ``2015-2020``, ``2015-``, ``-2020``, or ``2015`` for one year."""
    if years.first == years.last and years.first is not None:
        return str(years.first)
    return f"{years.first or ''}-{years.last or ''}"


def narrowed(request: SearchRequest, filters: Filters) -> SearchRequest:
    """Return a copy of ``request`` that has these ``filters`` and starts at the first page."""
    return replace(request, filters=filters, page=1)


def tidied(args: MultiDict[str, str]) -> list[tuple[str, str]] | None:
    """Return the non-empty parameters of a submitted form, with ``from`` and ``to`` merged into ``year``.

    Return None if neither ``from`` nor ``to`` is given, or if they are not valid years.
    """
    notices: list[ParameterProblem] = []
    years = _years(args, notices)
    if notices or not ("from" in args or "to" in args):
        return None
    kept = [(name, value) for name, value in args.items(multi=True) if value and name not in ("from", "to", "year")]
    return [*kept, ("year", year_range(years))] if years else kept


def _ignored_values(args: MultiDict[str, str], request: SearchRequest) -> Iterator[ParameterProblem]:
    """Yield a notice for each of explain, exact, words, strict and sort if its value in ``args`` is not allowed."""
    for name, allowed in (*((name, ("true", "false")) for name in ("explain", "exact", "strict")), ("words", WORDS)):
        if (given := args.get(name, "")) and given not in allowed:
            values = {"name": name, "given": given, "first": allowed[0], "second": allowed[1]}
            sentence = _("“%(name)s=%(given)s” is neither %(first)s nor %(second)s; it was ignored.", **values)
            yield ParameterProblem(sentence, name, given)
    if (given := args.get("sort", "")) and request.sort is None:
        sentence = _("There is no sort order “%(given)s”; results are sorted by best match.", given=given)
        yield ParameterProblem(sentence, "sort", given, similar_name(given, SORTS))


def _years(args: MultiDict[str, str], notices: list[ParameterProblem]) -> Years | None:
    """Return the years of the parameters ``from`` and ``to`` if one of them is given, or else of ``year``.

    Return None if the range is empty or invalid. An invalid range also adds a notice to ``notices``.
    """
    given = args.get("year", "")
    if "from" in args or "to" in args:
        ends = args.get("from", "").strip(), args.get("to", "").strip()
        given = "-".join(ends) if any(ends) else ""
    if not given:
        return None
    match = re.fullmatch(r"\s*([0-9]{4})?\s*(-)?\s*([0-9]{4})?\s*", given)
    if match and match[2] and (match[1] or match[3]):
        return Years(int(match[1]) if match[1] else None, int(match[3]) if match[3] else None)
    if match and match[1] and not match[3]:
        return Years(int(match[1]), int(match[1]))
    sentence = _("“%(given)s” is not a range of years such as 2015-2020; it was ignored.", given=given)
    notices.append(ParameterProblem(sentence, "year", given))
    return None


def _number(name: str, given: str, default: int, largest: int, notices: list[ParameterProblem]) -> int:
    if not given:
        return default
    if re.fullmatch(r"[0-9]{1,7}", given) and 1 <= int(given) <= largest:
        return int(given)
    values = {"given": given, "name": name, "largest": largest, "default": default}
    sentence = _("“%(name)s=%(given)s” is not a number from 1 to %(largest)s; %(default)s is used.", **values)
    notices.append(ParameterProblem(sentence, name, given))
    return default
