"""Tables: arrays in ``.npy`` files, mapped into memory and shared by all threads and processes that read them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray


def mapped(path: Path) -> NDArray[Any]:
    """Return the array in a .npy file, mapped into memory; as a plain array, since slices of a memmap cost more."""
    return np.asarray(np.load(path, mmap_mode="r"))


def small(array: NDArray[np.integer]) -> NDArray[np.integer]:
    """Return the numbers, none below 0, in as few bytes each as they need."""
    return array.astype(np.min_scalar_type(int(array.max(initial=0))))
