"""Tagging and analysis of summaries by a pool of worker processes.

Tagging and analysis take most of the time of a rebuild, and summaries don't depend on each other. Each worker processes
batches of summaries. The results are returned in the order of the batches. The number of pending batches is limited, so
the memory use doesn't depend on the size of the collection.
"""

import atexit
import os
import pickle
import signal
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from functools import lru_cache
from multiprocessing import get_context, parent_process, resource_tracker
from multiprocessing.shared_memory import SharedMemory
from typing import Any

from indexer.errors import SummarySearchError
from indexer.summaries.summary import Summary, digest
from indexer.tagging.tagger import Tagger
from indexer.vocabulary.model import Vocabulary

Prepare = Callable[[Sequence[Summary], Sequence[bytes]], Any]
"""The type of ``Engine.prepare``."""

_BATCH_SUMMARIES = 200
_BATCH_CHARACTERS = 1_000_000  # limits the size of a batch of long summaries
_PENDING_BATCHES = 4  # for each worker, so that one slow batch doesn't leave the other workers idle

_Task = Callable[[Sequence[Summary]], Any]


def cores() -> int:
    """Return the number of processor cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def batches(summaries: Iterable[Summary]) -> Iterator[list[Summary]]:
    """Yield lists of consecutive summaries. Each list has at most 200 summaries and about a million characters."""
    batch: list[Summary] = []
    size = 0
    for summary in summaries:
        batch.append(summary)
        size += len(summary.text)
        if len(batch) == _BATCH_SUMMARIES or size >= _BATCH_CHARACTERS:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def prepare_summaries(
    summaries: Iterable[Summary], vocabulary: Vocabulary, prepare: Prepare, processes: int
) -> Generator[tuple[int, Any], None, None]:
    """Tag the summaries and yield (number of summaries, result of ``prepare``) for each batch, in order.

    If ``processes`` is 1, the current process does the work. Raises SummarySearchError if a worker process dies. When
    the generator is closed, the workers end. They also end if the current process is killed.
    """
    if processes == 1:
        task = _task(vocabulary, prepare)
        yield from ((len(batch), task(batch)) for batch in batches(summaries))
        return
    with _shared(pickle.dumps((vocabulary, prepare))) as name:
        # If a process with threads is forked, the child may hang. Therefore the workers are spawned.
        pool = ProcessPoolExecutor(processes, get_context("spawn"), _start_worker, (name,))
        try:
            yield from _results(pool, batches(summaries), processes * _PENDING_BATCHES)
        except BrokenProcessPool:
            remedy = "the index was left as it was; if memory ran out, free some, then try again"
            raise SummarySearchError("a worker process died while it prepared summaries", remedy) from None
        finally:
            pool.shutdown(cancel_futures=True)


@contextmanager
def _shared(content: bytes) -> Iterator[str]:
    """Copy ``content``, the arguments for the workers, into shared memory, and yield the name of this memory.

    The arguments are too large for a pipe. If a new process died before it had read arguments of more than 64 KB from a
    pipe, the write to the pipe would never return.
    """
    memory = SharedMemory(create=True, size=len(content))
    try:
        memoryview(memory.buf or b"")[: len(content)] = content
        yield memory.name
    finally:
        memory.close()
        memory.unlink()


def _results(
    pool: ProcessPoolExecutor, all_batches: Iterable[list[Summary]], max_pending: int
) -> Iterator[tuple[int, Any]]:
    pending: deque[tuple[int, Future[Any]]] = deque()
    for batch in all_batches:
        with _interrupts_deferred():  # the pool starts its workers in `submit`
            pending.append((len(batch), pool.submit(_work, batch)))
        while pending and (len(pending) >= max_pending or pending[0][1].done()):
            size, future = pending.popleft()
            yield size, future.result()
    while pending:
        size, future = pending.popleft()
        yield size, future.result()


@contextmanager
def _interrupts_deferred() -> Iterator[None]:
    """Defer Ctrl-C (SIGINT) until the block ends. A process that is started in the block never receives SIGINT.

    This thread blocks the signal, and the new process inherits the signal mask. In the current process, another thread
    (for example of BLAS) may still receive the signal. Python then runs the handler in the main thread, so the handler
    is replaced as well.
    """
    resource_tracker.ensure_running()  # if the tracker starts later, it unblocks the signal
    is_main = threading.current_thread() is threading.main_thread()
    received: list[tuple[Any, ...]] = []
    handler = signal.signal(signal.SIGINT, lambda *arguments: received.append(arguments)) if is_main else None
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        if is_main:
            signal.signal(signal.SIGINT, handler or signal.default_int_handler)
        if received and callable(handler):
            handler(*received[0])


_worker_task: _Task  # exists only in worker processes


def _start_worker(name: str) -> None:
    """Initialise a worker process. It ignores Ctrl-C, ends when the parent process ends, and loads the tagger.

    ``name`` identifies the shared memory with the pickled arguments of :func:`_task`.
    """
    global _worker_task
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_exit_with_parent, daemon=True).start()
    atexit.register(os._exit, 0)  # the process exits without freeing each object of the tagger
    memory = SharedMemory(name)
    arguments = pickle.loads(bytes(memory.buf or b""))  # noqa: S301  # the parent process wrote this content
    memory.close()
    _worker_task = _task(*arguments)


def _exit_with_parent() -> None:
    """Wait until the parent process ends, then end this worker. If the parent is killed, the pool cannot do this."""
    if parent := parent_process():
        parent.join()
        os._exit(1)


def _work(batch: list[Summary]) -> Any:
    return _worker_task(batch)


def _task(vocabulary: Vocabulary, prepare: Prepare) -> _Task:
    tagger = _tagger(vocabulary)
    return lambda batch: prepare([tagger.tag(summary) for summary in batch], [digest(summary) for summary in batch])


@lru_cache(maxsize=1)  # `indexer watch` runs many updates with the same vocabulary
def _tagger(vocabulary: Vocabulary) -> Tagger:
    return Tagger(vocabulary)
