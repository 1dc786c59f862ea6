"""The concept: one entry of a vocabulary file."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Concept:
    """One controlled term of a facet.

    ``acronyms`` match case-sensitively. An ``ambiguous`` acronym counts only in a document that defines it or contains
    another name of the concept. ``weak`` names are common words; one mention of them isn't enough. ``narrower`` names
    mean only a part of the concept, such as "melanoma" for cancer. A text with such a name is tagged with the concept,
    but a query with such a name is not linked to it. A tissue in ``source_terms`` names the concept together with a
    word for cells ("stem cells"). A body site in ``site_terms`` names the route together with a word for giving
    ("injected"). A ``group`` only groups other concepts. A ``derived`` concept, or a descendant of one, is a product of
    another concept of the facet; both are assigned ("exosomes of umbilical cord cells"). ``xrefs`` maps another
    vocabulary ("mesh") to the identifier of the concept.
    """

    id: str
    facet: str
    label: str
    parents: tuple[str, ...] = ()
    synonyms: tuple[str, ...] = ()
    acronyms: tuple[str, ...] = ()
    ambiguous: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()
    narrower: tuple[str, ...] = ()
    source_terms: tuple[str, ...] = ()
    site_terms: tuple[str, ...] = ()
    group: bool = False
    derived: bool = False
    xrefs: Mapping[str, str] = field(default_factory=dict)

    @property
    def names(self) -> tuple[str, ...]:
        """The label, then the synonyms, then the acronyms."""
        return (self.label, *self.synonyms, *self.acronyms)
