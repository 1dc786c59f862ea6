"""Writer of the corpus format: YAML front matter, then the text in Markdown. ``readers.markdown`` reads this format."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import yaml

from indexer.summaries.citations import CITATION_RULES
from indexer.summaries.facets import FACETS
from indexer.summaries.limits import clean_text
from indexer.summaries.summary import Citation, Concepts, Summary, slug

_Dumper: type = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
_NO_LINE_BREAKS = 1 << 24  # line width in characters, longer than any value
# Characters that Markdown interprets anywhere, and characters that it interprets at the start of a paragraph.
_MARKUP = re.compile(r"[\\`*_\[\]<&]")
_MARKUP_AT_START = re.compile(r"(?:(?=[#>+=~-])|\d{1,9}(?=[.)]))")


@dataclass(frozen=True, slots=True)
class ProposedField:
    """Concepts that are proposed for a field, and remarks on them for the editor. Each remark is one line."""

    concepts: Concepts
    remarks: Sequence[str]


def markdown_text(
    summary: Summary, stem: str, proposed: Mapping[str, ProposedField], remarks: Mapping[str, Sequence[str]]
) -> str:
    """Return the content of the file ``stem``.md for ``summary``.

    ``proposed`` maps facet fields to proposed concepts. These concepts are written as YAML comments, which an editor
    can uncomment. ``remarks`` maps facet fields of ``summary`` to remarks, which are written as comments below the
    field.
    """
    lines = ["---"]
    if summary.id != slug(stem):
        lines.append(f"id: {_scalar(summary.id)}")
    lines.append(f"title: {_scalar(summary.title)}")
    for facet in FACETS:
        field = proposed.get(facet.field)
        if facet.field in summary.facets:
            lines.append(f"{facet.field}: {_list(summary.facets[facet.field])}")
            lines += [f"#   {clean_text(remark)}" for remark in remarks.get(facet.field, ())]
        elif field:
            lines.append(f"# {facet.field}: {_list(field.concepts)}")
            lines += [f"#   {clean_text(remark)}" for remark in field.remarks]
    if summary.year:
        lines.append(f"year: {summary.year}")
    if summary.citation:
        lines += _citation(summary.citation)
    lines.append("---")
    for paragraph in summary.paragraphs:
        lines += ["", _escaped(paragraph)]
    return "".join(f"{line}\n" for line in lines)


def _citation(citation: Citation) -> list[str]:
    values = {key: getattr(citation, key) for key in CITATION_RULES if getattr(citation, key)}
    authors = [*citation.authors, *(["et al."] if citation.more_authors else [])]
    lines = [f"  authors: {_list(authors)}"] if authors else []
    lines += [f"  {key}: {_scalar(values[key])}" for key in ("title", "journal") if key in values]
    lines += [f"  year: {citation.year}"] if citation.year else []
    lines += [f"  {key}: {_scalar(value)}" for key, value in values.items() if key not in ("title", "journal")]
    return ["citation:", *lines] if lines else ["citation: {}"]


def _escaped(paragraph: str) -> str:
    """Return a paragraph as Markdown, with markup characters escaped."""
    text = _MARKUP.sub(r"\\\g<0>", paragraph)
    start = _MARKUP_AT_START.match(text)
    return f"{text[: start.end()]}\\{text[start.end() :]}" if start else text


def _list(values: Sequence[str]) -> str:
    return f"[{', '.join(map(_scalar, values))}]"


def _scalar(text: str) -> str:
    """Return ``text`` as a YAML scalar in one line, in quotation marks if necessary."""
    dumped: str = yaml.dump([text], Dumper=_Dumper, allow_unicode=True, width=_NO_LINE_BREAKS, default_flow_style=True)
    return dumped.strip()[1:-1]
