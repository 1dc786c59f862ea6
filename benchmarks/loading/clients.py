"""Concurrent HTTP clients with persistent connections. They run in a separate process."""

import http.client
import json
import random
import threading
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from multiprocessing import get_context
from queue import SimpleQueue
from typing import Any

from benchmarks.loading.expected import digest

_TIMEOUT = 30  # seconds


@dataclass(slots=True)
class Outcome:
    """Counts of responses by (index version, URL, digest) and by status, and counts of errors by type.

    ``seconds`` contains the time that each response took.
    """

    answers: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    statuses: Counter[int] = field(default_factory=Counter)
    failures: Counter[str] = field(default_factory=Counter)
    without_retry_after: int = 0  # number of responses with status 503 but without Retry-After
    seconds: list[float] = field(default_factory=list)


def run_clients(port: int, addresses: Sequence[str], keys: Sequence[str], clients: int, seconds: float) -> Outcome:
    """Run ``clients`` threads for ``seconds``, and return the outcome.

    Each thread requests random ``addresses`` without a pause.
    """
    context = get_context("spawn")  # this process has threads, so it must not fork
    results: Any = context.SimpleQueue()
    process = context.Process(target=_run_process, args=(results, port, addresses, keys, clients, seconds))
    process.start()
    outcome: Outcome = results.get()
    process.join()
    return outcome


def _run_process(
    results: Any, port: int, addresses: Sequence[str], keys: Sequence[str], clients: int, seconds: float
) -> None:
    until = time.monotonic() + seconds
    outcomes: SimpleQueue[Outcome] = SimpleQueue()
    threads = [
        threading.Thread(target=lambda n=number: outcomes.put(_client(port, addresses, keys, until, n)))  # type: ignore[misc]
        for number in range(clients)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    outcome = Outcome()
    for _ in threads:
        one = outcomes.get()
        outcome.answers += one.answers
        outcome.statuses += one.statuses
        outcome.failures += one.failures
        outcome.without_retry_after += one.without_retry_after
        outcome.seconds += one.seconds
    results.put(outcome)


def _client(port: int, addresses: Sequence[str], keys: Sequence[str], until: float, number: int) -> Outcome:
    chosen, outcome = random.Random(number), Outcome()  # noqa: S311  # nothing secret
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_TIMEOUT)
    while time.monotonic() < until:
        address, started = chosen.choice(addresses), time.monotonic()
        try:
            connection.request("GET", address)
            answer = connection.getresponse()
            body = answer.read()
        except (OSError, http.client.HTTPException) as error:
            outcome.failures[type(error).__name__] += 1
            connection.close()
            continue
        outcome.seconds.append(time.monotonic() - started)
        outcome.statuses[answer.status] += 1
        if answer.status == 200:
            result = json.loads(body)
            outcome.answers[result["index"]["version"], address, digest(result, keys)] += 1
        elif answer.status == 503:
            wait = answer.headers.get("Retry-After")
            outcome.without_retry_after += wait is None
            time.sleep(min(1.0, float(wait or 0)))  # like many clients, it waits for less than the requested time
    connection.close()
    return outcome
