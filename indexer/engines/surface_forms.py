"""What engines share: how a term is written in a summary, and which terms tell what a summary is about."""

from __future__ import annotations

from indexer.summaries.summary import Summary
from indexer.text.analysis import fold, is_stopword, tokens


def can_tell(term: str) -> bool:
    """Whether a term can tell what a summary is about: it is a word, and no small one."""
    return term.isalpha() and len(term) > 1 and not is_stopword(term, in_question=True)


def written(term: str, summary: Summary) -> str:
    """Return the word of a term that a summary holds, as it is written there; in small letters, unless all are big."""
    texts = (summary.title, summary.text)
    word = next(text[t.start : t.end] for text in texts for t in tokens(text) if t.text == term)
    return word if word.isupper() else word.lower()


def sorted_title(title: str) -> str:
    """Return a title as summaries are sorted by it: without regard to case, accents and space."""
    return " ".join(map(fold, title.split()))
