from __future__ import annotations

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
def test_an_address_names_nodes_and_an_index(url: str, address: Address) -> None:
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
def test_what_is_no_address_is_told(url: str) -> None:
    with pytest.raises(SummarySearchError, match="is no address of an index; write opensearch"):
        open_engine(url)


def test_urls_are_those_of_the_nodes() -> None:
    assert parse_address("opensearch+https://one,two:1/a").urls == ["https://one:9200", "https://two:1"]


def test_an_engine_that_is_not_there_is_told() -> None:
    with pytest.raises(SummarySearchError, match='no engine answers to "ftp://x"; give the path of a folder, or'):
        open_engine("ftp://x")
