"""Where things are and how the server runs: options, then ``SUMMARY_SEARCH_*`` variables, a file, then defaults."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import TypeVar

from platformdirs import user_data_path

from indexer.errors import SummarySearchError, did_you_mean

PREFIX = "SUMMARY_SEARCH_"
PUBLIC_RATE_LIMIT = "600/minute"

_RANGES = {"port": (1, 65535), "workers": (1, 64), "cache": (0, 65536), "segments": (1, 64), "proxies": (0, 16)}
_RANGES |= {"threads": (1, 64), "waiting": (0, 10_000), "patience": (1, 60), "exports": (1, 64)}
_RANGES |= {"sending": (5, 3600), "stopping": (1, 600), "hsts": (0, 63_072_000)}
_DECIMALS = {"deadline": (0, 600)}
_CHOICES = {"log": ("off", "text", "json"), "log_queries": ("off", "on"), "metrics": ("off", "loopback", "all")}
_CLUSTER_RANGES = {"timeout": (1, 3600), "writing_timeout": (1, 86400), "shards": (1, 1024), "replicas": (0, 16)}
_LOOPBACK = ("127.0.0.1", "::1", "localhost")
_FURTHEST_VOCABULARY = 3

_Range = tuple[int, int]
_Number = TypeVar("_Number", int, float)


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
    ``rate_storage`` is where that is counted. ``opensearch`` is how a cluster is reached.

    ``threads`` requests are worked on at once by each process, ``waiting`` more may wait, ``patience`` seconds each;
    ``deadline`` is how many seconds a search may take (0: as long as it takes), ``exports`` how many are sent at once,
    ``sending`` how many seconds a client may take to fetch an answer, ``stopping`` how many a process may take to end.
    ``log`` is the form of a line a request, which holds queries where ``log_queries`` is on; ``metrics`` who may see
    them; ``hosts`` the names, with blanks between, that the site answers to, None for all; ``hsts`` how many seconds
    browsers are to insist on TLS once they came by it.
    """

    index: str
    corpus: Path
    vocabulary: Path | None = None
    host: str = "127.0.0.1"
    port: int = 8000
    workers: int = 2
    cache: int = 32
    segments: int = 32
    title: str = "Stem Cell Study Search"
    opensearch: ClusterSettings = ClusterSettings()
    language: str | None = None
    owners: str | None = None
    url: str | None = None
    proxies: int = 0
    rate_limit: str | None = None
    rate_storage: str = "memory://"
    threads: int = 4
    waiting: int = 64
    patience: int = 5
    deadline: float = 2
    exports: int = 2
    sending: int = 120
    stopping: int = 30
    log: str = "off"
    log_queries: str = "off"
    metrics: str = "loopback"
    hosts: str | None = None
    hsts: int = 31_536_000

    @property
    def rate_limit_in_force(self) -> str | None:
        """How much each address may ask for; None where there is no bound."""
        if self.rate_limit is not None:
            return None if self.rate_limit == "off" else self.rate_limit
        return None if self.host in _LOOPBACK else PUBLIC_RATE_LIMIT

    @classmethod
    def load(cls, environ: Mapping[str, str] = os.environ, **options: object) -> Settings:
        """Return the settings in force; an option that is None counts as not given.

        ``config``, an option or a variable, names a TOML file of settings, which variables win over. Raises
        SummarySearchError where that cannot be read, or where a number is not one.
        """
        options = {name: value for name, value in options.items() if value is not None}
        file = options.pop("config", None) or environ.get(f"{PREFIX}CONFIG")
        given = (_written(Path(str(file)), cls) if file else {}) | _variables(cls, environ, PREFIX) | options
        given = _with_whole_numbers(given, PREFIX, _RANGES)
        given["opensearch"] = _cluster(environ)
        for name in _DECIMALS.keys() & given:
            given[name] = _decimal(name, given[name], *_DECIMALS[name])
        for name in _CHOICES.keys() & given:
            given[name] = _choice(name, given[name], _CHOICES[name])
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
    return _number(int, "whole number", variable, value, least, most)


def _decimal(name: str, value: object, least: float, most: float) -> float:
    return _number(float, "number", f"{PREFIX}{name.upper()}", value, least, most)


def _number(read: type[_Number], kind: str, variable: str, value: object, least: _Number, most: _Number) -> _Number:
    """Return a value as a number within bounds. Raises SummarySearchError."""
    try:
        number = read(str(value))
    except ValueError:
        number = None
    if number is None or not least <= number <= most:
        raise SummarySearchError(f"{variable} is {value!r}, which is no {kind} from {least} to {most}", "correct it")
    return number


def _origin(url: str) -> str:
    if not re.fullmatch(r"https?://[^\s/?#@]+/?", url):
        raise SummarySearchError(
            f"{PREFIX}URL is {url!r}, which is not how an address of a site begins", 'write "https://example.org", say'
        )
    return url.rstrip("/")


def _choice(name: str, value: object, choices: tuple[str, ...]) -> str:
    if value not in choices:
        raise SummarySearchError(
            f"{PREFIX}{name.upper()} is {value!r}, which is none of {', '.join(choices)}", "correct it"
        )
    return str(value)


def _written(file: Path, what: type[Settings]) -> dict[str, object]:
    """Return the settings in a TOML file. Raises SummarySearchError where it is none, or holds anything else."""
    known = [setting.name for setting in fields(what) if setting.name != "opensearch"]
    try:
        written = tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise SummarySearchError(f"{file} cannot be read: {error.strerror}", "correct --config") from None
    except ValueError as error:
        raise SummarySearchError(f"{file} is no TOML: {error}", "correct it") from None
    for name in written:
        if name not in known:
            hint = did_you_mean(name, known) or f"there are: {', '.join(known)}"
            raise SummarySearchError(f'{file}: there is no setting "{name}"', hint)
    return {name: str(value) for name, value in written.items()}
