"""Speed of tagging: ``python -m benchmarks.tagging [--rounds 20]`` prints summaries per second on one core.

Each round tags the shipped corpus, which has about 200 words per summary. The script measures CPU time, so that other
processes have little effect. The first number is the median of the rounds. Their minimum and maximum follow.
"""

import argparse
import platform
from statistics import median
from time import process_time

from indexer.evaluation.tags import corpus_gold
from indexer.settings import shipped_corpus
from indexer.tagging.tagger import Tagger
from indexer.vocabulary.loader import load_vocabulary


def main() -> None:
    """Tag the corpus ``--rounds`` times and print the rates."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=20)
    rounds = parser.parse_args().rounds
    vocabulary = load_vocabulary(shipped_corpus() / "vocabulary")
    tagger, texts = Tagger(vocabulary), corpus_gold(shipped_corpus(), vocabulary)
    rates = []
    for _ in range(rounds + 1):  # the first round fills the caches and is not counted
        started = process_time()
        for text in texts:
            tagger.concepts(text.title, text.text)
        rates.append(len(texts) / (process_time() - started))
    words = sum(len(text.text.split()) for text in texts) / len(texts)
    print(f"{median(rates[1:]):.0f} summaries a second ({min(rates[1:]):.0f} to {max(rates[1:]):.0f})")  # noqa: T201
    print(f"{len(texts)} texts of {words:.0f} words, Python {platform.python_version()}, one core")  # noqa: T201


if __name__ == "__main__":
    main()
