"""Scores of the tagger and of the abbreviation finder on labelled texts."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Literal

from indexer.errors import SummarySearchError
from indexer.evaluation.scores import PrecisionRecall, score_answers
from indexer.summaries.facets import BY_NAME
from indexer.summaries.readers import find_files, read
from indexer.summaries.summary import Summary
from indexer.tagging.tagger import Tagger
from indexer.text.abbreviations import definitions
from indexer.vocabulary.model import Vocabulary

Split = Literal["all", "seen", "unseen"]

EVALUATED = ("conditions", "cell_types", "routes", "donor")
_UNSEEN_STEP = 5


def evaluate_tags(summaries: Iterable[Summary], vocabulary: Vocabulary) -> dict[str, PrecisionRecall]:
    """Return the scores by field. The facets of ``summaries`` are the right answers; missing facets don't count."""
    tagger = Tagger(vocabulary)
    answers: dict[str, list[tuple[str, Sequence[str], Sequence[str]]]] = {}
    for summary in summaries:
        given = tagger.concepts(summary.title, summary.text)
        for field in EVALUATED:
            if field in summary.facets:
                answers.setdefault(field, []).append((summary.id, summary.facets[field], given[field]))
    return {field: score_answers(of_field) for field, of_field in answers.items()}


def evaluate_abbreviations(path: Path, split: Split = "all") -> PrecisionRecall:
    """Return the scores of the abbreviation finder on JSON Lines {"_id", "title", "text", "pairs": [[short, long]]}."""
    return score_answers(
        (
            str(record.get("_id", record.get("id"))),
            {(short, _normalized(long)) for short, long in record["pairs"]},
            {(d.short, _normalized(d.long)) for d in definitions(f"{record['title']}\n{record['text']}")},
        )
        for record in select_split(_records(path), split)
    )


def corpus_gold(corpus: Path, vocabulary: Vocabulary) -> list[Summary]:
    """Return the summaries of a corpus. Their front matter holds the right answers."""
    items = (item for path in find_files([corpus]).paths for item in read(path, vocabulary))
    return [item for item in items if isinstance(item, Summary)]


def labelled_gold(path: Path) -> Iterator[Summary]:
    """Yield the texts of JSON Lines {"id", "title", "text", "labels": {field: [concept id]}}."""
    for record in _records(path):
        facets = {field: tuple(ids) for field, ids in record["labels"].items()}
        yield Summary(str(record["id"]), record["title"], (record["text"],), facets)


def registry_silver(path: Path, vocabulary: Vocabulary) -> Iterator[Summary]:
    """Yield the trials of JSON Lines whose ``registry.Condition`` names known concepts; these are their labels."""
    for record in _records(path):
        terms = record["registry"].get("Condition", [])
        ids = [concept for term in terms for concept in vocabulary.resolve(BY_NAME["condition"], term)]
        if ids:
            facets = {"conditions": vocabulary.most_specific("condition", ids)}
            yield Summary(str(record["id"]), record["title"], (record["text"],), facets)


def select_split(items: Iterable[Any], split: Split) -> Iterator[Any]:
    """Yield all items, every fifth one, which is never used for tuning ("unseen"), or the other ones ("seen")."""
    for number, item in enumerate(items):
        if split == "all" or (number % _UNSEEN_STEP == 0) == (split == "unseen"):
            yield item


def _records(path: Path) -> Iterator[dict[str, Any]]:
    with path.open("rb") as file, gzip.open(file) if path.suffix == ".gz" else file as stream:
        for number, line in enumerate(stream, 1):
            try:
                yield json.loads(line)
            except ValueError as error:
                raise SummarySearchError(f"{path}:{number}: not JSON: {error}", "write one object per line") from None


def _normalized(long: str) -> str:
    return " ".join(long.lower().strip(' "“”').split())
