"""Measure the search for known studies: ``python -m benchmarks.known_items`` prints the share of first hits by kind.

Each query names one study of the shipped corpus as a reader would type it: by an identifier, by its first author, by
author and year, or by the title of the paper. An answer is right if the first hit is this study, or another one that
the query names as well. Names of journals that are also topics, such as "Stroke", find the topic first. ``--trials
FILE`` adds the numbers and titles of a collection of trials in JSON Lines.
"""

import argparse
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from indexer.engines import open_engine
from indexer.engines.citation_texts import family_name
from indexer.engines.protocols import Snapshot
from indexer.ingest.job import IngestJob
from indexer.ingest.rebuild import rebuild
from indexer.query.request import SearchRequest
from indexer.search.session import SearchSession
from indexer.settings import shipped_corpus
from indexer.summaries.summary import Citation, Summary
from indexer.vocabulary.loader import load_vocabulary


def main() -> None:
    """Print for each kind of query the number of right first hits, the number of queries, and the wrong queries."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--trials", type=Path, metavar="FILE")
    options = parser.parse_args()
    report(shipped_corpus())
    if options.trials:
        report(options.trials)


def report(source: Path) -> None:
    """Index a collection, and print the results for its summaries."""
    with tempfile.TemporaryDirectory() as folder:
        engine = open_engine(folder)
        rebuild(engine, IngestJob([source], load_vocabulary(shipped_corpus() / "vocabulary")))
        snapshot = engine.snapshot()
        summaries = [summary for summary, _ in SearchSession(snapshot).scan().summaries]
        by_kind: dict[str, list[bool]] = defaultdict(list)
        for kind, query, wanted in known_items(summaries):
            right = first_hit(snapshot, query) in wanted
            by_kind[kind].append(right)
            if not right:
                print(f"not the first hit, {kind}: {query}")  # noqa: T201
        for kind, results in by_kind.items():
            print(f"{kind}: {sum(results)} of {len(results)}")  # noqa: T201


def first_hit(snapshot: Snapshot, query: str) -> str | None:
    """Return the id of the first hit, or None if there is none."""
    hits = SearchSession(snapshot, SearchRequest(query, size=1)).results().hits
    return hits[0].summary.id if hits else None


def known_items(summaries: Sequence[Summary]) -> Iterator[tuple[str, str, set[str]]]:
    """Yield (kind of query, query, ids of the studies that it names) for each summary."""
    by_query: dict[tuple[str, str], set[str]] = defaultdict(set)
    for summary in summaries:
        for kind, query in _queries(summary):
            by_query[kind, query.casefold()].add(summary.id)
    for summary in summaries:
        for kind, query in _queries(summary):
            yield kind, query, by_query[kind, query.casefold()]


def _queries(summary: Summary) -> Iterable[tuple[str, str]]:
    citation = summary.citation or Citation()
    if citation.doi:
        yield "DOI", citation.doi
        yield "DOI with resolver", f"https://doi.org/{citation.doi}"
        yield "DOI with label", f"doi:{citation.doi}"
    if citation.pmid:
        yield "PMID", citation.pmid
        yield "PMID with label", f"PMID: {citation.pmid}"
    if citation.pmcid:
        yield "PMCID", citation.pmcid.lower()
    if summary.id.startswith("NCT"):
        yield "registry number", summary.id
    if citation.authors:
        name = family_name(citation.authors[0])
        yield "first author", name
        yield "first author et al", f"{name} et al."
        yield "author with initials", citation.authors[0]
        if citation.year:
            yield "author and year", f"{name} {citation.year}"
            yield "author et al, year", f"{name} et al., {citation.year}"
    if citation.title:
        yield "title of the paper", citation.title
    if citation.journal:
        yield "journal", citation.journal


if __name__ == "__main__":
    main()
