"""Reader of records in XML files. The reader parses one record at a time with lxml, in bounded memory.

The reader searches for the start and end tags of each record. Therefore a broken record does not affect other records,
and line numbers are known. The reader never parses the document type, so that no declared entity is fetched or
expanded. lxml's iterparse is not used: it stops at the first syntax error. In recovery mode it loses the text after the
error.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, BinaryIO

from indexer.summaries.limits import LARGEST_RECORD, Fault
from indexer.summaries.readers.contract import ReadItem
from indexer.summaries.readers.source_record import SourceRecord

if TYPE_CHECKING:  # lxml is imported on first use, because other formats do not need it
    from lxml import etree

_CHUNK = 1 << 20  # bytes
_LONGEST_DECLARATION = 4096  # bytes
_ENCODING = re.compile(rb"""<\?xml[^>]*\sencoding\s*=\s*["']([\w.-]+)""")
_ROOT = (
    b'<_ xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:mml="http://www.w3.org/1998/Math/MathML"'
    b' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:ali="http://www.niso.org/schemas/ali/1.0/">'
)


def read_elements(stream: BinaryIO, name: str, convert: Callable[[etree._Element], SourceRecord]) -> Iterator[ReadItem]:
    """Yield a summary or a fault for each element ``name``. ``convert`` gets the element without namespaces."""
    has_elements, encoding = False, "utf-8"
    for line, content in _slices(stream, name.encode()):
        if line == 0:
            encoding = _declared_encoding(content)
            continue
        has_elements = True
        if not content:
            yield line, Fault(f"<{name}> has no end tag", f'it should end with "</{name}>"')
        elif len(content) > LARGEST_RECORD:
            yield line, Fault(f"<{name}> is larger than {LARGEST_RECORD >> 20} MB", "remove it")
        else:
            line, element = _parse(content, line, encoding)
            yield line, element if isinstance(element, Fault) else convert(element).summary()
    if not has_elements:
        yield None, Fault(f"no <{name}> in the file", "check that the file has this format")


def _parse(content: bytes, line: int, encoding: str) -> tuple[int, etree._Element | Fault]:
    """Return (``line``, element) for a well-formed record, or (line of the syntax error, fault) for any other."""
    from lxml import etree

    parser = etree.XMLParser(
        encoding=encoding, resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False, remove_pis=True
    )
    try:
        root = etree.fromstring(_ROOT + content + b"</_>", parser)[0]
    except (etree.XMLSyntaxError, ValueError) as error:
        error_line = line + (getattr(error, "lineno", 1) or 1) - 1
        reason = str(getattr(error, "msg", error)).partition(", line")[0]
        return error_line, Fault(f"not well-formed XML: {reason}", "download the record again, or repair it")
    for element in root.iter(etree.Element):
        element.tag = etree.QName(element).localname
    return line, root


def _slices(stream: BinaryIO, name: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield (0, start of the file), then (line, bytes from start tag to end tag) for each element.

    The bytes are empty if the element has no end tag. If the element is larger than the size limit, only the first part
    of the element is yielded.
    """
    start_tag, end_tag = re.compile(rb"<" + name + rb"(?=[\s>])"), b"</" + name + b">"
    buffer = stream.read(_CHUNK)
    yield 0, buffer[:_LONGEST_DECLARATION]
    at, line, has_more = 0, 1, bool(buffer)
    while True:
        opening = start_tag.search(buffer, at)
        closing = buffer.find(end_tag, opening.end()) if opening else -1
        # Keep the text from the start of a record, or the end of the buffer, which may contain the start of a tag.
        kept_from = opening.start() if opening else max(at, len(buffer) - len(end_tag))
        line += buffer.count(b"\n", at, kept_from)
        at = kept_from
        if closing < 0 and has_more and len(buffer) - at <= LARGEST_RECORD:
            chunk = stream.read(_CHUNK)
            buffer, at, has_more = buffer[at:] + chunk, 0, bool(chunk)
        elif opening is None:
            return
        else:
            next_opening = start_tag.search(buffer, opening.end(), closing if closing >= 0 else len(buffer))
            if next_opening or closing < 0:
                yield line, b"" if next_opening or not has_more else buffer
                end = next_opening.start() if next_opening else len(buffer)
            else:
                end = closing + len(end_tag)
                yield line, buffer[at:end]
            line += buffer.count(b"\n", at, end)
            at = end


def _declared_encoding(start: bytes) -> str:
    """Return the encoding in the XML declaration, or "utf-8" if the encoding is missing or unknown."""
    match = _ENCODING.search(start)
    try:
        return codecs.lookup(match[1].decode()).name if match else "utf-8"
    except LookupError:
        return "utf-8"


def element_text(element: etree._Element | None, without: frozenset[str] = frozenset()) -> str:
    """Return the text of an element, except descendants whose tag is in ``without``. Return "" for None."""
    if element is None:
        return ""
    parts = [element.text or ""]
    for child in element:
        if isinstance(child.tag, str) and child.tag not in without:
            parts.append(element_text(child, without))
        parts.append(child.tail or "")
    return "".join(parts)
