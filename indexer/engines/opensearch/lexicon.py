"""Term lookups in one physical index: prefixes, document frequencies, term weights.

Lookups read sorted term dictionaries. Most lookups need only milliseconds, even in an index of many documents.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable
from functools import cached_property
from typing import Any

from indexer.engines.opensearch.cluster import Cluster
from indexer.engines.opensearch.documents import decode_term, encode_term
from indexer.engines.opensearch.mapping import CITED, FORMS, REFERENCES, WORDS
from indexer.engines.surface_forms import PLAIN_WORD
from indexer.query.ast import TEXT_FIELDS, Field
from indexer.text.analysis import spellings

_MAX_FORMS = 20_000
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

    def word_frequencies(self, most: int) -> dict[str, int]:
        """Return the document frequency of the term of each plain word, most frequent first.

        If the index has more than ``most`` plain words, those in the most documents are returned.
        """
        values = {"field": FORMS[WORDS], "include": f"{PLAIN_WORD} @", "size": most}
        body = {"size": 0, "aggs": {"forms": {"terms": values}}}
        buckets = self._cluster.search(self._index, body)["aggregations"]["forms"]["buckets"]
        terms = dict(bucket["key"].split(" ") for bucket in buckets)
        frequencies = self._document_frequencies(set(terms.values()), WORDS)
        words = ((form, frequencies[term]) for form, term in terms.items() if term in frequencies)
        return dict(sorted(words, key=lambda pair: (-pair[1], pair[0])))

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
