"""Reader of the corpus format: YAML front matter between two lines of ``---``, then the text in Markdown.

The check is strict. For an unknown key, an unknown concept or a wrong type, the reader yields a fault with a line
number, and no summary. If a facet is missing, tagging adds concepts later. A facet with the value ``[]`` stays empty.
"""

import re
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from typing import TextIO, TypeVar

from markdown_it import MarkdownIt

from indexer.errors import did_you_mean
from indexer.summaries.citations import CITATION_RULES, EARLIEST_YEAR, Rule, author_list, split_authors
from indexer.summaries.facets import FACETS, Facet
from indexer.summaries.limits import Fault, clean_text, read_whole, text_fault, title_fault
from indexer.summaries.readers.contract import ReadItem, TermLookup
from indexer.summaries.readers.explicit_fields import InvalidField, resolve_concept
from indexer.summaries.readers.file_opening import id_from_file_name
from indexer.summaries.summary import Citation, Concepts, Summary, is_id, slug
from indexer.summaries.yaml_with_lines import Mistake, Node, parse_yaml

_KEYS = ("id", "title", *(facet.field for facet in FACETS), "year", "citation")
_MARKDOWN = MarkdownIt("commonmark", {"html": False})

_LONGEST_FRONT_MATTER = 64_000  # characters
_MOST_MISTAKES = 20  # per file; this bounds the time, because each unknown name is compared with thousands of terms

T = TypeVar("T")


def read(stream: TextIO, where: str, terms: TermLookup) -> Iterator[ReadItem]:
    """Yield the only summary in ``stream``, or the faults of the file, sorted by line."""
    text = read_whole(stream)
    if not isinstance(text, str):
        yield text
        return
    document = _Document(where, terms)
    summary = document.parse(text)
    for mistake in sorted(document.mistakes, key=lambda mistake: mistake.line):
        yield mistake.line, Fault(mistake.what, mistake.remedy)
    if summary is not None and not document.mistakes:
        yield 1, summary


class _Document:
    """A parser of one file. It collects all mistakes, so that an editor can correct them at once."""

    def __init__(self, where: str, terms: TermLookup) -> None:
        self._where = where
        self._terms = terms
        self.mistakes: list[Mistake] = []

    def parse(self, text: str) -> Summary | None:
        """Return the summary in ``text``. If ``mistakes`` is not empty afterwards, the summary is not valid."""
        try:
            front_matter, body, body_line = _split(text)
        except Mistake as mistake:
            self.mistakes.append(mistake)
            return None
        if fault := text_fault(body):
            self.mistakes.append(Mistake(body_line, *fault))
            return None
        paragraphs = tuple(_paragraphs(body))
        if not paragraphs:
            self.mistakes.append(Mistake(body_line, "no text below the front matter", "write the summary there"))
        return self._summary(front_matter, paragraphs)

    def _summary(self, front_matter: dict[str, Node], paragraphs: tuple[str, ...]) -> Summary:
        self._check_keys(front_matter, _KEYS, "")
        if "title" not in front_matter:
            self.mistakes.append(Mistake(2, "no title", 'add "title: ..."'))
        citation = self._value(front_matter, "citation", self._citation)
        year = self._value(front_matter, "year", _year) or (citation.year if citation else None)
        present = [facet for facet in FACETS if facet.field in front_matter]
        facets = {facet.field: self._concepts(front_matter[facet.field], facet) for facet in present}
        title = self._value(front_matter, "title", _title) or ""
        return Summary(
            id=self._value(front_matter, "id", _id) or id_from_file_name(self._where) or slug(title),
            title=title,
            paragraphs=paragraphs,
            facets=facets,
            year=year,
            citation=citation,
        )

    def _value(self, mapping: dict[str, Node], key: str, convert: Callable[[Node], T]) -> T | None:
        """Return the converted value of a key, or None if the key is absent or ``convert`` raises a Mistake."""
        if key not in mapping:
            return None
        try:
            return convert(mapping[key])
        except Mistake as mistake:
            mistake.what = f"{key}: {mistake.what}"
            self.mistakes.append(mistake)
            return None

    def _concepts(self, node: Node, facet: Facet) -> Concepts:
        concepts: dict[str, None] = {}
        for value, line in self._value({facet.field: node}, facet.field, Node.texts) or ():
            if len(self.mistakes) >= _MOST_MISTAKES:
                break
            try:
                concepts[resolve_concept(facet, value, self._terms)] = None
            except InvalidField as error:
                self.mistakes.append(Mistake(line, *error.fault))
        return tuple(concepts)

    def _citation(self, node: Node) -> Citation:
        if not isinstance(node.value, dict):
            raise Mistake(node.line, "no keys below it", 'write "citation:", then indented keys')
        fields = node.value
        self._check_keys(fields, ("authors", "year", *CITATION_RULES), "citation: ")
        authors, has_more = self._value(fields, "authors", _authors) or ((), False)
        values = {key: self._value(fields, key, partial(_matching, rule)) for key, rule in CITATION_RULES.items()}
        year = self._value(fields, "year", _year)
        return Citation(authors=authors, more_authors=has_more, year=year, **values)

    def _check_keys(self, mapping: dict[str, Node], known: tuple[str, ...], prefix: str) -> None:
        for key, node in mapping.items():
            if key not in known and len(self.mistakes) < _MOST_MISTAKES:
                remedy = did_you_mean(key, known) or f"use {', '.join(known)}"
                self.mistakes.append(Mistake(node.line, f'{prefix}unknown key "{key}"', remedy))


