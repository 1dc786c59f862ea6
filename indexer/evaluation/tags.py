"""Precision, recall and F1 of the tagger and of the abbreviation finder on labelled texts."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from indexer.evaluation.json_lines import json_lines
from indexer.summaries.facets import BY_NAME
from indexer.summaries.readers import find_files, read
from indexer.summaries.summary import Summary
from indexer.tagging.tagger import Tagger
from indexer.text.abbreviations import definitions
from indexer.vocabulary.model import Vocabulary

Split = Literal["all", "seen", "unseen"]

EVALUATED = ("conditions", "cell_types", "routes", "donor")
_UNSEEN_STEP = 5


@dataclass(frozen=True, slots=True)
class Difference:
    """The missed and the extra answers for the document ``id``."""

    id: str
    missed: tuple[str, ...]
    extra: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PrecisionRecall:
    """The scores of answers.

    ``right``, ``extra`` and ``missed`` are numbers of answers in all documents (micro average). ``differences`` are in
    document order.
    """

    right: int
    extra: int
    missed: int
    differences: tuple[Difference, ...]

    @property
    def precision(self) -> float:
        """The fraction of the given answers that are right. It is 1 if there are no given answers."""
        return self.right / (self.right + self.extra) if self.right + self.extra else 1.0

    @property
    def recall(self) -> float:
        """The fraction of the right answers that are given. It is 1 if there are no right answers."""
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall. It is 1 if there are no answers at all."""
        total = 2 * self.right + self.extra + self.missed
        return 2 * self.right / total if total else 1.0


def evaluate_tags(summaries: Iterable[Summary], vocabulary: Vocabulary) -> dict[str, PrecisionRecall]:
    """Tag the summaries and return the scores of the tags, by field.

    The facets of ``summaries`` are the right answers. A summary without a facet doesn't count for this facet.
    """
    tagger = Tagger(vocabulary)
    answers: dict[str, list[tuple[str, Sequence[str], Sequence[str]]]] = {}
    for summary in summaries:
        given = tagger.concepts(summary.title, summary.text)
        for field in EVALUATED:
            if field in summary.facets:
                answers.setdefault(field, []).append((summary.id, summary.facets[field], given[field]))
    return {field: score_answers(texts) for field, texts in answers.items()}


def evaluate_abbreviations(path: Path, split: Split = "all") -> PrecisionRecall:
    """Return the scores of the abbreviation finder on a file of labelled texts.

    The file contains JSON Lines {"_id", "title", "text", "pairs": [[short, long]]}. The pairs are the right answers.
    """
    return score_answers(
        (
            str(record.get("_id", record.get("id"))),
            {(short, _normalized(long)) for short, long in record["pairs"]},
            {(d.short, _normalized(d.long)) for d in definitions(f"{record['title']}\n{record['text']}")},
        )
        for record in select_split(json_lines(path), split)
    )


def score_answers(answers: Iterable[tuple[str, Iterable[Any], Iterable[Any]]]) -> PrecisionRecall:
    """Return the scores of ``answers``. Each item is (document id, right answers, given answers)."""
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


def corpus_gold(corpus: Path, vocabulary: Vocabulary) -> list[Summary]:
    """Return the summaries of a corpus. The facets in their front matter are the right answers."""
    items = (item for path in find_files([corpus]).paths for item in read(path, vocabulary))
    return [item for item in items if isinstance(item, Summary)]


def labelled_gold(path: Path) -> Iterator[Summary]:
    """Yield a summary for each text in JSON Lines {"id", "title", "text", "labels": {field: [concept id]}}."""
    for record in json_lines(path):
        facets = {field: tuple(ids) for field, ids in record["labels"].items()}
        yield Summary(str(record["id"]), record["title"], (record["text"],), facets)


def registry_silver(path: Path, vocabulary: Vocabulary) -> Iterator[Summary]:
    """Yield a summary for each trial in JSON Lines whose ``registry.Condition`` is in the vocabulary."""
    for record in json_lines(path):
        terms = record["registry"].get("Condition", [])
        ids = [concept for term in terms for concept in vocabulary.resolve(BY_NAME["condition"], term)]
        if ids:
            facets = {"conditions": vocabulary.most_specific("condition", ids)}
            yield Summary(str(record["id"]), record["title"], (record["text"],), facets)


def select_split(items: Iterable[Any], split: Split) -> Iterator[Any]:
    """Yield the items of a split. Every fifth item is "unseen" and is never used for tuning."""
    for number, item in enumerate(items):
        if split == "all" or (number % _UNSEEN_STEP == 0) == (split == "unseen"):
            yield item


def _normalized(long: str) -> str:
    return " ".join(long.lower().strip(' "“”').split())


def _sorted(items: set[Any]) -> tuple[str, ...]:
    return tuple(sorted(item if isinstance(item, str) else " = ".join(item) for item in items))
