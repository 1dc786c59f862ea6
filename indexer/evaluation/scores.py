"""Precision, recall and F1 over sets of answers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Difference:
    """The missed and the extra answers for one document."""

    id: str
    missed: tuple[str, ...]
    extra: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PrecisionRecall:
    """Counts over all documents (micro average), and the differences in document order."""

    right: int
    extra: int
    missed: int
    differences: tuple[Difference, ...]

    @property
    def precision(self) -> float:
        """The fraction of the given answers that are right; 1 without given answers."""
        return self.right / (self.right + self.extra) if self.right + self.extra else 1.0

    @property
    def recall(self) -> float:
        """The fraction of the right answers that are given; 1 without right answers."""
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        total = 2 * self.right + self.extra + self.missed
        return 2 * self.right / total if total else 1.0


def score_answers(answers: Iterable[tuple[str, Iterable[Any], Iterable[Any]]]) -> PrecisionRecall:
    """Return the scores of (document id, right answers, given answers)."""
    right = extra = missed = 0
    differences = []
    for document, expected, given in answers:
        expected_set, given_set = set(expected), set(given)
        right += len(expected_set & given_set)
        extra += len(given_set - expected_set)
        missed += len(expected_set - given_set)
        if expected_set != given_set:
            missing, added = expected_set - given_set, given_set - expected_set
            differences.append(Difference(document, _sorted(missing), _sorted(added)))
    return PrecisionRecall(right, extra, missed, tuple(differences))


def _sorted(items: set[Any]) -> tuple[str, ...]:
    return tuple(sorted(item if isinstance(item, str) else " = ".join(item) for item in items))
