"""Indexed texts of a citation, the same in both engines.

The texts of the fields author and journal are searched with ``author:`` and ``journal:``. Plain words are searched in
title and text, and in the texts ``identity`` and ``source``.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from indexer.query.identifiers import plain_identifiers
from indexer.query.known_items import first_author_code, journal_code, title_code
from indexer.summaries.summary import Citation, Summary
from indexer.text.analysis import terms, words

_NO_CITATION = Citation()
_INITIALS = re.compile(r"[A-Z]{1,3}")
_REGISTERED = re.compile(r".*\d{5}.*|[A-Za-z]{2,8}-?\d\w*|U\d{4}-\d{4}-\d{4}")  # any other id is made from a title
_APOSTROPHE = re.compile(r"(?<=\w)['’](?=\w)")
_NUMBER_IN_URL = re.compile(r"\b(?:[A-Za-z]{2,8}-?)?\d{5,}\b")


class CitationTexts(NamedTuple):
    """The texts of one citation. Without a citation, they are empty, except ``identity``.

    ``identity`` contains family names, years, identifiers, and the codes of whole titles, of the journal and of the
    first author. Initials are left out, because many of them are also acronyms of conditions. ``source`` contains the
    title of the paper, the journal and the site.
    """

    author: str
    journal: str
    identity: str
    source: str


def citation_texts(summary: Summary) -> CitationTexts:
    """Return the texts of the citation of a summary."""
    citation = summary.citation or _NO_CITATION
    paper = citation.title if citation.title != summary.title else None
    return CitationTexts(
        ", ".join(citation.authors),
        citation.journal or "",
        " ".join(_identity(summary, citation)),
        ". ".join(filter(None, (paper, citation.journal, citation.site, citation.text))),
    )


def family_name(author: str) -> str:
    """Return an author's name without initials: "Abdul Kareem" for "Abdul Kareem N"."""
    first, *others = words(author) or [""]
    return " ".join([first, *(word for word in others if not _INITIALS.fullmatch(word))])


def identifiers(summary: Summary) -> list[str]:
    """Return the distinct identifiers of a study: DOI, numbers of PubMed and PMC, and numbers of trial registries."""
    citation = summary.citation or _NO_CITATION
    found = [citation.doi, citation.pmid, citation.pmcid]
    found += [plain_identifiers(summary.id)] if _REGISTERED.fullmatch(summary.id) else []
    found += _NUMBER_IN_URL.findall(citation.url or "")
    return list(dict.fromkeys(filter(None, found)))


def _identity(summary: Summary, citation: Citation) -> Iterator[str]:
    names = list(dict.fromkeys(map(family_name, citation.authors)))
    yield from names[:1]
    yield from dict.fromkeys(str(year) for year in (citation.year, summary.year) if year)
    yield from names[1:]
    yield from (without for name in names if (without := _APOSTROPHE.sub("", name)) != name)
    yield from identifiers(summary)
    yield from dict.fromkeys(map(title_code, filter(None, (summary.title, citation.title))))
    yield from map(journal_code, filter(None, (citation.journal,)))
    yield from map(first_author_code, terms(" ".join(names[:1])))
