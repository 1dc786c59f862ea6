"""Summaries -> tagged, and prepared for an engine's writer: in order, by as many processes as are given.

Tagging and reading words take most of a rebuild, and no summary waits for another. A few runs of summaries are under
way at a time, so that memory stays the same however many there are.
"""

from __future__ import annotations

import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import lru_cache
from multiprocessing import get_context, resource_tracker
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from types import FrameType
from typing import Any

from indexer.errors import SummarySearchError
from indexer.summaries.summary import Summary, digest
from indexer.tagging.tagger import Tagger
from indexer.vocabulary.model import Vocabulary

Prepare = Callable[[Sequence[Summary], Sequence[bytes]], Any]

_RUN = 200  # summaries
_RUN_SIZE = 1_000_000  # characters: where summaries are long, runs are short
_AHEAD = 4  # runs for each process: so far one that is late may hold up the others' work


def cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def prepared(
    summaries: Iterable[Summary], vocabulary: Vocabulary, prepare: Prepare, processes: int
) -> Generator[tuple[int, Any], None, None]:
    """Yield what ``prepare`` makes of the summaries, tagged, one run of them after another, with how many they are.

    With one process, that is this one. Raises SummarySearchError where another one ends before its work is done.
    Close the iterator: the other processes end with it (or, whatever happens, with this process).
    """
    runs = _runs(iter(summaries))
    if processes == 1:
        work = _work(vocabulary, prepare)
        yield from ((len(run), work(run)) for run in runs)
        return
    with ExitStack() as held:
        # All are started before the first is told its work: each takes a second to load.
        helpers = [held.enter_context(_Helper()) for _ in range(processes)]
        for helper in helpers:
            helper.send((vocabulary, prepare))
        yield from _in_order(runs, helpers)


def _in_order(runs: Iterator[list[Summary]], helpers: Sequence[_Helper]) -> Iterator[tuple[int, Any]]:
    """Yield what the helpers make of the runs, in order; what is done before its turn waits for it."""
    idle = deque(helpers)
    busy: dict[Any, tuple[_Helper, int, int]] = {}  # by connection
    early: dict[int, tuple[int, Any]] = {}
    given = taken = 0
    run = next(runs, None)
    while run is not None or busy or early:
        while run is not None and idle and given - taken < _AHEAD * len(helpers):
            helper = idle.popleft()
            helper.send(run)
            busy[helper.connection] = helper, given, len(run)
            given += 1
            run = next(runs, None)
        if taken in early:
            yield early.pop(taken)
            taken += 1
            continue
        for connection in wait(list(busy)):
            helper, number, size = busy.pop(connection)
            early[number] = size, helper.receive()
            idle.append(helper)


class _Helper:
    """Another process that prepares runs of summaries; used in a ``with``.

    Sent to only when it waits for it, so that never both sides send.
    """

    def __enter__(self) -> _Helper:
        # Spawned, not forked: the fork of a process with threads may hang.
        context = get_context("spawn")
        self.connection, theirs = context.Pipe()
        self._process: BaseProcess = context.Process(target=_serve, args=(theirs,), daemon=True)
        with _interrupts_held():
            self._process.start()
        theirs.close()
        return self

    def __exit__(self, *_: object) -> None:
        self.connection.close()
        self._process.terminate()
        self._process.join()

    def send(self, given: Any) -> None:
        """Give the process its work: first (vocabulary, prepare), then runs of summaries."""
        try:
            self.connection.send(given)
        except OSError:
            raise self._ended() from None

    def receive(self) -> Any:
        """Return what the process made of the run that it was sent last."""
        try:
            return self.connection.recv()
        except (EOFError, OSError):
            raise self._ended() from None

    def _ended(self) -> SummarySearchError:
        self._process.join()
        what = f"a process that prepares summaries ended too early (exit code {self._process.exitcode})"
        return SummarySearchError(what, "the index was left as it was; if memory ran out, free some")


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """Hold back Ctrl-C, here and in what is started meanwhile: it must not meet a process that cannot ignore it yet.

    To block the signal in this thread does for what is started; here, another thread (those of BLAS) may get it, and
    then Python raises KeyboardInterrupt in the main one all the same. So that is put off, too.
    """
    resource_tracker.ensure_running()  # it would let interrupts through again as it starts
    with ExitStack() as restored:
        if threading.current_thread() is threading.main_thread():
            restored.enter_context(_interrupts_put_off())
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        restored.callback(signal.pthread_sigmask, signal.SIG_SETMASK, before)
        yield


@contextmanager
def _interrupts_put_off() -> Iterator[None]:
    """Have what handles Ctrl-C do so when this ends."""
    came: list[tuple[int, FrameType | None]] = []
    handler = signal.signal(signal.SIGINT, lambda number, frame: came.append((number, frame)))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, handler or signal.default_int_handler)
        if came and callable(handler):
            handler(*came[0])


def _serve(connection: Connection) -> None:
    """Prepare runs of summaries as they come in, until the other side closes the connection or ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C goes to all; the process that rebuilds ends the others
    try:
        work = _work(*connection.recv())
        while True:
            connection.send(work(connection.recv()))
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return


@lru_cache(maxsize=1)  # whoever watches files updates again and again with the same terms
def _tagger(vocabulary: Vocabulary) -> Tagger:
    return Tagger(vocabulary)


def _work(vocabulary: Vocabulary, prepare: Prepare) -> Callable[[Sequence[Summary]], Any]:
    tagger = _tagger(vocabulary)
    return lambda run: prepare([tagger.tag(summary) for summary in run], [digest(summary) for summary in run])


def _runs(summaries: Iterator[Summary]) -> Iterator[list[Summary]]:
    run: list[Summary] = []
    size = 0
    for summary in summaries:
        run.append(summary)
        size += len(summary.text)
        if len(run) == _RUN or size >= _RUN_SIZE:
            yield run
            run, size = [], 0
    if run:
        yield run
