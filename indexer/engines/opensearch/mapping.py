"""Mapping and settings of a physical index.

    id, year, sorted_title          sort keys
    title, text                     terms; the field WORDS contains both, with a position gap between them
    author, journal                 terms of the citation; the field CITED contains both
    identity, source                terms that plain words also find; the field REFERENCES contains both
    anywhere                        terms of title, text, identity and source, without positions
    forms, cited_forms, reference_forms
                                    "FORM TERM" pairs (a written form of a word and its term), for prefix lookups
    condition, cell_type, ...       one field per facet, with the ids of the concepts and of their ancestors
    summary, digest, checksum       stored and not searchable

:mod:`indexer.text.analysis` returns the terms of a text. They are joined by blanks, and the cluster only splits the
text at blanks. ``_source`` contains only the stored fields, because the terms would double the size of ``_source``.
"""

from typing import Any

from indexer.settings import ClusterSettings
from indexer.summaries.facets import FACETS

FORMAT = 2
K1 = 1.2  # BM25; the default of OpenSearch
META_KEY = "summary_search"
"""The key of this program's data in the ``_meta`` of an index."""

WORDS = "words"
CITED = "cited"
REFERENCES = "references"
FORMS = {WORDS: "forms", CITED: "cited_forms", REFERENCES: "reference_forms"}

ANYWHERE = "anywhere"
IDF = "idf"
"""The similarity that gives a term its inverse document frequency as its score."""

ALTERNATIVES = "alternatives"
"""The analyzer for terms that are scored as one word. It places the terms of the text "a|b|c" at one position."""
OR = "|"

POSITION_GAP = 1000  # between the parts of a combined field, so that no phrase matches across two parts


def index_body(settings: ClusterSettings, meta: dict[str, Any]) -> dict[str, Any]:
    """Return the body of a create-index request. ``meta`` is stored in ``_meta`` under META_KEY."""
    return {
        "settings": {
            "number_of_shards": settings.shards,
            "number_of_replicas": settings.replicas,
            "refresh_interval": settings.refresh,
            # Term statistics include deleted documents. With 0, a merge that expunges these documents skips no segment.
            "merge.policy.expunge_deletes_allowed": 0,
            "similarity": {IDF: {"type": "BM25", "k1": 0, "b": 0}},
            "analysis": {
                "filter": {ALTERNATIVES: {"type": "pattern_capture", "preserve_original": False, "patterns": [
                    f"([^{OR}]+)"
                ]}},
                "analyzer": {ALTERNATIVES: {"type": "custom", "tokenizer": "whitespace", "filter": [ALTERNATIVES]}},
            },
        },
        "mappings": {
            "dynamic": "strict",
            "_source": {"includes": list(_STORED)},
            "_meta": {META_KEY: meta},
            "properties": _PROPERTIES,
        },
    }  # fmt: skip


def _terms(copy_to: tuple[str, ...] = ()) -> dict[str, Any]:
    field: dict[str, Any] = {"type": "text", "analyzer": "whitespace"}
    return {**field, "copy_to": list(copy_to)} if copy_to else {**field, "position_increment_gap": POSITION_GAP}


_KEYWORD = {"type": "keyword"}
_FORM = {"type": "keyword", "eager_global_ordinals": True}  # ordinals are built on refresh, not during the first search
_UNSEARCHABLE = {"type": "keyword", "index": False, "doc_values": False}
_STORED = dict.fromkeys(("summary", "digest", "checksum"), _UNSEARCHABLE)

_PROPERTIES: dict[str, Any] = {
    "id": _KEYWORD,
    "year": {"type": "integer"},
    "sorted_title": _KEYWORD,
    "title": _terms(copy_to=(WORDS, ANYWHERE)),
    "text": _terms(copy_to=(WORDS, ANYWHERE)),
    WORDS: _terms(),
    "author": _terms(copy_to=(CITED,)),
    "journal": _terms(copy_to=(CITED,)),
    CITED: _terms(),
    "identity": _terms(copy_to=(REFERENCES, ANYWHERE)),
    "source": _terms(copy_to=(REFERENCES, ANYWHERE)),
    REFERENCES: _terms(),
    ANYWHERE: {"type": "text", "analyzer": "whitespace", "index_options": "docs", "norms": False, "similarity": IDF},
    **dict.fromkeys(FORMS.values(), _FORM),
    **{facet.name: _KEYWORD for facet in FACETS},
    **_STORED,
}
