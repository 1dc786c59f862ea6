"""Addresses <-> search requests. ``request_from_args`` and ``args_from_request`` are inverse of each other."""

from __future__ import annotations

import re
from dataclasses import replace

from werkzeug.datastructures import MultiDict

from indexer.query.ast import Years
from indexer.query.request import SORTS, WORDS, Filters, SearchRequest
from indexer.summaries.facets import FACETS
from searchapp.addresses.charts import CHART_PARAMETERS
from searchapp.schema.problems import ParameterProblem, similar_name
from searchapp.translation import gettext as _

PAGE_SIZE = 20
LARGEST_SIZE = 100
LARGEST_PAGE = 1_000_000
_KNOWN = frozenset(
    "q sort page size year from to words literal explain view strict".split() + [facet.name for facet in FACETS]
)


def request_from_args(args: MultiDict[str, str]) -> tuple[SearchRequest, tuple[ParameterProblem, ...]]:
    """Return the request that the parameters of an address mean, and a notice for each that was ignored."""
    known = _KNOWN | CHART_PARAMETERS
    notices = [
        ParameterProblem(
            _("The parameter “%(name)s” is unknown; it was ignored.", name=name),
            name,
            args[name],
            similar_name(name, known),
        )
        for name in args
        if name not in known
    ]
    chosen = tuple(
        (facet.name, tuple(dict.fromkeys(value for value in args.getlist(facet.name) if value)))
        for facet in FACETS
        if any(args.getlist(facet.name))
    )
    years = _years(args, notices)
    request = SearchRequest(
        text=args.get("q", "").strip(),
        filters=Filters(chosen, years),
        sort=next((sort for sort in SORTS if sort == args.get("sort")), None),
        page=_number("page", args.get("page", ""), 1, LARGEST_PAGE, notices),
        size=_number("size", args.get("size", ""), PAGE_SIZE, LARGEST_SIZE, notices),
        literal=tuple(dict.fromkeys(value for value in args.getlist("literal") if value)),
        words=next((words for words in WORDS if words == args.get("words")), None),
        explain=args.get("explain") == "true",
    )
    if (given := args.get("explain", "")) not in ("true", "false", ""):
        told = _("“explain=%(given)s” is neither true nor false; it was ignored.", given=given)
        notices.append(ParameterProblem(told, "explain", given))
    if (given := args.get("words", "")) and request.words is None:
        told = _("“words=%(given)s” is neither all nor some; it was ignored.", given=given)
        notices.append(ParameterProblem(told, "words", given))
    if (given := args.get("strict", "")) not in ("true", "false", ""):
        told = _("“strict=%(given)s” is neither true nor false; it was ignored.", given=given)
        notices.append(ParameterProblem(told, "strict", given))
    if (given := args.get("sort", "")) and request.sort is None:
        told = _("There is no order “%(given)s”; the best fit was taken.", given=given)
        notices.append(ParameterProblem(told, "sort", given, similar_name(given, SORTS)))
    return request, tuple(notices)


def args_from_request(request: SearchRequest) -> list[tuple[str, str]]:
    """Return the parameters of the request's address, defaults left out, in a fixed order."""
    args = [("q", request.text)] if request.text else []
    args += [(name, concept) for name, concepts in request.filters.concepts for concept in concepts]
    if request.filters.years is not None:
        args.append(("year", year_range(request.filters.years)))
    if request.sort is not None:
        args.append(("sort", request.sort))
    args += [("literal", concept) for concept in request.literal]
    if request.words is not None:
        args.append(("words", request.words))
    if request.explain:
        args.append(("explain", "true"))
    if request.page != 1:
        args.append(("page", str(request.page)))
    if request.size != PAGE_SIZE:
        args.append(("size", str(request.size)))
    return args


def year_range(years: Years) -> str:
    """Return years as the address has them: 2015-2020, 2015-, -2020, or 2015 alone."""
    if years.first == years.last and years.first is not None:
        return str(years.first)
    return f"{years.first or ''}-{years.last or ''}"


def narrowed(request: SearchRequest, filters: Filters) -> SearchRequest:
    """Return the request under other filters, from its first page."""
    return replace(request, filters=filters, page=1)


def tidied(args: MultiDict[str, str]) -> list[tuple[str, str]] | None:
    """Return the parameters as a script would send them: without empty ones, the two fields of years as one.

    None where there are no such fields, or no years in them, so that a notice can say so.
    """
    notices: list[ParameterProblem] = []
    years = _years(args, notices)
    if notices or not ("from" in args or "to" in args):
        return None
    kept = [(name, value) for name, value in args.items(multi=True) if value and name not in ("from", "to", "year")]
    return [*kept, ("year", year_range(years))] if years else kept


def _years(args: MultiDict[str, str], notices: list[ParameterProblem]) -> Years | None:
    """Return the years of the address, or of the two fields ``from`` and ``to`` of the form, which win."""
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
    told = _("“%(given)s” is no range of years; write 2015-2020. It was ignored.", given=given)
    notices.append(ParameterProblem(told, "year", given))
    return None


def _number(name: str, given: str, default: int, largest: int, notices: list[ParameterProblem]) -> int:
    if not given:
        return default
    if re.fullmatch(r"[0-9]{1,7}", given) and 1 <= int(given) <= largest:
        return int(given)
    told = {"given": given, "name": name, "largest": largest, "default": default}
    sentence = _("“%(given)s” is no %(name)s (1 to %(largest)s); %(default)s was taken.", **told)
    notices.append(ParameterProblem(sentence, name, given))
    return default
