"""A source line as a page prints it -> Citation. Four shapes are known; of others the line itself is kept.

Lines are taken apart from both ends by short patterns, none of which can run away on a long line.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from indexer.summaries.summary import Citation


class Rule(NamedTuple):
    """What a value of a citation looks like: a pattern of all of it, and words for that."""

    pattern: str
    wanted: str


CITATION_RULES = {
    "title": Rule(r".+", "text"),
    "journal": Rule(r".+", "text"),
    "volume": Rule(r"\S.{0,30}", "text"),
    "issue": Rule(r"\S.{0,30}", "text"),
    "pages": Rule(r"\S.{0,40}", "text"),
    "doi": Rule(r"10\.\d{4,9}/\S+", "10.1234/abc, without an address before it"),
    "pmid": Rule(r"[1-9]\d{0,8}", "digits alone"),
    "pmcid": Rule(r"PMC\d+", "PMC and digits"),
    "url": Rule(r"https?://\S+", "an address that starts with http:// or https://"),
    "site": Rule(r".+", "text"),
    "text": Rule(r".+", "text"),
}
EARLIEST_YEAR = 1900

_LONGEST_LINE = 3000
_DOI = re.compile(r"(?:doi:\s*|https?://(?:dx\.)?doi\.org/)(10\.\d{4,9}/\S+)", re.IGNORECASE)
_URL = re.compile(r"https?://[^\s<>\"”]+")
_YEAR = re.compile(r"\b(?:19|20)\d{2}\b")
_PLACE = r"(?P<volume>\w+)(?:\((?P<issue>[^()]+)\))?:(?P<pages>[\w–-]+)$"

# Yang J and Fu X (2023) Title. Front. Immunol. 14:1092668. doi: 10.3389/...
_AUTHORS_YEAR = re.compile(r"(?P<authors>[^()]+)\((?P<year>\d{4})\)\.?\s+")
_VOLUME_LAST = re.compile(rf"\s{_PLACE}")
# Wang S, Jiang W, et al. Title. Aging (Albany NY). 2023;15(18):9544-9560. doi:10.18632/...
_YEAR_VOLUME_LAST = re.compile(rf"\.?\s(?P<year>\d{{4}})[^;:.]{{0,20}};\s?{_PLACE}")
# "Cut-off web title …" 27 Nov. 2019,    and    "Web title – Site."
_QUOTED = re.compile(r"[“\"](?P<title>[^“”\"]+)[”\"](?P<rest>.*)$")
_SITE = re.compile(r"\s[–—|-]\s(?P<site>[^–—|?!]{2,60})$")
_DATE = re.compile(
    r"\b(?:\d{1,2}|jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\b|\b\d{4}\b", re.IGNORECASE
)

_TITLE_END = re.compile(r"(?<=[.?!])\s+")
_AUTHOR = re.compile(r"(?:[^\d,]+\s)?[A-Z](?:[A-Z-]|\.\s?){0,5}|(?:.* )?et al")
_SMALL = frozenset(("of", "the", "and", "in", "for", "on", "&", "de", "et", "und"))


def parse_citation(line: str) -> Citation:
    """Return what ``line`` (without "Source:") says of the study. Never raises; never guesses."""
    line = " ".join(line.split())
    if len(line) > _LONGEST_LINE:
        return Citation(text=line)
    doi, url = _DOI.search(line), _URL.search(line)
    found = Citation(
        doi=_trimmed(doi[1]) if doi else None, url=_trimmed(url[0]) if url and "doi.org/" not in url[0] else None
    )
    before = line[: doi.start() if doi else len(line)].rstrip(" .,;")
    citation = _year_after_authors(before, found) or _year_after_journal(before, found) or _quoted(line, found)
    return citation or Citation(text=line, doi=found.doi, url=found.url)


def split_authors(names: str) -> tuple[tuple[str, ...], bool]:
    """Return the names in order, and whether the list breaks off with "et al."."""
    listed = [name.strip(" .") for name in re.split(r",\s*(?:and\s+)?|\s+and\s+|\s*;\s*|\s*&\s*", names)]
    written = [re.sub(r"\s*\bet al$", "", name) for name in listed]
    return tuple(name for name in written if name), any(re.search(r"\bet al$", name) for name in listed)


def _year_after_authors(line: str, found: Citation) -> Citation | None:
    front, place = _AUTHORS_YEAR.match(line), _VOLUME_LAST.search(line)
    if not front or not place or front.end() >= place.start():
        return None
    title, journal = _title_and_journal(line[front.end() : place.start()])
    return _printed(front["authors"], title, journal, front["year"], place, found) if journal else None


def _year_after_journal(line: str, found: Citation) -> Citation | None:
    place = _YEAR_VOLUME_LAST.search(line)
    if not place:
        return None
    authors, rest = _authors_and_rest(line[: place.start()])
    title, journal = _title_and_journal(rest)
    if not authors or not journal:
        return None
    return _printed(authors, title, journal.removesuffix("."), place["year"], place, found)


def _printed(names: str, title: str, journal: str, year: str, place: re.Match[str], found: Citation) -> Citation:
    authors, more = split_authors(names)
    return Citation(
        authors=authors,
        more_authors=more,
        title=title.removesuffix("."),
        journal=journal,
        year=int(year),
        volume=place["volume"],
        issue=place["issue"],
        pages=place["pages"],
        doi=found.doi,
        url=found.url,
    )


def _authors_and_rest(line: str) -> tuple[str, str]:
    """Part a line at the full stop behind its authors: "St. John K, et al." ends at the second one."""
    ends = [match.start() for match in re.finditer(r"\.\s", line)]
    for end in ends:
        names = [name.strip() for name in re.split(r",| and ", line[:end]) if name.strip()]
        if names and all(_AUTHOR.fullmatch(name) for name in names):
            return line[:end], line[end + 1 :].strip()
    return (line[: ends[0]], line[ends[0] + 1 :].strip()) if ends else ("", line)


def _title_and_journal(text: str) -> tuple[str, str]:
    """Part "Title? More title. J. Name" where what follows reads as a journal's name; ("", "") where nothing does."""
    for match in _TITLE_END.finditer(text):
        words = text[match.end() :].split()
        if 0 < len(words) <= 10 and all(word in _SMALL or word.lstrip("(")[:1].isupper() for word in words):
            return text[: match.start()], text[match.end() :]
    return "", ""


def _quoted(line: str, found: Citation) -> Citation | None:
    match = _QUOTED.match(line)
    if not match:
        return None
    title, rest = match["title"].strip(), match["rest"]
    site = _SITE.search(title.removesuffix("."))
    title = title[: site.start()] if site else title
    cut_off = re.search(r"\s*(?:…|\.\.\.)[\s.]*$", title)
    title = f"{title[: cut_off.start()]} …" if cut_off else title.removesuffix(".")
    year = _YEAR.search(_URL.sub(" ", _DOI.sub(" ", rest)))
    # Where words follow that none of this explains (a journal, say), the line itself is shown.
    unread = re.search(r"[^\W\d_]{2,}", _DATE.sub(" ", _URL.sub(" ", _DOI.sub(" ", rest))))
    return Citation(
        title=title,
        year=int(year[0]) if year else None,
        site=site["site"] if site else None,
        doi=found.doi,
        url=found.url,
        text=line if unread else None,
    )


def _trimmed(address: str) -> str:
    address = address.rstrip('.,;]”"')
    return address if "(" in address else address.rstrip(")")