def _split(text: str) -> tuple[dict[str, Node], str, int]:
    """Return the values of the front matter by key, the body, and the line number at which the body starts."""
    lines = text.splitlines()
    end = next((i for i, line in enumerate(lines[1:], 1) if line.rstrip() == "---"), None)
    if not lines or lines[0].rstrip() != "---" or end is None:
        raise Mistake(1, "no front matter", 'start with a line "---", then "title: ...", then a line "---"')
    yaml = "\n".join(lines[1:end])
    if len(yaml) > _LONGEST_FRONT_MATTER:
        raise Mistake(2, f"front matter of more than {_LONGEST_FRONT_MATTER:,} characters", "write the text below it")
    front_matter = parse_yaml(yaml, first_line=2)
    if not isinstance(front_matter.value, dict):
        raise Mistake(2, "the front matter has no keys", 'write "title: ..."')
    return front_matter.value, "\n".join(lines[end + 1 :]), end + 2


def _text(node: Node) -> str:
    text = clean_text(node.value) if isinstance(node.value, str) else ""
    if not text:
        raise Mistake(node.line, "expected a text", "write it after the colon")
    return text


def _title(node: Node) -> str:
    title = _text(node)
    if fault := title_fault(title):
        raise Mistake(node.line, *fault)
    return title


def _id(node: Node) -> str:
    summary_id = _text(node)
    if not is_id(summary_id):
        raise Mistake(node.line, f'"{summary_id}" is not a valid id', f'write "{slug(summary_id)}"')
    return summary_id


def _authors(node: Node) -> tuple[tuple[str, ...], bool]:
    """Return the names in ``node`` (a list, or a text with separators), and whether "et al." occurs in it."""
    names = [clean_text(name) for name, _ in node.texts()]
    return author_list(names) if isinstance(node.value, list) else split_authors(" ".join(names))


def _year(node: Node) -> int:
    latest = date.today().year + 1
    text = node.value if isinstance(node.value, str) else ""
    if not (re.fullmatch(r"[0-9]{4}", text) and EARLIEST_YEAR <= int(text) <= latest):
        raise Mistake(node.line, f'"{text}" is not a year', f"give four digits, {EARLIEST_YEAR} to {latest}")
    return int(text)


def _matching(rule: Rule, node: Node) -> str:
    text = _text(node)
    if not re.fullmatch(rule.pattern, text):
        raise Mistake(node.line, f'"{text}" is not valid', f"give {rule.expected}")
    return text


def _paragraphs(body: str) -> Iterator[str]:
    """Yield the text of each paragraph, heading, list item and code block, without markup but with HTML tags."""
    for token in _MARKDOWN.parse(body):
        if token.type == "inline":
            parts = (" " if "break" in part.type else part.content for part in token.children or ())
            text = "".join(parts)
        else:
            text = token.content  # the text of a code block; empty for opening and closing tokens
        if text := clean_text(text):
            yield text
