"""One client process per peer. It measures its own pages, so memory and garbage of other peers have no effect."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from time import perf_counter

from benchmarks.page.peers import load
from benchmarks.page.work import Ask, Page, Served


@dataclass(frozen=True, slots=True)
class Answer:
    """The time of a page in milliseconds, and the data to check the page.

    ``counts`` contains the counts of each facet in descending order. It omits the concepts, because equally frequent
    concepts may come in any order.
    """

    ms: float
    total: int
    hits: int
    counts: tuple[tuple[int, ...], ...]


class Asker:
    """The handle of a client process."""

    def __init__(self, name: str, pipe: Connection, process: int) -> None:
        self.name, self.process = name, process
        self._pipe = pipe

    def open(self, folder: Path, port: int = 0) -> None:
        """Make the peer open its index in ``folder``, or connect to its server on ``port``."""
        self._pipe.send((folder, port))

    def send(self, asks: Sequence[Ask]) -> None:
        """Make the peer run all ``asks``, one after another. Return without waiting for the answers."""
        self._pipe.send(asks)

    def receive(self) -> list[Answer]:
        """Return the answers to the last ``send``. Raises RuntimeError if the peer raised an exception."""
        answers = self._pipe.recv()
        if isinstance(answers, Exception):
            raise RuntimeError(f"{self.name}: {answers!r}") from answers
        return list(answers)

    def ask(self, ask: Ask) -> Answer:
        """Run one query and return its answer."""
        self.send([ask])
        return self.receive()[0]


@contextmanager
def asking(name: str) -> Iterator[Asker]:
    """Start a client process, yield its handle, and finally stop it. The process loads the peer only in ``open``."""
    spawning = get_context("spawn")
    ours, theirs = spawning.Pipe()
    process = spawning.Process(target=_serve, args=(name, theirs), daemon=True)
    process.start()
    theirs.close()
    try:
        yield Asker(name, ours, process.pid or 0)
    finally:
        ours.close()
        process.join(5)
        process.terminate()
        process.join()


def _serve(name: str, pipe: Connection) -> None:
    """Load and open the peer, then answer queries from the pipe until the pipe is closed."""
    try:
        folder, port = pipe.recv()
        peer = load(name)
        if isinstance(peer, Served):
            peer.port = port
        peer.open(folder)
        while True:
            pipe.send([_timed(peer.page, ask) for ask in pipe.recv()])
    except (EOFError, BrokenPipeError, KeyboardInterrupt):
        return
    except Exception as error:
        pipe.send(RuntimeError(f"{type(error).__name__}: {error}"))


def _timed(page: Callable[[Ask], Page], ask: Ask) -> Answer:
    started = perf_counter()
    found = page(ask)
    ms = (perf_counter() - started) * 1000
    counts = tuple(tuple(sorted((count for _, count in facet), reverse=True)) for facet in found.counts)
    return Answer(ms, found.total, len(found.hits), counts)
