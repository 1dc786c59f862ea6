"""``opensearch+http://HOST:PORT,HOST:PORT/NAME``: where a cluster is, and what the index is called there."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from indexer.errors import SummarySearchError

SCHEMES = ("opensearch+http", "opensearch+https")

_PORT = 9200
_LONGEST_NAME = 200  # bytes: a stamp is added to it, and OpenSearch takes 255
# OpenSearch's own rules for names of indexes, but for what is hidden (".name") or chosen by a pattern ("*").
_NAME = re.compile(r'[^-_+.A-Z\s"\\/*?<>|,#:][^A-Z\s"\\/*?<>|,#:]*')
_FORM = "write opensearch+http://HOST:PORT/NAME, with several HOST:PORT parted by commas, NAME in small letters"


@dataclass(frozen=True, slots=True)
class Address:
    """The nodes to ask ("host:port" each), the name of the index (an alias), and whether by https."""

    nodes: tuple[str, ...]
    name: str
    secure: bool

    def __str__(self) -> str:
        return f"{SCHEMES[self.secure]}://{','.join(self.nodes)}/{self.name}"

    @property
    def urls(self) -> list[str]:
        """The addresses of the nodes as browsers have them."""
        return [f"http{'s' if self.secure else ''}://{node}" for node in self.nodes]


def parse_address(url: str) -> Address:
    """Return the address that is written so. Raises SummarySearchError, which never repeats a password."""
    scheme, _, rest = url.partition("://")
    places, _, name = rest.partition("/")
    if "@" in places:
        raise SummarySearchError(
            "the address of the index holds a user or a password, which others would get to see",
            "set SUMMARY_SEARCH_OPENSEARCH_USER and SUMMARY_SEARCH_OPENSEARCH_PASSWORD instead",
        )
    nodes = tuple(_node(place, url) for place in places.split(","))
    name = name.rstrip("/")
    if scheme not in SCHEMES or not _NAME.fullmatch(name) or len(name.encode()) > _LONGEST_NAME:
        raise SummarySearchError(f'"{url}" is no address of an index', _FORM)
    return Address(nodes, name, scheme == SCHEMES[1])


def _node(place: str, url: str) -> str:
    """Return host and port of a node, the port being OpenSearch's own where none is given."""
    try:
        parts = urlsplit(f"//{place}")
        port = parts.port or _PORT
    except ValueError:
        raise SummarySearchError(f'"{url}" is no address of an index', _FORM) from None
    if not parts.hostname or parts.netloc != place or parts.path or parts.query or parts.fragment:
        raise SummarySearchError(f'"{url}" is no address of an index', _FORM)
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return f"{host}:{port}"
