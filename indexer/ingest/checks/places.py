"""Where in its file a summary says something: files are read again for that, each once."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from io import TextIOWrapper
from pathlib import Path

from indexer.summaries.readers.file_opening import GZIP_ERRORS, open_content
from indexer.summaries.summary import slug

_FEW = 50
_LONGEST = 2_000  # characters of a line in which an id or a title is looked for
_ID = re.compile(r"[\w.-]+")


def lines(path: Path, wanted: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """Return the line of each summary of a file, by id, on which the first of its ``wanted`` words stand.

    Of many summaries, it is the line that holds the summary's id, or the title that the id is made of. What is not
    found, because the file is no plain text or writes it otherwise, is left out.
    """
    found: dict[str, int] = {}
    if len(wanted) > _FEW:
        wanted = dict.fromkeys(wanted, ())
    best = {summary_id: len(words) for summary_id, words in wanted.items()}  # of what is found: the first is the best
    try:
        with open_content(path) as content, TextIOWrapper(content, encoding="utf-8", errors="replace") as stream:
            for number, line in enumerate(stream, 1):
                for summary_id, place in _held(line, wanted, best):
                    best[summary_id], found[summary_id] = place, number
    except (OSError, *GZIP_ERRORS):
        return {}
    return found


def _held(line: str, wanted: Mapping[str, Sequence[str]], best: Mapping[str, int]) -> list[tuple[str, int]]:
    if len(wanted) > _FEW:
        named = {*_ID.findall(line[:_LONGEST]), slug(line[:_LONGEST])}
        return [(summary_id, -1) for summary_id in named & wanted.keys() if best[summary_id] >= 0]
    return [
        (summary_id, place)
        for summary_id, words in wanted.items()
        for place, word in enumerate(words[: best[summary_id]])
        if word in line
    ][::-1]
