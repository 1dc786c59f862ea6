"""The terms of a text with their word indexes, for code that reads a text word by word."""

from bisect import bisect_right
from functools import cached_property, lru_cache, reduce
from itertools import accumulate
from operator import iconcat

from indexer.text.analysis import LONGEST_WORD, spans, term
from indexer.text.sentences import ABBREVIATIONS

CLAUSE_END = "."  # an item of ``terms`` that marks the end of a clause; no term is a full stop
_MOST_CACHED_PIECES = 1 << 16


class TokenizedText:
    """A text, its terms, and the character offsets of each word.

    ``terms`` is the list of the terms in text order. The list contains CLAUSE_END where a clause ends. A word index is
    an index into ``terms``. A piece is the text between two blanks. The terms of each piece are cached. Therefore this
    class is several times as fast as :func:`indexer.text.analysis.tokens`.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self._line = text.replace("\n", " ")
        self._pieces = self._line.split(" ")
        terms = list(map(_TERMS_OF_PIECES.__getitem__, self._pieces))
        self.terms: list[str] = reduce(iconcat, terms, [])  # takes half the time of itertools.chain
        self._counts = list(accumulate(map(len, terms), initial=0))  # number of terms before each piece

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Return the character offsets (start, end) of the words with the indexes ``first`` to ``last``."""
        piece, start, end = self._locate(first)
        start += self._starts[piece]
        if last != first:
            piece, _, end = self._locate(last)
        return start, self._starts[piece] + end

    def surface(self, first: int, last: int) -> str:
        """Return the words with the indexes ``first`` to ``last`` as written. Line breaks become blanks."""
        piece, start, end = self._locate(first)
        if last == first:
            return self._pieces[piece][start:end]
        other, _, end = self._locate(last)
        if other == piece:
            return self._pieces[piece][start:end]
        return " ".join([self._pieces[piece][start:], *self._pieces[piece + 1 : other], self._pieces[other][:end]])

    def word_range(self, start: int, end: int) -> tuple[int, int]:
        """Return the indexes of the first and the last word in ``text[start:end]``, both inclusive."""
        piece, begin = self._piece_at(max(start, end - 1))
        within = sum([stop <= end - begin for _, stop in _spans_in_piece(self._pieces[piece])[:-1]])
        return self.word_index_at(start), self._counts[piece] + within - 1

    def word_index_at(self, offset: int) -> int:
        """Return the index of the word that starts at ``offset``, or of the next word if no word starts there."""
        piece, begin = self._piece_at(offset)
        index = self._counts[piece]
        if begin < offset:
            index += sum([start < offset - begin for start, _ in _spans_in_piece(self._pieces[piece])[:-1]])
        return index

    def count_to(self, end: int) -> int:
        """Return the number of items of ``terms`` for ``text[:end]``. ``end`` must be the end of a piece."""
        return self._counts[self._piece_at(end)[0] + 1]

    def _piece_at(self, offset: int) -> tuple[int, int]:
        """Return the index and the start offset of the piece that contains ``offset``."""
        return self._line.count(" ", 0, offset), self._line.rfind(" ", 0, offset) + 1

    @cached_property
    def _starts(self) -> list[int]:
        return list(accumulate([len(piece) + 1 for piece in self._pieces], initial=0))

    def _locate(self, word: int) -> tuple[int, int, int]:
        """Return the index of the piece that contains a word, and the (start, end) of the word in that piece."""
        piece = bisect_right(self._counts, word) - 1
        return piece, *_spans_in_piece(self._pieces[piece])[word - self._counts[piece]]


class _TermsOfPieces(dict[str, tuple[str, ...]]):
    """A bounded cache of the terms of each piece. CLAUSE_END follows the terms of a piece that ends a clause."""

    def __missing__(self, piece: str) -> tuple[str, ...]:
        terms = tuple(term(piece[start:end]) for start, end in spans(piece))
        if _ends_clause(piece):
            terms = (*terms, CLAUSE_END)
        if len(piece) <= LONGEST_WORD:
            if len(self) >= _MOST_CACHED_PIECES:
                self.clear()
            self[piece] = terms
        return terms


_TERMS_OF_PIECES = _TermsOfPieces()


@lru_cache(maxsize=1 << 15)
def _spans_in_piece(piece: str) -> list[tuple[int, int]]:
    """Return the (start, end) offsets of the words of a piece, followed by an empty span at its end."""
    return [*spans(piece), (len(piece), len(piece))]


def _ends_clause(piece: str) -> bool:
    """Return whether a piece is empty or ends with a punctuation mark that isn't part of an abbreviation."""
    bare = piece.rstrip(")]}\"'”’»")
    if not bare:
        return not piece
    return bare[-1] in ".;:?!" and bare[:-1].lstrip("([\"'“‘").lower() not in ABBREVIATIONS
