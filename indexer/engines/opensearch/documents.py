"""Summaries <-> documents. The part of writing that any process can do, and reading them back."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple
from zlib import crc32

from indexer.engines.surface_forms import sorted_title
from indexer.errors import SummarySearchError
from indexer.summaries.facets import FACETS
from indexer.summaries.summary import Concepts, Summary, summary_from_json, summary_to_json
from indexer.text.analysis import spellings, term, words

LONGEST_ID = 512  # bytes, of OpenSearch

_LONGEST_SORTED = 8_000  # characters: OpenSearch takes 32,766 bytes
_LONGEST_FORM = 256  # characters: no query holds a longer beginning
_BLANK = "␠"
_ALWAYS = ("id", "sorted_title")  # even where they are empty


class Document(NamedTuple):
    """A summary prepared: its id, its concepts facet by facet, and all else as JSON."""

    id: str
    concepts: tuple[Concepts, ...]
    body: str


def prepare(summaries: Sequence[Summary], digests: Sequence[bytes]) -> list[Document]:
    """Return the documents of the summaries; ``digests`` tell what each was read as.

    Raises SummarySearchError where an id is too long for OpenSearch.
    """
    return [_document(summary, digest) for summary, digest in zip(summaries, digests, strict=True)]


class Preparing:
    """What of an engine other processes use: it stands here, where they need not load the client for it."""

    @staticmethod
    def prepare(summaries: Sequence[Summary], digests: Sequence[bytes]) -> list[Document]:
        """Return what a writer adds of the summaries."""
        return prepare(summaries, digests)


def read(source: dict[str, Any]) -> Summary:
    """Return the summary of a document."""
    return summary_from_json(json.loads(source["summary"]))


def is_whole(source: dict[str, Any]) -> bool:
    """Whether a document holds what was written, and that can be read."""
    try:
        read(source)
    except (ValueError, KeyError, TypeError):
        return False
    return bool(_checksum(source["summary"]) == source["checksum"])


def encoded(term: str) -> str:
    """Return a term as it stands in a field: a few letters, such as ﷺ, are written out with blanks in between."""
    return term.replace(" ", _BLANK)


def decoded(term: str) -> str:
    """Return the term that was encoded so."""
    return term.replace(_BLANK, " ")


def encoded_terms(text: str) -> str:
    """Return the terms of a text in order, parted by blanks."""
    return " ".join([encoded(term(word)) for word in words(text)])


def _document(summary: Summary, digest: bytes) -> Document:
    if len(summary.id.encode(errors="replace")) > LONGEST_ID:
        raise SummarySearchError(f'the id "{summary.id[:80]}..." is longer than {LONGEST_ID} bytes', "shorten it")
    citation = summary.citation
    authors, journal = (", ".join(citation.authors), citation.journal or "") if citation else ("", "")
    # In ASCII: half a surrogate, which JSON files can hold, is no UTF-8.
    kept = json.dumps(summary_to_json(summary))
    fields = {
        "id": summary.id,
        "sorted_title": sorted_title(summary.title)[:_LONGEST_SORTED],
        "title": encoded_terms(summary.title),
        "text": encoded_terms(summary.text),
        "author": encoded_terms(authors),
        "journal": encoded_terms(journal),
        "forms": _forms((summary.title, summary.text)),
        "cited_forms": _forms((authors, journal)),
        "year": summary.year,
        "summary": kept,
        "digest": digest.hex(),
        "checksum": _checksum(kept),
    }
    body = json.dumps({name: value for name, value in fields.items() if value or name in _ALWAYS})
    return Document(summary.id, tuple(summary.concepts(facet.field) for facet in FACETS), body)


def _forms(texts: Iterable[str]) -> list[str]:
    """Return how the words of texts are written, each form with its term behind it."""
    different = {word for text in texts for word in words(text)}
    written = {(form[:_LONGEST_FORM], term(word)) for word in different for form in spellings(word)}
    return sorted(f"{encoded(form)} {encoded(of)}" for form, of in written)


def _checksum(text: str) -> str:
    return f"{crc32(text.encode()):08x}"
