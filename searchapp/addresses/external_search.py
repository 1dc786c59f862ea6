"""Links that search other sites for two concepts, for the cells of the map."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple
from urllib.parse import urlencode

from indexer.search.evidence_map import EvidenceMap, Gap

# ClinicalTrials.gov has a search field for each of these facets. All others go to its field "term".
_REGISTRY_FIELDS = {"condition": "cond", "cell_type": "intr"}


class ExternalSearch(NamedTuple):
    """The name of a site, and the URL of a search on it."""

    site: str
    href: str


def external_searches(shown: EvidenceMap, gap: Gap) -> tuple[ExternalSearch, ...]:
    """Return searches for both concepts of a cell, on PubMed and on ClinicalTrials.gov."""
    terms = {shown.rows.facet.name: _any_of(gap.row_names), shown.columns.facet.name: _any_of(gap.column_names)}
    fields: dict[str, list[str]] = {}
    for facet, words in terms.items():
        fields.setdefault(_REGISTRY_FIELDS.get(facet, "term"), []).append(words)
    registry = urlencode({field: " AND ".join(words) for field, words in fields.items()})
    return (
        ExternalSearch(
            "PubMed", f"https://pubmed.ncbi.nlm.nih.gov/?{urlencode({'term': ' AND '.join(terms.values())})}"
        ),
        ExternalSearch("ClinicalTrials.gov", f"https://clinicaltrials.gov/search?{registry}"),
    )


def _any_of(names: Sequence[str]) -> str:
    phrases = " OR ".join('"{}"'.format(name.replace('"', "")) for name in names)
    return f"({phrases})" if len(names) > 1 else phrases
