import pytest

from indexer.summaries.summary import Citation


@pytest.mark.parametrize(
    ("citation", "links"),
    [
        (Citation(doi="javascript:alert(1)", url="javascript:alert(2)"), ()),
        (Citation(url="data:text/html,x"), ()),
        (Citation(url="//evil.example"), ()),
        (Citation(url="https:///path"), ()),
        (Citation(url="https://a.example/\nX: y"), ()),
        (Citation(pmid="1/../../x", pmcid="PMC1/../x"), ()),
        (Citation(url="HTTPS://a.example"), ("HTTPS://a.example",)),
        (
            Citation(doi="10.1002/(SICI)1097(1998)82:1<10::AID-X>3.0.CO;2-#", pmid="12", pmcid="PMC3"),
            (
                "https://doi.org/10.1002/(SICI)1097(1998)82:1%3C10::AID-X%3E3.0.CO;2-%23",
                "https://pubmed.ncbi.nlm.nih.gov/12/",
                "https://pmc.ncbi.nlm.nih.gov/articles/PMC3/",
            ),
        ),
    ],
)
def test_only_valid_identifiers_and_urls_become_links(citation: Citation, links: tuple[str, ...]) -> None:
    assert tuple(link.href for link in citation.links) == links
    assert citation.link == (links[0] if links else None)
