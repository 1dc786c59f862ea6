"""The words of an index: how they begin, how they are spelt, and how many summaries hold them.

All of it is asked of the term dictionaries, which are sorted: it takes milliseconds however many summaries there are.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from functools import cached_property
from typing import Any, NamedTuple

from indexer.engines.opensearch.cluster import Cluster
from indexer.engines.opensearch.documents import decoded, encoded
from indexer.engines.opensearch.mapping import CITED, FORMS, WORDS
from indexer.query.ast import TEXT_FIELDS, Field
from indexer.text.analysis import spellings

_LONG_WORD = 6
_MOST_FORMS = 20_000
_MOST_SPELLINGS = 200
_ANY_FREQUENCY = 2**31 - 1
_TRIED = 64  # values of routing, to find one for each shard


class Telling(NamedTuple):
    """A term, and how much it tells of the text that it stands in: tf times idf."""

    term: str
    weight: float


class Lexicon:
    """The words of one physical index."""

    def __init__(self, cluster: Cluster, index: str) -> None:
        self._cluster = cluster
        self._index = index

    def beginning(self, prefix: str, field: Field | None) -> tuple[str, ...]:
        """Return the terms of which a written form begins with ``prefix``: the most frequent first, then by name."""
        space = WORDS if field in (None, *TEXT_FIELDS) else CITED
        terms = {form.partition(" ")[2] for form in self._forms(FORMS[space], spellings(prefix))}
        held = self.held(terms, space)
        return tuple(decoded(term) for term in sorted(terms, key=lambda term: (-held.get(term, 0), term)))

    def near(self, term: str) -> str | None:
        """Return the term spelt nearly like ``term`` that most summaries hold, None where there is none."""
        for distance in (1, 2) if len(term) >= _LONG_WORD else (1,):
            near = [(-times, word) for word, times in self._spelt(term, distance) if word != term and word.isalpha()]
            if near:
                return min(near)[1]
        return None

    def held(self, terms: Collection[str], field: str) -> dict[str, int]:
        """Return how many summaries hold each of the terms, which are encoded; those that none holds are left out."""
        counts: dict[str, int] = {}
        if terms:
            text = " ".join(terms)
            for vectors in self._vectors([(text, routing) for routing in self._routings], field):
                for term, of in vectors.items():
                    counts[term] = counts.get(term, 0) + of.get("doc_freq", 0)
        return {term: held for term, held in counts.items() if held}

    def telling(self, terms: Iterable[str], most: int, held_by: range, routing: str) -> list[Telling]:
        """Return the ``most`` of the terms of a text that tell most, of those that so many summaries hold.

        What they tell, and who holds them, is reckoned by the shard that ``routing`` leads to.
        """
        chosen = {"max_num_terms": most, "min_doc_freq": held_by.start, "max_doc_freq": held_by.stop - 1}
        (vectors,) = self._vectors([(" ".join(map(encoded, terms)), routing)], WORDS, filter=chosen) or [{}]
        found = [Telling(decoded(term), of["score"]) for term, of in vectors.items()]
        return sorted(found, key=lambda telling: (-telling.weight, telling.term))

    def _forms(self, field: str, beginnings: Iterable[str]) -> list[str]:
        """Return what the field holds that begins so, out of its dictionary: no document is looked at."""
        # "@" is any text. With ".*" OpenSearch 2.19 fails where the beginning comes after all that is there.
        pattern = "|".join(f"{_escaped(encoded(beginning))}@" for beginning in sorted(beginnings))
        listed = {"field": field, "include": pattern, "min_doc_count": 0, "size": _MOST_FORMS}
        body = {"size": 0, "query": {"match_none": {}}, "aggs": {"forms": {"terms": listed}}}
        answer = self._cluster.search(self._index, body)
        return [bucket["key"] for bucket in answer["aggregations"]["forms"]["buckets"]]

    def _spelt(self, term: str, distance: int) -> list[tuple[str, int]]:
        """Return the terms that are so many letters from ``term`` at most, each with how many summaries hold it."""
        near = {
            "field": WORDS,
            "size": _MOST_SPELLINGS,
            "suggest_mode": "always",
            "sort": "frequency",
            "max_edits": distance,
            "prefix_length": 1,
            "min_word_length": 1,
            "accuracy": 0,
            "max_term_freq": _ANY_FREQUENCY,
        }
        answer = self._cluster.search(
            self._index, {"size": 0, "suggest": {"near": {"text": encoded(term), "term": near}}}
        )
        options = (option for entry in answer["suggest"]["near"] for option in entry["options"])
        return [(decoded(option["text"]), option["freq"]) for option in options]

    def _vectors(self, texts: list[tuple[str, str]], field: str, **more: Any) -> list[dict[str, Any]]:
        """Return what the shards that routings lead to know of the terms of texts: as if they were documents."""
        told = {"term_statistics": True, "field_statistics": False, "positions": False, "offsets": False, **more}
        asked = [
            {"_index": self._index, "routing": routing, "doc": {field: text}, "fields": [field], **told}
            for text, routing in texts
        ]
        with self._cluster.asking(self._index):
            answer = self._cluster.client.mtermvectors(
                body={"docs": asked}, params={"request_timeout": self._cluster.settings.timeout}
            )
            self._cluster.check(answer["docs"], self._index)
        return [of["term_vectors"].get(field, {}).get("terms", {}) for of in answer["docs"]]

    @cached_property
    def _routings(self) -> list[str]:
        """One value of routing for each shard."""
        found: dict[int, str] = {}
        with self._cluster.asking(self._index):
            shards = self._cluster.client.search_shards(index=self._index)["shards"]
            for value in map(str, range(_TRIED * len(shards))):
                if len(found) == len(shards):
                    break
                if len(shards) == 1:
                    found[0] = value
                    continue
                led = self._cluster.client.search_shards(index=self._index, params={"routing": value})["shards"]
                found.setdefault(led[0][0]["shard"], value)
        return list(found.values())


def _escaped(text: str) -> str:
    """Return a text as Lucene's regular expressions have it."""
    return re.sub(r"(\W)", r"\\\1", text)
