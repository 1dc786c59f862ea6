"""BibTeX in UTF-8, as biber, JabRef, Zotero and today's BibTeX read it.

Written here and read back by ``bibtexparser`` in the tests: the writers of bibtexparser and pybtex leave unbalanced
braces in values (to BibTeX a backslash before a brace changes nothing), and protect no capitals.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from indexer.output.exports.author_names import author
from indexer.output.exports.record import (
    ExportRecord,
    Kind,
    kind,
    one_line,
    page_range,
    reference,
)

_TYPES: dict[Kind, str] = {"article": "article", "web": "misc", "other": "misc"}
_SPECIAL = str.maketrans(
    {
        **{char: f"\\{char}" for char in "&%$#_"},
        "{": r"\textbraceleft{}",
        "}": r"\textbraceright{}",
        "\\": r"\textbackslash{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
    }
)
_MEANT_OTHERWISE = re.compile(r"\band\b|,", re.IGNORECASE)  # in the list of authors, or of keywords
_VERBATIM = str.maketrans({char: f"%{ord(char):02X}" for char in "{}\\"})


def bibtex(record: ExportRecord) -> str:
    """Return the reference as an entry of BibTeX. Its key is the summary's id, so unique, and the same every time."""
    cited = reference(record)
    fields = ((name, value) for name, value in _fields(record) if value)
    body = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields)
    return f"@{_TYPES[kind(cited)]}{{{record.summary.id},\n{body}\n}}\n\n"


def _fields(record: ExportRecord) -> Iterator[tuple[str, str]]:
    """Yield names and values, escaped, "" where there is none."""
    cited = reference(record)
    names = [_author(name) for name in cited.authors]
    yield "author", " and ".join([*names, *(["others"] if cited.more_authors else [])])
    yield "title", _title(cited.title or "")
    yield ("journal" if cited.journal else "howpublished"), _escaped(cited.journal or cited.site)
    yield "year", str(cited.year or "")
    yield "volume", _escaped(cited.volume)
    yield "number", _escaped(cited.issue)
    yield "pages", "--".join(_escaped(page) for page in page_range(cited.pages or "") if page)
    # These are read as they stand, without LaTeX.
    yield "doi", one_line(cited.doi or "").translate(_VERBATIM)
    yield "pmid", _escaped(cited.pmid)
    yield "pmcid", _escaped(cited.pmcid)
    yield "url", one_line(cited.link or "").translate(_VERBATIM)
    yield "keywords", ", ".join(_grouped(keyword) for keyword in record.keywords)
    yield "note", _escaped(cited.text) if cited.text != cited.title else ""
    yield "annote", _escaped(record.note)


def _author(written: str) -> str:
    """Return "Family, A. B.", or "Family, Jr, A. B."; the name of a group in braces, so that it stays whole."""
    name = author(written)
    if not name.initials:
        return f"{{{_escaped(name.family)}}}"
    return ", ".join(part for part in (_grouped(name.family), name.suffix, name.initials) if part)


def _grouped(text: str) -> str:
    return f"{{{_escaped(text)}}}" if _MEANT_OTHERWISE.search(text) else _escaped(text)


def _title(text: str) -> str:
    """Return a title with its capitals in braces, which styles else make small: {ALS}, {Parkinson's}, not the first."""
    words = one_line(text).split(" ")
    return " ".join(
        _kept(word) if any(char.isupper() for char in (word[1:] if number == 0 else word)) else _escaped(word)
        for number, word in enumerate(words)
    )


def _kept(word: str) -> str:
    escaped = _escaped(word)
    # A group that begins with a command is an accented letter to BibTeX, whose case it does change.
    return f"{{{{{escaped}}}}}" if escaped.startswith("\\") else f"{{{escaped}}}"


def _escaped(text: str | None) -> str:
    return one_line(text or "").translate(_SPECIAL)
