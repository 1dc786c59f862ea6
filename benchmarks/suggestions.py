"""Quality and times of spelling suggestions over an index: ``python -m benchmarks.suggestions --index PATH``.

misspellings.txt contains misspelt words and phrases, each with the right spelling. absent_words.txt contains correct
words. The words were chosen before the program was tuned. ``--half`` selects every other line, so that the program can
be tuned with one half (0) and measured with the other (1).
"""

import argparse
from pathlib import Path
from statistics import quantiles
from time import perf_counter

from indexer.engines import open_engine
from indexer.engines.protocols import Snapshot
from indexer.query.ast import Term
from indexer.query.request import Filters, SearchRequest
from indexer.query.resolution import resolve
from indexer.search.spelling import spelling_index
from indexer.search.suggestions import suggestion
from indexer.text.analysis import terms


def main() -> None:
    """Print the share of right suggestions, the precision, and the share of correct words without a suggestion."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--index", required=True)
    parser.add_argument("--half", type=int, choices=(0, 1))
    parser.add_argument("--wrong", action="store_true", help="print the wrong suggestions")
    options = parser.parse_args()
    snapshot = open_engine(options.index).snapshot()
    started = perf_counter()
    spelling_index(snapshot).is_known("word")
    print(f"built in {perf_counter() - started:.1f} s")  # noqa: T201
    chosen = slice(options.half, None, 2) if options.half is not None else slice(None)
    pairs = [tuple(line.split(" > ")) for line in _lines("misspellings.txt")[chosen]]
    pairs = [(typed, right) for typed, right in pairs if _occurs(snapshot, right) and terms(typed) != terms(right)]
    absent = [word for word in _lines("absent_words.txt")[chosen] if not _occurs(snapshot, word)]
    times: list[float] = []
    found = [(typed, right, _suggested(snapshot, typed, times)) for typed, right in pairs]
    shown = [(right, text) for _, right, text in found if text]
    correct = sum(terms(right) == terms(text) for right, text in shown)
    questioned = [(word, text) for word in absent if (text := _suggested(snapshot, word, times))]
    print(f"right {_share(correct, len(pairs))}, precision {_share(correct, len(shown))}")  # noqa: T201
    print(f"correct words without a suggestion {_share(len(absent) - len(questioned), len(absent))}")  # noqa: T201
    print(f"median {quantiles(times)[1]:.1f} ms, p95 {quantiles(times, n=20)[18]:.1f} ms, most {max(times):.1f} ms")  # noqa: T201
    if options.wrong:
        wrong = [one for one in found if terms(one[1]) != terms(one[2])]
        print(*wrong, *questioned, sep="\n")  # noqa: T201


def _lines(name: str) -> list[str]:
    return (Path(__file__).parent / name).read_text(encoding="utf-8").splitlines()


def _occurs(snapshot: Snapshot, text: str) -> bool:
    return all(snapshot.count(Term(term), Filters()) for term in terms(text))


def _suggested(snapshot: Snapshot, text: str, times: list[float]) -> str:
    query = resolve(SearchRequest(text), snapshot)
    started = perf_counter()
    found = suggestion(snapshot, query)
    times.append((perf_counter() - started) * 1000)
    return found.text if found else ""


def _share(part: int, whole: int) -> str:
    return f"{part} of {whole} ({part / max(1, whole):.1%})"


if __name__ == "__main__":
    main()
