"""Random and hostile requests. Run ``python -m benchmarks.hostile --requests 100000``; it needs the extra "test".

The application runs in this process. It serves the index of ``--index``, or else the shipped corpus with some hostile
summaries. Equal parts of the requests come from a list of hostile strings, from Hypothesis, and from schemathesis with
our OpenAPI document. The script prints the number of responses by status, and their wall-clock times. The exit code is
1 if a status is 500 or above, a response takes more than 2 s of CPU time, a page contains foreign markup, or a response
violates the OpenAPI document.
"""

from __future__ import annotations

import argparse
import gc
import logging
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter, process_time
from typing import TYPE_CHECKING, Any

from flask import Flask
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from werkzeug.test import TestResponse
from werkzeug.wsgi import ClosingIterator

from benchmarks.hostile.checks import SECONDS, wrong
from benchmarks.hostile.requests import HttpRequest, from_document, generated, nasty
from benchmarks.hostile.strings import DOCUMENTS
from indexer.engines import open_engine
from indexer.ingest.job import IngestJob
from indexer.ingest.rebuild import rebuild
from indexer.settings import Settings, shipped_corpus
from indexer.vocabulary.loader import load_vocabulary
from searchapp import create_app

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_MAX_EXAMPLES = 20
# The check negative_data_rejection is omitted. By default the API ignores invalid parameters. With strict=true it also
# rejects unknown concepts, but the document does not list the known ones.
_CHECKS = [
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]


@dataclass
class Figures:
    """Results of the requests of one kind."""

    name: str
    statuses: Counter[int] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    wrong: Counter[str] = field(default_factory=Counter)
    examples: dict[str, str] = field(default_factory=dict)

    def add(self, request: str, response: TestResponse, seconds: float, worked: float) -> None:
        """Count a response and its faults. It took ``seconds`` of wall-clock time and ``worked`` of CPU time."""
        self.statuses[response.status_code] += 1
        self.seconds.append(seconds)
        for what in wrong(response, worked):
            self.wrong[what] += 1
            self.examples.setdefault(what, request)

    def __str__(self) -> str:
        times = sorted(self.seconds)
        rank = [1000 * times[int(share * (len(times) - 1))] for share in (0.5, 0.99, 1)]
        shown = " ".join(f"{status}:{count}" for status, count in sorted(self.statuses.items()))
        median, late, slowest = (f"{each:8.1f}" for each in rank)
        return f"{self.name:14} {len(times):8} {median} {late} {slowest} {sum(self.wrong.values()):6}  {shown}"


def main() -> int:
    """Run all requests and print the results. Return 1 if there are faults, or else 0."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--requests", type=int, default=3_000)
    options.add_argument("--index", help="index to use instead of the shipped corpus with hostile summaries")
    options.add_argument("--seed", type=int, default=1)
    given = options.parse_args()
    logging.getLogger("searchapp").setLevel(logging.CRITICAL)
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(Settings(index=given.index or _index(Path(folder)), corpus=shipped_corpus()))
        app.wsgi_app = _buffered(app.wsgi_app)  # type: ignore[method-assign]
        asked = [_nasty(app, given.requests // 3, given.seed), _generated(app, given.requests // 3)]
        asked.append(_from_document(app, given.requests - 2 * (given.requests // 3)))
    print("requests          number  ms: 50%      99%  slowest  faults  responses by status")  # noqa: T201
    for figures in asked:
        print(figures)  # noqa: T201
    faults = [(what, number, figures.examples[what]) for figures in asked for what, number in figures.wrong.items()]
    for what, number, example in faults[:_MAX_EXAMPLES]:
        print(f"\n{number} times: {what}\n  {example}")  # noqa: T201
    return 1 if faults else 0


def _index(folder: Path) -> str:
    corpus = folder / "corpus"
    shutil.copytree(shipped_corpus(), corpus)
    for name, text in DOCUMENTS.items():
        (corpus / "summaries" / name).write_text(text, encoding="utf-8")
    engine = open_engine(str(folder / "index"))
    report = rebuild(engine, IngestJob([corpus], load_vocabulary(corpus / "vocabulary")))
    if report.problems:
        raise SystemExit("\n".join(map(str, report.problems)))
    return engine.location()


def _buffered(app: WSGIApplication) -> WSGIApplication:
    """Return the application with a wrapper that reads and closes each response.

    Servers always do this, but test clients may not.
    """

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> list[bytes]:
        with closing(ClosingIterator(app(environ, start_response))) as pieces:
            return [b"".join(pieces)]

    return answer


@contextmanager
def _timed() -> Iterator[list[float]]:
    """Yield a list. At the end of the block, it receives the wall-clock seconds and the CPU seconds of the block.

    Garbage collection is off, because its cost comes from the many objects of the request generators.
    """
    took: list[float] = []
    started, idle = perf_counter(), process_time()
    gc.disable()
    try:
        yield took
    finally:
        took += (perf_counter() - started, process_time() - idle)
        gc.enable()


def _ask(app: Flask, asked: HttpRequest, figures: Figures) -> None:
    with _timed() as took:
        response = app.test_client().open(
            asked.path, method=asked.method, query_string=asked.query, headers=asked.headers, data=asked.body
        )
        response.get_data()
    figures.add(f"{asked.method} {asked.path}?{asked.query} {asked.headers}", response, *took)


def _nasty(app: Flask, most: int, seed: int) -> Figures:
    figures = Figures("nasty strings")
    for asked in nasty(most, seed):
        _ask(app, asked, figures)
    return figures


def _generated(app: Flask, most: int) -> Figures:
    figures = Figures("Hypothesis")
    generated(most, lambda asked: _ask(app, asked, figures))
    return figures


def _from_document(app: Flask, most: int) -> Figures:
    figures = Figures("schemathesis")

    def checked(case: Any) -> None:
        more = []
        with _timed() as took:
            response = case.call(headers={"Accept-Encoding": "identity"})
        seconds, worked = took
        try:
            case.validate_response(response, checks=_CHECKS)
        except BaseExceptionGroup as failures:
            more = [f"{type(each).__name__}: {' '.join(str(each).split())[:200]}" for each in failures.exceptions]
        figures.statuses[response.status_code] += 1
        figures.seconds.append(seconds)
        if worked > SECONDS:
            more.append(f"{worked:.1f} s")
        if response.status_code >= 500:
            more.append(f"status {response.status_code}")
        for what in more:
            figures.wrong[what] += 1
            figures.examples.setdefault(what, case.as_curl_command()[:600])

    from_document(most, app, checked)
    return figures


if __name__ == "__main__":
    sys.exit(main())
