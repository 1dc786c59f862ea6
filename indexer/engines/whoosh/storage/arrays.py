"""Arrays in ``.npy`` files, mapped into memory and shared by all threads and processes that read them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray


def mapped(path: Path) -> NDArray[Any]:
    """Return the array in a .npy file, mapped into memory.

    It is a plain array, because slices of a ``np.memmap`` are slower. Raises FileNotFoundError.
    """
    return np.asarray(np.load(path, mmap_mode="r"))


def save(path: Path, array: NDArray[Any]) -> None:
    """Write an array into a .npy file. Raises OSError with the reason, which ``np.save`` leaves out."""
    header = np.lib.format.header_data_from_array_1_0(array)
    _write(path, header, [array.T if header["fortran_order"] else array])


def save_parts(path: Path, dtype: type[np.generic], length: int, parts: Iterable[NDArray[Any]]) -> None:
    """Write the parts as one array of ``length`` values and one dimension. Raises OSError.

    The file is not written through a mapping: on a full disk that kills the process with SIGBUS.
    """
    header = {"descr": np.dtype(dtype).str, "fortran_order": False, "shape": (length,)}
    _write(path, header, (part.astype(dtype, copy=False) for part in parts))


def _write(path: Path, header: dict[str, Any], parts: Iterable[NDArray[Any]]) -> None:
    with path.open("wb") as stream:
        np.lib.format.write_array_header_1_0(stream, header)
        for part in parts:
            stream.write(np.ascontiguousarray(part).data)


def smallest_dtype(array: NDArray[np.integer]) -> NDArray[np.integer]:
    """Return the non-negative integers in the smallest unsigned type that holds them all."""
    return array.astype(np.min_scalar_type(int(array.max(initial=0))))
