"""What Whoosh keeps of summaries: each as a whole, and which of them hold which words and concepts.

Its postings are written all at once, out of the tables that stand beside them: they are sorted there already, and
adding document by document takes Whoosh ten times as long. Where in a text the words stand, the tables alone know.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh.fields import ID, STORED, Schema

from indexer.engines.whoosh.columns import Concepts
from indexer.engines.whoosh.evaluate import CITATIONS, WORDS
from indexer.engines.whoosh.postings import Postings
from indexer.summaries.facets import FACETS
from indexer.summaries.summary import Summary, from_json, to_json

Posting = tuple[str, bytes, int, float, bytes]
"""Field, term, document number, weight, nothing more: as Whoosh takes it."""


def schema() -> Schema:
    """Return the schema; one that differs from an index's own makes it outdated (raise FORMAT then).

    To Whoosh every term is what an id is, a key that a document has or has not.
    """
    keys = {name: ID() for name in (WORDS, CITATIONS, *(facet.name for facet in FACETS))}
    return Schema(id=ID(unique=True), summary=STORED, **keys)


def segment_postings(ids: Sequence[str], words: Postings, citations: Postings, concepts: Concepts) -> Iterator[Posting]:
    """Yield the postings of all fields in the order that Whoosh asks for: by field, term (its bytes) and document.

    ``ids`` are those of the documents, in their order.
    """
    numbers = np.arange(len(ids))
    fields: dict[str, tuple[Iterable[tuple[str, int]], NDArray[Any], NDArray[Any]]] = {
        "id": (_numbered(ids), numbers + 1, numbers),
        WORDS: (_numbered(words.terms), words.ends, words.documents),
        CITATIONS: (_numbered(citations.terms), citations.ends, citations.documents),
    }
    for facet in FACETS:
        held = [(concept, number) for number, (of, concept) in enumerate(concepts.names) if of == facet.name]
        fields[facet.name] = (held, concepts.holder_ends, concepts.holders)
    for name in sorted(fields):
        yield from _field_postings(name, *fields[name])


def _numbered(terms: Iterable[str]) -> Iterator[tuple[str, int]]:
    return ((term, number) for number, term in enumerate(terms))


def _field_postings(
    name: str, terms: Iterable[tuple[str, int]], ends: NDArray[np.integer], documents: NDArray[np.integer]
) -> Iterator[Posting]:
    """Yield the postings of some terms, each with its number, in the order of their bytes."""
    starts = np.append(0, ends).tolist()
    for term, number in sorted((term.encode(), number) for term, number in terms):
        for document in documents[starts[number] : starts[number + 1]].tolist():
            yield name, term, document, 1.0, b""


def stored(summary: Summary) -> str:
    """Return a summary as it is stored; :func:`stored_summary` reads it back."""
    return json.dumps(to_json(summary), ensure_ascii=False)


def stored_summary(fields: dict[str, Any]) -> Summary:
    """Return the summary that a document's stored fields hold."""
    return from_json(json.loads(fields["summary"]))
