"""Writer of columns, and the rows that the writer collects. Worker processes can build the rows."""

import json
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from indexer.engines.surface_forms import title_sort_key
from indexer.engines.whoosh.columns.concepts import CONCEPTS, ConceptTable
from indexer.engines.whoosh.columns.reader import NO_YEAR
from indexer.engines.whoosh.document_sets import Documents
from indexer.engines.whoosh.storage.arrays import StringTable, mapped, save, write_strings
from indexer.summaries.facets import FACETS
from indexer.summaries.summary import DIGEST_BYTES, Concepts, Summary
from indexer.vocabulary.model import Vocabulary

IDS = "ids"
TITLES = "sorted_titles"
DIGESTS = "digests.npy"


class Row(NamedTuple):
    """The values of one summary for the columns.

    ``title`` is the sort key of the title. ``concepts`` has one entry per facet, in the order of FACETS. ``digest`` is
    the digest of the summary before tagging.
    """

    id: str
    title: str
    year: int
    concepts: tuple[Concepts, ...]
    digest: bytes


def row_of(summary: Summary, digest: bytes) -> Row:
    """Return the row of a summary."""
    concepts = tuple(summary.concepts(facet.field) for facet in FACETS)
    return Row(summary.id, title_sort_key(summary.title), summary.year or NO_YEAR, concepts, digest)


class ColumnsWriter:
    """Collector of rows in document order. ``ids`` are the summary ids of all kept and added documents."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self.ids: list[str] = []
        self._titles: list[str] = []
        self._years: list[int] = []
        self._digests: list[bytes] = []
        self._concept_numbers: dict[tuple[str, str], int] = {}  # by facet and concept
        self._added: list[tuple[int, int]] = []  # pairs of document and concept number
        self._kept = np.zeros((0, 2), dtype=np.int32)  # pairs of document and concept number that keep() copied

    def keep(self, folder: Path, documents: Documents) -> None:
        """Copy the rows of ``documents`` from the columns in ``folder``. Call this at most once, and before ``add``."""
        columns = list(StringTable(folder, IDS)), list(StringTable(folder, TITLES)), read_digests(folder)
        kept = documents.tolist()
        self.ids, self._titles, self._digests = ([column[n] for n in kept] for column in columns)
        self._years = mapped(folder / "years.npy")[documents].tolist()
        concepts = ConceptTable(folder)
        sizes, numbers = concepts.of(documents)
        used, first, numbers = np.unique(numbers, return_index=True, return_inverse=True)
        order = np.argsort(first)  # concepts are numbered in the order of their first use
        self._concept_numbers = {concepts.names[old]: new for new, old in enumerate(used[order].tolist())}
        owners = np.repeat(np.arange(len(kept)), sizes)
        self._kept = np.column_stack((owners, np.argsort(order)[numbers])).astype(np.int32)

    def add(self, row: Row) -> None:
        """Add the row of the next document."""
        document = len(self.ids)
        self.ids.append(row.id)
        self._titles.append(row.title)
        self._digests.append(row.digest)
        self._years.append(row.year)
        for facet, concepts in zip(FACETS, row.concepts, strict=True):
            for concept in sorted(self._vocabulary.closure(facet.name, concepts)):
                number = self._concept_numbers.setdefault((facet.name, concept), len(self._concept_numbers))
                self._added.append((document, number))

    def save(self, folder: Path) -> None:
        """Write the columns into ``folder``."""
        save(folder / "years.npy", np.array(self._years, dtype=np.int16))
        save(folder / "id_ranks.npy", _ranks(self.ids))
        save(folder / "title_ranks.npy", _ranks(self._titles))
        write_strings(folder, IDS, self.ids)
        write_strings(folder, TITLES, self._titles)
        save(folder / DIGESTS, np.frombuffer(b"".join(self._digests), dtype=np.uint8).reshape(-1, DIGEST_BYTES))
        added = np.array(self._added, dtype=np.int32).reshape(-1, 2)
        documents, numbers = np.concatenate((self._kept, added)).T
        save(folder / "concept_ends.npy", np.cumsum(np.bincount(documents, minlength=len(self.ids))))
        save(folder / "concept_codes.npy", numbers)
        save(folder / "holder_ends.npy", np.cumsum(np.bincount(numbers, minlength=len(self._concept_numbers))))
        save(folder / "holders.npy", documents[np.argsort(numbers, kind="stable")])
        (folder / CONCEPTS).write_text(json.dumps(list(self._concept_numbers)), encoding="utf-8")


def read_digests(folder: Path) -> list[bytes]:
    """Return the digest of each document from the columns in ``folder``."""
    return [digest.tobytes() for digest in mapped(folder / DIGESTS)]


def _ranks(keys: list[str]) -> NDArray[np.int32]:
    """Return the rank of each key in sorted order. Equal keys have the same rank."""
    ranks = {key: rank for rank, key in enumerate(sorted(set(keys)))}
    return np.array([ranks[key] for key in keys], dtype=np.int32)
