"""Page times of this project and of other engines: ``python -m benchmarks.page --summaries 20000``.

Every engine does the same work over the same summaries: ten ranked hits with their passages, the exact total, and the
counts of three facets. The counts of a facet ignore the filter of this facet. Other engines are measured if they are
installed.
"""

import argparse
import json
import signal
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from benchmarks.page.collection import documents, name_of
from benchmarks.page.figures import Figures, figures
from benchmarks.page.indexes import Built, Collection, built
from benchmarks.page.peers import IN_PROCESS, NAMES, OURS, OURS_SERVED, OURS_WORDS, SERVERS, index_of, load
from benchmarks.page.queries import asks
from benchmarks.page.report import machine, tables
from benchmarks.page.rounds import measure
from benchmarks.page.work import KINDS, Ask

_CLIENTS = 4
_USUAL = "sqlite,tantivy,xapian,bm25s,datasette,typesense"


def main() -> None:
    """Build the missing indexes, run the queries, and print the figures."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # unwinds the stack, which stops all child processes
    options = _options()
    name = name_of(options.collection, options.summaries, options.seed)
    folder = options.work / name
    folder.mkdir(parents=True, exist_ok=True)
    collection = Collection(options.collection, options.summaries, options.seed, folder)
    asked, summaries = _asks(collection, options.queries)
    here = machine()
    _say(f"{summaries:,} summaries ({name}), {len(asked)} queries; {', '.join(f'{k} {v}' for k, v in here.items())}")
    installed = _installed((OURS, OURS_WORDS, OURS_SERVED, *options.against))
    anew, done = set(options.rebuild), dict[str, Built]()
    parts = {"in process": [n for n in IN_PROCESS if n in installed]}
    if options.http:
        parts["over HTTP"] = [n for n in SERVERS if n in installed]
    found: dict[str, list[Figures]] = {}
    for part, names in parts.items():
        for index in dict.fromkeys(map(index_of, names)):
            if index not in done:
                done[index] = built(index, collection, index in anew, _say)
        _say(f"\n{part}:")
        measured = measure(names, collection, asked, _CLIENTS if part == "over HTTP" else 0)
        found[part] = [figures(each, measured, asked, done[index_of(each.name)]) for each in measured]
        _say("\n".join(tables(found[part])))
    if options.json:
        known = {"machine": here, "collection": name, "summaries": summaries, "queries": len(asked)}
        options.json.write_text(json.dumps({**known, "clients": _CLIENTS, "parts": found}, indent=2) + "\n")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.page", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--summaries", type=int, default=20_000, help="size of the collection")
    parser.add_argument("--against", type=_names, default=_USUAL, metavar="NAMES", help=f"some of {','.join(NAMES)}")
    parser.add_argument("--collection", type=Path, help="JSON Lines of id, title, text; may be .gz [invented ones]")
    parser.add_argument("--queries", type=int, default=200)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--work", type=Path, default=Path(tempfile.gettempdir()) / "page-benchmark")
    parser.add_argument("--http", action="store_true", help=f"also measure servers, with 1 and {_CLIENTS} clients")
    parser.add_argument(
        "--rebuild",
        type=_names,
        nargs="?",
        const=",".join(NAMES),
        default="",
        metavar="NAMES",
        help="rebuild indexes [all]",
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all figures")
    options = parser.parse_args()
    if options.summaries < 1 or options.queries < len(KINDS):
        parser.error(f"at least 1 summary and {len(KINDS)} queries")
    return options


def _names(text: str) -> list[str]:
    names = [name for name in text.split(",") if name]
    unknown = ", ".join(name for name in names if name not in NAMES)
    if unknown:
        raise argparse.ArgumentTypeError(f"unknown: {unknown}; choose from {', '.join(NAMES)}")
    return names


def _asks(collection: Collection, number: int) -> tuple[list[Ask], int]:
    """Return the queries and the number of summaries."""
    read = documents(collection.file, collection.summaries, collection.seed, collection.folder)
    return asks(read, number, collection.seed), len(read)


def _installed(names: Sequence[str]) -> set[str]:
    installed = set()
    for name in names:
        try:
            load(name)
        except ImportError as error:
            _say(f"{name} is left out: {error}")
        else:
            installed.add(name)
    return installed


def _say(text: str) -> None:
    print(text, flush=True)  # noqa: T201


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
