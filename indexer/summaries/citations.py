"""A source line as a page prints it -> Citation. Four shapes are known; of others the line itself is kept."""

from __future__ import annotations

import re

from indexer.summaries.summary import Citation

_DOI = r"(?:doi:\s*|https?://(?:dx\.)?doi\.org/)(?P<doi>10\.\d{4,9}/\S+)"
# A journal's name: capitalised words, perhaps abbreviated, perhaps with a place in brackets.
_JOURNAL = r"(?P<journal>[A-Z][\w&'’-]*\.?(?:,? (?:\(?[A-Z][\w&'’.-]*(?: [A-Z]+)?\)?|of|the|and|in|for|&)\.?)*?)"

# Yang J and Fu X (2023) Title. Front. Immunol. 14:1092668. doi: 10.3389/...
_YEAR_AFTER_AUTHORS = re.compile(
    rf"(?P<authors>[^()]+?)\s*\((?P<year>\d{{4}})\)\.?\s+(?P<title>.+?[.?!])\s+{_JOURNAL}\s+"
    rf"(?P<volume>\d+)(?:\((?P<issue>[^)]+)\))?:(?P<pages>[\w–-]+)\.?(?:\s+{_DOI})?\s*$"
)
# Wang S, Jiang W, et al. Title. Aging (Albany NY). 2023;15(18):9544-9560. doi:10.18632/...
_YEAR_AFTER_JOURNAL = re.compile(
    rf"(?P<authors>[^.]+?)\.\s+(?P<title>.+?[.?!])\s+{_JOURNAL}\.?\s+(?P<year>\d{{4}})[^;:]*;"
    rf"(?P<volume>\w+)(?:\((?P<issue>[^)]+)\))?:(?P<pages>[\w–-]+)\.?(?:\s+{_DOI})?\s*$"
)
# "Cut-off web title …" 27 Nov. 2019,    and    "Web title – Site."
_QUOTED = re.compile(r"[“\"](?P<title>.+)[”\"]\s*(?P<date>[^“”\"]*)$")
_SITE = re.compile(r"^(?P<title>.+?)\s+[–—|-]\s+(?P<site>[^–—|]{2,60}?)\.?$")
_YEAR = re.compile(r"\b(?:19|20)\d{2}\b")


def parse_citation(line: str) -> Citation:
    """Return what ``line`` (without "Source:") says of the study. Never raises; never guesses."""
    line = " ".join(line.split())
    for shape in (_YEAR_AFTER_AUTHORS, _YEAR_AFTER_JOURNAL):
        if match := shape.match(line):
            return _printed(match)
    if match := _QUOTED.match(line):
        return _quoted(match["title"], match["date"])
    doi = re.search(_DOI, line)
    url = re.search(r"https?://[^\s<>\"”]+", line)
    return Citation(text=line, doi=_clean_doi(doi["doi"]) if doi else None, url=url[0].rstrip(".,;)") if url else None)


def split_authors(names: str) -> tuple[tuple[str, ...], bool]:
    """Return the names in order, and whether the list breaks off with "et al."."""
    listed = [name.strip(" .") for name in re.split(r",\s*(?:and\s+)?|\s+and\s+|\s*;\s*|\s*&\s*", names)]
    written = [re.sub(r"\s*\bet al$", "", name) for name in listed]
    return tuple(name for name in written if name), any(re.search(r"\bet al$", name) for name in listed)


def _printed(match: re.Match[str]) -> Citation:
    authors, more = split_authors(match["authors"])
    journal = match["journal"]
    if match.re is _YEAR_AFTER_JOURNAL:  # there the last full stop parts it from the year
        journal = journal.removesuffix(".")
    return Citation(
        authors=authors,
        more_authors=more,
        title=match["title"].removesuffix("."),
        journal=journal,
        year=int(match["year"]),
        volume=match["volume"],
        issue=match["issue"],
        pages=match["pages"],
        doi=_clean_doi(match["doi"]) if match["doi"] else None,
    )


def _quoted(title: str, date: str) -> Citation:
    year = _YEAR.search(date)
    site = _SITE.match(title)
    title = site["title"] if site else title
    cut_off = re.fullmatch(r"(.*?)\s*(?:…|\.\.\.)\.?\s*", title)
    title = f"{cut_off[1]} …" if cut_off else title.removesuffix(".")
    return Citation(title=title, year=int(year[0]) if year else None, site=site["site"] if site else None)


def _clean_doi(doi: str) -> str:
    return doi.rstrip(".,;)]")
