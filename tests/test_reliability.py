"""The short forms of ``python -m benchmarks.reliability``: each fails at the first promise that is not kept."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]


def tried(*arguments: str) -> str:
    """Run a trial, and return what it printed."""
    command = [sys.executable, "-m", "benchmarks.reliability", *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_rebuilds_and_updates_killed_at_any_moment_leave_one_of_two_collections_whole() -> None:
    figures = tried("kills", "--runs", "4", "--summaries", "1200")
    assert sum(int(line.split()[0]) for line in figures.splitlines() if "served then: " in line) == 4


def test_rebuilds_and_updates_on_a_full_disk_say_so_and_leave_the_old_collection_whole() -> None:
    figures = tried("full-disk", "--runs", "4", "--summaries", "200")
    told = [line for line in figures.splitlines() if "told that the disk is full" in line]
    assert sum(int(line.split()[0]) for line in told) >= 2


def test_every_broken_file_is_told_with_its_reason_and_every_other_one_is_indexed() -> None:
    figures = tried("broken", "--files", "700")
    assert "        70  files told with their reason, of all broken ones" in figures
    assert "       630  good files among them, all indexed" in figures
