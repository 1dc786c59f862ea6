"""Fit the weights of the tagger: ``python -m benchmarks.fit_aboutness [--folds 5] [--write]``.

The texts are the shipped corpus and ``benchmarks/texts``. For each facet, a logistic regression is fitted to the
features of each mentioned concept. Its target is 1 if the labels of the text contain the concept, or else 0. The
printed scores are cross-validated: texts are scored with weights that were fitted to other texts. ``--write`` fits the
weights to all texts and writes ``indexer/tagging/aboutness.json``.
The script needs scikit-learn (``pip install -e '.[bench]'``).
"""

import argparse
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from indexer.evaluation.tags import corpus_gold, labelled_gold, score_answers
from indexer.settings import shipped_corpus
from indexer.summaries.facets import BY_NAME, FACETS
from indexer.summaries.summary import Summary
from indexer.tagging import aboutness
from indexer.tagging.tagger import Tagger
from indexer.vocabulary.loader import load_vocabulary

_TEXTS = Path(__file__).parent / "texts"
_REGULARITY = 1.0  # inverse strength of the L2 penalty
_Sample = tuple[str, Summary, dict[Any, dict[str, float]]]


def main() -> None:
    """Print the cross-validated scores. With ``--write``, also write the weights."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--regularity", type=float, default=_REGULARITY)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    vocabulary = load_vocabulary(shipped_corpus() / "vocabulary")
    tagger = Tagger(vocabulary)
    sets: dict[str, list[Summary]] = {"corpus": corpus_gold(shipped_corpus(), vocabulary)}
    sets |= {path.stem: list(labelled_gold(path)) for path in sorted(_TEXTS.glob("*.jsonl"))}
    samples = [(name, text, tagger.features(text.title, text.text)) for name, texts in sets.items() for text in texts]
    found: dict[str, dict[str, Sequence[str]]] = {}
    for fold in range(options.folds):
        weights = _fit(_fold(samples, options.folds, fold, held_out=False), options.regularity)
        fitted = Tagger(vocabulary, {facet: aboutness.Weights(of_facet) for facet, of_facet in weights.items()})
        for _, text, _ in _fold(samples, options.folds, fold, held_out=True):
            found[text.id] = dict(fitted.concepts(text.title, text.text))
    for name, texts in sets.items():
        print(f"{name}, {len(texts)} texts")  # noqa: T201
        for facet in FACETS:
            labelled = [text for text in texts if facet.field in text.facets]
            if labelled:
                answers = ((text.id, text.facets[facet.field], found[text.id][facet.field]) for text in labelled)
                scores = score_answers(answers)
                figures = f"precision {scores.precision:.3f}  recall {scores.recall:.3f}  F1 {scores.f1:.3f}"
                print(f"  {facet.field:11} {figures}")  # noqa: T201
    if options.write:
        target = Path(aboutness.__file__).with_suffix(".json")
        target.write_text(json.dumps(_fit(samples, options.regularity), indent=2) + "\n", encoding="utf-8")


def _fold(samples: list[_Sample], folds: int, fold: int, *, held_out: bool) -> Iterable[_Sample]:
    return (sample for number, sample in enumerate(samples) if (number % folds == fold) == held_out)


def _fit(samples: Iterable[_Sample], regularity: float) -> dict[str, dict[str, float]]:
    """Return the weights by facet and feature. "bias" comes first, then the largest absolute weights."""
    samples = list(samples)
    weights = {}
    for facet in FACETS:
        rows, targets = [], []
        for _, text, features in samples:
            if facet.field in text.facets:
                for (name, concept), of_concept in features.items():
                    if name == facet.name:
                        rows.append(of_concept)
                        targets.append(concept in text.facets[BY_NAME[name].field])
        vectorizer = DictVectorizer()
        model = LogisticRegression(C=regularity, max_iter=10_000).fit(vectorizer.fit_transform(rows), targets)
        learnt = dict(zip(vectorizer.get_feature_names_out(), model.coef_[0].tolist(), strict=True))
        heaviest = sorted(learnt.items(), key=lambda item: -abs(item[1]))
        weights[facet.name] = {"bias": round(float(model.intercept_[0]), 2)} | {k: round(v, 2) for k, v in heaviest}
    return weights


if __name__ == "__main__":
    main()
