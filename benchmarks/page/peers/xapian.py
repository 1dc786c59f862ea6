"""Xapian. A document has one value per facet, which contains all its concepts. A match spy in C++ counts them."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from shutil import rmtree

import xapian

from benchmarks.page.work import FACETS, HITS, VALUES, Ask, Document, Kind, Page

_ID, _TITLE, _TEXT = len(FACETS), len(FACETS) + 1, len(FACETS) + 2


class Peer:
    """A glass database."""

    version = xapian.version_string()
    remark = "phrases match unstemmed words, other words match by stem (the default of its query parser)"
    lacks: tuple[Kind, ...] = ()

    def build(self, documents: Sequence[Document], folder: Path) -> None:
        """Index in one commit, then compact the database."""
        database = xapian.WritableDatabase(str(folder / "raw"), xapian.DB_CREATE_OR_OPEN)
        generator = xapian.TermGenerator()
        generator.set_stemmer(xapian.Stem("en"))
        for document in documents:
            entry = xapian.Document()
            generator.set_document(entry)
            generator.index_text(document.title)
            generator.increase_termpos()
            generator.index_text(document.text)
            for number, concepts in enumerate(document.concepts):
                entry.add_value(number, "\n".join(concepts))
                for concept in concepts:
                    entry.add_boolean_term(f"X{number}:{concept}")
            entry.set_data("\n".join((document.id, document.title.replace("\n", " "), document.text)))
            database.add_document(entry)
        database.commit()
        database.compact(str(folder / "compact"))
        database.close()
        rmtree(folder / "raw")

    def open(self, folder: Path) -> None:
        """Open the compacted database."""
        self._database = xapian.Database(str(folder / "compact"))
        self._parser = xapian.QueryParser()
        self._parser.set_stemmer(xapian.Stem("en"))
        self._parser.set_stemming_strategy(xapian.QueryParser.STEM_SOME)
        self._parser.set_database(self._database)
        self._parser.set_default_op(xapian.Query.OP_AND)
        self._stemmer = xapian.Stem("en")

    def page(self, ask: Ask) -> Page:
        """Match once with a spy per facet. If there is a filter, match again without it for the counts of its facet."""
        flags = xapian.QueryParser.FLAG_PHRASE | xapian.QueryParser.FLAG_BOOLEAN
        words = self._parser.parse_query(ask.query(), flags)
        query, own = words, None
        if ask.filter:
            own, concept = ask.filter
            query = xapian.Query(xapian.Query.OP_FILTER, words, xapian.Query(f"X{own}:{concept}"))
        matches, spies = self._match(query, [n for n in range(len(FACETS)) if n != own], HITS)
        if own is not None:
            spies |= self._match(words, [own], 0)[1]
        hits = []
        for match in matches:
            key, title, text = match.document.get_data().decode().split("\n", 2)
            hits.append((key, title, matches.snippet(text, 200, self._stemmer).decode()))
        return Page(hits, matches.get_matches_estimated(), [spies[n] for n in range(len(FACETS))])

    def close(self) -> None:
        """Close the database."""
        self._database.close()

    def _match(
        self, query: xapian.Query, facets: list[int], hits: int
    ) -> tuple[xapian.MSet, dict[int, list[tuple[str, int]]]]:
        enquire = xapian.Enquire(self._database)
        enquire.set_query(query)
        spies = {number: xapian.ValueCountMatchSpy(number) for number in facets}
        for spy in spies.values():
            enquire.add_matchspy(spy)
        matches = enquire.get_mset(0, hits, self._database.get_doccount())
        counts = {}
        for number, spy in spies.items():
            held: Counter[str] = Counter()
            for item in spy.values():
                for concept in item.term.decode().split("\n") if item.term else ():
                    held[concept] += item.termfreq
            counts[number] = held.most_common(VALUES)
        return matches, counts
