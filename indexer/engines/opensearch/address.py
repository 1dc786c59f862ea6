"""Addresses of indexes on a cluster: ``opensearch+http://HOST:PORT,HOST:PORT/NAME``."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from indexer.errors import SummarySearchError

SCHEMES = ("opensearch+http", "opensearch+https")

_DEFAULT_PORT = 9200
_MAX_NAME_BYTES = 200  # OpenSearch allows 255; the name of a physical index also contains a timestamp
# OpenSearch's rules for index names. The pattern also excludes hidden names (".name").
_NAME = re.compile(r'[^-_+.A-Z\s"\\/*?<>|,#:][^A-Z\s"\\/*?<>|,#:]*')
_FORM = "write opensearch+http://HOST:PORT/NAME, with several HOST:PORT separated by commas, NAME in lower case"


@dataclass(frozen=True, slots=True)
class Address:
    """The address of an index. ``nodes`` are "host:port". ``name`` is the alias. With ``secure``, the nodes use TLS."""

    nodes: tuple[str, ...]
    name: str
    secure: bool

    def __str__(self) -> str:
        return f"{SCHEMES[self.secure]}://{','.join(self.nodes)}/{self.name}"

    @property
    def urls(self) -> list[str]:
        """The HTTP URLs of the nodes."""
        return [f"http{'s' if self.secure else ''}://{node}" for node in self.nodes]


def parse_address(url: str) -> Address:
    """Return the parsed address. Raises SummarySearchError, whose message never contains a password."""
    scheme, _, rest = url.partition("://")
    nodes, _, name = rest.partition("/")
    if "@" in nodes:
        raise SummarySearchError(
            "the address of the index contains a user or a password, which others could read",
            "set SUMMARY_SEARCH_OPENSEARCH_USER and SUMMARY_SEARCH_OPENSEARCH_PASSWORD instead",
        )
    parsed = tuple(_parse_node(node, url) for node in nodes.split(","))
    name = name.rstrip("/")
    if scheme not in SCHEMES or not _NAME.fullmatch(name) or len(name.encode()) > _MAX_NAME_BYTES:
        raise _invalid(url)
    return Address(parsed, name, scheme == SCHEMES[1])


def _parse_node(node: str, url: str) -> str:
    """Return "host:port" for a node. The default port is 9200."""
    try:
        parts = urlsplit(f"//{node}")
        port = parts.port or _DEFAULT_PORT
    except ValueError:
        raise _invalid(url) from None
    if not parts.hostname or parts.netloc != node or parts.path or parts.query or parts.fragment:
        raise _invalid(url)
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return f"{host}:{port}"


def _invalid(url: str) -> SummarySearchError:
    return SummarySearchError(f'"{url}" is not a valid index address', _FORM)
