"""Words that share a stem: ``python -m benchmarks.stems FILE [--most 300]``.

FILE is a collection in JSON Lines. The script prints one line per stem class, the most frequent class first: the number
of occurrences, the term, and the folded words with their numbers of occurrences. Classes of one word are skipped.
Classes in ``indexer/text/stem_exceptions.py`` are printed as they are after the exceptions.
"""

import argparse
import json
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path

from indexer.text.analysis import fold, term, words


def main() -> None:
    """Print the classes of a collection."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file", type=Path)
    parser.add_argument("--most", type=int, default=300, help="the number of classes (default: 300)")
    options = parser.parse_args()
    with options.file.open(encoding="utf-8") as lines:
        classes = stem_classes(text for line in lines for text in _texts(json.loads(line)))
    for name, forms in sorted(classes.items(), key=lambda item: (-item[1].total(), item[0]))[: options.most]:
        written = ", ".join(f"{form} {count:,}" for form, count in forms.most_common())
        print(f"{forms.total():,} {name}: {written}")  # noqa: T201


def stem_classes(texts: Iterable[str]) -> dict[str, Counter[str]]:
    """Return by term the folded words with this term and their numbers of occurrences, at least two words each."""
    counts = Counter(word for text in texts for word in words(text))
    classes: dict[str, Counter[str]] = defaultdict(Counter)
    for word, count in counts.items():
        classes[term(word)][fold(word)] += count
    return {name: forms for name, forms in classes.items() if len(forms) > 1}


def _texts(record: dict[str, str]) -> tuple[str, str]:
    return record.get("title", ""), record.get("text", "")


if __name__ == "__main__":
    main()
