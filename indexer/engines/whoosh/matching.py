"""Selection of the documents that match a query, by set operations on document numbers. No scores are computed."""

from indexer import deadlines
from indexer.engines.whoosh.document_sets import Documents, intersect, isin, union
from indexer.engines.whoosh.postings.phrases import nearby_documents, phrase_documents
from indexer.engines.whoosh.tables import Tables
from indexer.query.ast import All, And, AnyTerm, HasConcept, Near, Not, Or, Phrase, Query, Term, Years, terms_of
from indexer.query.request import Filters


class Matcher:
    """Evaluator of queries over the tables of one generation. It caches results that are slow to compute."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._columns = tables.columns

    def matching(self, query: Query) -> Documents:
        """Return the documents that match the query."""
        match query:
            case Term(_, None) | HasConcept() | All():  # fast without the cache
                return self._evaluate(query)
            case _:
                return self._tables.cache.get(("matching", query), lambda: self._evaluate(query))

    def filtered(self, query: Query, filters: Filters) -> Documents:
        """Return the documents that match the query and pass the filters."""
        return intersect(self.matching(query), self._columns.filtered(filters).values())

    def _evaluate(self, query: Query) -> Documents:
        deadlines.check()
        match query:
            case And(parts):
                return self._all_of(parts)
            case Or(parts):
                return union([self.matching(part) for part in parts])
            case Not(part):
                everything = self._columns.all()
                return everything[~isin(everything, self.matching(part))]
            case All():
                return self._columns.all()
            case Term(_, field) | AnyTerm(_, field):
                postings, is_first = self._tables.postings(field)
                documents, in_first, in_second = postings.of(*terms_of(query))
                return documents if is_first is None else documents[(in_first if is_first else in_second) > 0]
            case Phrase(terms, field):
                postings, is_first = self._tables.postings(field)
                return phrase_documents(postings, terms, is_first)
            case Near(terms, distance, field):
                postings, is_first = self._tables.postings(field)
                return nearby_documents(postings, terms, distance, is_first)
            case HasConcept(facet, concept):
                return self._columns.concepts.documents(facet, concept)
            case Years():
                return self._columns.of_years(query)
            case _:
                raise TypeError(query)

    def _all_of(self, parts: tuple[Query, ...]) -> Documents:
        """Return the documents that match all parts. Intersect small sets first, and apply negated parts last."""
        required = sorted((self.matching(part) for part in parts if not isinstance(part, Not)), key=len)
        documents = intersect(required[0], required[1:]) if required else self._columns.all()
        for part in parts:
            if isinstance(part, Not):
                documents = documents[~isin(documents, self.matching(part.part))]
        return documents
