"""Arrays and string tables in ``.npy`` files, mapped into memory and shared by all threads and processes.

A string table stores many strings in two arrays. It decodes a string at each access, and keeps no Python strings.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray


def mapped(path: Path) -> NDArray[Any]:
    """Return the array in a .npy file, mapped into memory.

    The result is a plain array, because slices of a ``np.memmap`` are slower. Raises FileNotFoundError.
    """
    return np.asarray(np.load(path, mmap_mode="r"))


def save(path: Path, array: NDArray[Any]) -> None:
    """Write an array into a .npy file. An OSError states the reason, unlike the errors of ``np.save``."""
    header = np.lib.format.header_data_from_array_1_0(array)
    with path.open("wb") as stream:
        np.lib.format.write_array_header_1_0(stream, header)
        stream.write(np.ascontiguousarray(array.T if header["fortran_order"] else array).data)


def smallest_dtype(array: NDArray[np.integer]) -> NDArray[np.integer]:
    """Return an array of non-negative integers, converted to the smallest unsigned type for its values."""
    return array.astype(np.min_scalar_type(int(array.max(initial=0))))


class StringTable:
    """A table of strings that :func:`write_strings` wrote. The order of the strings is unchanged."""

    def __init__(self, folder: Path, name: str) -> None:
        self._bytes = mapped(folder / f"{name}.npy").data
        self._ends = mapped(folder / f"{name}_ends.npy").data

    def __len__(self) -> int:
        return len(self._ends)

    def __getitem__(self, number: int) -> str:
        """Return the string at an index. Negative indexes are not supported."""
        start = self._ends[number - 1] if number else 0
        return str(self._bytes[start : self._ends[number]], "utf-8")

    def __iter__(self) -> Iterator[str]:
        """Yield all strings. This is much faster than reading each string by its index."""
        content, start = self._bytes.tobytes(), 0
        for end in self._ends.tolist():
            yield str(content[start:end], "utf-8")
            start = end


def write_strings(folder: Path, name: str, strings: Iterable[str]) -> None:
    """Write the table ``name``: the UTF-8 bytes of all strings, and the end of each string in bytes."""
    encoded = [string.encode() for string in strings]
    save(folder / f"{name}.npy", np.frombuffer(b"".join(encoded), dtype=np.uint8))
    save(folder / f"{name}_ends.npy", np.cumsum(list(map(len, encoded)), dtype=np.int64))
