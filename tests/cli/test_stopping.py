"""Ctrl-C in a terminal, which reaches all processes of a command at once."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from indexer.engines.protocols import Engine

INDEXER = Path(sys.executable).with_name("indexer")


@pytest.fixture
def large(tmp_path: Path) -> Path:
    """More than two megabytes of summaries, which are tagged by several processes."""
    path = tmp_path / "large.jsonl"
    with path.open("w") as stream:
        for number in range(6000):
            text = " ".join(f"word{(number * 7 + n * n) % 900} cells in the knee" for n in range(25))
            stream.write(json.dumps({"id": f"n{number}", "title": f"Trial {number}", "text": text}) + "\n")
    assert path.stat().st_size > 2_000_000
    return path


def children(process: int) -> list[str]:
    return subprocess.run(["pgrep", "-P", str(process)], capture_output=True, text=True, check=False).stdout.split()


@pytest.mark.parametrize("arguments", [["rebuild"], ["rebuild", "--dry-run"], ["update"]])
def test_ctrl_c_leaves_the_index_and_no_temporary_files(
    arguments: list[str], build: Callable[..., Engine], toy: Path, large: Path, tmp_path: Path
) -> None:
    engine = build(toy)
    before = engine.snapshot().generation
    (tmp_path / "temporary").mkdir()
    process = subprocess.Popen(
        [INDEXER, *arguments, large, "--index", tmp_path / "index"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        env={**os.environ, "TMPDIR": str(tmp_path / "temporary")},
    )
    deadline = time.monotonic() + 60
    while len(children(process.pid)) < 2 and time.monotonic() < deadline:
        time.sleep(0.02)
    os.killpg(process.pid, signal.SIGINT)
    output, errors = process.communicate(timeout=60)
    assert process.returncode == 130
    assert output == ""
    assert errors.startswith("indexer: stopped")
    assert ("the index was left as it was" in errors) == ("--dry-run" not in arguments)
    assert "Traceback" not in errors
    assert engine.snapshot().generation == before
    assert [path.name for path in (tmp_path / "index" / "generations").iterdir()] == [before.version]
    assert list((tmp_path / "temporary").iterdir()) == []
