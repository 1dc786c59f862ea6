"""Machine-readable metadata of a summary's page: JSON-LD, and ``citation_*`` tags for reference managers.

The JSON-LD describes the page: an article that cites a study. The ``citation_*`` tags describe the study, because
Zotero and other reference managers import the work that the tags describe. No tag claims that the page contains the
full text or the abstract of the study.
"""

from collections.abc import Iterator
from typing import Any

from indexer.output.exports.author_names import parse_author_name
from indexer.output.exports.exported_summary import ExportedSummary, page_range
from indexer.summaries.summary import Citation

Node = dict[str, Any]

_CONDITIONS = "conditions"  # the only facet for which schema.org has a type: MedicalCondition


def citation_tags(citation: Citation | None) -> Iterator[tuple[str, str]]:
    """Yield (name, content) of each tag. Yield nothing unless title and journal of the study are known.

    A citation without a journal may be a web page, and Zotero would import it as a journal article.
    """
    if citation is None or not (citation.title and citation.journal):
        return
    yield "citation_title", citation.title
    for name in citation.authors:
        yield "citation_author", str(parse_author_name(name))
    first, last = page_range(citation.pages or "")
    for tag, value in (
        ("citation_publication_date", citation.year and str(citation.year)),
        ("citation_journal_title", citation.journal),
        ("citation_volume", citation.volume),
        ("citation_issue", citation.issue),
        ("citation_firstpage", first),
        ("citation_lastpage", last),
        ("citation_doi", citation.doi),
        ("citation_pmid", citation.pmid),
        ("citation_public_url", citation.link),
    ):
        if value:
            yield tag, value


def linked_data(exported: ExportedSummary) -> Node:
    """Return JSON-LD of a schema.org Article without empty properties. Summaries have no author and no date."""
    summary, conditions = exported.summary, exported.labels.get(_CONDITIONS, ())
    return _known(
        {
            "@context": "https://schema.org",
            "@type": "Article",
            "@id": exported.page,
            "url": exported.page,
            "headline": summary.title,
            "isPartOf": {"@type": "WebSite", "name": exported.site, "url": f"{exported.origin}/"},
            "about": [{"@type": "MedicalCondition", "name": label.label} for label in conditions],
            "keywords": list(exported.keywords),
            "citation": _study(summary.citation) if summary.citation else None,
        }
    )


def _study(citation: Citation) -> Node:
    kind = "MedicalScholarlyArticle" if citation.journal else "CreativeWork"
    identifiers = (("doi", citation.doi), ("pmid", citation.pmid), ("pmcid", citation.pmcid))
    return _known(
        {
            "@type": kind,
            "@id": citation.link,
            "name": citation.title or str(citation),
            "author": [_author(name) for name in citation.authors],
            "datePublished": citation.year and str(citation.year),
            "isPartOf": _place(citation),
            "pagination": citation.pages,
            "identifier": [
                {"@type": "PropertyValue", "propertyID": name, "value": value} for name, value in identifiers if value
            ],
            "sameAs": [link.href for link in citation.links],
        }
    )


def _author(written: str) -> Node:
    """Return the author as a Person, or only the name if it has no initials and may be the name of a group."""
    name = parse_author_name(written)
    if not name.initials:
        return {"name": name.family}
    return _known({"@type": "Person", "name": written, "familyName": name.family, "honorificSuffix": name.suffix})


def _place(citation: Citation) -> Node | None:
    """Return the journal, with volume and issue if known. Without a journal, return the web site or None."""
    if not citation.journal:
        return {"@type": "WebSite", "name": citation.site} if citation.site else None
    place: Node = {"@type": "Periodical", "name": citation.journal}
    if citation.volume:
        place = {"@type": "PublicationVolume", "volumeNumber": citation.volume, "isPartOf": place}
    if citation.issue:
        place = {"@type": "PublicationIssue", "issueNumber": citation.issue, "isPartOf": place}
    return place


def _known(node: Node) -> Node:
    return {name: value for name, value in node.items() if value not in (None, "", [])}
