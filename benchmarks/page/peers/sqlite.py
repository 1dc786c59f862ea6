"""SQLite FTS5. A temporary table contains matches and ranks; one join with the concepts gives the facet counts."""

import sqlite3
from collections.abc import Sequence
from pathlib import Path

from benchmarks.page.work import FACETS, HITS, VALUES, Ask, Document, Kind, Page

_TABLES = """
CREATE VIRTUAL TABLE words USING fts5(id UNINDEXED, title, body, tokenize = 'porter unicode61');
CREATE TABLE concepts (code INTEGER PRIMARY KEY, facet INTEGER, concept TEXT, UNIQUE (facet, concept));
CREATE TABLE held (doc INTEGER, code INTEGER, PRIMARY KEY (doc, code)) WITHOUT ROWID;
"""
_COUNTS = (
    "SELECT facet, concept, times FROM"
    " (SELECT code, count(*) AS times FROM {} CROSS JOIN held USING (doc) GROUP BY code) JOIN concepts USING (code)"
    " {} ORDER BY times DESC"
)
_HITS = (
    "SELECT id, title, snippet(words, 2, '[', ']', '...', 30) FROM"  # noqa: S608  # a number
    f" (SELECT doc, score FROM {{}} ORDER BY score LIMIT {HITS}) AS best"
    " CROSS JOIN words ON words.rowid = best.doc WHERE words MATCH ? ORDER BY best.score"
)


class Peer:
    """The peer SQLite: one database file."""

    version = sqlite3.sqlite_version
    remark = ""
    lacks: tuple[Kind, ...] = ()

    def build(self, documents: Sequence[Document], folder: Path) -> None:
        """Insert all documents in one transaction, then merge the index into one segment."""
        database = sqlite3.connect(folder / "summaries.db")
        database.executescript(_TABLES)
        texts = ((number, d.id, d.title, d.text) for number, d in enumerate(documents, 1))
        database.executemany("INSERT INTO words (rowid, id, title, body) VALUES (?, ?, ?, ?)", texts)
        codes: dict[tuple[int, str], int] = {}
        for number, document in enumerate(documents, 1):
            keys = [(facet, concept) for facet, held in enumerate(document.concepts) for concept in held]
            rows = sorted((number, codes.setdefault(key, len(codes))) for key in keys)
            database.executemany("INSERT INTO held VALUES (?, ?)", rows)
        database.executemany("INSERT INTO concepts VALUES (?, ?, ?)", [(code, *key) for key, code in codes.items()])
        database.execute("CREATE INDEX holders ON held (code, doc)")
        database.execute("INSERT INTO words (words) VALUES ('optimize')")
        database.execute("ANALYZE")
        database.commit()
        database.close()

    def open(self, folder: Path) -> None:
        """Open the database with memory-mapped reads."""
        self._database = sqlite3.connect(folder / "summaries.db", isolation_level=None)
        self._database.executescript(
            "PRAGMA mmap_size = 2000000000; PRAGMA cache_size = -200000; PRAGMA temp_store = MEMORY;"
            "CREATE TEMP TABLE found (doc INTEGER PRIMARY KEY, score REAL);"
            "CREATE TEMP TABLE kept (doc INTEGER PRIMARY KEY, score REAL);"
        )
        self._codes = {
            (facet, concept): code for code, facet, concept in self._database.execute("SELECT * FROM concepts")
        }

    def page(self, ask: Ask) -> Page:
        """Search once, apply the filter, select the best summaries, and count the concepts."""
        run, query = self._database.execute, ask.query()
        run("BEGIN")
        run("DELETE FROM found")
        run("INSERT INTO found SELECT rowid, rank FROM words WHERE words MATCH ?", (query,))
        if ask.filter:
            run("DELETE FROM kept")
            code = self._codes[ask.filter]
            run("INSERT INTO kept SELECT doc, score FROM found CROSS JOIN held USING (doc) WHERE code = ?", (code,))
        within = "kept" if ask.filter else "found"
        total = run(f"SELECT count(*) FROM {within}").fetchone()[0]  # noqa: S608  # a table of ours
        hits = run(_HITS.format(within), (query,)).fetchall()
        counts = self._counts(within)
        if ask.filter:
            counts[ask.filter[0]] = self._counts("found", f"WHERE facet = {ask.filter[0]}")[ask.filter[0]]
        run("COMMIT")
        return Page(hits, total, counts)

    def close(self) -> None:
        """Close the database."""
        self._database.close()

    def _counts(self, within: str, only: str = "") -> list[list[tuple[str, int]]]:
        counts: list[list[tuple[str, int]]] = [[] for _ in FACETS]
        for facet, concept, times in self._database.execute(_COUNTS.format(within, only)):
            if len(counts[facet]) < VALUES:
                counts[facet].append((concept, times))
        return counts
