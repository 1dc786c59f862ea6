"""What was reckoned lately of one generation, kept for the next request that needs it."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import TypeVar

Value = TypeVar("Value")

DEFAULT_BYTES = 32 << 20
_OVERHEAD = 500  # bytes; of the key, and of the entry itself


class Cache:
    """Keeps values by key, up to a number of bytes in all; the least lately used go first. Threads may share it.

    It lives and goes with the generation that the values are of.
    """

    def __init__(self, most_bytes: int) -> None:
        self._most = most_bytes
        self._held = 0
        self._kept: OrderedDict[Hashable, tuple[object, int]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable, make: Callable[[], Value], weigh: Callable[[Value], int]) -> Value:
        """Return the value of ``key``, made now unless it is kept; ``weigh`` tells how many bytes it takes."""
        kept = self._kept.get(key)
        if kept is not None:
            with self._lock:
                if key in self._kept:
                    self._kept.move_to_end(key)
            return kept[0]  # type: ignore[return-value]  # what is kept under a key was made for it
        value = make()
        self._keep(key, value, weigh(value) + _OVERHEAD)
        return value

    def _keep(self, key: Hashable, value: object, weight: int) -> None:
        if weight > self._most // 4:  # one value shall not drive out all others
            return
        with self._lock:
            _, before = self._kept.pop(key, (None, 0))
            self._kept[key] = value, weight
            self._held += weight - before
            while self._held > self._most:
                self._held -= self._kept.popitem(last=False)[1][1]
