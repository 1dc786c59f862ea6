from indexer.engines.whoosh.cache import ENTRY_OVERHEAD, Cache


class Computation:
    """A computation that counts its calls and returns their number."""

    def __init__(self) -> None:
        self.calls = 0

    def __call__(self) -> int:
        self.calls += 1
        return self.calls


def test_a_cached_value_is_not_computed_again() -> None:
    cache, compute = Cache(100_000), Computation()
    assert [cache.get("a", compute, lambda _: 10) for _ in range(3)] == [1, 1, 1]
    assert cache.get("b", compute, lambda _: 10) == 2


def test_the_least_recently_used_value_is_evicted_first() -> None:
    size = 1000
    cache = Cache(4 * (size + ENTRY_OVERHEAD))
    computations = {name: Computation() for name in "abcde"}
    for name in "abcd":
        cache.get(name, computations[name], lambda _: size)
    cache.get("a", computations["a"], lambda _: size)  # now "b" is the least recently used
    cache.get("e", computations["e"], lambda _: size)
    for name in "acde":
        cache.get(name, computations[name], lambda _: size)
    assert {name: compute.calls for name, compute in computations.items()} == {"a": 1, "b": 1, "c": 1, "d": 1, "e": 1}
    cache.get("b", computations["b"], lambda _: size)
    assert computations["b"].calls == 2


def test_one_large_value_does_not_evict_the_others() -> None:
    cache, small, large = Cache(10_000), Computation(), Computation()
    cache.get("small", small, lambda _: 10)
    for _ in range(2):
        cache.get("large", large, lambda _: 9_000)
        cache.get("small", small, lambda _: 10)
    assert (small.calls, large.calls) == (1, 2)


def test_a_cache_of_size_0_caches_nothing() -> None:
    cache, compute = Cache(0), Computation()
    assert [cache.get("a", compute, lambda _: 0) for _ in range(2)] == [1, 2]
