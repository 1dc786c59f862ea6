"""What machines read of a summary's page."""

import json

from flask.testing import FlaskClient

from indexer.output.exports.exported_summary import ExportedSummary
from indexer.summaries.summary import Citation, Summary
from searchapp.presenters.metadata import citation_tags, linked_data

from .test_summary_page import head


def test_the_head_names_the_page_and_its_files(client: FlaskClient) -> None:
    page = head(client, "/summaries/als-it?q=cells&route=spine")
    links = {(link["rel"], link.get("type")): link["href"] for link in page.links}
    assert links["canonical", None] == "http://localhost/summaries/als-it"
    assert links["alternate", "application/x-research-info-systems; charset=utf-8"] == "/summaries/als-it.ris"
    assert [(name, content) for name, content in page.metas if name.startswith("og:")] == [
        ("og:type", "article"),
        ("og:site_name", "Stem Cell Study Search"),
        ("og:title", "Cells given intrathecally in ALS"),
        ("og:description", "Twelve patients received their own cells. The decline of breathing did not slow."),
        ("og:url", "http://localhost/summaries/als-it"),
    ]


def test_reference_managers_find_the_study(client: FlaskClient) -> None:
    page = head(client, "/summaries/als-it")
    assert [meta for meta in page.metas if meta[0].startswith("citation_")] == [
        ("citation_title", "A trial"),
        ("citation_author", "Abel, A."),
        ("citation_author", "Baker, B."),
        ("citation_publication_date", "2018"),
        ("citation_journal_title", "Nerve"),
        ("citation_doi", "10.1234/a"),
        ("citation_public_url", "https://doi.org/10.1234/a"),
    ]
    assert not [meta for meta in head(client, "/summaries/plain").metas if meta[0].startswith("citation_")]


def test_only_an_article_has_citation_tags() -> None:
    assert list(citation_tags(None)) == []
    assert list(citation_tags(Citation(title="News", site="Cell News", url="https://a.example"))) == []
    assert list(citation_tags(Citation(text="Some Book, p. 7"))) == []


def test_linked_data_tells_of_the_summary_and_of_the_study(client: FlaskClient) -> None:
    assert json.loads(head(client, "/summaries/als-it").data) == {
        "@context": "https://schema.org",
        "@type": "Article",
        "@id": "http://localhost/summaries/als-it",
        "url": "http://localhost/summaries/als-it",
        "headline": "Cells given intrathecally in ALS",
        "isPartOf": {"@type": "WebSite", "name": "Stem Cell Study Search", "url": "http://localhost/"},
        "about": [{"@type": "MedicalCondition", "name": "amyotrophic lateral sclerosis"}],
        "keywords": [
            "amyotrophic lateral sclerosis",
            "bone marrow mesenchymal stem cell",
            "intrathecal",
            "autologous",
            "randomized trial",
        ],
        "citation": {
            "@type": "MedicalScholarlyArticle",
            "@id": "https://doi.org/10.1234/a",
            "name": "A trial",
            "author": [
                {"@type": "Person", "name": "Abel A", "familyName": "Abel"},
                {"@type": "Person", "name": "Baker B", "familyName": "Baker"},
            ],
            "datePublished": "2018",
            "isPartOf": {"@type": "Periodical", "name": "Nerve"},
            "identifier": [{"@type": "PropertyValue", "propertyID": "doi", "value": "10.1234/a"}],
            "sameAs": ["https://doi.org/10.1234/a"],
        },
    }
    assert "citation" not in json.loads(head(client, "/summaries/plain").data)


def test_an_issue_is_part_of_a_volume_of_a_journal() -> None:
    citation = Citation(title="T", journal="Nerve", volume="84", issue="3", authors=("ALS Study Group",))
    study = linked_data(
        ExportedSummary(Summary("a", "t", ("p",), citation=citation), {}, "/a", "https://x.example", "S", "1")
    )
    assert study["citation"]["isPartOf"] == {
        "@type": "PublicationIssue",
        "issueNumber": "3",
        "isPartOf": {
            "@type": "PublicationVolume",
            "volumeNumber": "84",
            "isPartOf": {"@type": "Periodical", "name": "Nerve"},
        },
    }
    assert study["citation"]["author"] == [{"name": "ALS Study Group"}]
