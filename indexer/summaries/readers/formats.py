"""The table of input formats. INPUT_FORMATS is the only list of the formats.

To add a format, write a module with a reader (see ``contract``) and add one entry here. The choices of ``--from``, the
columns of ``--map``, file discovery and format detection are derived from this table.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from indexer.errors import Problem
from indexer.summaries.limits import Fault
from indexer.summaries.readers import (
    delimited,
    jats,
    json_documents,
    json_lines,
    markdown,
    nbib,
    page_dump,
    plain_text,
    pubmed_xml,
    ris,
    web_page,
)
from indexer.summaries.readers.contract import Reader, TermLookup
from indexer.summaries.summary import Summary

# Declarations, comments and a document type, which may precede the root element of XML. The possessive quantifier "*+"
# prevents backtracking, which could take exponential time.
_PROLOGUE = r"\A\s*(?:(?:<\?[^>]*>|<!--(?s:.*?)-->|<!(?!--)[^>\[]*(?:\[[^\]]*\][^>]*)?>)\s*)*+"


@dataclass(frozen=True, slots=True)
class InputFormat:
    """An input format.

    ``name`` is the name of the format on the command line. ``suffixes`` are the suffixes of its files, in lower case.
    ``matches`` returns whether the first few thousand characters of a file look like this format. The stream that
    ``reader`` reads is binary if ``binary`` is True, otherwise it is a text stream. ``columns`` are the fields that
    ``--map`` can assign to a column. If ``columns`` is not empty, the reader has a keyword argument ``columns``: a
    mapping of field to column name.
    """

    name: str
    suffixes: tuple[str, ...]
    matches: Callable[[str], bool]
    reader: Reader
    binary: bool = False
    columns: tuple[str, ...] = ()

    def read(
        self, stream: Any, where: str, terms: TermLookup, columns: Mapping[str, str] | None = None
    ) -> Iterator[Summary | Problem]:
        """Yield the summaries in ``stream`` in order, and a Problem for each fault. ``where`` is the file's path."""
        options = {"columns": columns} if self.columns else {}
        for line, item in self.reader(stream, where, terms, **options):
            yield Problem(where, line, *item) if isinstance(item, Fault) else item


def _regex(pattern: str) -> Callable[[str], bool]:
    compiled = re.compile(pattern)
    return lambda start: compiled.search(start) is not None


def _is_json_line(start: str) -> bool:
    """Return whether the first line is a JSON object. If ``start`` contains only a part of the line, check only "{"."""
    line, end, _ = start.lstrip().partition("\n")
    if not line.startswith("{"):
        return False
    try:
        return not end or isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


def _xml_root(*names: str) -> Callable[[str], bool]:
    """Return a function that tests whether the root element of an XML file has one of these names."""
    return _regex(rf"{_PROLOGUE}<(?:{'|'.join(names)})[\s>/]")


_FRONT_MATTER = _regex(r"(?ms)\A---[ \t]*$.*?^title[ \t]*:.*?^---[ \t]*$")
_JSON = _regex(r'\A\s*(?:\{\s*"|\[\s*[{\]])')
_PUBMED_XML, _JATS = _xml_root("PubmedArticleSet", "PubmedArticle"), _xml_root("article", "pmc-articleset")
_HTML = _regex(rf"(?i){_PROLOGUE}<(?:html|head|body)\b|\A\s*<!doctype html\b")
_NBIB, _RIS = _regex(r"\A\s*PMID- ?\d"), _regex(r"\A\s*TY  - ")

# The order matters: if several formats match a file and none of them has its suffix, the first format is used.
INPUT_FORMATS: dict[str, InputFormat] = {
    input_format.name: input_format
    for input_format in (
        InputFormat("markdown", (".md", ".markdown"), _FRONT_MATTER, markdown.read),
        InputFormat("json-lines", (".jsonl", ".ndjson"), _is_json_line, json_lines.read),
        InputFormat("json", (".json",), _JSON, json_documents.read),
        InputFormat("pubmed-xml", (".xml",), _PUBMED_XML, pubmed_xml.read, binary=True),
        InputFormat("jats", (".nxml", ".xml"), _JATS, jats.read, binary=True),
        InputFormat("html", (".html", ".htm", ".xhtml"), _HTML, web_page.read, binary=True),
        InputFormat("nbib", (".nbib", ".medline"), _NBIB, nbib.read),
        InputFormat("ris", (".ris",), _RIS, ris.read),
        InputFormat(
            "delimited", (".csv", ".tsv", ".tab"), delimited.has_header, delimited.read, columns=delimited.FIELDS
        ),
        InputFormat("page-dump", (".txt",), page_dump.has_doubled_title, page_dump.read),
        InputFormat("text", (".text",), lambda _start: False, plain_text.read),
    )
}


def known_suffixes() -> frozenset[str]:
    """Return the file suffixes of all formats."""
    return frozenset(suffix for input_format in INPUT_FORMATS.values() for suffix in input_format.suffixes)


def mappable_fields() -> tuple[str, ...]:
    """Return the fields that ``--map`` can assign to a column in any format, without duplicates."""
    return tuple(dict.fromkeys(field for input_format in INPUT_FORMATS.values() for field in input_format.columns))


def detect_format(start: str, suffix: str) -> InputFormat | None:
    """Return the format of a file, or None if the format is unknown. ``start`` is the beginning of the file.

    The content takes precedence over the suffix. The suffix is used if several formats match the content, or if no
    format matches it.
    """
    with_suffix = [input_format for input_format in INPUT_FORMATS.values() if suffix in input_format.suffixes]
    for input_format in (*with_suffix, *INPUT_FORMATS.values()):
        if input_format.matches(start):
            return input_format
    return with_suffix[0] if with_suffix else None
