"""Reader of JSON Lines: one JSON object per line. Memory use does not depend on the size of the file."""

import json
from collections.abc import Iterator
from typing import TextIO

from indexer.summaries.limits import LONGEST_LINE, NOT_UTF8, Fault, bounded_lines, surrogate_index
from indexer.summaries.readers.contract import ReadItem, TermLookup
from indexer.summaries.readers.json_records import summary_from_json_object
from indexer.summaries.summary import Summary

_ONE_OBJECT = "write one object per line"


def read(stream: TextIO, _where: str, terms: TermLookup) -> Iterator[ReadItem]:
    """Yield (line number, summary or fault) for each line. Blank lines are skipped."""
    for number, line in enumerate(bounded_lines(stream), 1):
        if line is None:
            yield number, Fault(f"a line of more than {LONGEST_LINE:,} characters", _ONE_OBJECT)
        elif line.strip():
            yield number, _parse_line(line, terms)


def _parse_line(line: str, terms: TermLookup) -> Summary | Fault:
    if surrogate_index(line) is not None:
        return NOT_UTF8
    try:
        value = json.loads(line.rstrip())
    except (ValueError, RecursionError) as error:
        return Fault(f"not JSON: {error}", _ONE_OBJECT)
    return summary_from_json_object(value, terms)
