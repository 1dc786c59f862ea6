"""Reader of JSON Lines files with test data, plain or gzipped."""

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from indexer.errors import SummarySearchError
from indexer.summaries.readers.file_opening import Content


def open_bytes(path: Path) -> Content:
    """Open a file for reading bytes. If the suffix is ".gz", the bytes are decompressed."""
    return gzip.open(path) if path.suffix == ".gz" else path.open("rb")


def json_lines(path: Path, *keys: str) -> Iterator[dict[str, Any]]:
    """Yield the object of each non-empty line. Raises SummarySearchError for invalid JSON or a missing key."""
    with open_bytes(path) as stream:
        for number, line in enumerate(stream, 1):
            if not line.strip():
                continue
            try:
                record = json.loads(line)
                missing = [key for key in keys if key not in record]
            except (ValueError, TypeError) as error:
                raise SummarySearchError(f"{path}:{number}: not JSON: {error}", "write one object per line") from None
            if missing:
                raise SummarySearchError(f"{path}:{number}: without {missing[0]}", "give every object one")
            yield record
