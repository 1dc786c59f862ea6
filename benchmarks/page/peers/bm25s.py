"""bm25s. It returns an array with the scores of all documents, and has no boolean logic.

The facet counts are over the documents with a score above 0.
"""

import json
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

import bm25s
import numpy as np
import Stemmer

from benchmarks.page.work import FACETS, HITS, VALUES, Ask, Document, Kind, Page


class Peer:
    """The peer bm25s: its saved matrices, and the concepts as arrays."""

    version = version("bm25s")
    remark = "no phrases; 'all words' from the scores of each word; passages are the first words, without highlights"
    lacks: tuple[Kind, ...] = ("phrase",)

    def build(self, documents: Sequence[Document], folder: Path) -> None:
        """Tokenise, index and save the documents."""
        tokens = bm25s.tokenize(
            [f"{d.title} {d.text}" for d in documents],
            stopwords=None,
            stemmer=Stemmer.Stemmer("english"),
            show_progress=False,
        )
        retriever = bm25s.BM25()
        retriever.index(tokens, show_progress=False)
        retriever.save(str(folder / "index"))
        for number, name in enumerate(FACETS):
            codes: dict[str, int] = {}
            held = [[codes.setdefault(c, len(codes)) for c in d.concepts[number]] for d in documents]
            np.save(folder / f"{name}.npy", np.array([code for each in held for code in each], dtype=np.int32))
            np.save(folder / f"{name}_of.npy", np.repeat(np.arange(len(held), dtype=np.int32), list(map(len, held))))
            (folder / f"{name}.json").write_text(json.dumps(list(codes)))
        (folder / "texts.json").write_text(json.dumps([(d.id, d.title, d.text) for d in documents]))

    def open(self, folder: Path) -> None:
        """Map the matrices into memory, and read the texts."""
        self._retriever = bm25s.BM25.load(str(folder / "index"), mmap=True)
        self._stemmer = Stemmer.Stemmer("english")
        self._texts = json.loads((folder / "texts.json").read_text())
        self._facets = []
        for name in FACETS:
            names = json.loads((folder / f"{name}.json").read_text())
            self._facets.append((names, np.load(folder / f"{name}.npy"), np.load(folder / f"{name}_of.npy")))

    def page(self, ask: Ask) -> Page:
        """Score all documents, apply the filter, count the concepts, and select the best documents."""
        tokens = bm25s.tokenize(
            " ".join(ask.words), stopwords=None, stemmer=self._stemmer, return_ids=False, show_progress=False
        )
        scores, matched = self._matched(tokens[0], ask.kind == "all words")
        within = matched
        if ask.filter:
            names, codes, of = self._facets[ask.filter[0]]
            only = np.zeros(len(scores), dtype=bool)
            only[of[codes == names.index(ask.filter[1])]] = True
            within = matched & only
        best = np.argpartition(-np.where(within, scores, -1), HITS)[:HITS]
        best = best[np.argsort(-scores[best], kind="stable")]
        counts = []
        for number, (names, codes, of) in enumerate(self._facets):
            base = matched if ask.filter and ask.filter[0] == number else within
            held = np.bincount(codes[base[of]], minlength=len(names))
            top = np.argsort(-held, kind="stable")[:VALUES]
            counts.append([(names[n], int(held[n])) for n in top if held[n]])
        hits = [(key, title, text[:200]) for key, title, text in (self._texts[n] for n in best if within[n])]
        return Page(hits, int(within.sum()), counts)

    def close(self) -> None:
        """Do nothing: the engine needs no closing."""

    def _matched(self, tokens: list[str], every: bool) -> tuple[np.ndarray, np.ndarray]:
        """Return the scores of all documents, and masks of the documents with any token and with all tokens."""
        if not every:
            scores = self._retriever.get_scores(tokens)
            return scores, scores > 0
        each = [self._retriever.get_scores([token]) for token in tokens]
        return np.sum(each, axis=0), np.logical_and.reduce([scores > 0 for scores in each])
