from __future__ import annotations

from indexer.engines.whoosh.cache import _OVERHEAD, Cache


class Made:
    """Counts how often something had to be made."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> int:
        self.times += 1
        return self.times


def test_what_is_kept_is_not_made_again() -> None:
    cache, make = Cache(100_000), Made()
    assert [cache.get("a", make, lambda _: 10) for _ in range(3)] == [1, 1, 1]
    assert cache.get("b", make, lambda _: 10) == 2


def test_the_least_lately_used_goes_first_when_the_room_is_used_up() -> None:
    weight = 1000
    cache = Cache(4 * (weight + _OVERHEAD))
    makers = {name: Made() for name in "abcde"}
    for name in "abcd":
        cache.get(name, makers[name], lambda _: weight)
    cache.get("a", makers["a"], lambda _: weight)  # used again: now "b" is the least lately used
    cache.get("e", makers["e"], lambda _: weight)
    for name in "acde":
        cache.get(name, makers[name], lambda _: weight)
    assert {name: make.times for name, make in makers.items()} == {"a": 1, "b": 1, "c": 1, "d": 1, "e": 1}
    cache.get("b", makers["b"], lambda _: weight)
    assert makers["b"].times == 2


def test_one_large_value_does_not_drive_out_the_others() -> None:
    cache, small, large = Cache(10_000), Made(), Made()
    cache.get("small", small, lambda _: 10)
    for _ in range(2):
        cache.get("large", large, lambda _: 9_000)
        cache.get("small", small, lambda _: 10)
    assert (small.times, large.times) == (1, 2)


def test_a_cache_without_room_keeps_nothing() -> None:
    cache, make = Cache(0), Made()
    assert [cache.get("a", make, lambda _: 0) for _ in range(2)] == [1, 2]
