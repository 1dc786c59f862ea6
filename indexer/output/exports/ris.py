"""RIS, a file format that Zotero, EndNote, Mendeley and most other reference managers can import.

The writer of the package ``rispy`` is not used. It does not remove line ends, which end a value in RIS, and it numbers
the references. The tests read the output with ``rispy``.
"""

from collections.abc import Iterator

from indexer.output.exports.author_names import parse_author_name
from indexer.output.exports.exported_summary import ExportedSummary, one_line, page_range, reference, reference_type

_TYPES = {"article": "JOUR", "web": "ELEC", "other": "GEN"}


def ris(exported: ExportedSummary) -> str:
    """Return the reference as lines "XX  - value" with CR LF. The tag "ER" and an empty line come last."""
    lines = ((tag, one_line(str(value))) for tag, value in _tags(exported) if value is not None)
    return "".join(f"{tag}  - {value}\r\n" for tag, value in lines if value) + "ER  - \r\n\r\n"


def _tags(exported: ExportedSummary) -> Iterator[tuple[str, object]]:
    """Yield the tag and the value of each line. Lines with an empty value or the value None are not written."""
    cited = reference(exported)
    yield "TY", _TYPES[reference_type(cited)]
    for name in cited.authors:
        yield "AU", parse_author_name(name)
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
    for keyword in exported.keywords:
        yield "KW", keyword
    if cited.more_authors:
        yield "N1", "More authors than these: the source breaks their list off with “et al.”"
    if cited.text and cited.text != cited.title:
        yield "N1", f"Source as printed: {cited.text}"
    yield "N1", exported.note
