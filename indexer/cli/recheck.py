"""The command ``indexer recheck``. It compares a recorded search with the current index."""

import json
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import click
from msgspec import to_builtins

from indexer.cli.options import index_option, json_option
from indexer.cli.program import EPILOG, REJECTS
from indexer.cli.terminal import say, say_json
from indexer.engines import engine_for
from indexer.errors import SummarySearchError
from indexer.output.api.records import record_diff_json, search_record_from_json, search_record_json
from indexer.search.records import RecordDiff, SearchRecord, diff_records
from indexer.search.session import SearchSession
from indexer.settings import Settings

_ORDERS = {
    "identical": "The results are the same, in the same order.",
    "reordered": "The results are the same, in another order.",
    "changed": "The results have changed.",
}
_LARGEST = 16 * 1024 * 1024  # size of a record in bytes; a record with 10,000 ids of 128 characters has 1.3 MB


@click.command(epilog=f"Example: indexer recheck als.record.json\n\n{EPILOG}")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@index_option
@json_option
def recheck(file: Path, index: str | None, as_json: bool) -> None:
    """Repeat the search that is recorded in FILE, and list the results that are new or missing since then.

    Such a file comes from "indexer search --record", from a result page or from the API. The exit code is 0 if the
    results and their order are the same, and 1 otherwise.
    """
    before = search_record_from_json(_read(file))
    session = SearchSession(engine_for(Settings.load(index=index)).snapshot(), replace(before.request, exact=True))
    now = session.record(_now())
    changes = diff_records(before, now, session.snapshot)
    if as_json:
        say_json(record_diff_json(before, now, changes))
    else:
        _print(before, now, changes)
    sys.exit(0 if changes.order == "identical" else REJECTS)


def save_record(session: SearchSession, site: str, file: Path) -> None:
    """Write a search record to a file. ``site`` is the name of the site."""
    record = to_builtins(search_record_json(session.record(_now()), site, None))
    content = json.dumps(record, ensure_ascii=False, indent=2) + "\n"
    file.write_text(content, encoding="utf-8", errors="replace")


def _read(file: Path) -> object:
    if file.stat().st_size > _LARGEST:
        raise SummarySearchError(f"{file} is too large for a search record", "download one from a result page")
    try:
        return json.loads(file.read_bytes())
    except (ValueError, RecursionError) as error:
        raise SummarySearchError(f"{file} is not JSON: {error}", "download it again") from None


def _print(before: SearchRecord, now: SearchRecord, changes: RecordDiff) -> None:
    say(f"Recorded {before.made}: {before.total} summaries, index {before.version}")
    say(f"Now      {now.made}: {now.total} summaries, index {now.version}")
    say(_ORDERS[changes.order])
    for summary_id in changes.came:
        say(f"+ {summary_id}")
    for summary_id in changes.gone:
        say(f"- {summary_id}" + (" (no longer in the collection)" if summary_id in changes.removed else ""))
    for remark in changes.remarks:
        say(f"({remark})")


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
