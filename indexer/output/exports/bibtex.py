"""BibTeX in UTF-8 for biber, JabRef, Zotero and current BibTeX.

The writers of the packages bibtexparser and pybtex are not used, because they don't protect capitals and leave
unbalanced braces in values. Even escaped braces must be balanced in BibTeX. The tests read the output with
``bibtexparser``.
"""

import re
from collections.abc import Iterator

from indexer.output.exports.author_names import parse_author_name
from indexer.output.exports.exported_summary import ExportedSummary, one_line, page_range, reference, reference_type

_TYPES = {"article": "article", "web": "misc", "other": "misc"}
_NAMES = {"{": "braceleft", "}": "braceright", "\\": "backslash", "~": "asciitilde", "^": "asciicircum"}
_SPECIAL = str.maketrans(
    {char: f"\\{char}" for char in "&%$#_"} | {char: f"\\text{name}{{}}" for char, name in _NAMES.items()}
)
_SEPARATORS = re.compile(r"\band\b|,", re.IGNORECASE)  # separators of authors and of keywords
_VERBATIM = str.maketrans({char: f"%{ord(char):02X}" for char in "{}\\"})


def bibtex(exported: ExportedSummary) -> str:
    """Return the reference as a BibTeX entry. The key is the id of the summary, so keys are unique and stable."""
    cited = reference(exported)
    body = ",\n".join(f"  {name} = {{{value}}}" for name, value in _fields(exported) if value)
    return f"@{_TYPES[reference_type(cited)]}{{{exported.summary.id},\n{body}\n}}\n\n"


def _fields(exported: ExportedSummary) -> Iterator[tuple[str, str]]:
    """Yield the name and the escaped value of each field. An unknown value is an empty string."""
    cited = reference(exported)
    names = [_author(name) for name in cited.authors]
    yield "author", " and ".join([*names, *(["others"] if cited.more_authors else [])])
    yield "title", _title(cited.title or "")
    yield ("journal" if cited.journal else "howpublished"), _escaped(cited.journal or cited.site)
    yield "year", str(cited.year or "")
    yield "volume", _escaped(cited.volume)
    yield "number", _escaped(cited.issue)
    yield "pages", "--".join(_escaped(page) for page in page_range(cited.pages or "") if page)
    # Programs read the fields doi and url verbatim, not as LaTeX.
    yield "doi", one_line(cited.doi or "").translate(_VERBATIM)
    yield "pmid", _escaped(cited.pmid)
    yield "pmcid", _escaped(cited.pmcid)
    yield "url", one_line(cited.link or "").translate(_VERBATIM)
    yield "keywords", ", ".join(_grouped(keyword) for keyword in exported.keywords)
    yield "note", _escaped(cited.text) if cited.text != cited.title else ""
    yield "annote", _escaped(exported.note)


def _author(text: str) -> str:
    """Return "Family, A. B." or "Family, Jr, A. B.". A name without initials is put in braces, so it is not split."""
    name = parse_author_name(text)
    if not name.initials:
        return f"{{{_escaped(name.family)}}}"
    return ", ".join(part for part in (_grouped(name.family), name.suffix, name.initials) if part)


def _grouped(text: str) -> str:
    return f"{{{_escaped(text)}}}" if _SEPARATORS.search(text) else _escaped(text)


def _title(text: str) -> str:
    """Return a title with braces around each word that has a capital. The first letter of the title is ignored.

    Citation styles change titles to lower case, but they don't change text in braces, such as {ALS} or {Parkinson's}.
    """
    words = one_line(text).split(" ")
    return " ".join(
        _protected(word) if any(char.isupper() for char in (word[1:] if number == 0 else word)) else _escaped(word)
        for number, word in enumerate(words)
    )


def _protected(word: str) -> str:
    escaped = _escaped(word)
    # BibTeX reads {\command...} as an accented letter and changes the case. A second pair of braces prevents this.
    return f"{{{{{escaped}}}}}" if escaped.startswith("\\") else f"{{{escaped}}}"


def _escaped(text: str | None) -> str:
    return one_line(text or "").translate(_SPECIAL)
