"""Rebuild of a corpus in which a tenth of the files are broken.

The trial checks that all broken files are reported and all others are indexed. Most files are broken from the start.
During the rebuild, some files are removed, and one file grows.
"""

import ctypes
import json
import os
import subprocess
import sys
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path
from typing import Any

from benchmarks.page.collection import vocabulary
from benchmarks.page.invented import invent
from benchmarks.reliability.breakages import BREAKAGES, DEVICE, GOOD, LINE, LONGEST_NAME, NAMES, Breakage
from benchmarks.reliability.commands import check
from benchmarks.reliability.memory import peak

_INDEXER = Path(sys.executable).with_name("indexer")
_MOST_LARGE = 3  # maximum number of files for each large breakage
_REMOVED = 20  # number of files that are removed during the rebuild
_MOST_EXTRA_MEMORY = 256 << 20  # bytes
_CAPBSET_DROP, _OVERRIDE, _READ_SEARCH = 24, 1, 2  # prctl(2), capabilities(7)


def broken(folder: Path, files: int, seed: int) -> dict[str, int]:
    """Rebuild the good files alone, then together with broken files. Return the figures.

    Raises Failure if a promise is broken.
    """
    corpus = folder / "corpus"
    corpus.mkdir()
    (folder / "secret.md").write_text(GOOD.format(n=0, text="Not of this collection."))
    broken_count = files // 10
    _write_good(corpus, files - broken_count, seed)
    alone = _rebuild(corpus, folder / "alone")
    check(alone.code == 0, alone.stderr)
    written = dict(_write_broken(corpus, broken_count))
    with_broken = _rebuild(corpus, folder / "index", disturb=True)
    return _figures(written, alone, with_broken)


class _Rebuilt:
    """The result of a rebuild: exit code, report, standard error, peak memory in bytes, and seconds."""

    def __init__(self, code: int, report: dict[str, Any], stderr: str, peak: int, seconds: float) -> None:
        self.code, self.report, self.stderr, self.peak, self.seconds = code, report, stderr, peak, seconds


def _write_good(corpus: Path, number: int, seed: int) -> None:
    for n, summary in enumerate(invent(vocabulary(), number, seed)):
        (corpus / f"good-{n}.md").write_text(GOOD.format(n=n, text=summary["text"]), encoding="utf-8")


def _write_broken(corpus: Path, number: int) -> Iterator[tuple[str, Breakage]]:
    """Write ``number`` broken files. For each file, yield its path as the report must show it, and its breakage.

    All kinds have the same number of files, except large ones, which have fewer.
    """
    kinds = [*BREAKAGES, *([DEVICE] if os.geteuid() == 0 else [])]
    names, counts = cycle(NAMES), Counter[str]()
    next_kind = cycle(kinds)
    while sum(counts.values()) < number - _REMOVED - 1:
        kind = next(next_kind)
        if not kind.large or counts[kind.name] < _MOST_LARGE:
            counts[kind.name] += 1
            name = _name(next(names), counts[kind.name], kinds.index(kind), kind.suffix)
            kind.make(corpus / name, counts[kind.name])
            yield str(corpus / name), kind
    for n in range(_REMOVED):
        (corpus / f"zz-removed-{n}.md").write_text(GOOD.format(n=n, text="Gone."))
        yield (
            str(corpus / f"zz-removed-{n}.md"),
            Breakage("removed while others are read", lambda *_: None, "No such file"),
        )
    (corpus / "zz-grows.jsonl").write_text("x\n")
    yield str(corpus / "zz-grows.jsonl"), Breakage("a file that grows while it is read", lambda *_: None, "not JSON")


def _name(pattern: bytes, n: int, kind: int, suffix: str) -> str:
    stem = pattern % f"{kind}-{n}".encode()
    if n % 7 == 0:
        stem = (stem + b"-long" * LONGEST_NAME)[: LONGEST_NAME - len(suffix)]
    return os.fsdecode(stem + suffix.encode())


def _rebuild(corpus: Path, index: Path, disturb: bool = False) -> _Rebuilt:
    start = time.monotonic()
    arguments = [_INDEXER, "rebuild", corpus, "--index", index, "--json"]
    with (index.with_suffix(".out")).open("w+") as out, (index.with_suffix(".err")).open("w+") as err:
        process = subprocess.Popen(arguments, stdout=out, stderr=err, text=True, preexec_fn=_drop_read_override)  # noqa: S603
        if disturb:
            threading.Thread(target=_disturb, args=(corpus, index, process)).start()
        peak_bytes = peak(process)
        out.seek(0)
        err.seek(0)
        stderr = err.read()
        check(process.returncode in (0, 1), f"exit code {process.returncode}: {stderr[-2000:]}")
        return _Rebuilt(process.returncode, json.load(out), stderr, peak_bytes, time.monotonic() - start)


def _drop_read_override() -> None:
    """Drop the capabilities that let root read every file. The process keeps its user, who owns the files."""
    if sys.platform == "linux" and os.geteuid() == 0:
        library = ctypes.CDLL(None)
        for capability in (_OVERRIDE, _READ_SEARCH):
            library.prctl(_CAPBSET_DROP, capability, 0, 0, 0)


def _disturb(corpus: Path, index: Path, process: subprocess.Popen[str]) -> None:
    """Wait until the process has listed the files. Then remove some files, and append to one until the process ends."""
    while process.poll() is None and not list(index.glob("generations/*")):
        time.sleep(0.01)
    for path in corpus.glob("zz-removed-*"):
        path.unlink()
    with (corpus / "zz-grows.jsonl").open("a") as stream:
        while process.poll() is None:
            stream.write(json.dumps(LINE) + "\ny")
            stream.flush()
            time.sleep(0.001)


def _figures(written: dict[str, Breakage], alone: _Rebuilt, together: _Rebuilt) -> dict[str, int]:
    """Return the figures. Raises Failure if a broken file is not reported, or a good one is not indexed."""
    texts: defaultdict[str, list[str]] = defaultdict(list)
    for problem in together.report["problems"]:
        texts[problem["where"]].append(problem["text"])
    kinds = Counter(kind.name for kind in written.values())
    for name, kind in written.items():
        check(any(kind.message in text for text in texts[name]), f"{kind.name}: {name!r} has {texts[name][:3]}")
        check(all(text.isprintable() for text in texts[name]), f"{kind.name}: {texts[name][:3]!r} is not printable")
    others = [name for name in texts if texts[name] and name not in written]
    check(not others, f"good files were reported: {others[:3]}")
    check(together.code == 1, f"exit code {together.code}")
    memory = f"{together.peak >> 20} MB, and {alone.peak >> 20} MB without the broken files"
    check(together.peak <= alone.peak + _MOST_EXTRA_MEMORY, memory)
    good = alone.report["indexed"]
    good_lines = sum(kind.good_lines for kind in written.values())
    indexed = together.report["indexed"]
    check(indexed >= good + good_lines, f"{indexed} indexed of {good + good_lines}")
    return {
        **{f"files reported: {name}": number for name, number in sorted(kinds.items())},
        "files reported with the reason, which is all broken ones": sum(kinds.values()),
        "good files among them, all indexed": good,
        "good lines of broken JSON Lines, all indexed": good_lines,
        "MB at most, good files alone, all processes": alone.peak >> 20,
        "MB at most, with the broken files": together.peak >> 20,
        "s, good files alone": round(alone.seconds),
        "s, with the broken files": round(together.seconds),
    }
