"""Reader of plain text copied from web pages. A file has one summary, or many summaries among boilerplate of the site.

Blank lines separate blocks. If a file has many summaries, each title occurs twice in a row, and a block that starts
with "Source:" ends a summary. The reader first removes boilerplate: short blocks with words of site navigation, and
blocks that occur at least three times (except titles and sources). If a file has one summary, the first block is the
title.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby, pairwise
from typing import TextIO

from indexer.summaries.citations import parse_citation
from indexer.summaries.limits import Fault, clean_text, read_whole, text_fault, title_fault
from indexer.summaries.readers.contract import ReadItem, TermLookup
from indexer.summaries.readers.file_opening import id_from_file_name
from indexer.summaries.summary import Citation, Summary, slug

NO_SUMMARY = Fault("no summary found", "write a title, a blank line, and the text")
_SOURCE_LABEL = re.compile(r"sources?\s*:\s*", re.IGNORECASE)
# Words of site navigation and advertising. A heading with such words may occur twice in a row without being a title.
_SITE_WORDS = re.compile(
    r"(?i)\b(?:subscrib\w*|newsletters?|mailing list|sign up|cookies?|privacy policy|follow us|share this|skip to "
    r"content|all rights reserved|related posts|read more|contact us)\b"
)
_SITE_BLOCK_WORDS = 25  # a block with words of site navigation is boilerplate if it has fewer words than this
_BOILERPLATE_COUNT = 3
_PROSE_WORDS = 8
_ENOUGH_PARAGRAPHS = 2
_LONGEST_TITLE = 300  # characters of a doubled title


def read(stream: TextIO, where: str, _terms: TermLookup) -> Iterator[ReadItem]:
    """Yield a summary or a fault for each section. A section with little prose is skipped if it is not a summary."""
    text = read_whole(stream)
    if not isinstance(text, str):
        yield text
        return
    sections = list(_sections(_without_boilerplate(text_blocks(text))))
    chosen = [section for section in sections if section.is_summary]
    if not chosen:  # the file may have one summary, without a doubled title and without a source
        chosen = [section for section in sections if section.paragraphs and not section.doubled][:1]
    if not chosen:
        yield 1, NO_SUMMARY
    ids: Counter[str] = Counter()
    first_lines: dict[tuple[str, ...], int] = {}
    for section in sections:
        first = first_lines.setdefault((section.title, *section.paragraphs), section.line)
        if section not in chosen:
            if section.prose_count >= _ENOUGH_PARAGRAPHS:
                what = f"{len(section.paragraphs)} paragraphs belong to no summary"
                yield section.line, Fault(what, "write a title twice above them, or a source line below them")
        elif first != section.line:
            yield section.line, Fault(f"this summary is a copy of the one on line {first}", "remove one of the two")
        elif fault := title_fault(section.title) or text_fault("".join(section.paragraphs)):
            yield section.line, fault
        else:
            is_alone = len(chosen) == 1 and not section.doubled
            summary_id = (id_from_file_name(where) if is_alone else "") or slug(section.title)
            ids[summary_id] += 1
            unique_id = summary_id if ids[summary_id] == 1 else f"{summary_id}-{ids[summary_id]}"
            yield section.line, section.summary(unique_id)


def has_doubled_title(start: str) -> bool:
    """Return whether two consecutive blocks are equal."""
    return any(block == following for (_, block), (_, following) in pairwise(text_blocks(start)))


def split_source(paragraphs: list[str]) -> tuple[list[str], Citation | None]:
    """Return the paragraphs without a final "Source:" paragraph, and the citation in it or None."""
    label = _SOURCE_LABEL.match(paragraphs[-1]) if paragraphs else None
    return (paragraphs[:-1], parse_citation(paragraphs[-1][label.end() :])) if label else (paragraphs, None)


@dataclass(slots=True, eq=False)
class _Section:
    """The blocks from a title on ``line`` to a source or the next title. If ``doubled``, the title occurs twice."""

    title: str
    line: int
    doubled: bool
    paragraphs: list[str] = field(default_factory=list)
    source: str | None = None

    @property
    def prose_count(self) -> int:
        """The number of distinct paragraphs that are prose."""
        return sum(map(_is_prose, set(self.paragraphs)))

    @property
    def is_summary(self) -> bool:
        """True if the section is a summary. It needs a source and a paragraph, or else a doubled title and prose."""
        if self.source is not None:
            return bool(self.paragraphs)
        return self.doubled and self.prose_count >= _ENOUGH_PARAGRAPHS

    def summary(self, summary_id: str) -> Summary:
        citation = parse_citation(self.source) if self.source else None
        year = citation.year if citation else None
        return Summary(summary_id, self.title, tuple(self.paragraphs), year=year, citation=citation)


def text_blocks(text: str) -> Iterator[tuple[int, str]]:
    """Yield (first line, text) of each block between blank lines. The lines are cleaned and joined."""
    lines: list[str] = []
    for number, line in enumerate([*text.splitlines(), ""], 1):
        line = clean_text(line)
        if line:
            lines.append(line)
        elif lines:
            yield number - len(lines), " ".join(lines)
            lines = []


def _without_boilerplate(blocks: Iterator[tuple[int, str]]) -> list[tuple[int, str]]:
    kept = [(line, text) for line, text in blocks if not _is_site_block(text)]
    counts = Counter(text for _, text in kept)
    titles = _repeated_titles([text for _, text in kept])
    return [
        (line, text)
        for line, text in kept
        if counts[text] < _BOILERPLATE_COUNT or text in titles or _SOURCE_LABEL.match(text)
    ]


def _repeated_titles(blocks: list[str]) -> set[str]:
    """Return the blocks that occur only in pairs, that is, exactly twice in a row.

    A block with three or more pairs is returned only if prose follows each pair.
    """
    runs: dict[str, list[tuple[bool, bool]]] = {}  # block -> (is a pair, prose follows) for each run of the block
    at = 0
    for text, run in groupby(blocks):
        length = len(list(run))
        at += length
        runs.setdefault(text, []).append((length == 2, at < len(blocks) and _is_prose(blocks[at])))
    return {
        text
        for text, text_runs in runs.items()
        if all(is_pair for is_pair, _ in text_runs)
        and (len(text_runs) < _BOILERPLATE_COUNT or all(is_above_prose for _, is_above_prose in text_runs))
    }


def _is_site_block(block: str) -> bool:
    return len(block.split()) < _SITE_BLOCK_WORDS and _SITE_WORDS.search(block) is not None


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
        elif label := _SOURCE_LABEL.match(block):
            section.source = block[label.end() :]
            yield section
            section = None
        else:
            section.paragraphs.append(block)
        at += 1
    if section:
        yield section


def _is_prose(paragraph: str) -> bool:
    """Return whether a paragraph has enough words and ends with ".", "?", "…" or ":", but not with "!"."""
    return len(paragraph.split()) >= _PROSE_WORDS and paragraph.rstrip("”\"')]").endswith((".", "?", "…", ":"))
