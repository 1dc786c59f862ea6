"""Summaries of any format -> files of the corpus, for an editor to correct; nothing that is there is lost."""

from __future__ import annotations

import io
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Literal

from indexer.errors import Problem
from indexer.summaries.facets import BY_NAME, FACETS
from indexer.summaries.markdown_writer import ProposedField, markdown_text
from indexer.summaries.readers import INPUT_FORMATS
from indexer.summaries.summary import Summary, slug
from indexer.tagging.proposals import Proposal, propose
from indexer.tagging.tagger import Decision, Reason
from indexer.vocabulary.model import Vocabulary

State = Literal["written", "overwritten", "unchanged"]

_MOST_REASONS = 3
_MOST_DOUBTFUL = 3  # concepts that a text names, but is not taken to be about
_LONGEST_QUOTE = 80
_NOTHING = "nothing was found in the text"


@dataclass(frozen=True, slots=True)
class Converted:
    """A file, the id of the summary in it, and whether it was written."""

    path: Path
    id: str
    state: State


def convert(
    items: Iterable[Summary | Problem], vocabulary: Vocabulary, folder: Path, *, force: bool, dry_run: bool
) -> Iterator[Converted | Problem]:
    """Write each summary into a file of ``folder``, and say so; problems are passed on.

    A file that is there with another content is a Problem, and stays as it is unless ``force`` is given. With
    ``dry_run`` nothing is written. Each file is read back before it is written: what would not come out as the same
    summary is a Problem. Raises OSError.
    """
    taken: set[Path] = set()
    for proposal in propose(items, vocabulary):
        if isinstance(proposal, Problem):
            yield proposal
            continue
        path = folder / f"{slug(proposal.original.id)}.md"
        text = _text(proposal, path.stem)
        problem = _problem(text, proposal, path, vocabulary)
        if path in taken:
            problem = Problem(str(path), None, "two summaries would have this name", "give one of them another id")
        taken.add(path)
        yield problem or _put(text, path, proposal.original.id, force=force, dry_run=dry_run)


def _put(text: str, path: Path, summary_id: str, *, force: bool, dry_run: bool) -> Converted | Problem:
    there = path.read_bytes() if path.exists() else None
    content = text.encode()
    if there == content:
        return Converted(path, summary_id, "unchanged")
    if there is not None and not force:
        return Problem(str(path), None, "is there already and was left as it is", "--force overwrites it")
    if not dry_run:
        _write(content, path)
    return Converted(path, summary_id, "written" if there is None else "overwritten")


def _write(content: bytes, path: Path) -> None:
    """Write a file whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=path.parent, prefix=".", delete=False) as file:
        try:
            file.write(content)
            file.flush()
            os.fchmod(file.fileno(), 0o666 & ~_umask())
            Path(file.name).replace(path)
        except BaseException:
            Path(file.name).unlink(missing_ok=True)
            raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _text(proposal: Proposal, stem: str) -> str:
    proposed = {
        facet.field: ProposedField(
            proposal.summary.concepts(facet.field), [*_remarks(_decisions(proposal, facet.field))] or [_NOTHING]
        )
        for facet in FACETS
    }
    remarks = {
        field: [f"by the catalogue: {', '.join(named.concepts)}", *_remarks(_decisions(proposal, field))]
        for field, named in proposal.original.catalogued.items()
    }
    return markdown_text(_given(proposal), stem, proposed, remarks)


def _given(proposal: Proposal) -> Summary:
    """Return the summary with the fields that were given or catalogued, as they would be indexed."""
    read = proposal.original
    catalogued = {field: proposal.summary.facets[field] for field in read.catalogued}
    year = read.year or (read.citation.year if read.citation else None)
    return replace(read, facets={**catalogued, **read.facets}, catalogued={}, year=year)


def _decisions(proposal: Proposal, field: str) -> list[Decision]:
    return [decision for decision in proposal.decisions if BY_NAME[decision.facet].field == field]


def _remarks(decisions: Sequence[Decision]) -> Iterator[str]:
    """Yield what speaks for each concept: `knee-osteoarthritis 0.93: title "knee osteoarthritis"`."""
    doubtful = [decision for decision in decisions if not decision.assigned][:_MOST_DOUBTFUL]
    for decision in (*(decision for decision in decisions if decision.assigned), *doubtful):
        named = decision.concept if decision.assigned else f"not {decision.concept}"
        yield f"{named} {decision.score:g}: {'; '.join(map(_reason, decision.reasons[:_MOST_REASONS]))}"


def _reason(reason: Reason) -> str:
    return " ".join((*reason.why, f'"{reason.quote[:_LONGEST_QUOTE]}"'))


def _problem(text: str, proposal: Proposal, path: Path, vocabulary: Vocabulary) -> Problem | None:
    """Return what would be wrong with the file, if it is not read as the same summary."""
    for item in INPUT_FORMATS["markdown"].read(io.StringIO(text), str(path), vocabulary):
        if isinstance(item, Problem):
            return replace(item, line=None, what=f"{proposal.original.id} cannot be written: {item.what}")
        if item != _given(proposal):
            return Problem(str(path), None, f"{proposal.original.id} would not be read as it is", "write it by hand")
    return None
