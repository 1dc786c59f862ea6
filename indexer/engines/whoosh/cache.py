"""Cache of values that are computed for one generation of the index. Its size in bytes is limited."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from operator import attrgetter
from typing import TypeVar

Value = TypeVar("Value")

DEFAULT_BYTES = 32 << 20
ENTRY_OVERHEAD = 500  # bytes that a key and an entry use, without the value
_ARRAY_BYTES = attrgetter("nbytes")


class Cache:
    """A least-recently-used cache of at most ``max_bytes``. Several threads can use it at once."""

    def __init__(self, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        self._bytes = 0
        self._entries: OrderedDict[Hashable, tuple[object, int]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable, compute: Callable[[], Value], size_of: Callable[[Value], int] = _ARRAY_BYTES) -> Value:
        """Return the cached value of ``key``. If there is none, compute the value and add it to the cache.

        ``size_of`` returns the size of a value in bytes. A value larger than a quarter of the cache is not added.
        """
        entry = self._entries.get(key)
        if entry is not None:
            with self._lock:
                if key in self._entries:
                    self._entries.move_to_end(key)
            return entry[0]  # type: ignore[return-value]  # a key always belongs to one type of value
        value = compute()
        self._add(key, value, size_of(value) + ENTRY_OVERHEAD)
        return value

    def _add(self, key: Hashable, value: object, size: int) -> None:
        if size > self._max_bytes // 4:  # one large value must not evict all others
            return
        with self._lock:
            _, previous = self._entries.pop(key, (None, 0))
            self._entries[key] = value, size
            self._bytes += size - previous
            while self._bytes > self._max_bytes:
                self._bytes -= self._entries.popitem(last=False)[1][1]
