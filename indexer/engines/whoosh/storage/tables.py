"""Tables: arrays in ``.npy`` files, mapped into memory and shared by all threads and processes that read them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray


def mapped(path: Path) -> NDArray[Any]:
    """Return the array in a .npy file, mapped into memory; as a plain array, since slices of a memmap cost more."""
    return np.asarray(np.load(path, mmap_mode="r"))


def save(path: Path, array: NDArray[Any]) -> None:
    """Write an array into a .npy file. Raises OSError: np.save does so, too, but without saying why."""
    header = np.lib.format.header_data_from_array_1_0(array)
    _write(path, header, [array.T if header["fortran_order"] else array])


def save_parts(path: Path, dtype: type[np.generic], length: int, parts: Iterable[NDArray[Any]]) -> None:
    """Write an array of one dimension and that length, part after part.

    Not through a mapping, which tells of a full disk by ending the process.
    """
    header = {"descr": np.dtype(dtype).str, "fortran_order": False, "shape": (length,)}
    _write(path, header, (part.astype(dtype, copy=False) for part in parts))


def _write(path: Path, header: dict[str, Any], parts: Iterable[NDArray[Any]]) -> None:
    with path.open("wb") as stream:
        np.lib.format.write_array_header_1_0(stream, header)
        for part in parts:
            stream.write(np.ascontiguousarray(part).data)


def small(array: NDArray[np.integer]) -> NDArray[np.integer]:
    """Return the numbers, none below 0, in as few bytes each as they need."""
    return array.astype(np.min_scalar_type(int(array.max(initial=0))))
