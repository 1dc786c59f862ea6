"""Record or compare answers: ``python -m benchmarks.answers record FILE`` and ``... compare OLD NEW``."""

import argparse
import sys
import time
from pathlib import Path

from benchmarks.answers.comparing import differences, is_allowed
from benchmarks.answers.recording import read, record
from benchmarks.answers.reporting import print_summary, print_texts, say

_ROOT = Path(__file__).resolve().parents[2]


def main() -> int:
    """Run the chosen subcommand and return the exit code: 1 if a comparison fails, or else 0."""
    arguments = _parser().parse_args()
    return int(arguments.run(arguments))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.answers", description=__doc__)
    commands = parser.add_subparsers(required=True)
    recording = commands.add_parser("record", help="ask the code on PYTHONPATH, and write one JSON line a request")
    recording.add_argument("file", type=Path, metavar="OUT.jsonl.gz")
    recording.add_argument("--corpus", type=Path, default=_ROOT / "corpus", help="default: the one of this checkout")
    recording.add_argument(
        "--trials", type=Path, metavar="FILE", help="gzipped JSON Lines of trials, a second collection"
    )
    recording.set_defaults(run=_record)
    comparing = commands.add_parser("compare", help="compare two recordings; exit 1 on differences that matter")
    comparing.add_argument("old", type=Path)
    comparing.add_argument("new", type=Path)
    comparing.add_argument(
        "--texts", action="store_true", help="list every changed text, and every allowed change, once, with its count"
    )
    comparing.add_argument(
        "--allow",
        action="append",
        default=[],
        metavar="PATTERN",
        help='paths that may differ, such as "json notices[]*"; * and ? are wildcards; may be repeated',
    )
    comparing.set_defaults(run=_compare)
    return parser


def _record(arguments: argparse.Namespace) -> int:
    started = time.monotonic()
    number = record(arguments.file, arguments.corpus.resolve(), arguments.trials and arguments.trials.resolve())
    say(f"{number} requests recorded in {time.monotonic() - started:.0f} s: {arguments.file}")
    return 0


def _compare(arguments: argparse.Namespace) -> int:
    found = list(differences(read(arguments.old), read(arguments.new)))
    print_summary(found, arguments.allow)
    if arguments.texts:
        print_texts(found, arguments.allow)
    return 0 if all(is_allowed(difference, arguments.allow) for difference in found) else 1


if __name__ == "__main__":
    sys.exit(main())
