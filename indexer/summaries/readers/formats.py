"""The formats that summaries are read from, declared once: everything else asks here."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from indexer.errors import Problem
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
from indexer.summaries.summary import Summary

Reader = Callable[..., Iterator[Summary | Problem]]
"""(stream, where, terms) -> what is read; the stream is of text, or of bytes where the format says so."""


# What may stand before the root of XML: declarations, comments, a document type with declarations of its own.
# Each is taken or not, once and for all (the "+"): to try all ways to part them would take for ever.
_PROLOGUE = r"\A\s*(?:(?:<\?[^>]*>|<!--(?s:.*?)-->|<!(?!--)[^>\[]*(?:\[[^\]]*\][^>]*)?>)\s*)*+"


@dataclass(frozen=True, slots=True)
class InputFormat:
    """A format: its ``name`` on the command line, the endings of its files, how they begin, and what reads them.

    ``begins`` looks at the first few thousand characters. ``binary`` readers find out about the encoding themselves;
    ``columns`` says that the reader may be told which column is which field.
    """

    name: str
    label: str
    suffixes: tuple[str, ...]
    begins: Callable[[str], bool]
    read: Reader
    binary: bool = False
    columns: bool = False


def _pattern(pattern: str) -> Callable[[str], bool]:
    compiled = re.compile(pattern)
    return lambda start: compiled.search(start) is not None


def _is_json_line(start: str) -> bool:
    """Whether the first line is an object, as far as it can be seen."""
    line, end, _ = start.lstrip().partition("\n")
    if not line.startswith("{"):
        return False
    try:
        return not end or isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


def _of_root(*names: str) -> Callable[[str], bool]:
    """Return whether XML has one of these as its root, behind declarations and comments."""
    return _pattern(rf"{_PROLOGUE}<(?:{'|'.join(names)})[\s>/]")


# In the order in which a beginning that may be several of them is taken for one, where the ending does not tell.
INPUT_FORMATS = (
    InputFormat(
        "markdown",
        "Markdown with front matter",
        (".md", ".markdown"),
        _pattern(r"(?ms)\A---[ \t]*$.*?^title[ \t]*:.*?^---[ \t]*$"),
        markdown.read,
    ),
    InputFormat("json-lines", "JSON Lines", (".jsonl", ".ndjson"), _is_json_line, json_lines.read),
    InputFormat(
        "json",
        "JSON, that of ClinicalTrials.gov, too",
        (".json",),
        _pattern(r'\A\s*(?:\{\s*"|\[\s*[{\]])'),
        json_documents.read,
    ),
    InputFormat(
        "pubmed-xml",
        "PubMed XML",
        (".xml",),
        _of_root("PubmedArticleSet", "PubmedArticle"),
        pubmed_xml.read,
        binary=True,
    ),
    InputFormat(
        "jats",
        "JATS XML, of PubMed Central and publishers",
        (".nxml", ".xml"),
        _of_root("article", "pmc-articleset"),
        jats.read,
        binary=True,
    ),
    InputFormat(
        "html",
        "web page",
        (".html", ".htm", ".xhtml"),
        _pattern(rf"(?i){_PROLOGUE}<(?:html|head|body)\b|\A\s*<!doctype html\b"),
        web_page.read,
        binary=True,
    ),
    InputFormat("nbib", "PubMed (MEDLINE)", (".nbib", ".medline"), _pattern(r"\A\s*PMID- ?\d"), nbib.read),
    InputFormat("ris", "RIS", (".ris",), _pattern(r"\A\s*TY  - "), ris.read),
    InputFormat("delimited", "CSV, TSV", (".csv", ".tsv", ".tab"), delimited.begins, delimited.read, columns=True),
    InputFormat("page-dump", "text copied of web pages", (".txt",), page_dump.begins, page_dump.read),
    InputFormat("text", "plain text", (".text",), lambda _start: False, plain_text.read),
)
BY_NAME = {known.name: known for known in INPUT_FORMATS}
SUFFIXES = frozenset(suffix for known in INPUT_FORMATS for suffix in known.suffixes)


def told(start: str, suffix: str) -> InputFormat | None:
    """Return the format of a file that begins so, its ending deciding where several may be meant, or none can be told.

    None where neither tells.
    """
    of_suffix = [known for known in INPUT_FORMATS if suffix in known.suffixes]
    for known in (*of_suffix, *INPUT_FORMATS):
        if known.begins(start):
            return known
    return of_suffix[0] if of_suffix else None
