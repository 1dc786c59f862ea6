"""The rounds of asking: peers in turn for every query, in new processes, then again; then many clients at once."""

from __future__ import annotations

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
"""An answer a query; None where the peer cannot be asked that."""


@dataclass(slots=True)
class Measured:
    """What one peer showed. ``starting`` are seconds from the start of its process to its first page."""

    name: str
    starting: float = 0.0
    cold: Answers = field(default_factory=list)
    warm: Answers = field(default_factory=list)
    memory: Memory | None = None
    crowd: list[float] = field(default_factory=list)
    crowd_seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class _Running:
    """A peer that has answered once."""

    measured: Measured
    asker: Asker
    answering: int
    """The process whose memory counts."""
    port: int = 0


def measure(names: Sequence[str], collection: Collection, asks: Sequence[Ask], clients: int = 0) -> list[Measured]:
    """Ask all peers everything twice; then, if there are servers, have ``clients`` of each ask at the same time."""
    with ExitStack() as stack:
        peers = [_start(name, collection, asks[0], stack) for name in names]
        for number, ask in enumerate(asks):
            for peer in _in_turn(peers, number):
                # The page that was asked for when it was started was the first of the first pass.
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
    """Start a peer and have it make its first page, that of the first query if it can be asked that."""
    peer, folder = load(name), collection.index(index_of(name))
    measured, port = Measured(name), 0
    answerable = first if first.kind not in peer.lacks else Ask("frequent word", first.words[:1], first.narrowed)
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
    """Return the peers, another one first each time."""
    first = number % len(peers)
    return [*peers[first:], *peers[:first]]


def _ask(peer: _Running, ask: Ask) -> Answer | None:
    return None if ask.kind in load(peer.measured.name).lacks else peer.asker.ask(ask)


def _crowd(peer: _Running, collection: Collection, asks: Sequence[Ask], clients: int) -> None:
    """Have several clients ask one server everything, each beginning elsewhere in the list."""
    lacks = load(peer.measured.name).lacks
    asked = [ask for ask in asks if ask.kind not in lacks]
    with ExitStack() as stack:
        askers = [stack.enter_context(asking(peer.measured.name)) for _ in range(clients)]
        for asker in askers:
            asker.open(collection.index(index_of(peer.measured.name)), peer.port)
            asker.ask(asked[0])  # connected, and all imported
        started = perf_counter()
        for number, asker in enumerate(askers):
            first = number * len(asked) // clients
            asker.send([*asked[first:], *asked[:first]])
        answers = [answer for asker in askers for answer in asker.receive()]
        peer.measured.crowd_seconds = perf_counter() - started
    peer.measured.crowd = [answer.ms for answer in answers]
