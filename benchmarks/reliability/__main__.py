"""Fault injection: ``python -m benchmarks.reliability kills|full-disk|broken`` runs a trial and prints the counts.

A trial ends at the first broken promise. Then it prints the options that repeat the failure, and the exit code is 1.
"""

import argparse
import os
import platform
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.reliability.broken import broken
from benchmarks.reliability.full_disk import full_disk
from benchmarks.reliability.kills import kills

_TRIALS = {"kills": (kills, 200), "full-disk": (full_disk, 50)}


def main() -> None:
    """Run one trial."""
    parser = argparse.ArgumentParser(prog="benchmarks.reliability", description=__doc__.splitlines()[0])
    trials = parser.add_subparsers(dest="trial", required=True)
    for name, (_, runs) in _TRIALS.items():
        trial = trials.add_parser(name)
        trial.add_argument("--runs", type=int, default=runs)
        trial.add_argument("--summaries", type=int, default=1300, help="from 1,200 on, several processes are used")
        trial.add_argument("--first", type=int, default=0, help="number of the first run, to repeat a failure")
    trials.add_parser("broken").add_argument("--files", type=int, default=10_000, help="a tenth of them is broken")
    for trial in trials.choices.values():
        trial.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        try:
            figures = _figures(arguments, Path(folder))
        except AssertionError as failure:
            print("FAILED:", failure, *failure.__notes__ if hasattr(failure, "__notes__") else [], sep="\n  ")  # noqa: T201
            sys.exit(1)
    for name, figure in figures.items():
        print(f"{figure:>10,}  {name}")  # noqa: T201
    duration = f"{time.monotonic() - began:.0f} s; Python {platform.python_version()}, {os.cpu_count()} cores"
    print(f"seed {arguments.seed}; {duration}")  # noqa: T201


def _figures(arguments: argparse.Namespace, folder: Path) -> dict[str, int]:
    if arguments.trial == "broken":
        return broken(folder, arguments.files, arguments.seed)
    trial, _ = _TRIALS[arguments.trial]
    return trial(folder, arguments.runs, arguments.summaries, arguments.seed, arguments.first)


if __name__ == "__main__":
    main()
