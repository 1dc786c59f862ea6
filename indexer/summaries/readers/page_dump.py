"""Plain text as it is copied from a web page: one summary, or many with the site's own words around them.

Blocks are parted by blank lines. In a dump of many, a title stands twice in a row, and a block that begins with
"Source:" ends a summary. Blocks that come three times or more are the site's boilerplate and go first. A file of
one summary has no doubled title: its first block is the title.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby, pairwise
from typing import TextIO

from indexer.errors import Problem
from indexer.summaries.citations import parse_citation
from indexer.summaries.limits import plain, text_fault, title_fault
from indexer.summaries.readers.opening import id_of_file
from indexer.summaries.readers.terms import Terms
from indexer.summaries.readers.whole import read_whole
from indexer.summaries.summary import Summary, slug

SOURCE = re.compile(r"sources?\s*:\s*", re.IGNORECASE)
# What sites say of themselves, in titles of their own too.
_SITE_WORDS = re.compile(
    r"\b(?:subscrib\w*|newsletters?|mailing list|sign up|cookies?|privacy policy|follow us|share this|skip to content|"
    r"all rights reserved|related posts|read more|contact us)\b",
    re.IGNORECASE,
)
_LONGEST_SITE_BLOCK = 25
_BOILERPLATE = 3
_REAL_WORDS = 8
_ENOUGH_PARAGRAPHS = 2
_LONGEST_TITLE = 300


def read(stream: TextIO, where: str, _terms: Terms) -> Iterator[Summary | Problem]:
    """Yield the summaries of ``stream`` in text order; a Problem where there is none."""
    text = read_whole(stream, where)
    if isinstance(text, Problem):
        yield text
        return
    sections = list(_sections(_without_boilerplate(blocks(text))))
    chosen = [section for section in sections if section.is_summary]
    if not chosen:  # a file of a single summary: whatever is there counts, if it has a title and a text
        chosen = [section for section in sections if section.paragraphs and not section.doubled][:1]
    if not chosen:
        yield Problem(where, 1, "no summary found", "write a title, a blank line, and the text")
    ids: Counter[str] = Counter()
    seen: dict[tuple[str, ...], int] = {}
    for section in sections:
        first = seen.setdefault((section.title, *section.paragraphs), section.line)
        if section in chosen and first != section.line:
            what = f"this summary stands on line {first} already"
            yield Problem(where, section.line, what, "remove one of the two")
        elif section in chosen and (fault := title_fault(section.title) or text_fault("".join(section.paragraphs))):
            yield Problem(where, section.line, *fault)
        elif section in chosen:
            alone = len(chosen) == 1 and not section.doubled
            summary_id = (id_of_file(where) if alone else "") or slug(section.title)
            ids[summary_id] += 1
            yield section.summary(summary_id if ids[summary_id] == 1 else f"{summary_id}-{ids[summary_id]}")
        elif section.real_paragraphs >= _ENOUGH_PARAGRAPHS:
            what = f"{len(section.paragraphs)} paragraphs belong to no summary"
            yield Problem(where, section.line, what, "put a title twice above them or a source line below")


def begins(start: str) -> bool:
    """Whether a text that begins so has a title twice in a row."""
    return any(one == other for (_, one), (_, other) in pairwise(blocks(start)))


@dataclass(slots=True, eq=False)
class _Section:
    """The blocks from a title (on ``line``) to a source line, or to the next title."""

    title: str
    line: int
    doubled: bool
    paragraphs: list[str] = field(default_factory=list)
    source: str | None = None

    @property
    def real_paragraphs(self) -> int:
        """How many different paragraphs read as prose: a sentence of some length, and no cry."""
        return sum(map(_is_prose, set(self.paragraphs)))

    @property
    def is_summary(self) -> bool:
        """Whether it has a source line, or a doubled title over real paragraphs."""
        if self.source is not None:
            return bool(self.paragraphs)
        return self.doubled and self.real_paragraphs >= _ENOUGH_PARAGRAPHS

    def summary(self, summary_id: str) -> Summary:
        citation = parse_citation(self.source) if self.source else None
        year = citation.year if citation else None
        return Summary(summary_id, self.title, tuple(self.paragraphs), year=year, citation=citation)


def blocks(text: str) -> Iterator[tuple[int, str]]:
    """Yield (line number, text) of each block, Unicode spaces made plain and lines joined."""
    lines: list[str] = []
    for number, line in enumerate([*text.splitlines(), ""], 1):
        line = plain(line)
        if line:
            lines.append(line)
        elif lines:
            yield number - len(lines), " ".join(lines)
            lines = []


def _without_boilerplate(blocks: Iterator[tuple[int, str]]) -> list[tuple[int, str]]:
    kept = [(line, text) for line, text in blocks if not _is_of_the_site(text)]
    times = Counter(text for _, text in kept)
    titles = _repeated_titles([text for _, text in kept])
    return [(line, text) for line, text in kept if times[text] < _BOILERPLATE or text in titles or SOURCE.match(text)]


def _repeated_titles(blocks: list[str]) -> set[str]:
    """Return the blocks that always stand in pairs, and twice at most or over prose: titles of several summaries."""
    runs: dict[str, list[tuple[bool, bool]]] = {}
    at = 0
    for text, run in groupby(blocks):
        length = len(list(run))
        at += length
        runs.setdefault(text, []).append((length == 2, at < len(blocks) and _is_prose(blocks[at])))
    return {
        text
        for text, found in runs.items()
        if all(pair for pair, _ in found) and (len(found) < _BOILERPLATE or all(over_prose for _, over_prose in found))
    }


def _is_of_the_site(block: str) -> bool:
    return len(block.split()) < _LONGEST_SITE_BLOCK and _SITE_WORDS.search(block) is not None


def _sections(blocks: list[tuple[int, str]]) -> Iterator[_Section]:
    section: _Section | None = None
    at = 0
    while at < len(blocks):
        line, block = blocks[at]
        if at + 1 < len(blocks) and blocks[at + 1][1] == block and len(block) <= _LONGEST_TITLE:
            if section:
                yield section
            section = _Section(block, line, doubled=True)
            at += 1
        elif section is None:
            section = _Section(block, line, doubled=False)
        elif source := SOURCE.match(block):
            section.source = block[source.end() :]
            yield section
            section = None
        else:
            section.paragraphs.append(block)
        at += 1
    if section:
        yield section


def _is_prose(paragraph: str) -> bool:
    return len(paragraph.split()) >= _REAL_WORDS and paragraph.rstrip("”\"')]").endswith((".", "?", "…", ":"))
