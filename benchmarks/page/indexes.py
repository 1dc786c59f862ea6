"""The index of each peer, built once in a separate process and stored in the work folder with its build figures."""

import json
import shutil
from collections.abc import Callable
from dataclasses import asdict, dataclass
from multiprocessing import get_context
from pathlib import Path
from time import perf_counter

from benchmarks.page.collection import documents
from benchmarks.page.peers import load
from benchmarks.page.work import Ask, Served

_KEPT = "built.json"
_PROBE = Ask("frequent word", ("study",))

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Built:
    """Build figures of an index: time in seconds, number of summaries, bytes on disk, and version of the peer."""

    seconds: float
    summaries: int
    bytes: int
    version: str


@dataclass(frozen=True, slots=True)
class Collection:
    """A selection of summaries, and the folder that contains their indexes."""

    file: Path | None
    summaries: int
    seed: int
    folder: Path

    def index(self, name: str) -> Path:
        """Return the folder of a peer's index."""
        return self.folder / name / "index"


def built(name: str, collection: Collection, anew: bool, say: Say) -> Built:
    """Return the build figures of a peer's index. Build it if it is missing or outdated, or if ``anew`` is true."""
    place = collection.index(name).parent
    if not anew and _usable(name, collection):
        return Built(**json.loads((place / _KEPT).read_text()))
    say(f"building {name} ...")
    shutil.rmtree(place, ignore_errors=True)
    collection.index(name).mkdir(parents=True)
    _in_a_process(_build, name, collection)
    return Built(**json.loads((place / _KEPT).read_text()))


def _usable(name: str, collection: Collection) -> bool:
    kept = collection.index(name).parent / _KEPT
    if not kept.exists() or json.loads(kept.read_text())["version"] != load(name).version:
        return False
    return isinstance(load(name), Served) or _in_a_process(_probe, name, collection, may_fail=True)


def _in_a_process(
    work: Callable[[str, Collection], None], name: str, collection: Collection, may_fail: bool = False
) -> bool:
    """Run ``work`` in a separate process, so that its memory is freed. Return True if it succeeds.

    Raises RuntimeError if it fails and ``may_fail`` is False.
    """
    process = get_context("spawn").Process(target=work, args=(name, collection))
    process.start()
    try:
        process.join()
    finally:
        process.terminate()
    if process.exitcode and not may_fail:
        raise RuntimeError(f"{name}: its index could not be built")
    return process.exitcode == 0


def _probe(name: str, collection: Collection) -> None:
    """Exit with an error if the installed version of the peer cannot read the index."""
    peer = load(name)
    try:
        peer.open(collection.index(name))
        peer.page(_PROBE)
    except Exception as error:
        raise SystemExit(f"{name}: the index is unusable ({error}) and is rebuilt") from None


def _build(name: str, collection: Collection) -> None:
    peer, folder = load(name), collection.index(name)
    read = documents(collection.file, collection.summaries, collection.seed, collection.folder)
    started = perf_counter()
    peer.build(read, folder)
    seconds = perf_counter() - started
    size = sum(path.stat().st_blocks * 512 for path in folder.rglob("*") if path.is_file())
    kept = Built(seconds, len(read), size, peer.version)
    (folder.parent / _KEPT).write_text(json.dumps(asdict(kept)))
