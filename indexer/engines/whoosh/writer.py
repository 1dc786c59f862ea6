"""Writer of complete generations of the embedded index, and the batches of documents that the writer adds."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any, Self

import numpy as np
from whoosh.filedb.filestore import FileStorage

from indexer.engines.protocols import Generation
from indexer.engines.whoosh.bm25 import write_impacts
from indexer.engines.whoosh.columns.concepts import ConceptTable
from indexer.engines.whoosh.columns.writer import ColumnsWriter, Row, row_of
from indexer.engines.whoosh.document_sets import NO_DOCUMENTS, Documents
from indexer.engines.whoosh.lsi.writer import write_vectors
from indexer.engines.whoosh.postings.reader import CITATIONS, WORDS, Postings
from indexer.engines.whoosh.postings.writer import PostingsWriter, TokenizedTexts, tokenize
from indexer.engines.whoosh.schema import schema, serialize, write_segment
from indexer.engines.whoosh.snapshot import FILE_STATE, VOCABULARY, WhooshSnapshot
from indexer.engines.whoosh.storage.arrays import save
from indexer.engines.whoosh.storage.generations import Generations
from indexer.engines.whoosh.storage.manifest import Files, write_manifest
from indexer.engines.whoosh.stored_summaries import PLACES
from indexer.summaries.summary import Summary, digest
from indexer.vocabulary.model import Vocabulary


@dataclass(frozen=True, slots=True)
class DocumentBatch:
    """Analysed summaries in order, with the tokens for both sets of postings. Worker processes can build batches."""

    rows: list[Row]
    stored: list[str]
    words: TokenizedTexts
    citations: TokenizedTexts


def prepare(summaries: Sequence[Summary], digests: Sequence[bytes]) -> DocumentBatch:
    """Return the summaries as a batch. ``digests`` are the digests of the summaries before tagging."""
    return DocumentBatch(
        [row_of(summary, digest) for summary, digest in zip(summaries, digests, strict=True)],
        [serialize(summary) for summary in summaries],
        tokenize((summary.title, summary.text) for summary in summaries),
        tokenize(map(_citation_texts, summaries)),
    )


def _citation_texts(summary: Summary) -> tuple[str, str]:
    """Return the texts of the fields author and journal. Both are empty if the summary has no citation."""
    citation = summary.citation
    return (", ".join(citation.authors), citation.journal or "") if citation else ("", "")


class WhooshWriter:
    """Writer of a new generation. Each generation has a separate folder."""

    def __init__(self, generations: Generations, vocabulary: Vocabulary) -> None:
        self._generations = generations
        self._vocabulary = vocabulary
        self._columns = ColumnsWriter(vocabulary)
        self._words = PostingsWriter(WORDS)
        self._citations = PostingsWriter(CITATIONS)
        self._whoosh_writer: Any = None
        # The updater sets the next four attributes: the files that are shared with the previous generation, the kept
        # documents, Whoosh's numbers of the kept documents, and Whoosh's number of the first added document.
        self._shared_files: Files = {}
        self._kept: Documents = NO_DOCUMENTS
        self._kept_places: Documents = NO_DOCUMENTS
        self._next_place = 0
        self._cleanup = ExitStack()

    def __enter__(self) -> Self:
        try:
            with ExitStack() as cleanup:
                cleanup.enter_context(self._generations.locked())
                self._generations.remove_leftovers()
                self._folder = self._generations.create()
                cleanup.callback(self._generations.discard, self._folder)
                self._whoosh_writer = self._open()
                cleanup.callback(self._cancel_unless_committed)
                self._cleanup = cleanup.pop_all()
        except OSError as error:
            raise self._generations.not_written(error) from error
        return self

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        self._cleanup.close()
        if isinstance(error, OSError):
            raise self._generations.not_written(error) from error

    def add(self, summary: Summary) -> None:
        """Add a summary."""
        self.add_prepared(prepare([summary], [digest(summary)]))

    def add_prepared(self, prepared: DocumentBatch) -> None:
        """Add the summaries of a batch."""
        for stored in prepared.stored:
            self._whoosh_writer.add_document(summary=stored)
        for row in prepared.rows:
            self._columns.add(row)
        self._words.add(prepared.words)
        self._citations.add(prepared.citations)

    def commit(self, source: str, source_digest: str, files: bytes = b"") -> Generation:
        """Complete, verify and publish the new generation. Remove all others except the previous generation."""
        self._write_tables()
        (self._folder / VOCABULARY).write_text(self._vocabulary.to_json(), encoding="utf-8")
        (self._folder / FILE_STATE).write_bytes(files)
        generation = Generation(
            version=self._folder.name,
            summaries=len(self._columns.ids),
            built=datetime.now(UTC).isoformat(timespec="seconds"),
            source=source,
            source_digest=source_digest,
            vocabulary_fingerprint=self._vocabulary.fingerprint,
        )
        write_manifest(self._folder, asdict(generation), self._shared_files)
        WhooshSnapshot(self._folder).verify(len(self._kept), self._shared_files)
        previous = self._generations.current_name()
        self._generations.publish(self._folder)
        self._generations.remove_all_but(self._folder.name, previous or "")
        return generation

    def _open(self) -> Any:
        # A searcher over 100,000 summaries needs 155 MB and 31 ms if a segment is stored as one compound file. It needs
        # 0.5 MB and 1 ms if the segment is stored as separate files.
        return FileStorage(str(self._folder)).create_index(schema()).writer(compound=False)

    def _write_tables(self) -> None:
        self._columns.save(self._folder)
        self._words.save(self._folder)
        self._citations.save(self._folder)
        words, citations = Postings(self._folder, WORDS), Postings(self._folder, CITATIONS)
        write_impacts(self._folder, words)
        with ThreadPoolExecutor(1) as executor:  # runs in parallel, because NumPy releases the GIL
            vectors = executor.submit(self._write_vectors, words)
            self._write_segment(words, citations)
            vectors.result()
        added = np.arange(len(self._columns.ids) - len(self._kept), dtype=np.int32)
        save(self._folder / PLACES, np.concatenate((self._kept_places, added + np.int32(self._next_place))))

    def _write_vectors(self, words: Postings) -> None:
        write_vectors(self._folder, words)

    def _write_segment(self, words: Postings, citations: Postings) -> None:
        ids, first = self._columns.ids, len(self._kept)
        if len(ids) > first:
            write_segment(self._whoosh_writer, ids, words, citations, ConceptTable(self._folder), first)
        self._whoosh_writer.commit(merge=False)
        self._whoosh_writer = None

    def _cancel_unless_committed(self) -> None:
        if self._whoosh_writer is not None:
            with suppress(OSError):  # the disk may be full; the folder is removed even then
                self._whoosh_writer.cancel()
