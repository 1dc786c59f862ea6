"""The command recheck: what has become of a search since it was recorded."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from pathlib import Path

import click
from msgspec import to_builtins

from indexer.cli.program import EPILOG, REJECTS, index_option, json_option
from indexer.cli.terminal import say, say_json
from indexer.engines import engine_for
from indexer.engines.protocols import Engine
from indexer.errors import SummarySearchError
from indexer.output.api.records import record_diff_json, search_record_from_json, search_record_json
from indexer.query.request import SearchRequest
from indexer.search.records import RecordDiff, SearchRecord, diff_records, record
from indexer.settings import Settings

_ORDERS = {
    "identical": "The same summaries are found, in the same order.",
    "reordered": "The same summaries are found, in another order.",
    "changed": "Other summaries are found.",
}
_LARGEST = 16 * 1024 * 1024  # bytes; 10,000 ids of 128 characters take 1.3 MB


@click.command(epilog=f"Example: indexer recheck als.record.json\n\n{EPILOG}")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@index_option
@json_option
def recheck(file: Path, index: str | None, as_json: bool) -> None:
    """Search again as the record in FILE tells, and say which summaries have come and gone since.

    Records are made by "indexer search --record", the pages of results and the API. Exits with 1 where the answer is
    not the same in the same order.
    """
    before = search_record_from_json(_read(file))
    engine = engine_for(Settings.load(index=index))
    now = record(engine, before.request, _now())
    found = diff_records(before, now, engine.snapshot())
    if as_json:
        say_json(record_diff_json(before, now, found))
    else:
        _print(before, now, found)
    sys.exit(0 if found.order == "identical" else REJECTS)


def save_record(engine: Engine, request: SearchRequest, site: str, file: Path) -> None:
    """Write the record of a search to a file."""
    made = search_record_json(record(engine, request, _now()), site, None)
    file.write_text(
        json.dumps(to_builtins(made), ensure_ascii=False, indent=2) + "\n", encoding="utf-8", errors="replace"
    )


def _read(file: Path) -> object:
    if file.stat().st_size > _LARGEST:
        raise SummarySearchError(f"{file} is too large for a record of a search", "download one from a page of results")
    try:
        return json.loads(file.read_bytes())
    except (ValueError, RecursionError) as error:
        raise SummarySearchError(f"{file} is not JSON: {error}", "download it again") from None


def _print(before: SearchRecord, now: SearchRecord, found: RecordDiff) -> None:
    say(f"Recorded {before.made}: {before.total} summaries, index {before.version}")
    say(f"Now      {now.made}: {now.total} summaries, index {now.version}")
    say(_ORDERS[found.order])
    for each in found.came:
        say(f"+ {each}")
    for each in found.gone:
        say(f"- {each}" + (" (not in the collection any more)" if each in found.removed else ""))
    for remark in found.remarks:
        say(f"({remark})")


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
