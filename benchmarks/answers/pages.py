"""Split of a page into structure and texts, so that these can be compared separately."""

import re
from html.parser import HTMLParser
from typing import NamedTuple

_READ = frozenset(("title", "aria-label", "placeholder", "alt"))
_SAID = frozenset(f"data-{name}" for name in "slow offline failed again suggestions results none".split())
_DATA = frozenset(("script", "style"))
_TEXT = "(text)"


class Page(NamedTuple):
    """The parts of a page, in document order.

    ``structure`` has a line for each tag, with sorted attributes, and a placeholder for each text. ``texts`` contains
    the text nodes, and the attributes that people see or hear. The name of the attribute precedes its value.
    """

    structure: list[str]
    texts: list[str]


def parted(markup: str) -> Page:
    """Return the parts of a page in HTML."""
    reader = _Reader()
    reader.feed(markup)
    reader.close()
    return reader.page


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.page = Page([], [])
        self._in_data = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        of = dict(attrs)
        kept = []
        for name, value in sorted(attrs, key=lambda pair: pair[0]):
            if value and _is_text(tag, name, value, of):
                self.page.texts.append(f"@{name} {_plain(value)}")
                kept.append(f"{name}={_TEXT}")
            else:
                kept.append(name if value is None else f'{name}="{_plain(value)}"')
        self.page.structure.append(f"<{' '.join([tag, *kept])}>")
        self._in_data = tag in _DATA

    def handle_endtag(self, tag: str) -> None:
        self.page.structure.append(f"</{tag}>")
        self._in_data = False

    def handle_data(self, data: str) -> None:
        text = _plain(data)
        if not text:
            return
        if self._in_data:
            self.page.structure.append(text)
        else:
            self.page.structure.append(_TEXT)
            self.page.texts.append(text)

    def handle_decl(self, decl: str) -> None:
        self.page.structure.append(f"<!{decl}>")


def _is_text(tag: str, name: str, value: str, of: dict[str, str | None]) -> bool:
    """Return True if people read the value of an attribute: it is a label, or a script shows it."""
    if name == "content":
        return tag == "meta" and of.get("name") == "description"
    if name.startswith("data-"):
        return name in _SAID or name.endswith("-label") or (" " in value and not value.startswith("/"))
    return name in _READ


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()
