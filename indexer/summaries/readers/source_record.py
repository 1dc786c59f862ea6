"""Intermediate form of a record from a database or registry, between the input format and the summary.

The module also has helpers for years, DOIs, author names and sections of abstracts. Several readers use them.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from hashlib import blake2b

from indexer.summaries.citations import CITATION_RULES, EARLIEST_YEAR
from indexer.summaries.limits import LONGEST_TEXT, Fault, clean_text, surrogate_index, text_fault, title_fault
from indexer.summaries.summary import Catalogued, Citation, Concepts, Summary, is_id, slug

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_DOI = re.compile(r"10\.\d{4,9}/\S+")
# A section label of a structured abstract: capital letters at the start of a sentence, as in "RESULTS: ...".
_LABEL = re.compile(r"(?:^|(?<=[.?!)] ))([A-Z][A-Z&/,' -]{3,60}): ")
_LONGEST_ID = 80
LONE_SURROGATE = Fault("a lone surrogate (\\ud800 to \\udfff)", "write both surrogates, or the character itself")


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRecord:
    """The fields of one study as its source writes them. A field that the source does not have is empty.

    ``id`` is the id in the source. If ``id`` is empty, the id of the summary is made from the PMID, PMCID, DOI or
    title. If ``citation`` is given, it is used instead of a citation made from the single fields. ``facets`` maps facet
    fields to concepts that an editor chose. ``catalogued`` maps facet fields to the concepts of a catalogue.
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
        """Return the summary, or a fault if the record is not valid."""
        title = clean_text(self.title)
        paragraphs = tuple(words for paragraph in self.paragraphs if (words := clean_text(paragraph)))
        citation = self.citation or self._citation(title)
        if surrogate_index("".join((self.id, title, *paragraphs, *citation_texts(citation)))) is not None:
            return LONE_SURROGATE
        if not title:
            return Fault("no title", "add one")
        fault = title_fault(title) or text_fault("".join(paragraphs))
        return fault or Summary(
            id=self.id if is_id(self.id) else self._made_id(citation),
            title=title,
            paragraphs=paragraphs,
            facets=dict(self.facets),
            year=first_year(self.year),
            citation=citation,
            catalogued=dict(self.catalogued),
        )

    def _citation(self, title: str) -> Citation | None:
        """Return a citation made from the valid fields, or None if only the title has a value."""
        fields = {key: getattr(self, key) for key in CITATION_RULES if key not in ("title", "text")}
        texts = {"title": clean_text(self.study_title) or title} | {k: clean_text(v) for k, v in fields.items() if v}
        texts |= {"doi": extract_doi(self.doi), "pmcid": texts.get("pmcid", "").upper()}
        valid = {key: text for key, text in texts.items() if re.fullmatch(CITATION_RULES[key].pattern, text)}
        authors = tuple(name for author in self.authors if (name := clean_text(author).strip(" .")))
        if not authors and len(valid) < 2 and not self.year:
            return None
        return Citation(authors=authors, more_authors=self.more_authors, year=first_year(self.year), **valid)

    def _made_id(self, citation: Citation | None) -> str:
        """Return an id made from the id in the source, the identifiers of the study, or its title and year."""
        if self.id:
            return slug(self.id)
        if citation and citation.pmid:
            return f"pmid-{citation.pmid}"
        if citation and citation.pmcid:
            return citation.pmcid.lower()
        if citation and citation.doi:
            return _unique_slug(f"doi-{citation.doi}")
        return _unique_slug(f"{self.title} {first_year(self.year) or ''}")


def citation_texts(citation: Citation | None) -> list[str]:
    """Return the authors and the other text fields of a citation; [] for None."""
    if citation is None:
        return []
    return [*citation.authors, *(value for key in CITATION_RULES if (value := getattr(citation, key)))]


def first_year(text: str) -> int | None:
    """Return the first year from 1900 to next year in a date such as "2019 Mar-Apr", or None."""
    years = (int(year) for year in _YEAR.findall(text))
    return next((year for year in years if EARLIEST_YEAR <= year <= date.today().year + 1), None)


def extract_doi(text: str) -> str:
    """Return the DOI in a text such as "https://doi.org/10.1234/x" or "doi: 10.1234/x [doi]", or "" if it has none."""
    match = _DOI.search(text)
    return match[0].rstrip(".,;") if match else ""


def author_name(family: str, given: str = "", suffix: str = "") -> str:
    """Return "Family AB Jr" for "Family", "Anna B." and "Jr". Initials such as "AB" are kept."""
    names = clean_text(given).replace("-", " ").split()
    letters = "".join(name.strip(".") if _is_initials(name) else name[0].upper() for name in names)
    return " ".join(part for part in (clean_text(family), letters.replace(".", ""), clean_text(suffix)) if part)


def inverted_author_name(name: str) -> str:
    """Return "Family AB" for "Family, Anna B." or "Family, Anna B., Jr". A name without a comma is unchanged."""
    family, _, rest = name.partition(",")
    given, _, suffix = rest.partition(",")
    return author_name(family, given, suffix)


def abstract_sections(abstract: str) -> Iterator[str]:
    """Yield the paragraphs of an abstract: the text before the first label, then each section ("METHODS: ...")."""
    parts = _LABEL.split(abstract)
    yield parts[0]
    for label, text in zip(parts[1::2], parts[2::2], strict=True):
        yield labelled_section(label, text)


def labelled_section(label: str, text: str) -> str:
    """Return a section of an abstract with its label, "Methods: ...". The label "METHODS" becomes "Methods"."""
    label = clean_text(label).rstrip(":. ")
    if not label or not clean_text(text):
        return text
    return f"{label.capitalize() if label.isupper() else label}: {text}"


def up_to_text_limit(paragraphs: Iterable[str]) -> list[str]:
    """Return the first paragraphs, up to the length limit of a text (LONGEST_TEXT)."""
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


def _unique_slug(text: str) -> str:
    """Return a slug of ``text``. The slug of a long text ends with a hash, so that other texts have other slugs."""
    if len(clean_text(text)) <= _LONGEST_ID:
        return slug(text)
    return f"{slug(slug(text)[:70])}-{blake2b(text.encode(errors='replace'), digest_size=4).hexdigest()}"
