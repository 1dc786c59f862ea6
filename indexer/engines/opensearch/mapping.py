"""How a summary is laid out as a document, and how an index of them is set up.

    id, year, sorted_title          what is sorted by
    title, text                     the terms there; WORDS holds both, one behind the other with a gap
    author, journal                 the same of the citation; CITED holds both
    forms, cited_forms              "form term": how each word is written, for beginnings of words
    condition, cell_type, ...       a facet: concept ids, those above them included
    summary, digest, checksum       what is kept and not searched

Terms come analysed (:mod:`indexer.text.analysis`), parted by blanks; the cluster parts them there again and does
nothing else. Only what is kept is in ``_source``: the terms would be as long as the summaries again.
"""

from __future__ import annotations

from typing import Any

from indexer.settings import ClusterSettings
from indexer.summaries.facets import FACETS

FORMAT = 1
OURS = "summary_search"
"""The key in an index's ``_meta`` under which stands what we know of it."""

WORDS = "words"
CITED = "cited"
FORMS = {WORDS: "forms", CITED: "cited_forms"}

ALTERNATIVES = "alternatives"
"""The analyzer that puts terms written "a|b|c" at one place, so that they count as one word."""
OR = "|"

GAP = 1000  # positions between two fields in one: more than the longest query can reach over


def index_body(settings: ClusterSettings, about: dict[str, Any]) -> dict[str, Any]:
    """Return what an index is created with; ``about`` is what its ``_meta`` says."""
    return {
        "settings": {
            "number_of_shards": settings.shards,
            "number_of_replicas": settings.replicas,
            "refresh_interval": settings.refresh,
            # What is deleted still counts in the statistics of words until it is merged away: all of it shall go.
            "merge.policy.expunge_deletes_allowed": 0,
            "analysis": {
                "filter": {ALTERNATIVES: {"type": "pattern_capture", "preserve_original": False, "patterns": [
                    f"([^{OR}]+)"
                ]}},
                "analyzer": {ALTERNATIVES: {"type": "custom", "tokenizer": "whitespace", "filter": [ALTERNATIVES]}},
            },
        },
        "mappings": {
            "dynamic": "strict",
            "_source": {"includes": list(_KEPT)},
            "_meta": {OURS: about},
            "properties": _PROPERTIES,
        },
    }  # fmt: skip


def _terms(into: str | None = None) -> dict[str, Any]:
    field: dict[str, Any] = {"type": "text", "analyzer": "whitespace"}
    return {**field, "copy_to": into} if into else {**field, "position_increment_gap": GAP}


_KEYWORD = {"type": "keyword"}
_FORMS = {"type": "keyword", "eager_global_ordinals": True}  # reckoned when the index is opened, not when asked
_UNSEARCHED = {"type": "keyword", "index": False, "doc_values": False}
_KEPT = {"summary": _UNSEARCHED, "digest": _UNSEARCHED, "checksum": _UNSEARCHED}

_PROPERTIES: dict[str, Any] = {
    "id": _KEYWORD,
    "year": {"type": "integer"},
    "sorted_title": _KEYWORD,
    "title": _terms(into=WORDS),
    "text": _terms(into=WORDS),
    WORDS: _terms(),
    "author": _terms(into=CITED),
    "journal": _terms(into=CITED),
    CITED: _terms(),
    **dict.fromkeys(FORMS.values(), _FORMS),
    **{facet.name: _KEYWORD for facet in FACETS},
    **_KEPT,
}
