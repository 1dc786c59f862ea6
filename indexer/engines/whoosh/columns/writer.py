"""Summaries -> the columns that :mod:`columns` reads, made while they are added.

Two steps: :func:`row` takes out of a summary what counts, in any process; a ColumnsWriter collects the rows.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from indexer.engines.surface_forms import title_sort_key
from indexer.engines.whoosh.columns.reader import CONCEPTS, NO_YEAR, Documents
from indexer.engines.whoosh.columns.reader import Concepts as ConceptColumns
from indexer.engines.whoosh.storage.string_table import Strings, write_strings
from indexer.engines.whoosh.storage.tables import mapped, save
from indexer.summaries.facets import FACETS
from indexer.summaries.summary import DIGEST_BYTES, Concepts, Summary
from indexer.vocabulary.model import Vocabulary

IDS = "ids"
TITLES = "sorted_titles"
DIGESTS = "digests.npy"


class Row(NamedTuple):
    """What the columns hold of a summary: ``title`` as it is sorted by, ``concepts`` facet by facet.

    ``digest`` tells what the summary was read as, before anything was found in it.
    """

    id: str
    title: str
    year: int
    concepts: tuple[Concepts, ...]
    digest: bytes


def row(summary: Summary, digest: bytes) -> Row:
    """Return the row of a summary."""
    concepts = tuple(summary.concepts(facet.field) for facet in FACETS)
    return Row(summary.id, title_sort_key(summary.title), summary.year or NO_YEAR, concepts, digest)


class ColumnsWriter:
    """Collects the columns in document order; ``ids`` are those of the documents so far."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self.ids: list[str] = []
        self._titles: list[str] = []
        self._years: list[int] = []
        self._codes: dict[tuple[str, str], int] = {}  # by facet and concept
        self._entries: list[tuple[int, int]] = []
        self._digests: list[bytes] = []
        self._kept = np.zeros((0, 2), dtype=np.int32)  # entries of the documents that were kept

    def keep(self, folder: Path, documents: Documents) -> None:
        """Begin with some documents of the columns in ``folder``, ascending.

        Called once and first. The columns will be those that adding the same documents from the start would make.
        """
        ids, titles, digests = list(Strings(folder, IDS)), list(Strings(folder, TITLES)), read_digests(folder)
        kept = documents.tolist()
        self.ids, self._titles, self._digests = ([of[n] for n in kept] for of in (ids, titles, digests))
        self._years = mapped(folder / "years.npy")[documents].tolist()
        concepts = ConceptColumns(folder)
        sizes, codes = concepts.of(documents)
        used, first, codes = np.unique(codes, return_index=True, return_inverse=True)
        order = np.argsort(first)  # concepts are numbered as they come
        self._codes = {concepts.names[old]: code for code, old in enumerate(used[order].tolist())}
        held = np.repeat(np.arange(len(kept)), sizes)
        self._kept = np.column_stack((held, np.argsort(order)[codes])).astype(np.int32)

    def add(self, row: Row) -> None:
        """Add the next document."""
        document = len(self.ids)
        self.ids.append(row.id)
        self._titles.append(row.title)
        self._digests.append(row.digest)
        self._years.append(row.year)
        for facet, concepts in zip(FACETS, row.concepts, strict=True):
            for concept in sorted(self._vocabulary.closure(facet.name, concepts)):
                code = self._codes.setdefault((facet.name, concept), len(self._codes))
                self._entries.append((document, code))

    def save(self, folder: Path) -> None:
        """Write the columns into ``folder``."""
        save(folder / "years.npy", np.array(self._years, dtype=np.int16))
        save(folder / "id_ranks.npy", _ranks(self.ids))
        save(folder / "title_ranks.npy", _ranks(self._titles))
        write_strings(folder, IDS, self.ids)
        write_strings(folder, TITLES, self._titles)
        save(folder / DIGESTS, np.frombuffer(b"".join(self._digests), dtype=np.uint8).reshape(-1, DIGEST_BYTES))
        added = np.array(self._entries, dtype=np.int32).reshape(-1, 2)
        documents, codes = np.concatenate((self._kept, added)).T
        held = np.bincount(codes, minlength=len(self._codes))
        save(folder / "concept_ends.npy", np.cumsum(np.bincount(documents, minlength=len(self.ids))))
        save(folder / "concept_codes.npy", codes)
        save(folder / "holder_ends.npy", np.cumsum(held))
        save(folder / "holders.npy", documents[np.argsort(codes, kind="stable")])
        (folder / CONCEPTS).write_text(json.dumps(list(self._codes)), encoding="utf-8")


def read_digests(folder: Path) -> list[bytes]:
    """Return the digest of each document of the columns in ``folder``."""
    return [digest.tobytes() for digest in mapped(folder / DIGESTS)]


def _ranks(keys: list[str]) -> NDArray[np.int32]:
    """Return each key's place in sorted order, equal keys sharing one."""
    places = {key: place for place, key in enumerate(sorted(set(keys)))}
    return np.array([places[key] for key in keys], dtype=np.int32)
