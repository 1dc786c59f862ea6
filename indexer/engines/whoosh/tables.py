"""The tables of one generation. Matching, scoring and ranking read them."""

from collections import Counter
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from indexer.engines.whoosh.bm25 import IMPACTS, Bm25, Scores
from indexer.engines.whoosh.cache import Cache
from indexer.engines.whoosh.columns.reader import Columns
from indexer.engines.whoosh.postings.reader import CITATIONS, WORDS, Postings
from indexer.engines.whoosh.storage.arrays import mapped
from indexer.query.ast import TEXT_FIELDS, Field, HasConcept, Query, positive_leaves, terms_of
from indexer.text.analysis import terms
from indexer.vocabulary.model import Vocabulary


class Tables:
    """The open tables of the generation in ``folder``, with its vocabulary and its cache."""

    def __init__(self, folder: Path, vocabulary: Vocabulary, cache: Cache) -> None:
        self.cache = cache
        self.columns = Columns(folder)
        self.words = Postings(folder, WORDS)
        self.citations = Postings(folder, CITATIONS)
        self.bm25 = Bm25(self.words)
        self.impacts: NDArray[np.float32] = mapped(folder / IMPACTS)
        self._vocabulary = vocabulary

    def postings(self, field: Field | None) -> tuple[Postings, bool | None]:
        """Return the postings that contain ``field``, and whether it is their first field (None without a field)."""
        if field in (None, *TEXT_FIELDS):
            return self.words, None if field is None else field == "title"
        return self.citations, field == "author"

    def concept_scores(self, facet: str, concept_id: str) -> Scores:
        """Return the scores of all documents that have a concept, computed by :meth:`Bm25.concept_scores`."""

        def compute() -> Scores:
            concept = self._vocabulary.get(facet, concept_id)
            names = set(concept.names).difference(concept.ambiguous) if concept else ()
            sequences = sorted({sequence for name in names if (sequence := terms(name))})
            return self.bm25.concept_scores(sequences, self.columns.concepts.documents(facet, concept_id))

        return self.cache.get(("concept", facet, concept_id), compute)

    def query_terms(self, query: Query) -> Counter[str]:
        """Count the terms in the words of a query and in the labels of scored concepts, except in negated parts."""
        counts: Counter[str] = Counter()
        for part in positive_leaves(query):
            if not isinstance(part, HasConcept):
                counts.update(terms_of(part))
            elif part.scored:
                counts.update(terms(self._vocabulary.label(part.facet, part.id)))
        return counts
