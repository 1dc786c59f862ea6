"""Line numbers of summaries in their files. A file is read again to find the line numbers."""

import re
from collections.abc import Mapping, Sequence
from io import TextIOWrapper
from pathlib import Path

from indexer.summaries.readers.file_opening import GZIP_ERRORS, open_content
from indexer.summaries.summary import slug

_MAX_SUMMARIES_BY_WORDS = 50
_MAX_CHARACTERS = 2_000  # the rest of a line is not searched for an id or a title
_ID = re.compile(r"[\w.-]+")


def find_lines(path: Path, words: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """Return the line number of each summary id. Line numbers start at 1.

    ``words`` maps each id to texts in order of preference. The most preferred text that the file contains is used, and
    the result is the first line with this text. If there are more than 50 ids, the result is the first line that
    contains the id or a title whose slug is the id. An id without a matching line is missing from the result. If the
    file is unreadable, the result is empty.
    """
    lines: dict[str, int] = {}
    if len(words) > _MAX_SUMMARIES_BY_WORDS:
        words = dict.fromkeys(words, ())
    best = {summary_id: len(texts) for summary_id, texts in words.items()}  # rank of the best text found so far
    try:
        with open_content(path) as content, TextIOWrapper(content, encoding="utf-8", errors="replace") as stream:
            for number, line in enumerate(stream, 1):
                for summary_id, rank in _matches(line, words, best):
                    best[summary_id], lines[summary_id] = rank, number
    except (OSError, *GZIP_ERRORS):
        return {}
    return lines


def _matches(line: str, words: Mapping[str, Sequence[str]], best: Mapping[str, int]) -> list[tuple[str, int]]:
    """Return (summary id, rank) of each text in the line with a better rank than the best text found so far.

    For each id, the best rank comes last. If there are more than 50 ids, the rank is always -1.
    """
    if len(words) > _MAX_SUMMARIES_BY_WORDS:
        ids = {*_ID.findall(line[:_MAX_CHARACTERS]), slug(line[:_MAX_CHARACTERS])}
        return [(summary_id, -1) for summary_id in ids & words.keys() if best[summary_id] >= 0]
    return [
        (summary_id, rank)
        for summary_id, texts in words.items()
        for rank, text in enumerate(texts[: best[summary_id]])
        if text in line
    ][::-1]
