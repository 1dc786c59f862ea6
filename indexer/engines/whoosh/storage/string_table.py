"""String tables: many strings in two mapped arrays, read one by one without a Python object each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np

from indexer.engines.whoosh.storage.arrays import mapped, save


class StringTable:
    """The strings that :func:`write_strings` wrote, in the same order."""

    def __init__(self, folder: Path, name: str) -> None:
        self._bytes = mapped(folder / f"{name}.npy").data
        self._ends = mapped(folder / f"{name}_ends.npy").data

    def __len__(self) -> int:
        return len(self._ends)

    def __getitem__(self, number: int) -> str:
        """Return the string of a number from 0 on. Negative numbers are not supported."""
        start = self._ends[number - 1] if number else 0
        return str(self._bytes[start : self._ends[number]], "utf-8")

    def __iter__(self) -> Iterator[str]:
        """Yield all strings; much faster than indexing each."""
        content, start = self._bytes.tobytes(), 0
        for end in self._ends.tolist():
            yield str(content[start:end], "utf-8")
            start = end


def write_strings(folder: Path, name: str, strings: Iterable[str]) -> None:
    """Write the strings into ``folder`` as the table ``name``: their UTF-8 bytes, and the end of each in them."""
    encoded = [string.encode() for string in strings]
    save(folder / f"{name}.npy", np.frombuffer(b"".join(encoded), dtype=np.uint8))
    save(folder / f"{name}_ends.npy", np.cumsum([len(each) for each in encoded], dtype=np.int64))
