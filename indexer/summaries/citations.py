"""Parser of one-line references, which web pages print after "Source:", and rules for the fields of a citation.

The parser knows four styles of references. A line in another style is stored in the field ``text`` of the citation. The
parser splits a line from both ends with short patterns, because one pattern for the whole line could take exponential
time.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from indexer.summaries.summary import Citation


class Rule(NamedTuple):
    """The regular expression that a whole value must match, and a description of valid values for error messages."""

    pattern: str
    expected: str


CITATION_RULES = {
    "title": Rule(r".+", "text"),
    "journal": Rule(r".+", "text"),
    "volume": Rule(r"\S.{0,30}", "text"),
    "issue": Rule(r"\S.{0,30}", "text"),
    "pages": Rule(r"\S.{0,40}", "text"),
    "doi": Rule(r"10\.\d{4,9}/\S+", "a DOI such as 10.1234/abc"),
    "pmid": Rule(r"[1-9]\d{0,8}", "digits only"),
    "pmcid": Rule(r"PMC\d+", "PMC followed by digits"),
    "url": Rule(r"https?://\S+", "a URL that starts with http:// or https://"),
    "site": Rule(r".+", "text"),
    "text": Rule(r".+", "text"),
}
EARLIEST_YEAR = 1900

_LONGEST_LINE = 3000  # characters
_DOI = re.compile(r"(?:doi:\s*|https?://(?:dx\.)?doi\.org/)(10\.\d{4,9}/\S+)", re.IGNORECASE)
_URL = re.compile(r"https?://[^\s<>\"”]+")
_YEAR = re.compile(r"\b(?:19|20)\d{2}\b")
_POSITION = r"(?P<volume>\w+)(?:\((?P<issue>[^()]+)\))?:(?P<pages>[\w–-]+)$"

# Yang J and Fu X (2023) Title. Front. Immunol. 14:1092668. doi: 10.3389/...
_AUTHORS_YEAR = re.compile(r"(?P<authors>[^()]+)\((?P<year>\d{4})\)\.?\s+")
_VOLUME_LAST = re.compile(rf"\s{_POSITION}")
# Wang S, Jiang W, et al. Title. Aging (Albany NY). 2023;15(18):9544-9560. doi:10.18632/...
_YEAR_VOLUME_LAST = re.compile(rf"\.?\s(?P<year>\d{{4}})[^;:.]{{0,20}};\s?{_POSITION}")
# "Cut-off web title …" 27 Nov. 2019,    and    "Web title – Site."
_QUOTED = re.compile(r"[“\"](?P<title>[^“”\"]+)[”\"](?P<rest>.*)$")
_SITE = re.compile(r"\s[–—|-]\s(?P<site>[^–—|?!]{2,60})$")
_DATE = re.compile(r"(?i)\b(?:\d{1,2}|jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\b|\b\d{4}\b")

_TITLE_END = re.compile(r"(?<=[.?!])\s+")
_ET_AL = re.compile(r"\s*\bet al\.?$")
_AUTHOR = re.compile(r"(?:[^\d,]+\s)?[A-Z](?:[A-Z-]|\.\s?){0,5}|(?:.* )?et al")
_LOWER_CASE_WORDS = frozenset(("of", "the", "and", "in", "for", "on", "&", "de", "et", "und"))


def parse_citation(line: str) -> Citation:
    """Return the citation in ``line``, which is a reference without the label "Source:". Never raises.

    Fields that the parser cannot recognize are None. If the parser does not know the style, ``text`` is the whole line.
    """
    line = " ".join(line.split())
    if len(line) > _LONGEST_LINE:
        return Citation(text=line)
    doi, url = _DOI.search(line), _URL.search(line)
    other_url = _trimmed(url[0]) if url and "doi.org/" not in url[0] else None
    links = Citation(doi=_trimmed(doi[1]) if doi else None, url=other_url)
    before_doi = line[: doi.start() if doi else len(line)].rstrip(" .,;")
    citation = _year_after_authors(before_doi, links) or _year_after_journal(before_doi, links) or _quoted(line, links)
    return citation or replace(links, text=line)


def split_authors(names: str) -> tuple[tuple[str, ...], bool]:
    """Return the names in a text, in order and without "et al.", and whether the text contains "et al."."""
    parts = [name.strip(" .") for name in re.split(r",\s*(?:and\s+)?|\s+and\s+|\s*;\s*|\s*&\s*", names)]
    return tuple(name for part in parts if (name := _ET_AL.sub("", part))), any(map(_ET_AL.search, parts))


def author_list(names: Sequence[str]) -> tuple[tuple[str, ...], bool]:
    """Return ``names``, in order and without "et al.", and whether a name contains "et al."."""
    stripped = [_ET_AL.sub("", name).strip(" .") for name in names]
    return tuple(name for name in stripped if name), any(map(_ET_AL.search, names))


def _year_after_authors(line: str, links: Citation) -> Citation | None:
    start, position = _AUTHORS_YEAR.match(line), _VOLUME_LAST.search(line)
    if not start or not position or start.end() >= position.start():
        return None
    title, journal = _title_and_journal(line[start.end() : position.start()])
    return _article(start["authors"], title, journal, start["year"], position, links) if journal else None


def _year_after_journal(line: str, links: Citation) -> Citation | None:
    position = _YEAR_VOLUME_LAST.search(line)
    if not position:
        return None
    authors, rest = _authors_and_rest(line[: position.start()])
    title, journal = _title_and_journal(rest)
    if not authors or not journal:
        return None
    return _article(authors, title, journal.removesuffix("."), position["year"], position, links)


def _article(names: str, title: str, journal: str, year: str, position: re.Match[str], links: Citation) -> Citation:
    authors, has_more = split_authors(names)
    fields: dict[str, Any] = {**position.groupdict(), "title": title.removesuffix("."), "journal": journal}
    return replace(links, authors=authors, more_authors=has_more, **fields | {"year": int(year)})


def _authors_and_rest(line: str) -> tuple[str, str]:
    """Split a line at the full stop after the authors. The full stop in "St. John K" is part of a name."""
    ends = [match.start() for match in re.finditer(r"\.\s", line)]
    for end in ends:
        names = [name.strip() for name in re.split(r",| and ", line[:end]) if name.strip()]
        if names and all(_AUTHOR.fullmatch(name) for name in names):
            return line[:end], line[end + 1 :].strip()
    return (line[: ends[0]], line[ends[0] + 1 :].strip()) if ends else ("", line)


def _title_and_journal(text: str) -> tuple[str, str]:
    """Split "Title? More title. J. Name" into title and journal, or return ("", "") if no part looks like a journal."""
    for match in _TITLE_END.finditer(text):
        words = text[match.end() :].split()
        if 0 < len(words) <= 10 and all(word in _LOWER_CASE_WORDS or word.lstrip("(")[:1].isupper() for word in words):
            return text[: match.start()], text[match.end() :]
    return "", ""


def _quoted(line: str, links: Citation) -> Citation | None:
    match = _QUOTED.match(line)
    if not match:
        return None
    title = match["title"].strip()
    site = _SITE.search(title.removesuffix("."))
    title = title[: site.start()] if site else title
    cut_off = re.search(r"\s*(?:…|\.\.\.)[\s.]*$", title)
    title = f"{title[: cut_off.start()]} …" if cut_off else title.removesuffix(".")
    rest = _URL.sub(" ", _DOI.sub(" ", match["rest"]))
    year = _YEAR.search(rest)
    # If other words follow, such as the name of a journal, keep the whole line so that these words are not lost.
    has_other_words = re.search(r"[^\W\d_]{2,}", _DATE.sub(" ", rest))
    return replace(
        links,
        title=title,
        year=int(year[0]) if year else None,
        site=site["site"] if site else None,
        text=line if has_other_words else None,
    )


def _trimmed(url: str) -> str:
    url = url.rstrip('.,;]”"')
    return url if "(" in url else url.rstrip(")")
