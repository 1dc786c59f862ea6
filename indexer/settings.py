"""Settings from options, environment variables, a TOML file and defaults, in descending order of precedence."""
# ruff: noqa: RUF009  # the defaults made by `_setting` are field descriptions

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import MISSING, Field, dataclass, field, fields
from math import nan
from pathlib import Path
from typing import Any

from platformdirs import user_data_path

from indexer.errors import SummarySearchError, did_you_mean

PREFIX = "SUMMARY_SEARCH_"
CLUSTER_PREFIX = f"{PREFIX}OPENSEARCH_"
Values = Mapping[str, object]

_PUBLIC_RATE_LIMIT = "600/minute"
_LOOPBACK = ("127.0.0.1", "::1", "localhost")
_MAX_PARENTS = 3  # number of folders above a source that may contain its vocabulary


@dataclass(frozen=True, slots=True)
class Setting:
    """The description of a setting. It is stored in the metadata of the field of the setting.

    ``range`` contains the lowest and the highest number, in ``unit``. ``choices`` are the allowed texts. If ``choices``
    is empty, any text is allowed. ``option`` is the command-line option. ``default_text`` describes a computed default.
    If ``default_text`` is empty, the documentation shows the default of the field, or "none" for None.
    """

    help: str
    range: tuple[float, float] | None = None
    unit: str = ""
    choices: tuple[str, ...] = ()
    option: str = ""
    default_text: str = ""


def _setting(default: Any, *description: Any, secret: bool = False, **more: Any) -> Any:
    return field(default=default, repr=not secret, metadata={"setting": Setting(*description, **more)})


