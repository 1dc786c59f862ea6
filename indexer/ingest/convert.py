"""Conversion of summaries from any input format into Markdown files. An editor can correct these files."""

import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from indexer.errors import Problem
from indexer.files import write_atomically
from indexer.summaries.facets import BY_NAME, FACETS
from indexer.summaries.markdown_writer import ProposedField, markdown_text
from indexer.summaries.readers import INPUT_FORMATS
from indexer.summaries.summary import Summary, slug
from indexer.tagging.tagger import Decision, Proposal, Reason, propose
from indexer.vocabulary.model import Vocabulary

_MAX_REASONS = 3
_MAX_REJECTED = 3  # largest number of listed concepts that the text mentions but that were not assigned
_MAX_QUOTE = 80  # characters
_NO_EVIDENCE = "nothing was found in the text"


@dataclass(frozen=True, slots=True)
class ConvertedFile:
    """The path of a Markdown file, the id of its summary, and the result of writing it."""

    path: Path
    id: str
    state: Literal["written", "overwritten", "unchanged"]


def convert_summaries(
    items: Iterable[Summary | Problem], vocabulary: Vocabulary, folder: Path, *, force: bool, dry_run: bool
) -> Iterator[ConvertedFile | Problem]:
    """Write each summary into a file of ``folder`` and yield the result. Problems in ``items`` are yielded unchanged.

    If ``force`` is True, an existing file with other content is overwritten. If not, a Problem is yielded for it. If
    ``dry_run`` is True, no file is written. The text of each file is parsed before it is written. If the parsed summary
    differs from the original summary, a Problem is yielded and the file is not written. Raises OSError.
    """
    used: set[Path] = set()
    for proposal in propose(items, vocabulary):
        if isinstance(proposal, Problem):
            yield proposal
            continue
        path = folder / f"{slug(proposal.original.id)}.md"
        text = _text(proposal, path.stem)
        problem = _parse_problem(text, proposal, path, vocabulary)
        if path in used:
            problem = Problem(str(path), None, "two summaries would have this file name", "change one of the ids")
        used.add(path)
        yield problem or _write(text, path, proposal.original.id, force=force, dry_run=dry_run)


def _write(text: str, path: Path, summary_id: str, *, force: bool, dry_run: bool) -> ConvertedFile | Problem:
    current = path.read_bytes() if path.exists() else None
    content = text.encode()
    if current == content:
        return ConvertedFile(path, summary_id, "unchanged")
    if current is not None and not force:
        return Problem(str(path), None, "exists already and was left as it is", "use --force to overwrite it")
    if not dry_run:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, content)
    return ConvertedFile(path, summary_id, "written" if current is None else "overwritten")


def _text(proposal: Proposal, stem: str) -> str:
    evidence = {facet.field: list(_remarks(_decisions(proposal, facet.field))) for facet in FACETS}
    proposed = {
        field: ProposedField(proposal.summary.concepts(field), remarks or [_NO_EVIDENCE])
        for field, remarks in evidence.items()
    }
    remarks = {
        field: [f"by the catalogue: {', '.join(value.concepts)}", *evidence[field]]
        for field, value in proposal.original.catalogued.items()
    }
    return markdown_text(_given_fields(proposal), stem, proposed, remarks)


def _given_fields(proposal: Proposal) -> Summary:
    """Return the original summary with the facets from its catalogue. A missing year is copied from the citation."""
    read = proposal.original
    catalogued = {field: proposal.summary.facets[field] for field in read.catalogued}
    year = read.year or (read.citation.year if read.citation else None)
    return replace(read, facets={**catalogued, **read.facets}, catalogued={}, year=year)


def _decisions(proposal: Proposal, field: str) -> list[Decision]:
    return [decision for decision in proposal.decisions if BY_NAME[decision.facet].field == field]


def _remarks(decisions: Sequence[Decision]) -> Iterator[str]:
    """Yield the evidence for each concept: `knee-osteoarthritis 0.93: title "knee osteoarthritis"`."""
    rejected = [decision for decision in decisions if not decision.assigned][:_MAX_REJECTED]
    assigned = [decision for decision in decisions if decision.assigned]
    for decision in (*assigned, *rejected):
        concept = decision.concept if decision.assigned else f"not {decision.concept}"
        yield f"{concept} {decision.score:g}: {'; '.join(map(_evidence, decision.reasons[:_MAX_REASONS]))}"


def _evidence(reason: Reason) -> str:
    return " ".join((*reason.why, f'"{reason.quote[:_MAX_QUOTE]}"'))


def _parse_problem(text: str, proposal: Proposal, path: Path, vocabulary: Vocabulary) -> Problem | None:
    """Parse ``text``. Return a Problem if the parsed summary differs from the original summary, else None."""
    for item in INPUT_FORMATS["markdown"].read(io.StringIO(text), str(path), vocabulary):
        if isinstance(item, Problem):
            return replace(item, line=None, what=f"{proposal.original.id} cannot be written: {item.what}")
        if item != _given_fields(proposal):
            what = f"{proposal.original.id} would be read differently"
            return Problem(str(path), None, what, "write the file by hand")
    return None
