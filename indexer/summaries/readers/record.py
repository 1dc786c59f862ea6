"""A record of a catalogue or a journal, as every format gives it -> Summary: its id, year, citation and concepts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from hashlib import blake2b

from indexer.summaries.citations import CITATION_RULES, EARLIEST_YEAR
from indexer.summaries.limits import LONGEST_TEXT, Fault, broken_at, plain, text_fault, title_fault
from indexer.summaries.summary import Catalogued, Citation, Concepts, Summary, is_id, slug

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_DOI = re.compile(r"10\.\d{4,9}/\S+")
# A label of a structured abstract stands in capitals at the start of a sentence: "RESULTS: ...".
_LABEL = re.compile(r"(?:^|(?<=[.?!)] ))([A-Z][A-Z&/,' -]{3,60}): ")
_LONGEST_ID = 80
HALF = Fault("half of a character (\\ud800 to \\udfff alone)", "write both halves, or the character itself")


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRecord:
    """What a source says of one study, as it stands there; what it does not say is empty.

    ``facets`` are concepts that somebody gave, ``catalogued`` those that a catalogue did, both by field. ``id`` is the
    source's own, else one is made of PMID, PMCID, DOI or title; ``citation`` is one that
    is known whole, and stands for the parts.
    """

    title: str = ""
    paragraphs: Iterable[str] = ()
    id: str = ""
    authors: Iterable[str] = ()
    more_authors: bool = False
    study_title: str = ""
    journal: str = ""
    year: str = ""
    volume: str = ""
    issue: str = ""
    pages: str = ""
    doi: str = ""
    pmid: str = ""
    pmcid: str = ""
    url: str = ""
    site: str = ""
    citation: Citation | None = None
    facets: Mapping[str, Concepts] = field(default_factory=dict)
    catalogued: Mapping[str, Catalogued] = field(default_factory=dict)

    def summary(self) -> Summary | Fault:
        """Return the summary, or what is wrong with the record."""
        title = plain(self.title)
        paragraphs = tuple(words for paragraph in self.paragraphs if (words := plain(paragraph)))
        citation = self.citation or self._cited(title)
        if broken_at("".join((self.id, title, *paragraphs, *texts(citation)))) is not None:
            return HALF
        if not title:
            return Fault("no title", "add one")
        fault = title_fault(title) or text_fault("".join(paragraphs))
        return fault or Summary(
            id=self.id if is_id(self.id) else self._made_id(citation),
            title=title,
            paragraphs=paragraphs,
            facets=dict(self.facets),
            year=year_in(self.year),
            citation=citation,
            catalogued=dict(self.catalogued),
        )

    def _cited(self, title: str) -> Citation | None:
        written = {key: getattr(self, key) for key in CITATION_RULES if key not in ("title", "text")}
        given = {"title": plain(self.study_title) or title} | {k: plain(v) for k, v in written.items() if v}
        given |= {"doi": doi_in(self.doi), "pmcid": given.get("pmcid", "").upper()}
        kept = {key: value for key, value in given.items() if re.fullmatch(CITATION_RULES[key].pattern, value)}
        authors = tuple(name for written in self.authors if (name := plain(written).strip(" .")))
        if not authors and len(kept) < 2 and not self.year:
            return None  # a title alone cites nothing
        return Citation(authors=authors, more_authors=self.more_authors, year=year_in(self.year), **kept)

    def _made_id(self, citation: Citation | None) -> str:
        """Return an id that the same study has in every format, as far as its identifiers are known there."""
        if self.id:
            return slug(self.id)
        if citation and citation.pmid:
            return f"pmid-{citation.pmid}"
        if citation and citation.pmcid:
            return citation.pmcid.lower()
        if citation and citation.doi:
            return _shortened(f"doi-{citation.doi}")
        return _shortened(f"{self.title} {year_in(self.year) or ''}")


def texts(citation: Citation | None) -> list[str]:
    """Return all texts in a citation."""
    if citation is None:
        return []
    return [*citation.authors, *(value for key in CITATION_RULES if (value := getattr(citation, key)))]


def year_in(text: str) -> int | None:
    """Return the first year in a date ("2019 Mar-Apr", "March 22, 2005") that one can have published in."""
    found = (int(year) for year in _YEAR.findall(text))
    return next((year for year in found if EARLIEST_YEAR <= year <= date.today().year + 1), None)


def doi_in(text: str) -> str:
    """Return the DOI in "https://doi.org/10.1/x" or "doi: 10.1/x [doi]", "" where there is none."""
    found = _DOI.search(text)
    return found[0].rstrip(".,;") if found else ""


def author(family: str, given: str = "", suffix: str = "") -> str:
    """Return "Family AB Jr" of "Family", "Anna B." and "Jr"; initials come as they are."""
    names = plain(given).replace("-", " ").split()
    letters = "".join(name.strip(".") if _is_initials(name) else name[0].upper() for name in names)
    return " ".join(part for part in (plain(family), letters.replace(".", ""), plain(suffix)) if part)


def inverted_author(written: str) -> str:
    """Return "Family AB" of "Family, Anna B." or "Family, Anna B., Jr"; what has no comma stays."""
    family, _, rest = written.partition(",")
    given, _, suffix = rest.partition(",")
    return author(family, given, suffix)


def sections(abstract: str) -> Iterator[str]:
    """Yield the paragraphs of an abstract in one piece: each section with a label, "METHODS: ...", is one."""
    parts = _LABEL.split(abstract)
    yield parts[0]
    for label, text in zip(parts[1::2], parts[2::2], strict=True):
        yield labelled(label, text)


def labelled(label: str, text: str) -> str:
    """Return a section of an abstract in one paragraph, "Methods: ..."; a label in capitals is made small."""
    label = plain(label).rstrip(":. ")
    if not label or not plain(text):
        return text
    return f"{label.capitalize() if label.isupper() else label}: {text}"


def fitting(paragraphs: Iterable[str]) -> list[str]:
    """Return as many paragraphs as a summary may hold."""
    kept, length = [], 0
    for paragraph in paragraphs:
        length += len(paragraph)
        if length > LONGEST_TEXT:
            break
        kept.append(paragraph)
    return kept


def _is_initials(name: str) -> bool:
    letters = name.replace(".", "")
    return letters.isupper() and len(letters) <= 4


def _shortened(text: str) -> str:
    """Return a slug; one that was cut ends with a hash of the whole, so that no two texts share it."""
    made = slug(text)
    if len(plain(text)) <= _LONGEST_ID:
        return made
    return f"{slug(made[:70])}-{blake2b(text.encode(errors='replace'), digest_size=4).hexdigest()}"
