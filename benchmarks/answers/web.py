"""The recorded HTTP requests to the server of each collection."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from benchmarks.answers.asked import Asked, asked
from benchmarks.answers.queries import NASTY

FORMATS = ("ris", "bib", "csv", "jsonl", "txt")
_SORTS = ("relevance", "newest", "oldest", "title", "newestt")
_PARTS = (("condition", "stroke"), ("cell_type", "msc"), ("route", "intravenous"), ("donor", "allogeneic"))
FILTERS: tuple[tuple[tuple[str, str], ...], ...] = (
    (("condition", "neurological"),),
    (("condition", "stroke"), ("condition", "amyotrophic-lateral-sclerosis")),
    (("cell_type", "bm-msc"), ("route", "intrathecal")),
    (("donor", "autologous"), ("study", "randomized-trial")),
    (("donor", "autologous"), ("donor", "allogeneic"), ("study", "review")),
    (("year", "2015-2020"),),
    (("year", "2021-"), ("study", "clinical-trial")),
    (("year", "-2014"),),
    (("year", "2018"), ("condition", "musculoskeletal")),
    (("year", "20x"),),
    (("year", "2020-2015"),),
    (*_PARTS, ("year", "2010-2025")),
    (("condition", "no-such-condition"),),
    (("condition", "strok"), ("route", "intravenous")),
    (("condition", ""), ("route", "")),
    (("study", "case-report"), ("condition", "autism")),
)
_VIEWS: tuple[tuple[tuple[str, str], ...], ...] = (
    (("view", "map"),),
    (("view", "map"), ("q", "als")),
    (("view", "map"), ("rows", "route"), ("columns", "study")),
    (("view", "map"), ("rows", "donor"), ("columns", "condition"), ("all", "columns")),
    (("view", "map"), ("rows", "condition"), ("columns", "condition")),
    (("view", "map"), ("rows", "colour"), ("columns", "studdy")),
    (("view", "map"), ("open", "neurological"), ("open", "msc")),
    (("view", "map"), ("open", "nothing"), ("all", "diagonals")),
    (("view", "map"), ("all", "rows"), ("all", "columns")),
    (("view", "map"), ("cell", "neurological~msc")),
    (("view", "map"), ("cell", "stroke~pluripotent"), ("q", "knee"), ("open", "neurological")),
    (("view", "map"), ("cell", "stroke")),
    (("view", "map"), ("cell", "nothing~nowhere")),
    (("view", "map"), ("condition", "neurological"), ("cell_type", "msc"), ("year", "2015-2020")),
    (("view", "map"), ("q", "xyzzy")),
    (("view", "timeline"),),
    (("view", "timeline"), ("q", "stem cells"), ("open", "clinical-trial")),
    (("view", "timeline"), ("open", "review"), ("open", "preclinical")),
    (("view", "timeline"), ("open", "nothing")),
    (("view", "timeline"), ("year", "2015-2018"), ("route", "intravenous")),
    (("view", "timeline"), ("q", "xyzzy")),
    (("view", "table"), ("q", "knee")),
)
_OTHERS: tuple[tuple[tuple[str, str], ...], ...] = (
    (("q", "knee pain"), ("words", "all")),
    (("q", "knee pain"), ("words", "some")),
    (("q", "knee pain walking"), ("words", "some"), ("page", "2")),
    (("q", "knee pain"), ("words", "few")),
    (("q", "als"), ("literal", "amyotrophic-lateral-sclerosis")),
    (("q", "als knee pain"), ("literal", "nothing")),
    (("q", "als"), ("explain", "true")),
    (("q", '"stem cells" regen* knee'), ("explain", "true"), ("words", "some")),
    (("q", "als"), ("explain", "perhaps")),
    (("q", "cells"), ("page", "2")),
    (("q", "cells"), ("page", "4")),
    (("q", "cells"), ("page", "99")),
    (("q", "cells"), ("page", "0")),
    (("q", "cells"), ("page", "-1")),
    (("q", "cells"), ("page", "two")),
    (("q", "cells"), ("page", "99999999")),
    (("q", "cells"), ("size", "3")),
    (("q", "cells"), ("size", "101")),
    (("page", "2"), ("sort", "title"), ("size", "7")),
    (("q", "knee"), ("colour", "blue"), ("sorte", "newest")),
    (("q", "knee"), ("q", "stroke")),
    (("q", "<b>"), ("condition", '"><script>'), ("sort", "'><b>")),
    (("q", "intrathecal"), ("route", "intrathecal"), ("sort", "newest"), ("year", "2010-")),
    (("q", "knee"), ("strict", "perhaps")),
)
_FORMS: tuple[tuple[tuple[str, str], ...], ...] = (
    (("q", "knee"), ("from", "2015"), ("to", "2020")),
    (("q", "knee"), ("from", "2015"), ("to", "")),
    (("q", ""), ("from", ""), ("to", ""), ("condition", "stroke")),
    (("q", "knee"), ("from", "abc"), ("to", "2020")),
    (("q", "als"), ("from", ""), ("to", "2020"), ("view", "map"), ("rows", "route"), ("sort", "")),
    (("from", "2020"), ("to", "2010"), ("year", "2015")),
)
_STRICT = (("sort", "newestt"), ("page", "0"), ("size", "500"), ("words", "few"), ("explain", "1"), ("year", "x"))
_STRICT_MORE = (("condition", "strok"), ("colour", "blue"), ("literal", "nothing"), ("open", "nothing"), ("rows", "x"))
_TYPED = (
    "",
    " ",
    "a",
    "al",
    "als",
    "lou ge",
    "knee",
    "intrat",
    "umb",
    "meta",
    "AD",
    "stem cells kn",
    "xyzzy",
    "α",
    "%",
)


class Collection(NamedTuple):
    """A collection and its requests: its name, the queries, and some ids of its summaries.

    If it is ``small``, the whole collection is exported, and the requests to the server itself are recorded, too.
    """

    name: str
    queries: Sequence[str]
    ids: Sequence[str]
    small: bool


def requests(of: Collection) -> Iterator[Asked]:
    """Yield all requests of a collection. Some requests occur more than once."""
    yield from (asked("/"), asked("/about"), asked("/search"), asked("/search", q=""))
    for query in of.queries:
        yield asked("/search", q=query)
        yield asked("/api/v1/search", q=query, size="5")
    for args in (*FILTERS, *_OTHERS):
        yield asked("/search", *args)
        yield asked("/api/v1/search", *args)
    for order in _SORTS:
        yield asked("/search", q="stem cells", sort=order)
        yield asked("/api/v1/search", sort=order)
    yield from (asked("/search", *args) for args in (*_VIEWS, *_FORMS))
    yield from _charts()
    yield from _summaries(of.ids)
    yield from _exports(of)
    yield from _suggested()
    yield from _records()
    yield from _strict()


def _charts() -> Iterator[Asked]:
    for (_, view), *args in _VIEWS[:-1]:
        yield asked(f"/api/v1/{view}", *args)


def _summaries(ids: Sequence[str]) -> Iterator[Asked]:
    for number, summary in enumerate(ids):
        yield asked(f"/summaries/{summary}")
        if number % 2:
            yield asked(f"/api/v1/summaries/{summary}")
        if number % 4 == 0:
            yield asked(f"/summaries/{summary}", q="stem cells trial", sort="newest")
    yield asked(f"/summaries/{ids[0]}", q=NASTY[4], condition="nothing")
    for fmt in FORMATS:
        yield from (asked(f"{start}/summaries/{ids[1]}.{fmt}") for start in ("", "/api/v1"))
        yield asked(f"/summaries/{ids[2]}.{fmt}")
    yield asked(f"/summaries/{ids[1]}.pdf")
    yield from (asked(f"{start}/summaries/no-such-summary{end}") for start in ("", "/api/v1") for end in ("", ".ris"))


def _exports(of: Collection) -> Iterator[Asked]:
    for fmt in FORMATS:
        yield asked(f"/search.{fmt}", q="als")
        yield asked(f"/api/v1/search.{fmt}", q="knee pain", sort="oldest", donor="allogeneic")
        yield asked(f"/search.{fmt}", q='"unclosed', page="x", colour="blue")
        yield asked(f"/search.{fmt}", q="xyzzy")
        if of.small:
            yield asked(f"/api/v1/search.{fmt}")
    yield from (asked("/search.pdf", q="als"), asked("/api/v1/search.pdf", q="als"))
    yield from (asked("/search.atom"), asked("/search.atom", q="knee"), asked("/search.atom", q="xyzzy"))
    yield asked("/search.atom", q="<b>", condition="stroke", year="2015-", sort="title", colour="blue")


def _suggested() -> Iterator[Asked]:
    for typed in _TYPED:
        yield asked("/api/v1/suggest", q=typed)
    yield from (asked("/suggestions", q=typed) for typed in _TYPED[3:8])
    yield from (asked("/suggestions"), asked("/api/v1/suggest"), asked("/api/v1/suggest", q="x" * 600))


def _records() -> Iterator[Asked]:
    for start in ("/api/v1/record", "/search.record.json"):
        yield from (asked(start), asked(start, q="als"), asked(start, q="xyzzy", sort="title"))
    yield asked("/api/v1/record", q="knee pain", words="some", year="2015-2020", route="intra-articular", sort="newest")
    yield asked("/api/v1/record", q="AD", literal="stroke", condition="nothing")
    yield from (asked("/api/v1/record", q="als", digest=digest) for digest in ("0" * 64, "short"))


def _strict() -> Iterator[Asked]:
    for name, value in (*_STRICT, *_STRICT_MORE):
        yield asked("/api/v1/search", ("q", "knee"), (name, value), strict="true")
    yield asked("/api/v1/map", rows="x", cell="y", strict="true")
    yield asked("/api/v1/timeline", open="nothing", strict="true")
    yield asked("/api/v1/record", digest="short", strict="true")
    yield asked("/api/v1/search.csv", sort="x", strict="true")
    yield asked("/api/v1/search", ("strict", "true"), *_STRICT, *_STRICT_MORE)
    yield asked("/api/v1/search", q='"fine', strict="true")


def of_the_server(ids: Sequence[str]) -> Iterator[Asked]:
    """Yield requests that need to be recorded with only one collection.

    They test discovery, health, errors, methods, headers and static files.
    """
    plain = "/robots.txt /opensearch.xml /sitemap.xml /sitemap-1.xml /sitemap-2.xml /sitemap-0.xml /healthz /readyz"
    yield from map(asked, plain.split())
    yield from map(asked, ("/metrics", "/favicon.ico", "/nothing", "/api/v1/", "/api/v1/nothing", "/api/v2/search"))
    yield from map(
        asked, ("/api/v1/openapi.json", "/search/", "/Search", "/summaries/", "//", "/static/", "/static/x.js")
    )
    yield from map(
        Asked, ("/%00", "/%ff", "/summaries/%2e%2e%2fpasswd", "/search?q=%ff%fe", "/search?%ff=1", "/search?q")
    )
    yield from map(Asked, ("/static/..%2f__init__.py", f"/search?q={'x' * 9_000}", f"/{'x' * 3_000}"))
    shown = ("/", "/search?q=als", "/api/v1/search?q=als", "/search.ris?q=als", f"/summaries/{ids[0]}", "/nothing")
    for target in shown:
        for method in ("HEAD", "OPTIONS", "POST", "DELETE", "PUT", "PATCH", "BREW"):
            yield Asked(target, method, body=b"q=als" if method in ("POST", "PUT") else b"")
    for header in (
        ("Accept", "application/json"),
        ("Accept-Language", "de, fr;q=0.5"),
        ("If-None-Match", '"something"'),
        ("If-None-Match", "*"),
        ("X-Request-Id", "mine-1"),
        ("X-Request-Id", "not <mine>"),
        ("X-Forwarded-Host", "evil.example"),
        ("Range", "bytes=0-9"),
        ("Origin", "https://other.example"),
    ):
        yield from (Asked(target, headers=(header,)) for target in shown[1:3])
    yield Asked("/metrics", headers=(("X-Forwarded-For", "192.0.2.1"),))
