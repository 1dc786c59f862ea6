"""Random and hostile requests: ``python -m benchmarks.hostile --requests 100000``, needs the extra "test".

The shipped corpus and some hostile summaries are served in this process, or the index that ``--index`` names. A third
each of the requests are nasty strings wherever one can be put, what Hypothesis makes up, and what schemathesis makes of
our own OpenAPI document. Prints how many were answered how, and how fast; exits with 1 where a status is 500 or above,
an answer takes more than 2 s of a processor (the times printed are by the clock, with what others took of the machine),
markup stands in a page that is not ours, or an answer is not as the document says.
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

from benchmarks.hostile.asking import Asked, made_up, nasty, of_document
from benchmarks.hostile.checks import SECONDS, wrong
from benchmarks.hostile.strings import DOCUMENTS
from indexer.engines import open_engine
from indexer.ingest.job import IngestJob
from indexer.ingest.rebuild import rebuild
from indexer.settings import Settings, shipped_corpus
from indexer.vocabulary.loader import load_vocabulary
from searchapp import create_app

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_MOST_TOLD = 20
# Not among them: whether what the document calls wrong is refused. Addresses are read leniently; unless strict=true
# asks for more, which then refuses concepts, too, that the document cannot know.
_CHECKS = [
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]


@dataclass
class Figures:
    """What came back of one kind of requests."""

    name: str
    statuses: Counter[int] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    wrong: Counter[str] = field(default_factory=Counter)
    examples: dict[str, str] = field(default_factory=dict)

    def add(self, request: str, response: TestResponse, seconds: float, worked: float) -> None:
        """Count an answer that took ``seconds``, ``worked`` of them on a processor, and what is wrong with it."""
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
    """Print the figures; return 1 where anything is wrong."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--requests", type=int, default=3_000)
    options.add_argument("--index", help="an index, in place of the shipped corpus with hostile summaries")
    options.add_argument("--seed", type=int, default=1)
    given = options.parse_args()
    logging.getLogger("searchapp").setLevel(logging.CRITICAL)
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(Settings(index=given.index or _index(Path(folder)), corpus=shipped_corpus()))
        app.wsgi_app = _handed_over(app.wsgi_app)  # type: ignore[method-assign]
        asked = [_nasty(app, given.requests // 3, given.seed), _made_up(app, given.requests // 3)]
        asked.append(_of_document(app, given.requests - 2 * (given.requests // 3)))
    print("requests          number  ms: 50%      99%  slowest  wrong  answers by status")  # noqa: T201
    for figures in asked:
        print(figures)  # noqa: T201
    troubles = [(what, number, figures.examples[what]) for figures in asked for what, number in figures.wrong.items()]
    for what, number, example in troubles[:_MOST_TOLD]:
        print(f"\n{number} times: {what}\n  {example}")  # noqa: T201
    return 1 if troubles else 0


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


def _handed_over(app: WSGIApplication) -> WSGIApplication:
    """Return the application as servers call it: an answer is taken whole and then closed, which clients may not do."""

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> list[bytes]:
        with closing(ClosingIterator(app(environ, start_response))) as pieces:
            return [b"".join(pieces)]

    return answer


@contextmanager
def _timed() -> Iterator[list[float]]:
    """Lend a list that afterwards holds the seconds that the block took, by the clock and of the processor.

    Those who make the requests up hold ever more objects; looking through these for garbage is no part of an answer.
    """
    took: list[float] = []
    started, idle = perf_counter(), process_time()
    gc.disable()
    try:
        yield took
    finally:
        took += (perf_counter() - started, process_time() - idle)
        gc.enable()


def _ask(app: Flask, asked: Asked, figures: Figures) -> None:
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


def _made_up(app: Flask, most: int) -> Figures:
    figures = Figures("Hypothesis")
    made_up(most, lambda asked: _ask(app, asked, figures))
    return figures


def _of_document(app: Flask, most: int) -> Figures:
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

    of_document(most, app, checked)
    return figures


if __name__ == "__main__":
    sys.exit(main())
