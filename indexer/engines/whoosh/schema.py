"""The part of the index that Whoosh stores: its schema, stored summaries and segments.

Segments are written from the posting and concept tables of this engine, which are already sorted. Adding the documents
to Whoosh one by one would take ten times as long. Word positions are stored in the tables, but not in the segments.
"""

import json
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh.fields import ID, STORED, Schema

from indexer.engines.whoosh.columns.concepts import ConceptTable
from indexer.engines.whoosh.document_sets import NO_DOCUMENTS
from indexer.engines.whoosh.postings.reader import CITATIONS, WORDS, Postings
from indexer.engines.whoosh.storage.arrays import StringTable
from indexer.summaries.facets import FACETS
from indexer.summaries.summary import Summary, summary_from_json, summary_to_json

# The terms, the end of the postings of each term, and the documents.
_Lists = tuple[StringTable | Sequence[str], NDArray[Any], NDArray[Any]]


def schema() -> Schema:
    """Return the schema. It has fields for the id, the stored summary, words, citations and each facet.

    A field stores which documents contain a term, but not how often. An incompatible change of the schema needs a new
    FORMAT in the manifest. If a facet was added after the index was built, its field has no terms.
    """
    keys = {name: ID() for name in (WORDS, CITATIONS, *(facet.name for facet in FACETS))}
    return Schema(id=ID(unique=True), summary=STORED, **keys)


def serialize(summary: Summary) -> str:
    """Return the JSON text that the index stores for a summary. :func:`stored_summary` parses this text."""
    return json.dumps(summary_to_json(summary), ensure_ascii=False)


def stored_summary(fields: dict[str, Any]) -> Summary:
    """Return the stored summary. Raises ValueError, KeyError or TypeError if ``fields`` are damaged."""
    return summary_from_json(json.loads(fields["summary"]))


def write_segment(
    writer: Any, ids: Sequence[str], words: Postings, citations: Postings, concepts: ConceptTable, first: int
) -> None:
    """Write the postings of one segment, sorted by field, term and document. ``writer`` is a Whoosh writer.

    ``ids`` are the summary ids of all documents. The segment contains the documents from number ``first`` on. The
    segment numbers them from 0. The postings are passed directly to the field writer, because Whoosh then merges no
    temporary files. This halves the time.
    """
    numbers = np.arange(len(ids))
    fields: dict[str, _Lists] = {
        "id": (ids, numbers + 1, numbers),
        WORDS: (words.terms, words.ends, words.documents),
        CITATIONS: (citations.terms, citations.ends, citations.documents),
        **{facet.name: _facet_lists(facet.name, concepts) for facet in FACETS},
    }
    target = writer.fieldwriter
    for name in sorted(fields):
        target.start_field(name, writer.schema[name])
        for term, documents in _added_postings(*fields[name], first):
            target.start_term(term)
            for document in documents:
                target.add(document, 1.0, b"", 0)
            target.finish_term()
        target.finish_field()


def _facet_lists(facet: str, concepts: ConceptTable) -> _Lists:
    ids = [concept for name, concept in concepts.names if name == facet]
    documents = [concepts.documents(facet, concept) for concept in ids]
    ends = np.cumsum(list(map(len, documents)), dtype=np.int64)
    return ids, ends, np.concatenate([*documents, NO_DOCUMENTS])


def _added_postings(
    terms: StringTable | Sequence[str], ends: NDArray[np.integer], documents: NDArray[np.integer], first: int
) -> Iterator[tuple[bytes, list[int]]]:
    """Yield (term, documents) in byte order of the terms.

    Documents before ``first`` are left out. The others are numbered from 0. Terms without documents are left out.
    """
    added = documents >= first
    ends = np.append(0, np.cumsum(added))[ends]
    starts, documents = np.append(0, ends).tolist(), documents[added] - first
    nonempty = np.flatnonzero(np.diff(ends, prepend=0)).tolist()
    for term, number in sorted((terms[number].encode(), number) for number in nonempty):
        yield term, documents[starts[number] : starts[number + 1]].tolist()
