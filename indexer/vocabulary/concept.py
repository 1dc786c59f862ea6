"""The concept: one entry of a vocabulary file."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Concept:
    """One controlled term of a facet.

    ``parents`` are ids of concepts of the same facet, the main parent first. Names in ``acronyms`` match
    case-sensitively. An acronym in ``ambiguous`` counts only in a document that defines the acronym or contains another
    name of the concept. Names in ``weak`` are common words: a single mention does not prove that a text is about the
    concept. ``source_terms`` are tissues: a tissue and a word for cells ("stem cells") together name the concept.
    ``site_terms`` are body sites: a site and a word for administration ("injected") together name the concept.

    If ``group`` is True, the concept only groups other concepts. If ``derived`` is True, the concept and its
    descendants are products of other concepts of the facet, as in "exosomes of umbilical cord cells". Tagging assigns
    both the product and its source. ``xrefs`` maps the name of another vocabulary ("mesh") to the identifier that this
    concept has there.
    """

    id: str
    facet: str
    label: str
    parents: tuple[str, ...] = ()
    synonyms: tuple[str, ...] = ()
    acronyms: tuple[str, ...] = ()
    ambiguous: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()
    source_terms: tuple[str, ...] = ()
    site_terms: tuple[str, ...] = ()
    group: bool = False
    derived: bool = False
    xrefs: Mapping[str, str] = field(default_factory=dict)

    @property
    def names(self) -> tuple[str, ...]:
        """The label, then the synonyms, then the acronyms."""
        return (self.label, *self.synonyms, *self.acronyms)
