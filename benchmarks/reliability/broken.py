"""A corpus of which a tenth of the files is broken, each in another way: what is said of it, and what is indexed.

Beside the files that are broken from the start, some go while they are read, and one grows.
"""

from __future__ import annotations

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
from benchmarks.reliability.breaking import BREAKAGES, DEVICE, GOOD, LINE, LONGEST_NAME, NAMES, Breakage
from benchmarks.reliability.commands import check
from benchmarks.reliability.memory import peak

_INDEXER = Path(sys.executable).with_name("indexer")
_MOST_LARGE = 3
_VANISHING = 20
_MOST_MORE = 256 << 20  # bytes of memory
_CAPBSET_DROP, _OVERRIDE, _READ_SEARCH = 24, 1, 2  # prctl(2), capabilities(7)


def broken(folder: Path, files: int, seed: int) -> dict[str, int]:
    """Rebuild the good files alone, then with the broken ones among them; return the figures. Raises Failure."""
    corpus = folder / "corpus"
    corpus.mkdir()
    (folder / "secret.md").write_text(GOOD.format(n=0, text="Not of this collection."))
    made = files // 10
    _write_good(corpus, files - made, seed)
    alone = _rebuild(corpus, folder / "alone")
    check(alone.code == 0, alone.said)
    written = dict(_write_broken(corpus, made))
    with_broken = _rebuild(corpus, folder / "index", disturbed=True)
    return _figures(written, alone, with_broken)


class _Rebuilt:
    """What a rebuild reported, and the most memory that it took."""

    def __init__(self, code: int, report: dict[str, Any], said: str, most: int, seconds: float) -> None:
        self.code, self.report, self.said, self.peak, self.seconds = code, report, said, most, seconds


def _write_good(corpus: Path, number: int, seed: int) -> None:
    for n, summary in enumerate(invent(vocabulary(), number, seed)):
        (corpus / f"good-{n}.md").write_text(GOOD.format(n=n, text=summary["text"]), encoding="utf-8")


def _write_broken(corpus: Path, number: int) -> Iterator[tuple[str, Breakage]]:
    """Write the broken files, as many of each kind; yield their names, as the report has them, with what they are."""
    kinds = [*BREAKAGES, *([DEVICE] if os.geteuid() == 0 else [])]
    names, times = cycle(NAMES), Counter[str]()
    ring = cycle(kinds)
    while sum(times.values()) < number - _VANISHING - 1:
        kind = next(ring)
        if not kind.large or times[kind.name] < _MOST_LARGE:
            times[kind.name] += 1
            name = _name(next(names), times[kind.name], kinds.index(kind), kind.suffix)
            kind.make(corpus / name, times[kind.name])
            yield str(corpus / name), kind
    for n in range(_VANISHING):
        (corpus / f"zz-vanishes-{n}.md").write_text(GOOD.format(n=n, text="Gone."))
        yield (
            str(corpus / f"zz-vanishes-{n}.md"),
            Breakage("gone while others are read", lambda *_: None, "No such file"),
        )
    (corpus / "zz-grows.jsonl").write_text("x\n")
    yield str(corpus / "zz-grows.jsonl"), Breakage("one that grows while it is read", lambda *_: None, "not JSON")


def _name(pattern: bytes, n: int, kind: int, suffix: str) -> str:
    stem = pattern % f"{kind}-{n}".encode()
    if n % 7 == 0:
        stem = (stem + b"-long" * LONGEST_NAME)[: LONGEST_NAME - len(suffix)]
    return os.fsdecode(stem + suffix.encode())


def _rebuild(corpus: Path, index: Path, disturbed: bool = False) -> _Rebuilt:
    began = time.monotonic()
    arguments = [_INDEXER, "rebuild", corpus, "--index", index, "--json"]
    with (index.with_suffix(".out")).open("w+") as out, (index.with_suffix(".err")).open("w+") as err:
        process = subprocess.Popen(arguments, stdout=out, stderr=err, text=True, preexec_fn=_as_anybody)  # noqa: S603
        if disturbed:
            threading.Thread(target=_disturb, args=(corpus, index, process)).start()
        most = peak(process)
        out.seek(0)
        err.seek(0)
        said = err.read()
        check(process.returncode in (0, 1), f"exit code {process.returncode}: {said[-2000:]}")
        return _Rebuilt(process.returncode, json.load(out), said, most, time.monotonic() - began)


def _as_anybody() -> None:
    """Give up root's right to read every file, before the command begins; its files stay its own."""
    if sys.platform == "linux" and os.geteuid() == 0:
        library = ctypes.CDLL(None)
        for capability in (_OVERRIDE, _READ_SEARCH):
            library.prctl(_CAPBSET_DROP, capability, 0, 0, 0)


def _disturb(corpus: Path, index: Path, process: subprocess.Popen[str]) -> None:
    """When the files have been listed, remove some, and write to one until the process ends."""
    while process.poll() is None and not list(index.glob("generations/*")):
        time.sleep(0.01)
    for path in corpus.glob("zz-vanishes-*"):
        path.unlink()
    with (corpus / "zz-grows.jsonl").open("a") as stream:
        while process.poll() is None:
            stream.write(json.dumps(LINE) + "\ny")
            stream.flush()
            time.sleep(0.001)


def _figures(written: dict[str, Breakage], alone: _Rebuilt, found: _Rebuilt) -> dict[str, int]:
    """Return the figures; raises Failure where a file was not told with its reason, or a good one not indexed."""
    told: defaultdict[str, list[str]] = defaultdict(list)
    for problem in found.report["problems"]:
        told[problem["where"]].append(problem["text"])
    kinds = Counter[str]()
    for name, kind in written.items():
        check(any(kind.said in text for text in told[name]), f"{kind.name}: of {name!r} was said {told[name][:3]}")
        check(all(text.isprintable() for text in told[name]), f"{kind.name}: {told[name][:3]!r} cannot be printed")
        kinds[kind.name] += 1
    others = [name for name in told if told[name] and name not in written]
    check(not others, f"said of good files, too: {others[:3]}")
    check(found.code == 1, f"exit code {found.code}")
    check(
        found.peak <= alone.peak + _MOST_MORE,
        f"{found.peak >> 20} MB, and {alone.peak >> 20} MB without the broken ones",
    )
    good = alone.report["indexed"]
    beside = sum(2 for kind in written.values() if kind.make.__qualname__.startswith("_lines"))
    check(found.report["indexed"] >= good + beside, f"{found.report['indexed']} indexed of {good + beside}")
    return {
        **{f"files told: {name}": number for name, number in sorted(kinds.items())},
        "files told with their reason, of all broken ones": sum(kinds.values()),
        "good files among them, all indexed": good,
        "good lines of broken JSON Lines, all indexed": beside,
        "MB at most, good files alone, all processes": alone.peak >> 20,
        "MB at most, with the broken ones": found.peak >> 20,
        "s, good files alone": round(alone.seconds),
        "s, with the broken ones": round(found.seconds),
    }
