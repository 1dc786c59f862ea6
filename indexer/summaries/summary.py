"""The data model: a summary of a study, and the citation of the study."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from hashlib import blake2b
from typing import Any, NamedTuple
from urllib.parse import quote

from indexer import __version__

Concepts = tuple[str, ...]

DIGEST_BYTES = 16  # length of a digest
_LONGEST_SLUG = 80
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,127}")
# Patterns of the values that become links. No link is made from any other value, such as "javascript:...".
_DOI = re.compile(r"10\.[^\s/]+/\S+")
_PMID = re.compile(r"[0-9]+")
_PMCID = re.compile(r"PMC[0-9]+")
_WEB = re.compile(r"https?://[^\s/?#\"<>\\][^\s\"<>\\]*", re.IGNORECASE)


class Catalogued(NamedTuple):
    """The concepts of one facet that a catalogue (MeSH, a trial registry) assigns to a study.

    If ``settles`` is True, tagging adds a concept from the text only if the concept is more specific than one of
    ``concepts``. If ``settles`` is False, tagging adds all concepts from the text. ``settles`` is False if the
    catalogue has only general terms ("mesenchymal stem cells" for any source of cells), or if the vocabulary lacks
    terms of the catalogue.
    """

    concepts: Concepts
    settles: bool


class StudyLink(NamedTuple):
    """A link to a study. ``kind`` is "doi", "pmid", "pmcid" or "url". ``text`` is the identifier or the URL."""

    kind: str
    text: str
    href: str


@dataclass(frozen=True, slots=True)
class Citation:
    """The publication of a study. A field that the source does not have is None or empty. No value is guessed.

    The names in ``authors`` have the form "Family AB" and the order of the source. ``more_authors`` is True if the
    source shortens the list ("et al."). ``site`` is the name of a web site, if the source names a site and no journal.
    ``text`` is the reference as the source writes it, if the reference could not be parsed completely.
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
        """The links to the study, the most permanent first. An invalid identifier or unsafe URL has no link."""
        candidates = (
            # A DOI such as 10.1002/(SICI)...10::AID-X>3.0.CO;2-# must be percent-encoded.
            ("doi", self.doi, _DOI, "https://doi.org/" + quote(self.doi or "", safe="/:;()@!$*,=+~", errors="replace")),
            ("pmid", self.pmid, _PMID, f"https://pubmed.ncbi.nlm.nih.gov/{self.pmid}/"),
            ("pmcid", self.pmcid, _PMCID, f"https://pmc.ncbi.nlm.nih.gov/articles/{self.pmcid}/"),
            ("url", self.url, _WEB, self.url or ""),
        )
        return tuple(
            StudyLink(kind, text, href) for kind, text, pattern, href in candidates if text and pattern.fullmatch(text)
        )

    @property
    def link(self) -> str | None:
        """The URL of the most permanent link, or None if there is no link."""
        return self.links[0].href if self.links else None

    def __str__(self) -> str:
        """Return ``text``, or else a reference in one line: authors. title. journal. year;volume(issue):pages."""
        if self.text:
            return self.text
        authors = ", ".join([*self.authors, *(["et al"] if self.more_authors else [])])
        issue = f"({self.issue})" if self.issue else ""
        position = f"{self.volume or ''}{issue}" + (f":{self.pages}" if self.pages else "")
        date = ";".join(part for part in (str(self.year or ""), position) if part)
        parts = [authors, self.title, self.journal or self.site, date]
        return " ".join(part if part.endswith((".", "?", "!", "…")) else f"{part}." for part in parts if part)


@dataclass(frozen=True, slots=True)
class Summary:
    """One summary of one study.

    ``facets`` maps the field of a facet ("conditions", "routes", ...) to concept ids. Tagging adds the fields that are
    missing in ``facets``. A field with the value () stays empty. ``catalogued`` maps fields to the concepts of a
    catalogue. Tagging moves these concepts into ``facets``. ``updated`` is the time when the present content of the
    summary was first indexed (ISO 8601, UTC). Indexing sets ``updated``.
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
        """The paragraphs, separated by blank lines."""
        return "\n\n".join(self.paragraphs)

    def concepts(self, field: str) -> Concepts:
        """Return the concept ids in ``field``, or () if there are none."""
        return self.facets.get(field, ())

    def with_tags(self, tags: Mapping[str, Concepts]) -> "Summary":
        """Return a copy with the missing facets from ``tags`` (by field) and with empty ``catalogued``."""
        return replace(self, facets={**tags, **self.facets}, catalogued={})

    def is_same_source_as(self, indexed: "Summary") -> bool:
        """Return whether both were read from the same content. Ignore ``updated``, ``catalogued`` and tags."""
        shared = {field: ids for field, ids in indexed.facets.items() if field in self.facets}
        return replace(indexed, facets=shared, updated=self.updated, catalogued=self.catalogued) == self


def summary_to_json(summary: Summary) -> dict[str, Any]:
    """Return a tagged summary as a JSON object, which :func:`summary_from_json` can read."""
    return {key: value for key, value in asdict(summary).items() if key != "catalogued"}


def summary_from_json(stored: Mapping[str, Any]) -> Summary:
    """Return the summary in a JSON object that :func:`summary_to_json` returned."""
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
    """Return a hash of content and program version, because another version may read or tag differently."""
    content = f"{__version__} {replace(summary, updated=None)!r}"
    return blake2b(content.encode(errors="surrogatepass"), digest_size=DIGEST_BYTES).digest()


def is_id(text: str) -> bool:
    """Return whether ``text`` is a valid id: safe in URLs and file names."""
    return _ID.fullmatch(text) is not None


def slug(title: str) -> str:
    """Return an id made from ``title``. It has 1 to 80 characters: lower-case ASCII letters, digits and hyphens."""
    ascii_title = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", "-", ascii_title).strip("-")
    if len(words) > _LONGEST_SLUG:
        words = words[: _LONGEST_SLUG + 1].rpartition("-")[0] or words[:_LONGEST_SLUG]
    return words or "summary"
