"""Checks of a response: status, CPU time, cookies, and foreign markup or headers."""

import gzip
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree import ElementTree

from werkzeug.test import TestResponse

from benchmarks.hostile.strings import MARK

SECONDS = 2.0

_TEMPLATES = Path(__file__).parents[2] / "searchapp" / "templates"
_OURS = {
    suffix: {
        tag.lower()
        for path in _TEMPLATES.glob(f"*.{suffix}")
        for tag in re.findall(r"<([A-Za-z][\w-]*)", path.read_text(encoding="utf-8"))
    }
    for suffix in ("html", "xml")
} | {"headings": {"h1", "h2", "h3", "h4"}}
_LEADS = ("href", "src", "action", "formaction", "content")
_SCHEMES = ("", "http", "https", "data")  # our icon is a data: URL; the hostile data: URLs contain MARK


def wrong(response: TestResponse, seconds: float) -> list[str]:
    """Return the faults of a response that took ``seconds`` of CPU time."""
    faults = []
    if response.status_code >= 500:
        faults.append(f"status {response.status_code}")
    if seconds > SECONDS:
        faults.append(f"{seconds:.1f} s")
    if "Set-Cookie" in response.headers:
        faults.append("a cookie")
    if any(MARK in name.lower() or "evil" in name.lower() for name in set(response.headers.keys())):
        faults.append("a foreign header")
    return faults + _markup(response)


def _markup(response: TestResponse) -> list[str]:
    body, kind = response.get_data(), response.mimetype
    if response.headers.get("Content-Encoding") == "gzip" and body:
        body = gzip.decompress(body)
    text = body.decode(errors="replace")
    if not text:
        return []
    if kind == "text/html":
        page = _Page()
        page.feed(text)
        page.close()
        return page.wrong
    if kind.endswith("xml"):
        return _xml(text)
    if kind.endswith("json"):
        try:
            json.loads(text)
        except ValueError as error:
            return [f"invalid JSON: {error}"]
    return []


def _xml(text: str) -> list[str]:
    try:
        tags = {element.tag.rpartition("}")[2].lower() for element in ElementTree.fromstring(text).iter()}  # noqa: S314
    except ElementTree.ParseError as error:
        return [f"invalid XML: {error}"]
    return [f"the tag {tag}" for tag in tags - _OURS["xml"]]


class _Page(HTMLParser):
    """Parser that collects tags, attributes and URLs that our templates do not contain."""

    def __init__(self) -> None:
        super().__init__()
        self.wrong: list[str] = []
        self._script = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Check a tag and its attributes."""
        if tag not in _OURS["html"] | _OURS["headings"]:
            self.wrong.append(f"the tag {tag}")
        attributes = dict(attrs)
        for name, value in attrs:
            if name.startswith("on") or name in ("style", "srcdoc") or MARK in name:
                self.wrong.append(f"the attribute {name} of {tag}")
            elif name in _LEADS and not (tag == "meta" and name == "content"):
                self._address(tag, value or "")
        self._script = tag == "script"
        ours = (attributes.get("src") or "").startswith("/static/") or attributes.get("type") == "application/ld+json"
        if self._script and not ours:
            self.wrong.append("a foreign script")

    def handle_data(self, data: str) -> None:
        """Check that a script without ``src`` contains JSON."""
        if self._script and data.strip():
            try:
                json.loads(data)
            except ValueError:
                self.wrong.append("a script that is not data")

    def handle_endtag(self, _tag: str) -> None:
        """Note the end of a script."""
        self._script = False

    def handle_comment(self, data: str) -> None:
        """Report a comment, because our pages have none."""
        self.wrong.append(f"the comment {data[:40]}")

    def handle_pi(self, data: str) -> None:
        """Report a processing instruction, because our pages have none."""
        self.wrong.append(f"the instruction {data[:40]}")

    def _address(self, tag: str, value: str) -> None:
        try:
            parts = urlsplit(value)
        except ValueError:
            self.wrong.append(f"an invalid URL in {tag}")
            return
        if parts.scheme not in _SCHEMES or MARK in parts.netloc or (parts.scheme == "data" and tag != "link"):
            self.wrong.append(f"a foreign URL in {tag}: {value[:80]}")
