"""The vocabulary that a command uses: its folder, the origin of this choice, and the files that the folder lacks."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from indexer.cli.options import places
from indexer.cli.terminal import is_quiet, say
from indexer.errors import Problem
from indexer.settings import Settings, shipped_corpus
from indexer.summaries.facets import FACETS, Facet
from indexer.vocabulary.loader import load_vocabulary
from indexer.vocabulary.model import Vocabulary

Origin = Literal["setting", "beside the summaries", "shipped"]

_ORIGINS: dict[Origin, str] = {
    "setting": "from the settings",
    "beside the summaries": "beside the summaries",
    "shipped": "shipped with the program",
}


@dataclass(frozen=True, slots=True)
class ChosenVocabulary:
    """The vocabulary of a command, and its ``folder``. ``missing`` lists the shipped files that the folder lacks."""

    vocabulary: Vocabulary
    folder: Path
    origin: Origin
    missing: tuple[str, ...]

    @property
    def line(self) -> str:
        """The line of a report about the vocabulary."""
        return f"Vocabulary: {counts_text(self.vocabulary)} in {self.folder}, {_ORIGINS[self.origin]}"

    @property
    def warnings(self) -> list[Problem]:
        """A warning about each missing file."""
        shipped = shipped_corpus() / "vocabulary"
        return [
            Problem(
                str(self.folder),
                None,
                f"without the file {name}, no text gets a {_facet_labels(name)}",
                f"copy {shipped / name} into this folder, or add an empty file if no text needs one",
            )
            for name in self.missing
        ]

    def as_json(self) -> dict[str, Any]:
        """Return the folder, its origin and the numbers of concepts as data that can be encoded as JSON."""
        return {
            "folder": str(self.folder),
            "origin": self.origin,
            "missing": list(self.missing),
            "concepts": concept_counts(self.vocabulary),
        }

    def print_warnings(self) -> None:
        """Print the warnings on standard error, unless the command is quiet."""
        for warning in () if is_quiet() else self.warnings:
            say(f"warning: {warning}", err=True)


def choose_vocabulary(settings: Settings, sources: Sequence[Path]) -> ChosenVocabulary:
    """Load the vocabulary for ``sources``. :meth:`Settings.vocabulary_folder` chooses the folder.

    Raises InvalidVocabulary with a list of all problems in the files.
    """
    folder, shipped = settings.vocabulary_folder(*places(sources)), shipped_corpus() / "vocabulary"
    origin: Origin = "beside the summaries"
    if settings.vocabulary is not None:
        origin = "setting"
    elif folder.resolve() == shipped.resolve():
        origin = "shipped"
    files = dict.fromkeys(facet.source for facet in FACETS)
    missing = (name for name in files if (shipped / name).is_file() and not (folder / name).is_file())
    return ChosenVocabulary(load_vocabulary(folder), folder, origin, tuple(missing))


def concept_counts(vocabulary: Vocabulary) -> dict[str, int]:
    """Return the number of concepts of each facet. The keys are the fields of the facets."""
    counts = Counter(concept.facet for concept in vocabulary)
    return {facet.field: counts[facet.name] for facet in FACETS}


def counts_text(vocabulary: Vocabulary) -> str:
    """Return the numbers of concepts as text: "326 concepts (176 conditions, 65 cell types)"."""
    return f"{len(vocabulary)} concepts ({counts_by_field(concept_counts(vocabulary))})"


def counts_by_field(counts: Mapping[str, int]) -> str:
    """Return counts of facets as text: "84 conditions, 29 cell types"."""
    return ", ".join(f"{count} {field.replace('_', ' ')}" for field, count in counts.items())


def facets_without_concepts(vocabulary: Vocabulary) -> list[Facet]:
    """Return the facets that ``vocabulary`` contains no concept of."""
    counts = concept_counts(vocabulary)
    return [facet for facet in FACETS if not counts[facet.field]]


def _facet_labels(source: str) -> str:
    return " or a ".join(facet.label.lower() for facet in FACETS if facet.source == source)
