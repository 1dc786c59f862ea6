"""The command group ``indexer evaluate``. It measures the quality of tags, abbreviations and ranking."""

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

import click

from indexer.cli.options import json_option, vocabulary_option
from indexer.cli.program import EPILOG
from indexer.cli.terminal import say, say_json
from indexer.evaluation.ranking import (
    COMPARED,
    compare_runs,
    index,
    load_collection,
    measure,
    read_run,
    run_queries,
    write_run,
)
from indexer.evaluation.tags import (
    PrecisionRecall,
    Split,
    corpus_gold,
    evaluate_abbreviations,
    evaluate_tags,
    labelled_gold,
    registry_silver,
    select_split,
)
from indexer.settings import Settings, shipped_corpus
from indexer.vocabulary.loader import load_vocabulary

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)

_split_option = click.option(
    "--part",
    "split",
    type=click.Choice(["all", "seen", "unseen"]),
    default="all",
    show_default=True,
    help="Texts to measure on. Every fifth text is unseen: the program was not tuned on it. The others are seen.",
)
_errors_option = click.option("--errors", is_flag=True, help="List the missed and the extra values of each text.")


@click.group()
def evaluate() -> None:
    """Measure the quality of tagging, abbreviation detection and ranking, on texts with known correct answers."""


@evaluate.command(epilog=f"Example: indexer evaluate tags --corpus corpus --errors\n\n{EPILOG}")
@click.option(
    "--corpus",
    type=click.Path(exists=True, path_type=Path),
    help="Summaries whose front matter has the correct values.",
)
@click.option(
    "--gold",
    type=_FILE,
    help="JSON Lines of {id, title, text, labels: {conditions, ...}}, where labels has the correct values. "
    "May be gzipped.",
)
@click.option(
    "--registry",
    type=_FILE,
    help="JSON Lines of registered trials. The terms in registry.Condition are the correct conditions.",
)
@_split_option
@_errors_option
@vocabulary_option
@json_option
def tags(
    corpus: Path | None,
    gold: Path | None,
    registry: Path | None,
    split: Split,
    errors: bool,
    vocabulary_folder: Path | None,
    as_json: bool,
) -> None:
    """Compare the facet values tagged in texts with the correct values. Print precision, recall and F1 of each facet.

    The texts come from --gold, --registry or --corpus. The default is the corpus that comes with the program.
    """
    corpus = corpus or shipped_corpus()
    vocabulary = load_vocabulary(Settings.load(vocabulary=vocabulary_folder).vocabulary_folder(corpus))
    if gold:
        texts = list(labelled_gold(gold))
    elif registry:
        texts = list(registry_silver(registry, vocabulary))
    else:
        texts = corpus_gold(corpus, vocabulary)
    measured = list(select_split(texts, split))
    _print(evaluate_tags(measured, vocabulary), len(measured), errors, as_json)


@evaluate.command(epilog=f"Example: indexer evaluate abbreviations pairs.jsonl.gz\n\n{EPILOG}")
@click.argument("file", type=_FILE)
@_split_option
@_errors_option
@json_option
def abbreviations(file: Path, split: Split, errors: bool, as_json: bool) -> None:
    """Compare the abbreviations detected in texts with the correct ones. Print precision, recall and F1.

    Each line of FILE is a JSON object {_id, title, text, pairs: [[short, long], ...]}, where pairs has the correct
    abbreviations.
    """
    _print({"abbreviations": evaluate_abbreviations(file, split)}, None, errors, as_json)


@evaluate.command(epilog=f"Example: indexer evaluate ranking collections/scifact\n\n{EPILOG}")
@click.argument("collection", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--run",
    "run_file",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the ranked hits of all queries to FILE, as a TREC run.",
)
@click.option(
    "--compare",
    type=_FILE,
    help="Compare the scores with those of the TREC run in FILE, by a paired t-test over the queries.",
)
@json_option
def ranking(collection: Path, run_file: Path | None, compare: Path | None, as_json: bool) -> None:
    """Measure the ranking with the relevance judgments of COLLECTION.

    COLLECTION is a folder with the files corpus.jsonl, queries.jsonl and qrels.tsv. Each file may be gzipped (.gz). The
    documents are indexed in a temporary folder.
    """
    judged = load_collection(collection)
    with index(judged) as snapshot:
        run, queries_a_second = run_queries(snapshot, judged)
    if run_file:
        write_run(run, run_file)
    judgments = {query: judged.judgments[query] for query in judged.queries}
    scores = measure(run, judgments, queries_a_second)
    comparison = compare_runs(scores, measure(read_run(compare), judgments, 0)) if compare else None
    if as_json:
        data = {"documents": len(judged.documents), "queries": len(judged.queries), "measures": dict(scores.means)}
        speed = {"queries_a_second": round(scores.queries_a_second, 1)}
        say_json({**data, **speed, "comparison": asdict(comparison) if comparison else None})
        return
    say(f"{len(judged.documents)} documents, {len(judged.queries)} queries")
    for name, mean in scores.means.items():
        say(f"{name:8} {mean:.4f}")
    say(f"{scores.queries_a_second:.0f} queries per second")
    if comparison:
        say(f"{COMPARED} {comparison.ours:.4f} against {comparison.theirs:.4f}, p = {comparison.p:.3g}")


def _print(scores: Mapping[str, PrecisionRecall], texts: int | None, errors: bool, as_json: bool) -> None:
    if as_json:
        rates = ("precision", "recall", "f1")
        say_json({name: {**asdict(s), **{rate: getattr(s, rate) for rate in rates}} for name, s in scores.items()})
        return
    if texts is not None:
        say(f"{texts} texts")
    say(f"{'':14} {'right':>6} {'extra':>6} {'missed':>6}  precision  recall     F1")
    for name, s in scores.items():
        say(f"{name:14} {s.right:6} {s.extra:6} {s.missed:6}  {s.precision:9.3f}  {s.recall:6.3f}  {s.f1:5.3f}")
        for difference in s.differences if errors else ():
            missed = f" missed {', '.join(difference.missed)}" if difference.missed else ""
            extra = f" extra {', '.join(difference.extra)}" if difference.extra else ""
            say(f"    {difference.id}:{missed}{extra}")
