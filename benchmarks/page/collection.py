"""The collection: documents with concepts. They come from a file or are invented, and are stored in the work folder."""

import gzip
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from functools import cache
from hashlib import sha256
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from benchmarks.page.invented import invent
from benchmarks.page.work import FACETS, Document
from indexer.settings import shipped_corpus
from indexer.summaries.facets import BY_NAME
from indexer.tagging.tagger import Tagger
from indexer.vocabulary.loader import load_vocabulary
from indexer.vocabulary.model import Vocabulary

_PROCESSES = 2
_AT_A_TIME = 200
_DOCUMENTS = "documents.jsonl"

Source = dict[str, str]


@cache
def vocabulary() -> Vocabulary:
    """Return the shipped vocabulary."""
    return load_vocabulary(shipped_corpus() / "vocabulary")


def name_of(file: Path | None, summaries: int, seed: int) -> str:
    """Return a folder name for the indexes of the first ``summaries`` summaries of a collection."""
    if file is None:
        return f"invented-{seed}-{summaries}"
    known = file.stat()
    digest = sha256(f"{file.resolve()} {known.st_size} {known.st_mtime_ns}".encode()).hexdigest()[:8]
    return f"{file.name.split('.')[0]}-{digest}-{summaries}"


def documents(file: Path | None, summaries: int, seed: int, folder: Path) -> list[Document]:
    """Return the first ``summaries`` summaries of ``file``, or invented ones if ``file`` is None.

    The first call tags the summaries and stores them in ``folder``. Later calls read them from there.
    """
    kept = folder / _DOCUMENTS
    if not kept.exists():
        sources = islice(_read(file), summaries) if file else invent(vocabulary(), summaries, seed)
        part = kept.with_suffix(".part")
        with part.open("w", encoding="utf-8") as lines:
            lines.writelines(json.dumps(asdict(document)) + "\n" for document in _tagged(sources))
        part.rename(kept)
    with kept.open(encoding="utf-8") as lines:
        return [_document(json.loads(line)) for line in lines]


def _read(file: Path) -> Iterator[Source]:
    """Yield id, title and text of each line that has all three. Lines with a repeated id are skipped."""
    seen = set[str]()
    with gzip.open(file, "rt", encoding="utf-8") if file.suffix == ".gz" else file.open(encoding="utf-8") as lines:
        for line in lines:
            given = json.loads(line) if line.strip() else {}
            if given.get("id") and given.get("title") and given.get("text") and given["id"] not in seen:
                seen.add(given["id"])
                yield {key: str(given[key]) for key in ("id", "title", "text")}


def _tagged(sources: Iterable[Source]) -> Iterator[Document]:
    with get_context("spawn").Pool(_PROCESSES) as pool:
        yield from pool.imap(_tag, sources, _AT_A_TIME)


def _tag(source: Source) -> Document:
    found = _tagger().concepts(source["title"], source["text"])
    concepts = tuple(tuple(sorted(vocabulary().closure(name, found[BY_NAME[name].field]))) for name in FACETS)
    return Document(**source, concepts=concepts)


@cache
def _tagger() -> Tagger:
    return Tagger(vocabulary())


def _document(kept: dict[str, Any]) -> Document:
    return Document(**{**kept, "concepts": tuple(map(tuple, kept["concepts"]))})
