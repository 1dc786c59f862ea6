import pytest

from indexer.engines import open_engine
from indexer.engines.opensearch.address import Address, parse_address
from indexer.errors import SummarySearchError


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("opensearch+http://127.0.0.1:9200/studies", Address(("127.0.0.1:9200",), "studies", secure=False)),
        ("opensearch+https://one:9201,two/my-studies/", Address(("one:9201", "two:9200"), "my-studies", secure=True)),
        ("opensearch+http://[::1]:9200/a", Address(("[::1]:9200",), "a", secure=False)),
    ],
)
def test_address_is_parsed_into_nodes_and_index_name(url: str, address: Address) -> None:
    assert parse_address(url) == address
    assert parse_address(str(address)) == address


@pytest.mark.parametrize(
    "url",
    [
        "opensearch+ftp://host/name",
        "opensearch+http://host",
        "opensearch+http://host/",
        "opensearch+http:///name",
        "opensearch+http://host:port/name",
        "opensearch+http://host,/name",
        "opensearch+http://host/Name",
        "opensearch+http://host/_name",
        "opensearch+http://host/a/b",
        "opensearch+http://host/a*",
        "opensearch+http://host/a,b",
        "opensearch+http://host?x/name",
        f"opensearch+http://host/{'a' * 201}",
    ],
)
def test_invalid_address_is_rejected(url: str) -> None:
    with pytest.raises(SummarySearchError, match="is not a valid index address; write opensearch"):
        open_engine(url)


def test_urls_of_the_nodes() -> None:
    assert parse_address("opensearch+https://one,two:1/a").urls == ["https://one:9200", "https://two:1"]


def test_unsupported_scheme_is_rejected() -> None:
    with pytest.raises(
        SummarySearchError, match='no engine supports the address "ftp://x"; give the path of a folder, or'
    ):
        open_engine("ftp://x")
