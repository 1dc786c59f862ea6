"""The compared engines. Each has one module."""

from importlib import import_module

from benchmarks.page.work import Peer

OURS = "summary_search"
OURS_WORDS = "summary_search_words"
OURS_SERVED = "summary_search_http"
SERVERS = (OURS_SERVED, "opensearch", "datasette", "typesense")
IN_PROCESS = (OURS, OURS_WORDS, "sqlite", "tantivy", "xapian", "bm25s", "whoosh")
NAMES = (*IN_PROCESS, *SERVERS)


def load(name: str) -> Peer:
    """Return the peer ``name`` without opening it. Raises ImportError if its engine is not installed."""
    peer: Peer = import_module(f"benchmarks.page.peers.{name}").Peer()
    return peer


def index_of(name: str) -> str:
    """Return the name of the peer whose index the peer ``name`` uses."""
    return str(getattr(load(name), "index", name))
