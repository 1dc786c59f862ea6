"""The measurement. In new processes, all peers answer each query in turn, and then all queries again.

If requested, several clients then send the queries at once.
"""

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from time import perf_counter

from benchmarks.page.asking import Answer, Asker, asking
from benchmarks.page.indexes import Collection
from benchmarks.page.memory import Memory, of_tree
from benchmarks.page.peers import index_of, load
from benchmarks.page.servers import free_port, running
from benchmarks.page.work import Ask, Served

Answers = list[Answer | None]
"""One answer for each query. It is None if the peer does not support the query."""


@dataclass(slots=True)
class Measured:
    """The measurements of one peer. ``starting`` is the time in seconds from its start to its first page.

    ``cold`` and ``warm`` are the answers of the first and the second round. ``crowd`` contains the times in
    milliseconds of the round with several clients.
    """

    name: str
    starting: float = 0.0
    cold: Answers = field(default_factory=list)
    warm: Answers = field(default_factory=list)
    memory: Memory | None = None
    crowd: list[float] = field(default_factory=list)
    crowd_seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class _Running:
    """A started peer. ``answering`` is the process whose memory is measured."""

    measured: Measured
    asker: Asker
    answering: int
    port: int = 0


def measure(names: Sequence[str], collection: Collection, asks: Sequence[Ask], clients: int = 0) -> list[Measured]:
    """Run all queries twice on all peers. Then run them on each peer from ``clients`` clients at once.

    If ``clients`` is 0, the last step is omitted.
    """
    with ExitStack() as stack:
        peers = [_start(name, collection, asks[0], stack) for name in names]
        for number, ask in enumerate(asks):
            for peer in _in_turn(peers, number):
                # The peer already answered the first query when it was started.
                done = bool(peer.measured.cold) and number == 0
                peer.measured.cold += [] if done else [_ask(peer, ask)]
        for number, ask in enumerate(asks):
            for peer in _in_turn(peers, number):
                peer.measured.warm.append(_ask(peer, ask))
        for peer in peers:
            peer.measured.memory = of_tree(peer.answering)
        for peer in peers if clients else ():
            _crowd(peer, collection, asks, clients)
        return [peer.measured for peer in peers]


def _start(name: str, collection: Collection, first: Ask, stack: ExitStack) -> _Running:
    """Start a peer and request its first page. The page is for ``first`` if the peer supports this query."""
    peer, folder = load(name), collection.index(index_of(name))
    measured, port = Measured(name), 0
    answerable = first if first.kind not in peer.lacks else Ask("frequent word", first.words[:1], first.filter)
    if isinstance(peer, Served):
        asker, port = stack.enter_context(asking(name)), free_port()
        started = perf_counter()
        log = collection.folder / f"{name}.log"
        answering = stack.enter_context(running(peer.command(folder, port), port, peer.ready, log))
    else:
        started = perf_counter()
        asker = stack.enter_context(asking(name))
        answering = asker.process
    asker.open(folder, port)
    answer = asker.ask(answerable)
    measured.starting = perf_counter() - started
    measured.cold.append(answer if answerable is first else None)
    return _Running(measured, asker, answering, port)


def _in_turn(peers: Sequence[_Running], number: int) -> list[_Running]:
    """Return the peers in rotated order, so that ``number`` determines the first peer."""
    first = number % len(peers)
    return [*peers[first:], *peers[:first]]


def _ask(peer: _Running, ask: Ask) -> Answer | None:
    return None if ask.kind in load(peer.measured.name).lacks else peer.asker.ask(ask)


def _crowd(peer: _Running, collection: Collection, asks: Sequence[Ask], clients: int) -> None:
    """Run all queries from several clients at once. Each client starts at a different place in the list."""
    lacks = load(peer.measured.name).lacks
    asked = [ask for ask in asks if ask.kind not in lacks]
    with ExitStack() as stack:
        askers = [stack.enter_context(asking(peer.measured.name)) for _ in range(clients)]
        for asker in askers:
            asker.open(collection.index(index_of(peer.measured.name)), peer.port)
            asker.ask(asked[0])  # makes the client connect and import all modules
        started = perf_counter()
        for number, asker in enumerate(askers):
            first = number * len(asked) // clients
            asker.send([*asked[first:], *asked[:first]])
        answers = [answer for asker in askers for answer in asker.receive()]
        peer.measured.crowd_seconds = perf_counter() - started
    peer.measured.crowd = [answer.ms for answer in answers]
