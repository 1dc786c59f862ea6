"""Where things are and how the server runs: options, then ``SUMMARY_SEARCH_*`` variables, then defaults."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path

from platformdirs import user_data_path

from indexer.errors import SummarySearchError

PREFIX = "SUMMARY_SEARCH_"

_RANGES = {"port": (1, 65535), "workers": (1, 64), "cache": (0, 65536), "segments": (1, 64)}
_FURTHEST_VOCABULARY = 3


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that can be set. A command-line option of the same name wins over the variable.

    ``index`` is where the index lives; ``corpus`` the folder (or file) of summaries; ``vocabulary`` the folder
    of controlled terms, None for the corpus's own or else the shipped one; ``title`` heads the pages;
    ``cache`` is how many megabytes each process keeps of what it reckoned lately; ``segments`` of how many parts,
    one an update, an index may be made before it is made anew; ``language`` is that of the pages, None for the
    best that the browser asks for.
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
    language: str | None = None

    @classmethod
    def load(cls, environ: Mapping[str, str] = os.environ, **options: object) -> Settings:
        """Return the settings in force; an option that is None counts as not given.

        Raises SummarySearchError where a number is not one.
        """
        given: dict[str, object] = {name: value for name, value in options.items() if value is not None}
        for field in fields(cls):
            variable = environ.get(PREFIX + field.name.upper())
            if variable and field.name not in given:
                given[field.name] = variable
        for name, (least, most) in _RANGES.items():
            if name in given:
                given[name] = _whole_number(name, given[name], least, most)
        for name in ("corpus", "vocabulary"):
            if name in given:
                given[name] = Path(str(given[name])).expanduser()
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


def _whole_number(name: str, value: object, least: int, most: int) -> int:
    try:
        number = int(str(value))
    except ValueError:
        number = least - 1
    if not least <= number <= most:
        raise SummarySearchError(
            f"{PREFIX}{name.upper()} is {value!r}, which is no whole number from {least} to {most}", "correct it"
        )
    return number
