"""Properties of terms and titles that both engines need: significance, written form, sort key."""

import re

from indexer.summaries.summary import Summary
from indexer.text.analysis import fold, is_stopword, tokens

PLAIN_WORD = "[a-z][a-z']*[a-z]"
"""The plain words as a regular expression, for Python and for Lucene."""

_PLAIN_WORD = re.compile(PLAIN_WORD)


def can_be_significant(term: str) -> bool:
    """Return whether a term can be significant. Such a term consists of two or more letters and is not a stopword."""
    return term.isalpha() and len(term) > 1 and not is_stopword(term, in_question=True)


def surface_form(term: str, summary: Summary) -> str:
    """Return the first word of the summary whose index term is ``term``.

    The word is returned in lower case, unless all its letters are capitals.
    Raises StopIteration if the summary does not contain the term.
    """
    texts = (summary.title, summary.text)
    word = next(text[t.start : t.end] for text in texts for t in tokens(text) if t.text == term)
    return word if word.isupper() else word.lower()


def is_plain_word(form: str) -> bool:
    """Return whether a folded form consists of letters from a to z and of apostrophes, and has two or more letters."""
    return _PLAIN_WORD.fullmatch(form) is not None


def title_sort_key(title: str) -> str:
    """Return the sort key of a title. The key ignores case, accents and extra spaces."""
    return " ".join(map(fold, title.split()))
