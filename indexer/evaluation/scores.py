"""Precision, recall and F1 over many small sets."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Difference:
    """Where an answer is not the right one: what it misses, and what it has too many."""

    id: str
    missed: tuple[str, ...]
    extra: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PrecisionRecall:
    """Counts over all documents (micro average), and every difference, in document order."""

    right: int
    extra: int
    missed: int
    differences: tuple[Difference, ...]

    @property
    def precision(self) -> float:
        """The share of answers that are right; 1 where there is no answer."""
        return self.right / (self.right + self.extra) if self.right + self.extra else 1.0

    @property
    def recall(self) -> float:
        """The share of right answers that were given; 1 where there is none to give."""
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        both = 2 * self.right + self.extra + self.missed
        return 2 * self.right / both if both else 1.0


def score_answers(answers: Iterable[tuple[str, Iterable[Any], Iterable[Any]]]) -> PrecisionRecall:
    """Return the scores of (document id, right answers, given answers)."""
    right = extra = missed = 0
    differences = []
    for document, wanted, found in answers:
        wanted_set, found_set = set(wanted), set(found)
        right += len(wanted_set & found_set)
        extra += len(found_set - wanted_set)
        missed += len(wanted_set - found_set)
        if wanted_set != found_set:
            differences.append(Difference(document, _listed(wanted_set - found_set), _listed(found_set - wanted_set)))
    return PrecisionRecall(right, extra, missed, tuple(differences))


def _listed(items: set[Any]) -> tuple[str, ...]:
    return tuple(sorted(item if isinstance(item, str) else " = ".join(item) for item in items))
