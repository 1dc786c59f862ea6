"""A summary of a study, and the citation of what it summarises."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from hashlib import blake2b
from typing import Any, NamedTuple
from urllib.parse import quote

from indexer import __version__

Concepts = tuple[str, ...]

DIGEST_BYTES = 16

_LONGEST_SLUG = 80
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,127}")
# What may become a link, whatever a source holds: nothing else than web addresses, with nothing that none has.
_DOI = re.compile(r"10\.[^\s/]+/\S+")
_PMID = re.compile(r"[0-9]+")
_PMCID = re.compile(r"PMC[0-9]+")
_WEB = re.compile(r"https?://[^\s/?#\"<>\\][^\s\"<>\\]*", re.IGNORECASE)


class Catalogued(NamedTuple):
    """What a catalogue (MeSH, a trial registry) says that a study is about, in one facet.

    Where it ``settles`` that, the text only makes it more specific. Else the text adds to it: catalogues know the
    general kinds of cells alone ("mesenchymal stem cells"), and some of their terms our vocabulary does not.
    """

    concepts: Concepts
    settles: bool


class StudyLink(NamedTuple):
    """An address of a study: ``kind`` is "doi", "pmid", "pmcid" or "url", ``text`` the identifier itself."""

    kind: str
    text: str
    href: str


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a summary's study was published; what the source does not say is None, never guessed.

    ``authors`` are written "Family AB" in the order given; ``more_authors`` says that the source breaks the
    list off with "et al."; ``site`` is the web site where the source names one in place of a journal; ``text``
    is the source line as found, where it could not be taken apart.
    """

    authors: tuple[str, ...] = ()
    more_authors: bool = False
    title: str | None = None
    journal: str | None = None
    year: int | None = None
    volume: str | None = None
    issue: str | None = None
    pages: str | None = None
    doi: str | None = None
    pmid: str | None = None
    pmcid: str | None = None
    url: str | None = None
    site: str | None = None
    text: str | None = None

    @property
    def links(self) -> tuple[StudyLink, ...]:
        """The addresses of the study, the best first: DOI, PubMed, PMC, the address given.

        All begin with http:// or https://; what is no DOI, number or web address ("javascript:...") has none.
        """
        known = (
            ("doi", self.doi, _DOI, f"https://doi.org/{_quoted(self.doi)}"),
            ("pmid", self.pmid, _PMID, f"https://pubmed.ncbi.nlm.nih.gov/{self.pmid}/"),
            ("pmcid", self.pmcid, _PMCID, f"https://pmc.ncbi.nlm.nih.gov/articles/{self.pmcid}/"),
            ("url", self.url, _WEB, self.url or ""),
        )
        return tuple(
            StudyLink(kind, text, href) for kind, text, pattern, href in known if text and pattern.fullmatch(text)
        )

    @property
    def link(self) -> str | None:
        """The best address of the study, None where none is known."""
        return self.links[0].href if self.links else None

    def __str__(self) -> str:
        """One line, as reference lists have it: authors. title. journal. year;volume(issue):pages."""
        if self.text:
            return self.text
        authors = ", ".join([*self.authors, *(["et al"] if self.more_authors else [])])
        issue = f"({self.issue})" if self.issue else ""
        place = f"{self.volume or ''}{issue}" + (f":{self.pages}" if self.pages else "")
        date = ";".join(part for part in (str(self.year or ""), place) if part)
        parts = [authors, self.title, self.journal or self.site, date]
        return " ".join(_with_stop(part) for part in parts if part)


@dataclass(frozen=True, slots=True)
class Summary:
    """One summary of one study.

    ``facets`` maps a facet's field ("conditions", "routes", ...) to concept ids; a field that is absent was
    not given (and may be found in the text), one that holds () was given as none. ``updated`` is since when the
    collection has held it as it is (ISO 8601, UTC): the index knows, no source says it. ``catalogued`` maps fields to
    what a catalogue says; once that is joined with what is found in the text, it is empty.
    """

    id: str
    title: str
    paragraphs: tuple[str, ...]
    facets: Mapping[str, Concepts] = field(default_factory=dict)
    year: int | None = None
    citation: Citation | None = None
    updated: str | None = None
    catalogued: Mapping[str, Catalogued] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The paragraphs, parted by a blank line."""
        return "\n\n".join(self.paragraphs)

    def concepts(self, field: str) -> Concepts:
        """Return the concept ids of the facet whose field is ``field``, () where there are none."""
        return self.facets.get(field, ())

    def with_found(self, found: Mapping[str, Concepts]) -> Summary:
        """Return the summary with the facets of ``found`` (by field) added; what was given stays as given."""
        return replace(self, facets={**found, **self.facets}, catalogued={})

    def says_the_same_as(self, indexed: Summary) -> bool:
        """Whether an ``indexed`` summary is this one as it was read, whatever facets were found for it."""
        given = {field: ids for field, ids in indexed.facets.items() if field in self.facets}
        return replace(indexed, facets=given, updated=self.updated, catalogued=self.catalogued) == self


def to_json(summary: Summary) -> dict[str, Any]:
    """Return a tagged summary as what the json module can write; :func:`from_json` reads it back."""
    return {key: value for key, value in asdict(summary).items() if key != "catalogued"}


def from_json(stored: Mapping[str, Any]) -> Summary:
    """Return the summary that :func:`to_json` wrote."""
    citation = stored["citation"]
    return Summary(
        id=stored["id"],
        title=stored["title"],
        paragraphs=tuple(stored["paragraphs"]),
        facets={name: tuple(ids) for name, ids in stored["facets"].items()},
        year=stored["year"],
        citation=citation and Citation(**{**citation, "authors": tuple(citation["authors"])}),
        updated=stored.get("updated"),
    )


def digest(summary: Summary) -> bytes:
    """Return a hash of all that a summary holds, DIGEST_BYTES long; another version of the program has other ones.

    So what was indexed by an older version, which may have read or tagged it in another way, counts as changed.
    """
    content = f"{__version__} {replace(summary, updated=None)!r}"
    return blake2b(content.encode(errors="surrogatepass"), digest_size=DIGEST_BYTES).digest()


def is_id(text: str) -> bool:
    """Whether ``text`` can be an id as it is: it stands in addresses and in names of files."""
    return _ID.fullmatch(text) is not None


def slug(title: str) -> str:
    """Return ``title`` as an id: lower-case ASCII letters, digits and hyphens, at most 80, never empty."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    if len(words) > _LONGEST_SLUG:
        words = words[: _LONGEST_SLUG + 1].rpartition("-")[0] or words[:_LONGEST_SLUG]
    return words or "summary"


def _with_stop(part: str) -> str:
    return part if part.endswith((".", "?", "!", "…")) else part + "."


def _quoted(doi: str | None) -> str:
    """Return a DOI as an address holds it: 10.1002/(SICI)...10::AID-X>3.0.CO;2-# has what would end the path."""
    return quote(doi or "", safe="/:;()@!$*,=+~", errors="replace")
