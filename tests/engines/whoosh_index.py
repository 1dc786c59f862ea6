"""Helpers for tests of the embedded index."""

import subprocess
import sys
from pathlib import Path

from indexer.engines import open_engine
from indexer.engines.protocols import Engine, EngineSearch
from indexer.query.ast import All
from indexer.query.request import Filters
from indexer.summaries.summary import Summary
from indexer.vocabulary.model import Vocabulary

KILLED_AT_A_SYNC = """
import os, signal, sys
from pathlib import Path
from indexer.ingest.job import IngestJob
from indexer.ingest.rebuild import rebuild
from indexer.ingest.update import update
from indexer.engines import open_engine
from indexer import files
from indexer.vocabulary.loader import load_vocabulary

command, location, vocabulary, source, killed_at = sys.argv[1:]
syncs, sync = 0, files.sync

def counted(path):
    global syncs
    syncs += 1
    if syncs == int(killed_at):
        os.kill(os.getpid(), signal.SIGKILL)
    sync(path)

files.sync = counted
job = IngestJob([Path(source)], load_vocabulary(Path(vocabulary)))
report = {"rebuild": rebuild, "update": update}[command](open_engine(location), job)
assert command == "rebuild" or (report.changes and not report.rebuild_reason), report
print(syncs)
"""


def fill(root: Path, vocabulary: Vocabulary, *ids: str, year: int | None = None) -> Engine:
    engine = open_engine(str(root))
    with engine.writer(vocabulary) as writer:
        for summary_id in ids:
            writer.add(Summary(summary_id, "title", ("text",), year=year))
        writer.commit("test", "digest")
    return engine


def ids(engine: Engine) -> list[str]:
    found = engine.snapshot().search(EngineSearch(All(), Filters(), "title", 0, 100))
    return [hit.summary.id for hit in found.hits]


def generations(root: Path) -> list[str]:
    return sorted(path.name for path in (root / "generations").iterdir())


def current(root: Path) -> Path:
    return root / "generations" / (root / "CURRENT").read_text()


def run_killed(command: str, location: str, source: Path, killed_at: int) -> subprocess.CompletedProcess[str]:
    """Run "rebuild" or "update" in a process that is killed before the sync with a number; 0 lets it complete.

    The process prints the number of syncs.
    """
    vocabulary = Path(__file__).parents[1] / "data" / "vocabulary"
    arguments = [sys.executable, "-c", KILLED_AT_A_SYNC, command, location, vocabulary, source, str(killed_at)]
    return subprocess.run(arguments, capture_output=True, text=True, check=False)