@dataclass(frozen=True, slots=True)
class ClusterSettings:
    """The connection to an OpenSearch cluster, and the layout of a new index on it."""

    user: str | None = _setting(None, "User name at the cluster.")
    password: str | None = _setting(
        None, "Password of the user. It is not part of the address, which is printed.", secret=True
    )
    ca: Path | None = _setting(
        None,
        "File of the certificate authority that signed the cluster's certificates.",
        default_text="those of the system",
    )
    timeout: int = _setting(10, "Time limit of a search on the cluster.", (1, 3600), "seconds")
    writing_timeout: int = _setting(600, "Time limit of each step of a rebuild on the cluster.", (1, 86400), "seconds")
    shards: int = _setting(1, "Number of shards of the next index.", (1, 1024))
    replicas: int = _setting(1, "Number of replicas of each shard, on other nodes.", (0, 16))
    refresh: str = _setting(
        "-1", "Refresh interval while an index is written, such as `30s`; `-1` refreshes once it is complete."
    )


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings. The metadata of each field describes the setting."""

    index: str = _setting(
        MISSING,
        "Location of the index: a folder, or `opensearch+http://HOST:PORT/NAME`.",
        option="--index",
        default_text="a folder of the user account",
    )
    corpus: Path = _setting(
        MISSING,
        "Summaries to index: a folder or a file.",
        option="PATH...",
        default_text="`corpus` in the current folder, else the shipped corpus",
    )
    vocabulary: Path | None = _setting(
        None,
        "Folder of the vocabulary.",
        option="--vocabulary",
        default_text="that of the corpus, else the shipped one",
    )
    host: str = _setting("127.0.0.1", "Address on which `searchapp` listens.", option="--host")
    port: int = _setting(8000, "TCP port of `searchapp`.", (1, 65535), option="--port")
    workers: int = _setting(2, "Number of worker processes of `searchapp`.", (1, 64), option="--workers")
    cache: int = _setting(32, "Size of the cache of each process.", (0, 65536), "megabytes")
    segments: int = _setting(
        32,
        "Number of index segments at which an update rebuilds the complete index. A rebuild writes one segment, and "
        "each update adds about one.",
        (1, 64),
    )
    title: str = _setting("Stem Cell Study Search", "Name of the site on its pages.")
    opensearch: ClusterSettings = ClusterSettings()
    language: str | None = _setting(
        None,
        "Language of the pages, such as `en`. Only English is available so far.",
        default_text="that of the browser",
    )
    owners: str | None = _setting(
        None,
        "Users, by name or number and separated by commas, whose index is trusted beside your own and that of root.",
    )
    url: str | None = _setting(
        None,
        "Base URL of the site, such as `https://search.example.org`, for feeds, sitemap and search records.",
        default_text="that of each request",
    )
    proxies: int = _setting(0, "Number of trusted proxies that set `X-Forwarded-For` and `X-Forwarded-Proto`.", (0, 16))
    rate_limit: str | None = _setting(
        None,
        f"Maximum number of requests per client address, such as `{_PUBLIC_RATE_LIMIT}`, or `off`. Static files don't "
        "count. Set it behind a proxy, together with `SUMMARY_SEARCH_PROXIES`.",
        default_text=f"`off` if `--host` is a loopback address, else `{_PUBLIC_RATE_LIMIT}`",
    )
    rate_storage: str = _setting(
        "memory://",
        "Storage of the request counts. In memory, each process counts separately, so the limit is multiplied by the "
        "number of workers. `redis://HOST:PORT` (needs the package `redis`) counts for all processes.",
    )
    threads: int = _setting(4, "Number of requests that each process handles at once.", (1, 64))
    waiting: int = _setting(64, "Number of waiting requests in each process. Further requests get 503.", (0, 10_000))
    patience: int = _setting(5, "Maximum waiting time of a request.", (1, 60), "seconds")
    deadline: float = _setting(2, "Time limit of a search; 0 for no limit.", (0, 600), "seconds")
    exports: int = _setting(2, "Number of exports that each process sends at once.", (1, 64))
    sending: int = _setting(120, "Time that a client may take to receive a response.", (5, 3600), "seconds")
    stopping: int = _setting(30, "Time for running requests to finish when the server stops.", (1, 600), "seconds")
    log: str = _setting("off", "Format of the request log.", choices=("off", "text", "json"))
    log_queries: str = _setting("off", "Whether the request log contains queries.", choices=("off", "on"))
    metrics: str = _setting("loopback", "Clients that may read `/metrics`.", choices=("off", "loopback", "all"))
    hosts: str | None = _setting(
        None, "Host names of the site, separated by spaces. `.example.org` includes all subdomains.", default_text="all"
    )
    hsts: int = _setting(31_536_000, "Time for which browsers must use TLS (HSTS).", (0, 63_072_000), "seconds")

    @property
    def rate_limit_in_force(self) -> str | None:
        """The rate limit that applies, or None if there is no limit."""
        if self.rate_limit is not None:
            return None if self.rate_limit == "off" else self.rate_limit
        return None if self.host in _LOOPBACK else _PUBLIC_RATE_LIMIT

    @classmethod
    def load(cls, environ: Mapping[str, str] = os.environ, **options: object) -> "Settings":
        """Return the settings from all sources. An option with the value None is ignored.

        The option ``config`` or the variable SUMMARY_SEARCH_CONFIG is the path of a TOML file with settings. Raises
        SummarySearchError if the file cannot be read or if a value is invalid.
        """
        options = {name: value for name, value in options.items() if value is not None}
        file = options.pop("config", None) or environ.get(f"{PREFIX}CONFIG")
        settings = _load(cls, PREFIX, environ, _read_file(Path(str(file))) if file else {}, options)
        # Other users can see command-line options, so the cluster settings (with a password) come from variables only.
        settings["opensearch"] = ClusterSettings(**_load(ClusterSettings, CLUSTER_PREFIX, environ, {}, {}))
        settings.setdefault("index", str(user_data_path("summary-search") / "index"))
        settings.setdefault("corpus", default_corpus())
        return cls(**settings)

    def vocabulary_folder(self, *sources: Path) -> Path:
        """Return the setting ``vocabulary``, or the first such folder in or above a source, or the shipped one."""
        if self.vocabulary is not None:
            return self.vocabulary
        for source in sources or (self.corpus,):
            for folder in (source, *source.resolve().parents[:_MAX_PARENTS]):
                if (folder / "vocabulary").is_dir():
                    return folder / "vocabulary"
        return shipped_corpus() / "vocabulary"


def default_corpus() -> Path:
    """Return the folder ``corpus`` in the current folder if it contains ``summaries/``, else the shipped corpus."""
    folder = Path("corpus")
    return folder if (folder / "summaries").is_dir() else shipped_corpus()


def shipped_corpus() -> Path:
    """Return the folder of the shipped corpus: in an installed package, or beside the package in a checkout."""
    package = Path(__file__).resolve().parent
    installed = package / "corpus"
    return installed if installed.is_dir() else package.parent / "corpus"


def _described(owner: type[Settings | ClusterSettings]) -> dict[str, Field[Any]]:
    return {described.name: described for described in fields(owner) if "setting" in described.metadata}


def _load(
    owner: type[Settings | ClusterSettings], prefix: str, environ: Mapping[str, str], file: Values, options: Values
) -> dict[str, Any]:
    """Return converted values. Options override variables, and these override ``file``. Raises SummarySearchError."""
    described = _described(owner)
    variables = {name: text for name in described if (text := environ.get(prefix + name.upper()))}
    values = {**file, **variables, **options}
    return {name: _convert(described[name], prefix + name.upper(), value) for name, value in values.items()}


def _read_file(file: Path) -> dict[str, str]:
    """Return the values in a TOML file. Raises SummarySearchError for an invalid file or an unknown setting."""
    names = list(_described(Settings))
    try:
        values = tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise SummarySearchError(f"{file} cannot be read: {error.strerror}", "correct --config") from None
    except ValueError as error:
        raise SummarySearchError(f"{file} is not valid TOML: {error}", "correct the file") from None
    for name in values:
        if name not in names:
            hint = did_you_mean(name, names) or f"the settings are: {', '.join(names)}"
            raise SummarySearchError(f'{file}: there is no setting "{name}"', hint)
    return {name: str(value) for name, value in values.items()}


def _convert(described: Field[Any], variable: str, value: object) -> object:
    setting: Setting = described.metadata["setting"]
    if setting.range:
        return _number(int if described.type is int else float, setting.range, variable, value)
    if setting.choices and value not in setting.choices:
        message = f"{variable} must be one of {', '.join(setting.choices)}, not {value!r}"
        raise SummarySearchError(message, "correct the setting")
    if described.type in (Path, Path | None):
        return Path(str(value)).expanduser()
    if described.name == "url":
        if not re.fullmatch(r"https?://[^\s/?#@]+/?", str(value)):
            raise SummarySearchError(
                f"{variable} is not the base URL of a site: {value!r}", 'use "https://example.org"'
            )
        return str(value).rstrip("/")
    return value


def _number(kind: type[int] | type[float], limits: tuple[float, float], variable: str, value: object) -> float:
    try:
        number = kind(str(value))
    except ValueError:
        number = nan
    if not limits[0] <= number <= limits[1]:
        name = "whole number" if kind is int else "number"
        message = f"{variable} must be a {name} from {limits[0]} to {limits[1]}, not {value!r}"
        raise SummarySearchError(message, "correct the setting")
    return number
