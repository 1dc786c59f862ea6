"""The corpus's own format: YAML front matter between two lines of ``---``, then the text in Markdown.

Checked strictly: an unknown key, an unknown concept or a wrong type is a Problem with its line, and the file is
not indexed. A facet key left out is found in the text later; one given as ``[]`` stays empty.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from typing import TextIO, TypeVar

from markdown_it import MarkdownIt

from indexer.errors import Problem, did_you_mean
from indexer.summaries.citations import CITATION_RULES, EARLIEST_YEAR, Rule, split_authors
from indexer.summaries.facets import FACETS, Facet
from indexer.summaries.limits import plain, text_fault, title_fault
from indexer.summaries.located_yaml import Mistake, Node, parse
from indexer.summaries.readers.opening import id_of_file
from indexer.summaries.readers.terms import Terms
from indexer.summaries.readers.whole import read_whole
from indexer.summaries.summary import Citation, Concepts, Summary, is_id, slug

_KEYS = ("id", "title", *(facet.field for facet in FACETS), "year", "citation")
_MARKDOWN = MarkdownIt("commonmark", {"html": False})

_ET_AL = re.compile(r"\s*\bet al\.?$")
_LONGEST_FRONT = 64_000
_ENOUGH = 20  # problems of one file: each unknown name is compared with thousands

T = TypeVar("T")


def read(stream: TextIO, where: str, terms: Terms) -> Iterator[Summary | Problem]:
    """Yield the one summary in ``stream``, or each Problem found in it."""
    text = read_whole(stream, where)
    if isinstance(text, Problem):
        yield text
        return
    form = _Form(where, terms)
    summary = form.read(text)
    yield from sorted(form.problems, key=lambda problem: problem.line or 0)
    if summary is not None and not form.problems:
        yield summary


class _Form:
    """One file being read: collects every problem, so that an editor mends them in one go."""

    def __init__(self, where: str, terms: Terms) -> None:
        self.where = where
        self.terms = terms
        self.problems: list[Problem] = []

    def read(self, text: str) -> Summary | None:
        """Return the summary in ``text``; what is wrong goes to ``problems``, and then it is not to be used."""
        try:
            front, body, body_line = _parts(text)
        except Mistake as mistake:
            self._note(mistake)
            return None
        if fault := text_fault(body):
            self._note(Mistake(body_line, *fault))
            return None
        paragraphs = tuple(_paragraphs(body))
        if not paragraphs:
            self._note(Mistake(body_line, "no text below the front matter", "write the summary there"))
        return self._summary(front, paragraphs)

    def _summary(self, front: dict[str, Node], paragraphs: tuple[str, ...]) -> Summary:
        self._unknown_keys(front, _KEYS, "")
        if "title" not in front:
            self._note(Mistake(2, "no title", 'add "title: ..."'))
        citation = self._value(front, "citation", self._citation)
        year = self._value(front, "year", _year) or (citation.year if citation else None)
        facets = {facet.field: self._concepts(front[facet.field], facet) for facet in FACETS if facet.field in front}
        title = self._value(front, "title", _title) or ""
        return Summary(
            id=self._value(front, "id", _id) or id_of_file(self.where) or slug(title),
            title=title,
            paragraphs=paragraphs,
            facets=facets,
            year=year,
            citation=citation,
        )

    def _value(self, front: dict[str, Node], key: str, read: Callable[[Node], T]) -> T | None:
        """Return what ``read`` makes of the key's value; None where it is absent or wrong."""
        if key not in front:
            return None
        try:
            return read(front[key])
        except Mistake as mistake:
            self._note(mistake, f"{key}: ")
            return None

    def _concepts(self, node: Node, facet: Facet) -> Concepts:
        found: dict[str, None] = {}
        for value, line in self._value({facet.field: node}, facet.field, Node.texts) or ():
            if len(self.problems) >= _ENOUGH:
                break
            ids = self.terms.resolve(facet, value)
            if len(ids) == 1:
                found[ids[0]] = None
            elif ids:
                self._note(Mistake(line, f'{facet.query} "{value}" is ambiguous', f"write {' or '.join(ids)}"))
            else:
                remedy = self.terms.suggest(facet, value) or f"if it is right, add it to {facet.source}"
                self._note(Mistake(line, f'unknown {facet.query} "{value}"', remedy))
        return tuple(found)

    def _citation(self, node: Node) -> Citation:
        if not isinstance(node.value, dict):
            raise Mistake(node.line, "no keys below it", 'write "citation:", then indented keys')
        given = node.value
        self._unknown_keys(given, ("authors", "year", *CITATION_RULES), "citation: ")
        authors, more = self._value(given, "authors", _authors) or ((), False)
        values = {key: self._value(given, key, partial(_matching, rule)) for key, rule in CITATION_RULES.items()}
        year = self._value(given, "year", _year)
        return Citation(authors=authors, more_authors=more, year=year, **values)

    def _unknown_keys(self, given: dict[str, Node], known: tuple[str, ...], prefix: str) -> None:
        for key, node in given.items():
            if key not in known and len(self.problems) < _ENOUGH:
                remedy = did_you_mean(key, known) or f"known are {', '.join(known)}"
                self._note(Mistake(node.line, f'{prefix}unknown key "{key}"', remedy))

    def _note(self, mistake: Mistake, prefix: str = "") -> None:
        self.problems.append(Problem(self.where, mistake.line, prefix + mistake.what, mistake.remedy))


