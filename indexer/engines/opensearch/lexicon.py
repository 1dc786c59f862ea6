"""Term lookups in one physical index: prefixes, spelling corrections, document frequencies, term weights.

All lookups read sorted term dictionaries. A lookup needs only milliseconds, even in an index of many documents.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable
from functools import cached_property
from typing import Any

from indexer.engines.opensearch.cluster import Cluster
from indexer.engines.opensearch.documents import decode_term, encode_term
from indexer.engines.opensearch.mapping import CITED, FORMS, REFERENCES, WORDS
from indexer.query.ast import TEXT_FIELDS, Field
from indexer.text.analysis import spellings

_TWO_EDITS_FROM = 6  # minimum term length in letters
_MAX_FORMS = 20_000
_MAX_CORRECTIONS = 200
_ANY_FREQUENCY = 2**31 - 1
_ROUTINGS_PER_SHARD = 64  # maximum number of values that are tried to find one value for each shard


class Lexicon:
    """The terms of one physical index."""

    def __init__(self, cluster: Cluster, index: str) -> None:
        self._cluster = cluster
        self._index = index

    def terms_with_prefix(self, prefix: str, field: Field | None) -> tuple[str, ...]:
        """Return the terms with a written form that starts with ``prefix``, by falling frequency, then by term."""
        names = (WORDS, REFERENCES) if field is None else (WORDS,) if field in TEXT_FIELDS else (CITED,)
        found: Counter[str] = Counter()
        for name in names:
            terms = {form.partition(" ")[2] for form in self._forms(FORMS[name], spellings(prefix))}
            frequencies = self._document_frequencies(terms, name)
            found.update({term: frequencies.get(term, 0) for term in terms})
        return tuple(map(decode_term, sorted(found, key=lambda term: (-found[term], term))))

    def spelling_correction(self, term: str) -> str | None:
        """Return the most frequent of the nearest other terms, or None if no term is near; see the protocol."""
        for distance in (1, 2) if len(term) >= _TWO_EDITS_FROM else (1,):
            similar = self._similar_terms(term, distance)
            candidates = [(-count, word) for word, count in similar if word != term and word.isalpha()]
            if candidates:
                return min(candidates)[1]
        return None

    def significant_terms(
        self, terms: Iterable[str], limit: int, frequencies: range, routing: str
    ) -> list[tuple[str, float]]:
        """Return at most ``limit`` of the ``terms`` with their tf-idf weights, in descending order of weight.

        Terms with a document frequency outside the range ``frequencies`` are skipped. Document frequencies are
        counted in the shard that ``routing`` selects.
        """
        selection = {"max_num_terms": limit, "min_doc_freq": frequencies.start, "max_doc_freq": frequencies.stop - 1}
        text = " ".join(map(encode_term, terms))
        (vector,) = self._term_vectors([(text, routing)], WORDS, filter=selection) or [{}]
        weights = {decode_term(term): statistics["score"] for term, statistics in vector.items()}
        return sorted(weights.items(), key=lambda item: (-item[1], item[0]))

    def _document_frequencies(self, terms: Collection[str], field: str) -> dict[str, int]:
        """Return the number of documents that contain each encoded term. Terms without documents are left out."""
        counts: dict[str, int] = {}
        if terms:
            text = " ".join(terms)
            for vector in self._term_vectors([(text, routing) for routing in self._routings], field):
                for term, statistics in vector.items():
                    counts[term] = counts.get(term, 0) + statistics.get("doc_freq", 0)
        return {term: count for term, count in counts.items() if count}

    def _forms(self, field: str, prefixes: Iterable[str]) -> list[str]:
        """Return the values of a forms field that start with any of the prefixes. No document is read."""
        # "@" matches any text. In OpenSearch 2.19, a pattern with ".*" fails if the prefix sorts after all values.
        pattern = "|".join(f"{_escape_regexp(encode_term(prefix))}@" for prefix in sorted(prefixes))
        values = {"field": field, "include": pattern, "min_doc_count": 0, "size": _MAX_FORMS}
        body = {"size": 0, "query": {"match_none": {}}, "aggs": {"forms": {"terms": values}}}
        response = self._cluster.search(self._index, body)
        return [bucket["key"] for bucket in response["aggregations"]["forms"]["buckets"]]

    def _similar_terms(self, term: str, distance: int) -> list[tuple[str, int]]:
        """Return the terms within the edit ``distance`` of ``term``, as (term, document frequency) pairs."""
        suggester = {
            "field": WORDS,
            "size": _MAX_CORRECTIONS,
            "suggest_mode": "always",
            "sort": "frequency",
            "max_edits": distance,
            "prefix_length": 1,
            "min_word_length": 1,
            "accuracy": 0,
            "max_term_freq": _ANY_FREQUENCY,
        }
        body = {"size": 0, "suggest": {"terms": {"text": encode_term(term), "term": suggester}}}
        response = self._cluster.search(self._index, body)
        options = (option for entry in response["suggest"]["terms"] for option in entry["options"])
        return [(decode_term(option["text"]), option["freq"]) for option in options]

    def _term_vectors(self, texts: list[tuple[str, str]], field: str, **options: Any) -> list[dict[str, Any]]:
        """Return the term statistics of each (text, routing) pair, from the shard that ``routing`` selects."""
        options = {"term_statistics": True, "field_statistics": False, "positions": False, "offsets": False} | options
        documents = [
            {"_index": self._index, "routing": routing, "doc": {field: text}, "fields": [field], **options}
            for text, routing in texts
        ]
        with self._cluster.translate_errors(self._index):
            response = self._cluster.client.mtermvectors(
                body={"docs": documents}, params={"request_timeout": self._cluster.settings.timeout}
            )
            self._cluster.raise_for_errors(response["docs"], self._index)
        return [document["term_vectors"].get(field, {}).get("terms", {}) for document in response["docs"]]

    @cached_property
    def _routings(self) -> list[str]:
        """Routing values that select each shard once."""
        by_shard: dict[int, str] = {}
        with self._cluster.translate_errors(self._index):
            shards = self._cluster.client.search_shards(index=self._index)["shards"]
            for value in map(str, range(_ROUTINGS_PER_SHARD * len(shards))):
                if len(by_shard) == len(shards):
                    break
                selected = self._cluster.client.search_shards(index=self._index, params={"routing": value})["shards"]
                by_shard.setdefault(selected[0][0]["shard"], value)
        return list(by_shard.values())


def _escape_regexp(text: str) -> str:
    """Return the text with all special characters escaped for Lucene's regular expressions."""
    return re.sub(r"(\W)", r"\\\1", text)
