"""Requests of the load test and their expected responses, which the reference engine confirms."""

import json
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from msgspec import to_builtins

from benchmarks.page.invented import invent
from indexer.engines import open_engine
from indexer.engines.protocols import Engine
from indexer.ingest.job import IngestJob
from indexer.ingest.rebuild import rebuild
from indexer.output.api.results import result_json
from indexer.query.request import Filters, SearchRequest
from indexer.query.resolution import resolve
from indexer.search.session import SearchSession
from indexer.summaries.summary import Summary
from indexer.text.analysis import is_stopword, terms
from indexer.vocabulary.model import Vocabulary
from searchapp.addresses.search import args_from_request
from tests.contract.reference import ReferenceEngine

_SEED = 7
_VARYING = ("took_ms", "index")  # the index version selects the expected response


@dataclass(frozen=True, slots=True)
class Collection:
    """A collection in a file. ``answers`` maps each URL to the digest of its expected response."""

    file: Path
    answers: Mapping[str, str]


def digest(answer: Mapping[str, Any], keys: Sequence[str]) -> str:
    """Return a hash over the values of the ``keys`` of a response, without the keys whose values always differ."""
    kept = {key: answer.get(key) for key in keys if key not in _VARYING}
    return sha256(json.dumps(kept, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def collections(
    folder: Path, vocabulary: Vocabulary, summaries: int, number: int
) -> tuple[list[Collection], list[str]]:
    """Return two collections that share most of their summaries, and the keys of a response that are compared.

    Both collections get the same ``number`` requests. Raises AssertionError if engine and reference engine disagree.
    """
    invented = list(invent(vocabulary, summaries + summaries // 4, _SEED))
    files = [folder / "a.jsonl", folder / "b.jsonl"]
    for file, some in zip(files, (invented[:summaries], invented[-summaries:]), strict=True):
        file.write_text("".join(json.dumps(each) + "\n" for each in some), encoding="utf-8")
    engines = [_built(file, vocabulary) for file in files]
    requests = list(_requests(engines[0], number))
    both, keys = [], list[str]()
    for file, engine in zip(files, engines, strict=True):
        reference = _Reference(
            [summary for summary, _ in SearchSession(engine.snapshot()).scan().summaries], vocabulary
        )
        answers = {}
        for request in requests:
            page = SearchSession(engine.snapshot(), request).results()
            answer = to_builtins(result_json(page))
            _confirm(engine, reference, request, answer)
            keys = list(answer)
            answers[address(request)] = digest(answer, keys)
        both.append(Collection(file, answers))
    return both, keys


class _Reference(ReferenceEngine):
    """Reference engine that caches the words of each summary."""

    def __init__(self, summaries: Sequence[Summary], vocabulary: Vocabulary) -> None:
        super().__init__(summaries, vocabulary)
        self._known: dict[tuple[str, str | None], list[tuple[str, ...]]] = {}

    def _texts(self, summary: Summary, field: str | None) -> list[tuple[str, ...]]:
        key = summary.id, field
        if key not in self._known:
            self._known[key] = super()._texts(summary, field)
        return self._known[key]


def address(request: SearchRequest) -> str:
    """Return the API URL of a search request."""
    return f"/api/v1/search?{urlencode(args_from_request(request))}"


def _built(file: Path, vocabulary: Vocabulary) -> Engine:
    engine = open_engine(str(file.with_suffix(".index")))
    rebuild(engine, IngestJob([file], vocabulary))
    return engine


def _confirm(engine: Engine, reference: ReferenceEngine, request: SearchRequest, answer: Mapping[str, Any]) -> None:
    """Raise AssertionError unless the reference engine returns the same summaries and counts as ``answer``."""
    snapshot = engine.snapshot()
    query = resolve(request, snapshot).query
    ids = reference.ids(query, request.filters)
    shown = [hit["id"] for hit in answer["hits"]]
    counts = {name: {value["id"]: value["count"] for value in values} for name, values in answer["facets"].items()}
    expected = reference.counts(query, request.filters)
    right = (
        answer["total"] == len(ids)
        and len(set(shown)) == len(shown) == min(len(ids), request.size)
        and ids.issuperset(shown)
        and all({c: n for c, n in counts[name].items() if n} == expected[name] for name in expected)
    )
    assert right, f"{address(request)}: differs from the reference engine"  # noqa: S101  # the purpose of this function


def _requests(engine: Engine, number: int) -> Iterator[SearchRequest]:
    """Yield ``number`` requests with alternating kinds of queries. Some have filters and sort orders.

    The words of a query come from random summaries.
    """
    generator = random.Random(_SEED)  # noqa: S311  # reproducible, not for secrets
    summaries = [summary for summary, _ in SearchSession(engine.snapshot()).scan().summaries]
    for turn in range(number):
        summary = generator.choice(summaries)
        one, other = generator.sample([term for term in dict.fromkeys(_words(summary)) if len(term) > 3], 2)
        start = generator.randrange(len(terms(summary.text)) - 1)
        phrase = " ".join(terms(summary.text)[start : start + 2])
        text = (one, f"{one} {other}", f"{one} OR {other}", f'"{phrase}"', f"{one[:4]}*", f"{one} -{other}", "")[
            turn % 7
        ]
        filters = Filters()
        conditions = summary.concepts("conditions")
        if turn % 3 == 0 and conditions:
            filters = filters.adding("condition", conditions[0])
        yield SearchRequest(text, filters, sort="title" if turn % 5 == 0 else None, words="all")


def _words(summary: Summary) -> list[str]:
    return [word.lower() for word in summary.text.replace(".", "").split() if word.isalpha() and not is_stopword(word)]
