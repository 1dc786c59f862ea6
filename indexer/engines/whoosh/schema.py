"""The Whoosh schema, and the serialization of stored summaries."""

from __future__ import annotations

import json
from typing import Any

from whoosh.fields import ID, STORED, Schema

from indexer.engines.whoosh.postings.reader import CITATIONS, WORDS
from indexer.summaries.facets import FACETS
from indexer.summaries.summary import Summary, from_json, to_json


def schema() -> Schema:
    """Return the schema: an id, the stored summary, and a field each for words, citations and the facets.

    Whoosh treats every term as a key that a document has or has not. An incompatible change needs a new FORMAT in the
    manifest. A facet that an index was built without has no terms in it.
    """
    keys = {name: ID() for name in (WORDS, CITATIONS, *(facet.name for facet in FACETS))}
    return Schema(id=ID(unique=True), summary=STORED, **keys)


def serialize(summary: Summary) -> str:
    """Return a summary as the text that is stored; :func:`stored_summary` reads it."""
    return json.dumps(to_json(summary), ensure_ascii=False)


def stored_summary(fields: dict[str, Any]) -> Summary:
    """Return the summary in the stored fields of a document. Raises ValueError, KeyError or TypeError if damaged."""
    return from_json(json.loads(fields["summary"]))
