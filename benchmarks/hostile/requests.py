"""Sources of requests: hostile strings in every place of a request, Hypothesis, and schemathesis."""

import random
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple
from urllib.parse import quote_from_bytes

import schemathesis
from hypothesis import HealthCheck, Phase, Verbosity, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable

from benchmarks.hostile.strings import ALL, MARKUP, QUERIES
from indexer.query.request import SORTS, WORDS
from indexer.summaries.facets import FACETS

PAGES = (
    "/ /about /search /search.ris /search.bib /search.csv /search.jsonl /search.txt /search.atom "
    "/search.record.json /suggestions /opensearch.xml /robots.txt /sitemap.xml /sitemap-1.xml /api/v1/search "
    "/api/v1/search.jsonl /api/v1/map /api/v1/timeline /api/v1/suggest /api/v1/record /api/v1/openapi.json"
).split()
SUMMARIES = ("/summaries/", "/api/v1/summaries/")
PARAMETERS = (
    "q view rows columns open all cell year from to sort page size literal words explain strict digest".split()
    + [facet.name for facet in FACETS]
)
HEADERS = (
    "Accept Accept-Language Accept-Encoding If-None-Match If-Modified-Since Range X-Request-Id X-Forwarded-For "
    "X-Forwarded-Host X-Forwarded-Proto Origin Referer Cookie User-Agent Content-Type"
).split()
METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND")
WORDS_OF_THE_FIELD = (
    "als knee stem cells intrathecal stroke pain randomized trial AD MSC exosomes IL-6 CD34+ the of in not walking"
).split()


class HttpRequest(NamedTuple):
    """An HTTP request. ``query`` is the encoded query string."""

    method: str
    path: str
    query: str
    headers: dict[str, str]
    body: bytes = b""


Send = Callable[[HttpRequest], None]


def nasty(most: int, seed: int) -> Iterator[HttpRequest]:
    """Yield ``most`` requests: each hostile string in each parameter, path and header, and then combinations."""
    generator = random.Random(seed)  # noqa: S311
    every = [
        *(HttpRequest("GET", page, _pair(name, text), {}) for text in ALL for page in PAGES for name in PARAMETERS),
        *(HttpRequest("GET", page, _pair(text, text), {}) for text in ALL for page in PAGES),
        *(
            HttpRequest("GET", start + _quoted(text), "q=als", {})
            for text in ALL
            for start in (*SUMMARIES, "/", "/search")
        ),
        *(
            HttpRequest("GET", page, "q=als", {name: _header(text)})
            for text in ALL
            for page in PAGES
            for name in HEADERS
        ),
    ]
    generator.shuffle(every)
    yield from every[:most]
    for _ in range(most - len(every)):
        pairs = [_pair(generator.choice(PARAMETERS), generator.choice(ALL)) for _ in range(generator.randint(2, 12))]
        yield HttpRequest("GET", generator.choice(PAGES), "&".join(pairs), {})


def generated(most: int, send: Send) -> None:
    """Send ``most`` requests that Hypothesis generates."""

    @settings(
        max_examples=most,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        verbosity=Verbosity.quiet,
        suppress_health_check=list(HealthCheck),
    )
    @given(_requests())
    def each(request: HttpRequest) -> None:
        send(request)

    each()


def from_document(most: int, app: Any, checked: Callable[[Any], None]) -> None:
    """Call ``checked`` with about ``most`` test cases that schemathesis derives from our OpenAPI document.

    The test cases are valid and invalid requests.
    """
    document = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app)
    operations = [result.ok() for result in document.get_all_operations()]
    modes = (schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE)
    each = -(-most // (len(operations) * len(modes)))
    for operation in operations:
        for mode in modes:
            run = settings(
                max_examples=each,
                deadline=None,
                database=None,
                phases=[Phase.generate],
                verbosity=Verbosity.quiet,
                suppress_health_check=list(HealthCheck),
            )(given(operation.as_strategy(generation_mode=mode))(checked))
            try:
                run()
            except Unsatisfiable:  # there is no invalid request for an operation without parameters
                continue


def _requests() -> st.SearchStrategy[HttpRequest]:
    words = st.sampled_from((*WORDS_OF_THE_FIELD, "AND", "OR", "NOT", "(", ")", '"', "-", "*", "~5", ":", "title:"))
    typed = st.lists(words | st.text(max_size=6), max_size=40).map(" ".join)
    value = st.one_of(
        typed,
        st.text(max_size=60),
        st.binary(max_size=30),
        st.integers().map(str),
        st.sampled_from((*ALL, *SORTS, *WORDS, "map", "timeline", "2015-2020", "neurological~msc")),
        st.tuples(st.sampled_from(MARKUP), typed).map(" ".join),
    )
    name = st.sampled_from(PARAMETERS) | st.text(max_size=12)
    queries = st.lists(st.tuples(name, value), max_size=8).map(lambda pairs: "&".join(_pair(*pair) for pair in pairs))
    tail = st.text(max_size=40) | st.sampled_from(ALL)
    paths = st.one_of(
        st.sampled_from(PAGES),
        st.tuples(st.sampled_from((*SUMMARIES, "/", "/static/", "/api/v1/")), tail).map(
            lambda parts: parts[0] + _quoted(parts[1])
        ),
    )
    header = st.tuples(
        st.sampled_from(HEADERS), st.text(max_size=40).map(_header) | st.sampled_from(QUERIES).map(_header)
    )
    methods = st.sampled_from(("GET",) * 12 + METHODS)
    return st.builds(
        HttpRequest,
        methods,
        paths,
        queries,
        st.lists(header, max_size=3).map(dict),
        st.binary(max_size=100) | st.just(b""),
    )


def _pair(name: str, value: str | bytes) -> str:
    return f"{_quoted(name)}={_quoted(value)}"


def _quoted(text: str | bytes) -> str:
    return quote_from_bytes(text if isinstance(text, bytes) else text.encode(errors="surrogatepass"), safe="")


def _header(text: str) -> str:
    """Return ``text`` cut to a length that servers accept in a header, with replacements for rejected characters."""
    return text.encode("latin-1", "replace").decode("latin-1").translate(dict.fromkeys((0, 10, 13), " "))[:2_000]
