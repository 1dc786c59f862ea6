"""A short run of benchmarks/load.py with fewer clients and without the memory check."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def test_under_load_while_rebuilds_run_all_answers_are_right_and_overload_passes() -> None:
    if not Path("/proc/self/smaps_rollup").exists():
        pytest.skip("no Linux here: benchmarks/load.py reads memory in /proc")
    options = "--clients 8 --seconds 6 --warm-up 2 --summaries 100 --requests 21 --overload 200".split()
    command = [sys.executable, "-m", "benchmarks.load", *options]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    right, of = re.findall("([0-9,]+) of ([0-9,]+) answers right", done.stdout)[0]
    assert right == of
    assert int(right.replace(",", "")) > 20
    assert "overload: 200 clients" in done.stdout
    assert done.stdout.splitlines()[-1] == "nothing failed, nothing was wrong"
