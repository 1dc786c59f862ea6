"""The unit of work that every peer does: what is asked for, what comes back, and what a peer is."""

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
"""For each of FACETS its most frequent concepts and how many of the summaries hold them."""


@dataclass(frozen=True, slots=True)
class Document:
    """One summary, with its concepts (and those above them) in each of FACETS."""

    id: str
    title: str
    text: str
    concepts: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Ask:
    """One page asked for: its words, and perhaps one concept of a facet (its number in FACETS) that narrows it."""

    kind: Kind
    words: tuple[str, ...]
    narrowed: tuple[int, str] | None = None

    def query(self, both: str = " ", either: str = " OR ") -> str:
        """Return the words as most query languages have them."""
        if self.kind == "phrase":
            return '"' + " ".join(self.words) + '"'
        return (either if self.kind == "any word" else both).join(self.words)


@dataclass(frozen=True, slots=True)
class Page:
    """What a page needs: ranked hits (id, title, marked passage), the exact total, and counts for each of FACETS.

    Each facet's counts are its VALUES most frequent, and ignore the facet's own filter.
    """

    hits: Sequence[tuple[str, str, str]]
    total: int
    counts: Counts


class Peer(Protocol):
    """An engine, used as its own documentation teaches. Its module's name is its name.

    One that answers from the ``index`` of another, which it names, builds none.
    """

    version: str
    remark: str
    """What it does otherwise than the unit of work says; "" where it does all of it."""
    lacks: tuple[Kind, ...]
    """What it cannot be asked for, and is not."""

    def build(self, documents: Sequence[Document], folder: Path) -> None:
        """Index the documents into an empty folder."""
        ...

    def open(self, folder: Path) -> None:
        """Get ready to answer."""
        ...

    def page(self, ask: Ask) -> Page:
        """Answer."""
        ...

    def close(self) -> None:
        """Give back what was opened."""
        ...


@runtime_checkable
class Served(Protocol):
    """What a peer has besides where it is a server: it is then the client of one on ``port`` of this machine."""

    port: int
    index: str
    """The peer whose index it serves."""
    ready: str
    """The path that is answered with 200 once pages can be asked for."""

    def command(self, folder: Path, port: int) -> list[str]:
        """Return the command that serves the index in ``folder``."""
        ...


def most_frequent(counts: Iterable[tuple[str, int]]) -> list[tuple[str, int]]:
    """Return the VALUES most frequent of a facet's counts."""
    return sorted(counts, key=lambda pair: (-pair[1], pair[0]))[:VALUES]
