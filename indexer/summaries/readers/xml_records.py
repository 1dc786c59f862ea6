"""XML of many records -> its records, one after another, each parsed on its own. Streams.

A record is found by its tags and given to lxml alone: what is broken in one harms no other, its lines are known, and no
document type is ever looked at, so that nothing it declares can be fetched or grow. (lxml's iterparse gives up where
XML is broken, and mending it on the fly loses what comes behind.)
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from indexer.errors import Problem
from indexer.summaries.limits import LARGEST_RECORD, Fault
from indexer.summaries.readers.record import SourceRecord
from indexer.summaries.summary import Summary

if TYPE_CHECKING:  # it is loaded when it is needed: other formats do without
    from lxml import etree

_CHUNK = 1 << 20  # bytes
_LONGEST_TAG = 4096
_ENCODING = re.compile(rb"""<\?xml[^>]*\sencoding\s*=\s*["']([\w.-]+)""")
_ROOT = (
    b'<_ xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:mml="http://www.w3.org/1998/Math/MathML"'
    b' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:ali="http://www.niso.org/schemas/ali/1.0/">'
)


class Element(NamedTuple):
    """A record, and the line that it starts on; names in it are without namespaces."""

    line: int
    root: etree._Element


def summaries(
    stream: BinaryIO, where: str, name: str, record: Callable[[etree._Element], SourceRecord]
) -> Iterator[Summary | Problem]:
    """Yield a summary an element of that name, made of its ``record``, or a Problem with the line where it starts."""
    for found in records(stream, where, name):
        if isinstance(found, Problem):
            yield found
            continue
        summary = record(found.root).summary()
        yield Problem(where, found.line, *summary) if isinstance(summary, Fault) else summary


def records(stream: BinaryIO, where: str, name: str) -> Iterator[Element | Problem]:
    """Yield the elements of that name in file order, and a Problem for each that is not well formed or not ended."""
    found = False
    encoding = "utf-8"
    for line, content in _pieces(stream, name.encode()):
        if line == 0:
            encoding = _encoding(content)
            continue
        found = True
        if not content:
            yield Problem(where, line, f"<{name}> is not ended", f'it should end with "</{name}>"')
        elif len(content) > LARGEST_RECORD:
            yield Problem(where, line, f"<{name}> is larger than {LARGEST_RECORD >> 20} MB", "take it out")
        else:
            yield _parsed(content, where, line, encoding)
    if not found:
        yield Problem(where, None, f"no <{name}> in it", "check that the file is what it should be")


def _parsed(content: bytes, where: str, line: int, encoding: str) -> Element | Problem:
    from lxml import etree

    parser = etree.XMLParser(
        encoding=encoding, resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False, remove_pis=True
    )
    try:
        root = etree.fromstring(_ROOT + content + b"</_>", parser)[0]
    except (etree.XMLSyntaxError, ValueError) as error:
        at = line + (getattr(error, "lineno", 1) or 1) - 1
        said = str(getattr(error, "msg", error)).partition(", line")[0]
        return Problem(where, at, f"not well-formed XML: {said}", "fetch the record again, or mend it")
    for element in root.iter(etree.Element):
        element.tag = etree.QName(element).localname
    return Element(line, root)


def _pieces(stream: BinaryIO, name: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield (line, bytes) of each element from its first to its last tag; of one that is not ended, no bytes.

    First of all come (0, the beginning of the file). Of a piece that is too large, no more than a part is held.
    """
    start, end = re.compile(rb"<" + name + rb"(?=[\s>])"), b"</" + name + b">"
    buffer = stream.read(_CHUNK)
    yield 0, buffer[:_LONGEST_TAG]
    at, line, more = 0, 1, bool(buffer)
    while True:
        opening = start.search(buffer, at)
        closing = buffer.find(end, opening.end()) if opening else -1
        # Kept is what may be the beginning of a record, or of a tag that is cut.
        kept = opening.start() if opening else max(at, len(buffer) - len(end))
        line += buffer.count(b"\n", at, kept)
        at = kept
        if closing < 0 and more and len(buffer) - at <= LARGEST_RECORD:
            chunk = stream.read(_CHUNK)
            buffer, at, more = buffer[at:] + chunk, 0, bool(chunk)
        elif opening is None:
            return
        else:
            again = start.search(buffer, opening.end(), closing if closing >= 0 else len(buffer))
            if again or closing < 0:
                yield line, b"" if again or not more else buffer
                stop = again.start() if again else len(buffer)
            else:
                stop = closing + len(end)
                yield line, buffer[at:stop]
            line += buffer.count(b"\n", at, stop)
            at = stop


def _encoding(beginning: bytes) -> str:
    """Return the encoding that a declaration names, UTF-8 where there is none or an unknown one."""
    named = _ENCODING.search(beginning)
    try:
        return codecs.lookup(named[1].decode()).name if named else "utf-8"
    except LookupError:
        return "utf-8"


def text(element: etree._Element | None, without: frozenset[str] = frozenset()) -> str:
    """Return the words in an element and in all below it, but for elements ``without``; "" of None."""
    if element is None:
        return ""
    parts = [element.text or ""]
    for child in element:
        if isinstance(child.tag, str) and child.tag not in without:
            parts.append(text(child, without))
        parts.append(child.tail or "")
    return "".join(parts)
