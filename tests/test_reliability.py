"""Short runs of ``python -m benchmarks.reliability``. Each fails at the first broken promise."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]


def run(*arguments: str) -> str:
    """Run a trial, and return its output."""
    command = [sys.executable, "-m", "benchmarks.reliability", *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_a_killed_rebuild_or_update_leaves_the_old_or_the_new_index_intact() -> None:
    figures = run("kills", "--runs", "4", "--summaries", "400")
    assert sum(int(line.split()[0]) for line in figures.splitlines() if "served then: " in line) == 4


def test_a_rebuild_or_update_on_a_full_disk_reports_it_and_leaves_the_old_index() -> None:
    figures = run("full-disk", "--runs", "4", "--summaries", "100")
    full = [line for line in figures.splitlines() if "reported that the disk is full" in line]
    assert sum(int(line.split()[0]) for line in full) >= 2


def test_every_broken_file_is_reported_with_its_reason_and_all_others_are_indexed() -> None:
    figures = run("broken", "--files", "700")
    assert "        70  files reported with the reason, which is all broken ones" in figures
    assert "       630  good files among them, all indexed" in figures
