"""Lookup of concepts by name. A name is recognized as written or inflected, not by its stem alone."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from indexer.text.analysis import fold, is_stopword, term, words
from indexer.text.inflections import same_words
from indexer.text.numerals import with_arabic_numerals
from indexer.vocabulary.concept import Concept


class NameMatch(NamedTuple):
    """A concept, and the name of it that a text was recognized by."""

    facet: str
    concept: str
    name: str


class _Name(NamedTuple):
    """A name of a concept, its words, and whether it must have the same letters, because it is an acronym."""

    match: NameMatch
    words: Sequence[str]
    by_letters: bool


class NameTables:
    """Hash tables from names to concepts. Keys are (facet, terms of the name), or (facet, scheme, identifier).

    Terms are stems, so each lookup compares the words as written. ``first_terms`` holds the first term of each name.
    """

    def __init__(self, concepts: Iterable[Concept]) -> None:
        self.by_xref: dict[tuple[str, str, str], list[str]] = {}
        self._by_name: dict[tuple[str, tuple[str, ...]], list[_Name]] = {}
        self._by_content: dict[tuple[str, tuple[str, ...]], list[_Name]] = {}
        for concept in concepts:
            for xref in concept.xrefs.items():
                self.by_xref.setdefault((concept.facet, *xref), []).append(concept.id)
            for text in concept.names:
                match, by_letters = NameMatch(concept.facet, concept.id, text), text in concept.acronyms
                written = _written(text)
                name = _Name(match, written, by_letters)
                self._by_name.setdefault((concept.facet, _terms(written)), []).append(name)
                content = _content(written)
                # "knee" must not find "into the knee", and "spinal cord" not "into the spinal cord"
                if len(content) > 1 and not is_stopword(written[0]):
                    name = _Name(match, content, by_letters)
                    self._by_content.setdefault((concept.facet, _terms(content)), []).append(name)
        self.first_terms = {name[0] for _, name in (*self._by_name, *self._by_content) if name}

    def exact(self, facet: str, text: str | Sequence[str]) -> list[NameMatch]:
        """Return the matches of names that ``text`` (or the sequence of its words) is a form of."""
        written = _written(text)
        return _matching(self._by_name.get((facet, _terms(written)), ()), written)

    def without_stopwords(self, facet: str, text: str) -> list[NameMatch]:
        """Return the matches of names that equal ``text`` if stopwords are omitted in both."""
        written = _content(_written(text))
        return _matching(self._by_content.get((facet, _terms(written)), ()), written)


def _matching(names: Iterable[_Name], written: Sequence[str]) -> list[NameMatch]:
    same = {True: is_acronym, False: same_words}
    return [name.match for name in names if same[name.by_letters](written, name.words)]


def is_acronym(written: Sequence[str], acronym: Sequence[str]) -> bool:
    """Return whether ``written`` is the acronym or its plural, in any case. Both are sequences of words."""
    typed, name = (" ".join(map(fold, each)) for each in (written, acronym))
    return typed in (name, f"{name}s")


def _written(text: str | Sequence[str]) -> list[str]:
    return with_arabic_numerals(words(text) if isinstance(text, str) else text)


def _terms(written: Iterable[str]) -> tuple[str, ...]:
    return tuple(map(term, written))


def _content(written: Iterable[str]) -> list[str]:
    return [word for word in written if not is_stopword(word)]
