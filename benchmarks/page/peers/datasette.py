"""Datasette over HTTP. Array facets of its table return the counts; a stored query returns ranked, highlighted hits."""

import json
import sqlite3
import sys
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from benchmarks.page.servers import HOST, Client
from benchmarks.page.work import FACETS, HITS, VALUES, Ask, Document, Kind, Page

_TABLES = """
CREATE TABLE summaries (number INTEGER PRIMARY KEY, id TEXT, title TEXT, body TEXT,
 condition TEXT, cell_type TEXT, route TEXT);
CREATE VIRTUAL TABLE words USING fts5(title, body, content = 'summaries', content_rowid = 'number',
 tokenize = 'porter unicode61');
"""
_HITS = (
    "SELECT id, summaries.title, snippet(words, 1, '[', ']', '...', 30) AS passage FROM words"  # noqa: S608  # a number
    " JOIN summaries ON summaries.number = words.rowid WHERE words MATCH :query{}"
    f" ORDER BY words.rank LIMIT {HITS}"
)
_HOLDS = " AND EXISTS (SELECT 1 FROM json_each(summaries.{}) WHERE value = :concept)"
_SETTINGS = {
    "sql_time_limit_ms": 600_000,
    "facet_time_limit_ms": 600_000,
    "suggest_facets": 0,
    "allow_download": 0,
}


class Peer:
    """A client of ``datasette serve``."""

    version = version("datasette")
    remark = "two requests per page, three with a filter: the table for counts, a stored query for ranked hits"
    lacks: tuple[Kind, ...] = ()
    port = 0
    index = "datasette"
    ready = "/-/versions.json"

    def build(self, documents: Sequence[Document], folder: Path) -> None:
        """Create a table with the concepts as JSON arrays, the full-text index of the table, and the stored queries."""
        database = sqlite3.connect(folder / "summaries.db")
        database.executescript(_TABLES)
        rows = ((n, d.id, d.title, d.text, *map(json.dumps, d.concepts)) for n, d in enumerate(documents, 1))
        database.executemany("INSERT INTO summaries VALUES (?, ?, ?, ?, ?, ?, ?)", rows)
        database.execute("INSERT INTO words (words) VALUES ('rebuild')")
        database.execute("INSERT INTO words (words) VALUES ('optimize')")
        database.commit()
        database.close()
        stored = {"hits": _HITS.format("")} | {f"hits_{name}": _HITS.format(_HOLDS.format(name)) for name in FACETS}
        queries = {name: {"sql": sql} for name, sql in stored.items()}
        table = {"fts_table": "words", "fts_pk": "number"}
        described = {"databases": {"summaries": {"queries": queries, "tables": {"summaries": table}}}}
        (folder / "metadata.json").write_text(json.dumps(described))

    def command(self, folder: Path, port: int) -> list[str]:
        """Return the command that serves an immutable database. Its time limits are long enough for exact counts."""
        settings = [part for name, value in _SETTINGS.items() for part in ("--setting", name, str(value))]
        files = ["-i", str(folder / "summaries.db"), "--metadata", str(folder / "metadata.json")]
        return [sys.executable, "-m", "datasette", "serve", *files, "--host", HOST, "--port", str(port), *settings]

    def open(self, folder: Path) -> None:  # noqa: ARG002  # the server has it open
        """Connect to the server."""
        self._client = Client(self.port)

    def page(self, ask: Ask) -> Page:
        """Request counts from the table and hits from the stored query. A filtered facet needs one more request."""
        own = FACETS[ask.filter[0]] if ask.filter else None
        only = [(f"{own}__arraycontains", ask.filter[1])] if ask.filter else []
        table = self._table(ask, [name for name in FACETS if name != own], only)
        asked = [("query", ask.query()), ("_shape", "arrays")]
        asked += [("concept", ask.filter[1])] if ask.filter else []
        hits = self._client.get(f"/summaries/hits_{own}.json" if own else "/summaries/hits.json", asked)["rows"]
        counts = _counts(table)
        if own:
            counts |= _counts(self._table(ask, [own], [("_nocount", "1")]))
        total = table["filtered_table_rows_count"]
        return Page([tuple(hit) for hit in hits], total, [counts[name] for name in FACETS])

    def close(self) -> None:
        """Close the connection."""
        self._client.close()

    def _table(self, ask: Ask, facets: Sequence[str], more: Sequence[tuple[str, str]]) -> dict[str, Any]:
        asked = [("_search", ask.query()), ("_searchmode", "raw"), ("_size", "0"), ("_facet_size", str(VALUES))]
        asked += [("_facet_array", name) for name in facets]
        found: dict[str, Any] = self._client.get("/summaries/summaries.json", [*asked, *more])
        if found.get("facets_timed_out"):
            raise TimeoutError(f"not counted: {found['facets_timed_out']}")
        return found


def _counts(table: dict[str, Any]) -> dict[str, list[tuple[str, int]]]:
    return {
        facet["name"]: [(value["value"], value["count"]) for value in facet["results"]]
        for facet in table["facet_results"].values()
    }
