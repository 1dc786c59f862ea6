"""Translation of queries that are written for other search systems, such as PubMed, Ovid, Scopus or Google.

:func:`translate` returns the text of a query in the syntax of this language. ``scanner`` splits a text into parts by
the tables in ``codes``. ``translation`` builds a ``tree`` of the parts, and the tree is written as text. ``plain``
finds operators and years that are typed as words. The package may import ``indexer.text``, and the data types and the
lexer of ``indexer.query``, but not its parser.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from indexer.messages import message
from indexer.query.clauses import Offer
from indexer.query.foreign.notices import Notices
from indexer.query.foreign.plain import is_title_in_capitals, offers
from indexer.query.foreign.translation import translated

_MOST_PASSES = 4
_CUT_TAG = re.compile(r"\[[^\[\]]{0,40}$")


@dataclass(frozen=True, slots=True)
class Translation:
    """A query in the syntax of this language, with notices about the translation and offers of other queries."""

    text: str
    notices: tuple[str, ...] = ()
    offers: tuple[Offer, ...] = ()


@lru_cache(maxsize=1 << 10)  # a search translates its query several times
def translate(text: str) -> Translation:
    """Translate a query. Any text is accepted. A text without foreign syntax is returned unchanged.

    The translation is itself unchanged if it is translated again.
    """
    if is_title_in_capitals(text):
        notice = message("The text is in capitals, so “AND”, “OR” and “NOT” in it were searched as words.")
        return Translation(text.lower(), (notice,), tuple(offers(text.lower())))
    notices = Notices()
    read = text
    for _ in range(_MOST_PASSES):  # what is left after a code is removed may look like another code: "a/exp[ti]"
        before, read = read, translated(read, notices)
        if read == before:
            break
    shown = [message("Read as: %(query)s", query=read)] if read and read != text else []
    return Translation(read, (*shown, *notices.messages), tuple(offers(read)))


def shortened(text: str, longest: int) -> str:
    """Return the first ``longest`` characters of a query, without a word or tag that is cut off."""
    if len(text) <= longest:
        return text
    cut = text[:longest]
    if not text[longest].isspace() and (words := cut.rsplit(None, 1))[1:]:
        cut = words[0]
    return _CUT_TAG.sub("", cut)
