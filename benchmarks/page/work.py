"""The unit of work of every peer: query, page, and the protocol of a peer."""

from __future__ import annotations

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
"""For each of FACETS its most frequent concepts, with their counts."""


@dataclass(frozen=True, slots=True)
class Document:
    """One summary, with its concepts and their broader ones in each of FACETS."""

    id: str
    title: str
    text: str
    concepts: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Ask:
    """One query: its words, and optionally a filter (the number of a facet in FACETS, and a concept)."""

    kind: Kind
    words: tuple[str, ...]
    filter: tuple[int, str] | None = None

    def query(self, both: str = " ", either: str = " OR ") -> str:
        """Return the query in the syntax of most query languages."""
        if self.kind == "phrase":
            return '"' + " ".join(self.words) + '"'
        return (either if self.kind == "any word" else both).join(self.words)


@dataclass(frozen=True, slots=True)
class Page:
    """A page: ranked hits (id, title, highlighted passage), the exact total, and counts for each of FACETS.

    Each facet's counts are its VALUES most frequent, and ignore the facet's own filter.
    """

    hits: Sequence[tuple[str, str, str]]
    total: int
    counts: Counts


class Peer(Protocol):
    """An engine, used as its own documentation recommends. The name of its module is the name of the peer.

    A peer with an attribute ``index`` answers from the index of the peer of that name, and builds none.
    """

    version: str
    remark: str
    """Deviations from the unit of work; "" if there are none."""
    lacks: tuple[Kind, ...]
    """Unsupported kinds of queries, which are not run."""

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
    """The further attributes of a peer that is the client of a server on ``port`` of this machine."""

    port: int
    index: str
    """The name of the peer whose index the server uses."""
    ready: str
    """The path that answers with 200 once the server is ready."""

    def command(self, folder: Path, port: int) -> list[str]:
        """Return the command that starts a server of the index in ``folder``."""
        ...


def most_frequent(counts: Iterable[tuple[str, int]]) -> list[tuple[str, int]]:
    """Return the VALUES highest counts of a facet, most frequent first."""
    return sorted(counts, key=lambda pair: (-pair[1], pair[0]))[:VALUES]
