"""Where things are and how the server runs: options, then ``SUMMARY_SEARCH_*`` variables, then defaults."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path

from platformdirs import user_data_path

from indexer.errors import SummarySearchError

PREFIX = "SUMMARY_SEARCH_"
PUBLIC_RATE_LIMIT = "600/minute"

_RANGES = {"port": (1, 65535), "workers": (1, 64), "cache": (0, 65536), "segments": (1, 64), "proxies": (0, 16)}
_CLUSTER_RANGES = {"timeout": (1, 3600), "writing_timeout": (1, 86400), "shards": (1, 1024), "replicas": (0, 16)}
_LOOPBACK = ("127.0.0.1", "::1", "localhost")
_FURTHEST_VOCABULARY = 3

_Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class ClusterSettings:
    """How an OpenSearch cluster is reached, and how a new index is laid out on it.

    ``ca`` is the file of the authority that its certificates are signed by, None for those of the system. ``timeout``
    is how many seconds a search may take, ``writing_timeout`` what a step of a rebuild may. ``replicas`` are the copies
    of each of the ``shards``; ``refresh`` how often an index is opened to searches while it is written ("-1": never).
    """

    user: str | None = None
    password: str | None = field(default=None, repr=False)
    ca: Path | None = None
    timeout: int = 10
    writing_timeout: int = 600
    shards: int = 1
    replicas: int = 1
    refresh: str = "-1"


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that can be set. A command-line option of the same name wins over the variable.

    ``index`` is where the index lives; ``corpus`` the folder (or file) of summaries; ``vocabulary`` the folder
    of controlled terms, None for the corpus's own or else the shipped one; ``title`` heads the pages;
    ``cache`` is how many megabytes each process keeps of what it reckoned lately; ``segments`` of how many parts,
    one an update, an index may be made before it is made anew; ``language`` is that of the pages, None for the
    best that the browser asks for; ``owners`` are users, by name or number and parted by commas, whose index is
    opened beside one's own and root's. ``url`` is how the site's addresses begin, None for as each request's does;
    ``proxies`` how many proxies before the server are trusted to say who asks. ``rate_limit`` is how much each address
    may ask for ("600/minute", "off"), None for no bound on this machine alone and ``PUBLIC_RATE_LIMIT`` elsewhere;
    ``rate_storage`` is where that is counted.
    """

    index: str
    corpus: Path
    vocabulary: Path | None = None
    host: str = "127.0.0.1"
    port: int = 8000
    workers: int = 2
    cache: int = 32
    segments: int = 8
    title: str = "Stem Cell Study Search"
    opensearch: ClusterSettings = ClusterSettings()
    language: str | None = None
    owners: str | None = None
    url: str | None = None
    proxies: int = 0
    rate_limit: str | None = None
    rate_storage: str = "memory://"

    @property
    def rate_limit_in_force(self) -> str | None:
        """How much each address may ask for; None where there is no bound."""
        if self.rate_limit is not None:
            return None if self.rate_limit == "off" else self.rate_limit
        return None if self.host in _LOOPBACK else PUBLIC_RATE_LIMIT

    @classmethod
    def load(cls, environ: Mapping[str, str] = os.environ, **options: object) -> Settings:
        """Return the settings in force; an option that is None counts as not given.

        Raises SummarySearchError where a number is not one.
        """
        options = {name: value for name, value in options.items() if value is not None}
        given = _with_whole_numbers(_variables(cls, environ, PREFIX) | options, PREFIX, _RANGES)
        given["opensearch"] = _cluster(environ)
        for name in ("corpus", "vocabulary"):
            if name in given:
                given[name] = Path(str(given[name])).expanduser()
        if "url" in given:
            given["url"] = _origin(str(given["url"]))
        given.setdefault("index", str(user_data_path("summary-search") / "index"))
        given.setdefault("corpus", default_corpus())
        return cls(**given)  # type: ignore[arg-type]

    def vocabulary_folder(self, *sources: Path) -> Path:
        """Return the folder of controlled terms: the one set, one beside a source, or the shipped one."""
        if self.vocabulary is not None:
            return self.vocabulary
        for source in sources or (self.corpus,):
            for above in (source, *source.resolve().parents[:_FURTHEST_VOCABULARY]):
                if (above / "vocabulary").is_dir():
                    return above / "vocabulary"
        return shipped_corpus() / "vocabulary"


def default_corpus() -> Path:
    """Return ``corpus`` of the current folder where there is one with summaries, else the shipped corpus."""
    here = Path("corpus")
    return here if (here / "summaries").is_dir() else shipped_corpus()


def shipped_corpus() -> Path:
    """Return the corpus that came with the package: inside it when installed, beside it in a checkout."""
    package = Path(__file__).resolve().parent
    installed = package / "corpus"
    return installed if installed.is_dir() else package.parent / "corpus"


def _cluster(environ: Mapping[str, str]) -> ClusterSettings:
    """Return how a cluster is reached, by the variables alone: a password given as an option is seen by others."""
    prefix = f"{PREFIX}OPENSEARCH_"
    given = _with_whole_numbers(_variables(ClusterSettings, environ, prefix), prefix, _CLUSTER_RANGES)
    if "ca" in given:
        given["ca"] = Path(str(given["ca"])).expanduser()
    return ClusterSettings(**given)  # type: ignore[arg-type]


def _variables(what: type[Settings | ClusterSettings], environ: Mapping[str, str], prefix: str) -> dict[str, object]:
    """Return what variables say of the fields of ``what``, by name; an empty one says nothing."""
    variables = {setting.name: environ.get(prefix + setting.name.upper()) for setting in fields(what)}
    return {name: value for name, value in variables.items() if value}


def _with_whole_numbers(given: Mapping[str, object], prefix: str, ranges: Mapping[str, _Range]) -> dict[str, object]:
    """Return what was given, with numbers where there must be some. Raises SummarySearchError."""
    return {
        name: _whole_number(f"{prefix}{name.upper()}", value, *ranges[name]) if name in ranges else value
        for name, value in given.items()
    }


def _whole_number(variable: str, value: object, least: int, most: int) -> int:
    try:
        number = int(str(value))
    except ValueError:
        number = least - 1
    if not least <= number <= most:
        raise SummarySearchError(
            f"{variable} is {value!r}, which is no whole number from {least} to {most}", "correct it"
        )
    return number


def _origin(url: str) -> str:
    if not re.fullmatch(r"https?://[^\s/?#@]+/?", url):
        raise SummarySearchError(
            f"{PREFIX}URL is {url!r}, which is not how an address of a site begins", 'write "https://example.org", say'
        )
    return url.rstrip("/")
