"""RIS, which Zotero, EndNote, Mendeley and most others read.

Written here and read back by ``rispy`` in the tests: its writer leaves line ends in values, which end them, and numbers
the references.
"""

from __future__ import annotations

from collections.abc import Iterator

from indexer.output.exports.author_names import author
from indexer.output.exports.record import (
    ExportRecord,
    Kind,
    kind,
    one_line,
    page_range,
    reference,
)

_TYPES: dict[Kind, str] = {"article": "JOUR", "web": "ELEC", "other": "GEN"}


def ris(record: ExportRecord) -> str:
    """Return the reference as RIS: lines "XX  - value" with CR LF, the last one "ER", and an empty line."""
    lines = ((tag, one_line(str(value))) for tag, value in _lines(record) if value is not None)
    return "".join(f"{tag}  - {value}\r\n" for tag, value in lines if value) + "ER  - \r\n\r\n"


def _lines(record: ExportRecord) -> Iterator[tuple[str, object]]:
    cited = reference(record)
    yield "TY", _TYPES[kind(cited)]
    for name in cited.authors:
        yield "AU", author(name)
    yield "TI", cited.title
    yield "T2", cited.journal or cited.site
    yield "PY", cited.year
    yield "VL", cited.volume
    yield "IS", cited.issue
    if cited.pages:
        first, last = page_range(cited.pages)
        yield "SP", first
        yield "EP", last
    yield "DO", cited.doi
    yield "AN", cited.pmid
    yield "C2", cited.pmcid
    yield "UR", cited.link
    for keyword in record.keywords:
        yield "KW", keyword
    if cited.more_authors:
        yield "N1", "More authors than these: the source breaks their list off with “et al.”"
    if cited.text and cited.text != cited.title:
        yield "N1", f"Source as printed: {cited.text}"
    yield "N1", record.note
