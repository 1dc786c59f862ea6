"""Conversion between summaries and documents. Worker processes use it without the OpenSearch client."""

import json
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple
from zlib import crc32

from indexer.engines.citation_texts import citation_texts
from indexer.engines.surface_forms import title_sort_key
from indexer.errors import SummarySearchError
from indexer.summaries.facets import FACETS
from indexer.summaries.summary import Concepts, Summary, summary_from_json, summary_to_json
from indexer.text.analysis import spellings, term, words

MAX_ID_BYTES = 512  # a limit of OpenSearch

_MAX_SORT_KEY = 8_000  # characters; OpenSearch allows 32,766 bytes
_MAX_FORM = 256  # characters; longer prefixes match nothing
_ENCODED_BLANK = "␠"
_KEPT_EMPTY = ("id", "sorted_title")


class Document(NamedTuple):
    """A prepared summary. ``concepts`` contains one tuple of concept ids per facet, in the order of FACETS.

    ``body`` is a JSON object with all other fields.
    """

    id: str
    concepts: tuple[Concepts, ...]
    body: str


class DocumentPreparer:
    """Base class of the engine. Worker processes can unpickle the method ``prepare`` without importing the client."""

    @staticmethod
    def prepare(summaries: Sequence[Summary], digests: Sequence[bytes]) -> list[Document]:
        """Return the documents of ``summaries``. Raises SummarySearchError if an id is too long for OpenSearch."""
        return [_document(summary, digest) for summary, digest in zip(summaries, digests, strict=True)]


def summary_of(source: dict[str, Any]) -> Summary:
    """Return the summary stored in the ``_source`` of a document."""
    return summary_from_json(json.loads(source["summary"]))


def is_intact(source: dict[str, Any]) -> bool:
    """Return whether the stored summary of a document can be read and has the stored checksum."""
    try:
        summary_of(source)
    except (ValueError, KeyError, TypeError):
        return False
    return bool(_checksum(source["summary"]) == source["checksum"])


def encode_term(term: str) -> str:
    """Return the term without blanks, because the cluster splits fields at blanks.

    Few terms contain a blank. An example is ﷺ: this character stands for several words.
    """
    return term.replace(" ", _ENCODED_BLANK)


def decode_term(term: str) -> str:
    """Return the term that :func:`encode_term` encoded."""
    return term.replace(_ENCODED_BLANK, " ")


def _document(summary: Summary, digest: bytes) -> Document:
    if len(summary.id.encode(errors="replace")) > MAX_ID_BYTES:
        raise SummarySearchError(f'the id "{summary.id[:80]}..." is longer than {MAX_ID_BYTES} bytes', "shorten it")
    citation = citation_texts(summary)
    # The JSON is ASCII, because lone surrogates (possible in JSON input) cannot be encoded as UTF-8.
    stored = json.dumps(summary_to_json(summary))
    fields = {
        "id": summary.id,
        "sorted_title": title_sort_key(summary.title)[:_MAX_SORT_KEY],
        "title": _encoded_terms(summary.title),
        "text": _encoded_terms(summary.text),
        **{name: _encoded_terms(text) for name, text in citation._asdict().items()},
        "forms": _forms((summary.title, summary.text)),
        "cited_forms": _forms((citation.author, citation.journal)),
        "reference_forms": _forms((citation.identity, citation.source)),
        "year": summary.year,
        "summary": stored,
        "digest": digest.hex(),
        "checksum": _checksum(stored),
    }
    body = json.dumps({name: value for name, value in fields.items() if value or name in _KEPT_EMPTY})
    return Document(summary.id, tuple(summary.concepts(facet.field) for facet in FACETS), body)


def _encoded_terms(text: str) -> str:
    """Return the terms of a text in order, separated by blanks."""
    return " ".join([encode_term(term(word)) for word in words(text)])


def _forms(texts: Iterable[str]) -> list[str]:
    """Return sorted and encoded strings "FORM TERM": a written form of a word, and the term of the word."""
    distinct = {word for text in texts for word in words(text)}
    pairs = {(form[:_MAX_FORM], term(word)) for word in distinct for form in spellings(word)}
    return sorted(f"{encode_term(form)} {encode_term(form_term)}" for form, form_term in pairs)


def _checksum(text: str) -> str:
    return f"{crc32(text.encode()):08x}"
