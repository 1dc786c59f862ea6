"""Search engines behind one protocol, and the functions that open them.

This package owns the protocols, the answer types and one subpackage per engine: ``whoosh`` (embedded) and
``opensearch`` (cluster). It imports ``query``, ``text``, ``vocabulary``, ``summaries`` and lower packages. The
subpackages don't import each other. Parsing of queries, reading of files and formatting of results don't belong here.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from indexer.engines.protocols import Engine
from indexer.errors import SummarySearchError
from indexer.settings import ClusterSettings, Settings

_CLUSTER_PREFIX = "opensearch+"
_DEFAULT_CLUSTER = ClusterSettings()


@dataclass(frozen=True, slots=True)
class EngineOptions:
    """Options of both engines. Each engine ignores the options of the other engine.

    Embedded engine: ``cache`` is the cache size in megabytes. ``segments`` is the maximum number of segments after an
    update; beyond it, a rebuild is needed. ``owners`` names users (separated by commas) whose indexes are trusted, in
    addition to the current user and root. Cluster: ``cluster`` holds the connection and layout settings.
    """

    cache: int = 32
    segments: int = 32
    owners: str | None = None
    cluster: ClusterSettings = _DEFAULT_CLUSTER


_DEFAULTS = EngineOptions()


def engine_for(settings: Settings) -> Engine:
    """Return the engine of the configured index. Raises the errors of :func:`open_engine`."""
    options = EngineOptions(settings.cache, settings.segments, settings.owners, settings.opensearch)
    return open_engine(settings.index, options)


def open_engine(url: str, options: EngineOptions = _DEFAULTS) -> Engine:
    """Return the engine of the index at ``url``: a folder, or ``opensearch+http://HOST:PORT/NAME``.

    Neither disk nor network is accessed yet. Raises SummarySearchError for an unsupported address or an unknown owner.
    """
    # Engines are imported on demand: each engine has dependencies that the other engine doesn't need.
    if url.startswith(_CLUSTER_PREFIX):
        try:
            from indexer.engines.opensearch.engine import OpenSearchEngine
        except ModuleNotFoundError as error:
            if error.name != "opensearchpy":
                raise
            remedy = "run: pip install 'summary-search[opensearch]'"
            raise SummarySearchError("an index on a cluster needs the OpenSearch client", remedy) from None
        return OpenSearchEngine(url, options.cluster)
    if "://" in url:
        remedy = "give the path of a folder, or opensearch+http://HOST:PORT/NAME"
        raise SummarySearchError(f'no engine supports the address "{url}"', remedy)
    from indexer.engines.whoosh.engine import WhooshEngine
    from indexer.engines.whoosh.storage.ownership import parse_users

    owners = parse_users(options.owners or "")
    return WhooshEngine(Path(url).expanduser(), options.cache << 20, options.segments, owners)