def _parts(text: str) -> tuple[dict[str, Node], str, int]:
    """Return the front matter's keys, the body, and the body's first line number."""
    lines = text.splitlines()
    end = next((i for i, line in enumerate(lines[1:], 1) if line.rstrip() == "---"), None)
    if not lines or lines[0].rstrip() != "---" or end is None:
        raise Mistake(1, "no front matter", 'start with a line "---", then "title: ...", then a line "---"')
    written = "\n".join(lines[1:end])
    if len(written) > _LONGEST_FRONT:
        raise Mistake(2, f"front matter of more than {_LONGEST_FRONT:,} characters", "write the text below it")
    front = parse(written, first_line=2)
    if not isinstance(front.value, dict):
        raise Mistake(2, "the front matter has no keys", 'write "title: ..."')
    return front.value, "\n".join(lines[end + 1 :]), end + 2


def _text(node: Node) -> str:
    text = plain(node.value) if isinstance(node.value, str) else ""
    if not text:
        raise Mistake(node.line, "text is wanted here", "write it after the colon")
    return text


def _title(node: Node) -> str:
    title = _text(node)
    if fault := title_fault(title):
        raise Mistake(node.line, *fault)
    return title


def _id(node: Node) -> str:
    given = _text(node)
    if not is_id(given):
        raise Mistake(node.line, f'"{given}" cannot stand in an address', f'write "{slug(given)}"')
    return given


def _authors(node: Node) -> tuple[tuple[str, ...], bool]:
    """Return the names of a list, and whether it breaks off with "et al."; one that is all one text is parted first."""
    names = [plain(name) for name, _ in node.texts()]
    if not isinstance(node.value, list):
        return split_authors(" ".join(names))
    written = [_ET_AL.sub("", name).strip(" .") for name in names]
    return tuple(name for name in written if name), any(map(_ET_AL.search, names))


def _year(node: Node) -> int:
    latest = date.today().year + 1
    text = node.value if isinstance(node.value, str) else ""
    if not (re.fullmatch(r"[0-9]{4}", text) and EARLIEST_YEAR <= int(text) <= latest):
        raise Mistake(node.line, f'"{text}" is no year', f"give four digits, {EARLIEST_YEAR} to {latest}")
    return int(text)


def _matching(rule: Rule, node: Node) -> str:
    text = _text(node)
    if not re.fullmatch(rule.pattern, text):
        raise Mistake(node.line, f'"{text}" is not right', f"give {rule.wanted}")
    return text


def _paragraphs(body: str) -> Iterator[str]:
    """Yield the text of each paragraph, heading or list item, marks left out and HTML kept as text."""
    for token in _MARKDOWN.parse(body):
        if token.type == "inline":
            parts = (" " if "break" in part.type else part.content for part in token.children or ())
            text = "".join(parts)
        else:
            text = token.content  # of a code block; empty for all that opens and closes
        if text := plain(text):
            yield text
