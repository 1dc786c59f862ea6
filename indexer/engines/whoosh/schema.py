"""What Whoosh keeps of summaries: each as a whole, and which of them hold which words and concepts.

Its postings are written all at once, out of the tables that stand beside them: they are sorted there already, and
adding document by document takes Whoosh ten times as long. Where in a text the words stand, the tables alone know.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh.fields import ID, STORED, Schema

from indexer.engines.whoosh.columns.reader import NO_DOCUMENTS, Concepts
from indexer.engines.whoosh.evaluation import CITATIONS, WORDS
from indexer.engines.whoosh.postings.reader import Postings
from indexer.summaries.facets import FACETS
from indexer.summaries.summary import Summary, summary_from_json, summary_to_json

_Postings = tuple[Sequence[str], NDArray[Any], NDArray[Any]]  # terms, where the documents of each end, documents


def schema() -> Schema:
    """Return the schema; one that differs from an index's own makes it outdated (raise FORMAT then).

    To Whoosh every term is what an id is, a key that a document has or has not.
    """
    keys = {name: ID() for name in (WORDS, CITATIONS, *(facet.name for facet in FACETS))}
    return Schema(id=ID(unique=True), summary=STORED, **keys)


def write_segment(
    writer: Any, ids: Sequence[str], words: Postings, citations: Postings, concepts: Concepts, first: int
) -> None:
    """Have Whoosh's writer write the postings of a segment, as its codecs want them: by field, term and document.

    ``ids`` are those of all documents, in their order. The documents of the segment are those from ``first`` on;
    Whoosh numbers them from 0. To go past what Whoosh does to merge segments takes half as long.
    """
    numbers = np.arange(len(ids))
    fields: dict[str, _Postings] = {
        "id": (ids, numbers + 1, numbers),
        WORDS: (words.terms, words.ends, words.documents),
        CITATIONS: (citations.terms, citations.ends, citations.documents),
    }
    for facet in FACETS:
        fields[facet.name] = _of_facet(facet.name, concepts)
    target = writer.fieldwriter
    for name in sorted(fields):
        target.start_field(name, writer.schema[name])
        for term, documents in _held(*fields[name], first):
            target.start_term(term)
            for document in documents:
                target.add(document, 1.0, b"", 0)
            target.finish_term()
        target.finish_field()


def _of_facet(facet: str, concepts: Concepts) -> _Postings:
    """Return the concepts of a facet, where the documents of each end, and the documents."""
    numbers = [number for number, (of, _) in enumerate(concepts.names) if of == facet]
    held = [concepts.holding(*concepts.names[number]) for number in numbers]
    documents = np.concatenate([*held, NO_DOCUMENTS])
    return (
        [concepts.names[number][1] for number in numbers],
        np.cumsum([len(of) for of in held], dtype=np.int64),
        documents,
    )


def _held(
    terms: Sequence[str], ends: NDArray[np.integer], documents: NDArray[np.integer], first: int
) -> Iterator[tuple[bytes, list[int]]]:
    """Yield terms, in the order of their bytes, with the documents from ``first`` on that hold them; none without."""
    new = documents >= first
    ends = np.append(0, np.cumsum(new))[ends]
    starts, documents = np.append(0, ends).tolist(), documents[new] - first
    held = np.flatnonzero(np.diff(ends, prepend=0)).tolist()
    for term, number in sorted((terms[number].encode(), number) for number in held):
        yield term, documents[starts[number] : starts[number + 1]].tolist()


def stored(summary: Summary) -> str:
    """Return a summary as it is stored; :func:`stored_summary` reads it back."""
    return json.dumps(summary_to_json(summary), ensure_ascii=False)


def stored_summary(fields: dict[str, Any]) -> Summary:
    """Return the summary that a document's stored fields hold."""
    return summary_from_json(json.loads(fields["summary"]))
