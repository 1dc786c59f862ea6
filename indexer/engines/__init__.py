"""Search engines that implement one protocol, and the functions that open them.

This package owns the protocols, the answer types and one subpackage per engine: ``whoosh`` (embedded) and
``opensearch`` (cluster). It imports ``query``, ``text``, ``vocabulary``, ``summaries`` and packages on lower levels.
The subpackages don't import each other. Code that parses queries, reads summary files or formats results doesn't belong
here.
"""

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

    The embedded engine uses ``cache``, ``segments`` and ``owners``. ``cache`` is the cache size in megabytes. After an
    update, the index has at most ``segments`` segments. If an update would exceed this limit, a rebuild is needed.
    ``owners`` is a list of user names, separated by commas. The engine trusts indexes of these users, of the current
    user and of root.
    The engine for clusters uses ``cluster``, which contains the settings of the connection and of new indexes.
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
    """Return the engine of the index at ``url``.

    ``url`` is the path of a folder, or ``opensearch+http://HOST:PORT/NAME`` for an index on a cluster. The function
    does not access the index. Raises SummarySearchError if ``url`` is not supported or a user in ``owners`` is unknown.
    """
    # Engines are imported on demand, because each engine has dependencies that the other engine doesn't need.
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
