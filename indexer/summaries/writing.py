"""Summary -> a file of the corpus: YAML front matter, then the text in Markdown. ``readers.markdown`` reads it back."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import yaml

from indexer.summaries.citations import CITATION_RULES
from indexer.summaries.facets import FACETS
from indexer.summaries.limits import plain
from indexer.summaries.summary import Citation, Concepts, Summary, slug

_Dumper: type = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
_ONE_LINE = 1 << 24
# What Markdown would read as its own: anywhere, and at the start of a paragraph.
_MARKS = re.compile(r"[\\`*_\[\]<&]")
_STARTS = re.compile(r"(?:(?=[#>+=~-])|\d{1,9}(?=[.)]))")


@dataclass(frozen=True, slots=True)
class Proposed:
    """What a field may hold, for an editor to look at, and remarks on that, a line each."""

    concepts: Concepts
    remarks: Sequence[str]


def markdown_text(
    summary: Summary, stem: str, proposed: Mapping[str, Proposed], remarks: Mapping[str, Sequence[str]]
) -> str:
    """Return the summary as the text of the file ``stem``.md.

    What is ``proposed``, by field, is written as comments, to be uncommented where it is right; ``remarks`` are
    comments on fields that the summary has.
    """
    return "".join(f"{line}\n" for line in _lines(summary, stem, proposed, remarks))


def _lines(
    summary: Summary, stem: str, proposed: Mapping[str, Proposed], remarks: Mapping[str, Sequence[str]]
) -> Iterator[str]:
    yield "---"
    if summary.id != slug(stem):
        yield f"id: {_scalar(summary.id)}"
    yield f"title: {_scalar(summary.title)}"
    for facet in FACETS:
        found = proposed.get(facet.field)
        if facet.field in summary.facets:
            yield f"{facet.field}: {_list(summary.facets[facet.field])}"
            yield from (f"#   {plain(remark)}" for remark in remarks.get(facet.field, ()))
        elif found:
            yield f"# {facet.field}: {_list(found.concepts)}"
            yield from (f"#   {plain(remark)}" for remark in found.remarks)
    if summary.year:
        yield f"year: {summary.year}"
    if summary.citation:
        yield from _citation(summary.citation)
    yield "---"
    for paragraph in summary.paragraphs:
        yield ""
        yield escaped(paragraph)


def _citation(citation: Citation) -> Iterator[str]:
    values = {key: getattr(citation, key) for key in CITATION_RULES if getattr(citation, key)}
    authors = [*citation.authors, *(["et al."] if citation.more_authors else [])]
    lines = [f"  authors: {_list(authors)}"] if authors else []
    lines += [f"  {key}: {_scalar(values[key])}" for key in ("title", "journal") if key in values]
    lines += [f"  year: {citation.year}"] if citation.year else []
    lines += [f"  {key}: {_scalar(value)}" for key, value in values.items() if key not in ("title", "journal")]
    yield "citation:" if lines else "citation: {}"
    yield from lines


def escaped(paragraph: str) -> str:
    """Return a paragraph as Markdown that reads as just this text."""
    text = _MARKS.sub(r"\\\g<0>", paragraph)
    start = _STARTS.match(text)
    return f"{text[: start.end()]}\\{text[start.end() :]}" if start else text


def _list(values: Sequence[str]) -> str:
    return f"[{', '.join(map(_scalar, values))}]"


def _scalar(text: str) -> str:
    """Return text as YAML has it in one line, quoted where it must be."""
    written: str = yaml.dump([text], Dumper=_Dumper, allow_unicode=True, width=_ONE_LINE, default_flow_style=True)
    return written.strip()[1:-1]
