"""The command ``indexer search``."""

import sys
from itertools import count
from pathlib import Path

import click

from indexer.cli.options import Command, index_option, json_option
from indexer.cli.program import EPILOG, REJECTS
from indexer.cli.recheck import save_record
from indexer.cli.terminal import say, say_json, say_styled
from indexer.engines import engine_for
from indexer.errors import printable
from indexer.output.api.results import result_json
from indexer.query.request import SORTS, WORDS, Filters, SearchRequest, Sort, Words
from indexer.search.explanations import sentence
from indexer.search.results import HighlightedHit, Passage, ResultPage
from indexer.search.session import SearchSession
from indexer.settings import Settings
from indexer.summaries.facets import BY_NAME, FACETS
from indexer.vocabulary.model import Vocabulary


def _facet_options(command: Command) -> Command:
    for facet in reversed(FACETS):
        option = f"--{facet.name.replace('_', '-')}"
        help_text = (
            f"Find only summaries with this {facet.label.lower()} (id or name). Repeat it to allow several values."
        )
        command = click.option(option, facet.name, multiple=True, metavar="ID", help=help_text)(command)
    return command


@click.command(epilog=f'Example: indexer search "spinal cord injury" --route intrathecal\n\n{EPILOG}')
@click.argument("query", required=False, default="")
@_facet_options
@click.option(
    "--sort",
    type=click.Choice(SORTS),
    help="Order of the results. [default: relevance; newest if there is no query to rank by]",
)
@click.option(
    "--literal",
    multiple=True,
    metavar="ID",
    help="Search the words of the query as words, not as a name of this concept. May be repeated.",
)
@click.option(
    "--words",
    type=click.Choice(WORDS),
    help="Find summaries with all words of the query, or with at least one (some). [default: all; if they do not fill "
    "the page, summaries with some of the words follow]",
)
@click.option(
    "--exact", is_flag=True, help="Search QUERY as typed, even if nothing matches and another spelling has results."
)
@click.option("--explain", is_flag=True, help="Print the parts of the score of each hit.")
@click.option("--page", type=click.IntRange(1), default=1, show_default=True, help="Page number.")
@click.option("--size", type=click.IntRange(1, 100), default=10, show_default=True, help="Hits per page.")
@click.option(
    "--record",
    "record_file",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help='Write the search and the ids of its results to FILE. "indexer recheck" can repeat the search later.',
)
@index_option
@json_option
def search(
    query: str,
    sort: Sort | None,
    literal: tuple[str, ...],
    words: Words | None,
    exact: bool,
    explain: bool,
    record_file: Path | None,
    page: int,
    size: int,
    index: str | None,
    as_json: bool,
    **chosen: tuple[str, ...],
) -> None:
    """Search the index for QUERY. The results are the same as on the web pages and in the API."""
    settings = Settings.load(index=index)
    snapshot = engine_for(settings).snapshot()
    filters = _filters(snapshot.vocabulary, chosen)
    session = SearchSession(snapshot, SearchRequest(query, filters, sort, page, size, words, literal, explain, exact))
    result = session.results()
    if record_file is not None:
        save_record(session, settings.title, record_file)
    if as_json:
        say_json(result_json(result))
    else:
        _print_result(result)
    sys.exit(0 if result.total else REJECTS)


def _filters(vocabulary: Vocabulary, chosen: dict[str, tuple[str, ...]]) -> Filters:
    """Return the filters for ids or names of concepts. Raises click.UsageError if a value is unknown."""
    filters = Filters()
    for facet in FACETS:
        for value in chosen[facet.name]:
            ids = vocabulary.resolve(facet, value)
            if not ids:
                hint = vocabulary.suggest(facet, value)
                raise click.UsageError(f'unknown {facet.query} "{value}"' + (f"; {hint}" if hint else ""))
            for concept in ids:
                filters = filters.adding(facet.name, concept)
    return filters


def _print_result(result: ResultPage) -> None:
    for link in result.interpretations:
        facet = BY_NAME[link.facet].label.lower()
        say(f"({link.typed}: also the {facet} {link.label}; --literal {link.concept} searches the words only)")
    for offer in result.offers:
        say(f"({offer.text}: {offer.query} has {offer.total} results)")
    for sense in result.senses:
        option = sense.facet.replace("_", "-")
        say(f"({sense.typed} may mean {sense.label}: --{option} {sense.concept} has {sense.total} results)")
    if result.typed is not None:
        say(f"(No summary matches {result.typed}, so {result.request.text} was searched; --exact searches as typed)")
    elif result.suggestion:
        say(f"(Did you mean: {result.suggestion.text}? {result.suggestion.total} results)")
    for notice in result.notices:
        say(f"({notice})")
    for hint in result.hints:
        say(f"Without {hint.text}: {hint.total}")
    noun = "summary" if result.total == 1 else "summaries"
    say(f"{result.total} {noun}, by {result.sort}; page {result.request.page} of {result.pages}")
    numbers = count((result.request.page - 1) * result.request.size + 1)
    partial_heading = f"\nWith some of the words: {result.partial_total}"
    related_heading = "\nRelated, without these words:"
    for heading, hits in (("", result.hits), (partial_heading, result.partial), (related_heading, result.related)):
        if heading and hits:
            say(heading)
        for hit in hits:
            say()
            _print_hit(next(numbers), hit)


def _print_hit(number: int, hit: HighlightedHit) -> None:
    year = f" ({hit.summary.year})" if hit.summary.year else ""
    say_styled(f"{number}. {_shown(hit.title)}{year}  [{printable(hit.summary.id)}]")
    for passage in hit.passages:
        say_styled(f"   {_shown(passage)}")
    for reason in hit.reasons:
        say(f"   {reason.score:8.4f}  {sentence(reason)}")
    if hit.reasons:
        say(f"   {hit.score:8.4f}  total")


def _shown(passage: Passage) -> str:
    """Return a passage as text for a terminal, with the matching words in bold."""
    parts = ((printable(span.text), span.matched) for span in passage)
    return "".join(click.style(text, bold=True) if matched else text for text, matched in parts)
