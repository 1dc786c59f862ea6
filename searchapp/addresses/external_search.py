"""Ready searches for two concepts on other sites, where this collection has nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple
from urllib.parse import urlencode

from indexer.search.evidence_map import EvidenceMap, Gap

_REGISTRY_FIELDS = {"condition": "cond", "cell_type": "intr"}  # what ClinicalTrials.gov has a field for


class Elsewhere(NamedTuple):
    """A site, and its answer to a search."""

    site: str
    href: str


def elsewhere(shown: EvidenceMap, gap: Gap) -> tuple[Elsewhere, ...]:
    """Return searches for both concepts of a cell on PubMed and on ClinicalTrials.gov."""
    named = {shown.rows.facet.name: _any_of(gap.row_names), shown.columns.facet.name: _any_of(gap.column_names)}
    fields: dict[str, list[str]] = {}
    for facet, words in named.items():
        fields.setdefault(_REGISTRY_FIELDS.get(facet, "term"), []).append(words)
    registry = urlencode({field: " AND ".join(words) for field, words in fields.items()})
    return (
        Elsewhere("PubMed", f"https://pubmed.ncbi.nlm.nih.gov/?{urlencode({'term': ' AND '.join(named.values())})}"),
        Elsewhere("ClinicalTrials.gov", f"https://clinicaltrials.gov/search?{registry}"),
    )


def _any_of(names: Sequence[str]) -> str:
    phrases = " OR ".join('"{}"'.format(name.replace('"', "")) for name in names)
    return f"({phrases})" if len(names) > 1 else phrases
