"""Many clients at once, each with a connection that it keeps, in a process of their own."""

from __future__ import annotations

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

from benchmarks.loading.answers import digest

_PATIENCE = 30  # seconds; who has no answer by then counts it as none


@dataclass(slots=True)
class Seen:
    """What clients saw: answers by (version, address, digest), statuses, what failed, and how long each took (s)."""

    answers: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    statuses: Counter[int] = field(default_factory=Counter)
    failures: Counter[str] = field(default_factory=Counter)
    unsaid: int = 0  # of the 503, how many without Retry-After
    seconds: list[float] = field(default_factory=list)


def ask(port: int, addresses: Sequence[str], keys: Sequence[str], clients: int, seconds: float) -> Seen:
    """Let so many clients ask one address after another, as fast as they are answered, for so many seconds."""
    context = get_context("spawn")  # threads of ours are running
    results: Any = context.SimpleQueue()
    process = context.Process(target=_ask, args=(results, port, addresses, keys, clients, seconds))
    process.start()
    seen: Seen = results.get()
    process.join()
    return seen


def _ask(results: Any, port: int, addresses: Sequence[str], keys: Sequence[str], clients: int, seconds: float) -> None:
    until = time.monotonic() + seconds
    found: SimpleQueue[Seen] = SimpleQueue()
    threads = [
        threading.Thread(target=lambda n=number: found.put(_client(port, addresses, keys, until, n)))  # type: ignore[misc]
        for number in range(clients)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seen = Seen()
    for _ in threads:
        one = found.get()
        seen.answers += one.answers
        seen.statuses += one.statuses
        seen.failures += one.failures
        seen.unsaid += one.unsaid
        seen.seconds += one.seconds
    results.put(seen)


def _client(port: int, addresses: Sequence[str], keys: Sequence[str], until: float, number: int) -> Seen:
    chosen, seen = random.Random(number), Seen()  # noqa: S311  # nothing secret
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_PATIENCE)
    while time.monotonic() < until:
        address, started = chosen.choice(addresses), time.monotonic()
        try:
            connection.request("GET", address)
            answer = connection.getresponse()
            body = answer.read()
        except (OSError, http.client.HTTPException) as error:
            seen.failures[type(error).__name__] += 1
            connection.close()
            continue
        seen.seconds.append(time.monotonic() - started)
        seen.statuses[answer.status] += 1
        if answer.status == 200:
            told = json.loads(body)
            seen.answers[told["index"]["version"], address, digest(told, keys)] += 1
        elif answer.status == 503:
            wait = answer.headers.get("Retry-After")
            seen.unsaid += wait is None
            time.sleep(min(1.0, float(wait or 0)))  # more polite than most, less than it was asked to be
    connection.close()
    return seen
