"""The unit of work of every peer: query, page, and the protocol of a peer."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol, runtime_checkable

FACETS = ("condition", "cell_type", "route")
HITS = 10
VALUES = 20

Kind = Literal["frequent word", "rare word", "all words", "any word", "phrase"]
KINDS: tuple[Kind, ...] = ("frequent word", "rare word", "all words", "any word", "phrase")

Counts = Sequence[Sequence[tuple[str, int]]]
"""For each facet in FACETS, pairs (concept, count) of its most frequent concepts."""


@dataclass(frozen=True, slots=True)
class Document:
    """One summary. For each facet in FACETS, ``concepts`` contains its concepts and their broader concepts."""

    id: str
    title: str
    text: str
    concepts: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Ask:
    """One query: its words, and optionally a filter. A filter is the index of a facet in FACETS, and a concept."""

    kind: Kind
    words: tuple[str, ...]
    filter: tuple[int, str] | None = None

    def query(self, both: str = " ", either: str = " OR ") -> str:
        """Return the query in the syntax of most query languages. ``both`` and ``either`` are the operators."""
        if self.kind == "phrase":
            return '"' + " ".join(self.words) + '"'
        return (either if self.kind == "any word" else both).join(self.words)


@dataclass(frozen=True, slots=True)
class Page:
    """A page: ranked hits (id, title, highlighted passage), the exact total, and the counts of each facet in FACETS.

    The counts of a facet contain its VALUES most frequent concepts. They ignore the filter of this facet.
    """

    hits: Sequence[tuple[str, str, str]]
    total: int
    counts: Counts


class Peer(Protocol):
    """An engine, used as its documentation recommends. The name of its module is the name of the peer.

    If a peer has an attribute ``index``, this names another peer. The peer then uses the index of the other peer and
    builds no index.
    """

    version: str
    remark: str
    """Text about deviations from the unit of work. It is empty if there are none."""
    lacks: tuple[Kind, ...]
    """Kinds of queries that the peer does not support. They are not run."""

    def build(self, documents: Sequence[Document], folder: Path) -> None:
        """Index the documents into an empty folder."""
        ...

    def open(self, folder: Path) -> None:
        """Open the index in ``folder``."""
        ...

    def page(self, ask: Ask) -> Page:
        """Return the page of a query."""
        ...

    def close(self) -> None:
        """Release all resources."""
        ...


@runtime_checkable
class Served(Protocol):
    """Additional attributes of a peer that is the client of a server on ``port`` of this machine."""

    port: int
    index: str
    """The name of the peer whose index the server uses."""
    ready: str
    """The URL path that answers with status 200 as soon as the server is ready."""

    def command(self, folder: Path, port: int) -> list[str]:
        """Return the command that starts a server for the index in ``folder`` on ``port``."""
        ...


def most_frequent(counts: Iterable[tuple[str, int]]) -> list[tuple[str, int]]:
    """Return the VALUES highest counts of a facet as pairs (concept, count), with the highest count first."""
    return sorted(counts, key=lambda pair: (-pair[1], pair[0]))[:VALUES]
