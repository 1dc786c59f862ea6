"""Line numbers of summaries in their files. A file is read again to find them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from io import TextIOWrapper
from pathlib import Path

from indexer.summaries.readers.file_opening import GZIP_ERRORS, open_content
from indexer.summaries.summary import slug

_MAX_SUMMARIES_BY_WORDS = 50
_MAX_CHARACTERS = 2_000  # of each line are searched for an id or a title
_ID = re.compile(r"[\w.-]+")


def find_lines(path: Path, words: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """Return a dictionary from summary ids to line numbers, which count from 1.

    ``words`` maps each id to texts in order of preference. The line is the first one with the most preferred text that
    the file contains. For more than 50 ids, it is the first line with the id, or with a title whose slug is the id. An
    id is missing from the result if the file is unreadable, or if no line matches.
    """
    lines: dict[str, int] = {}
    if len(words) > _MAX_SUMMARIES_BY_WORDS:
        words = dict.fromkeys(words, ())
    best = {summary_id: len(texts) for summary_id, texts in words.items()}  # rank of the best text so far
    try:
        with open_content(path) as content, TextIOWrapper(content, encoding="utf-8", errors="replace") as stream:
            for number, line in enumerate(stream, 1):
                for summary_id, rank in _matches(line, words, best):
                    best[summary_id], lines[summary_id] = rank, number
    except (OSError, *GZIP_ERRORS):
        return {}
    return lines


def _matches(line: str, words: Mapping[str, Sequence[str]], best: Mapping[str, int]) -> list[tuple[str, int]]:
    """Return (summary id, rank of the text) for each text in the line that is better than the best so far."""
    if len(words) > _MAX_SUMMARIES_BY_WORDS:
        ids = {*_ID.findall(line[:_MAX_CHARACTERS]), slug(line[:_MAX_CHARACTERS])}
        return [(summary_id, -1) for summary_id in ids & words.keys() if best[summary_id] >= 0]
    return [
        (summary_id, rank)
        for summary_id, texts in words.items()
        for rank, text in enumerate(texts[: best[summary_id]])
        if text in line
    ][::-1]
