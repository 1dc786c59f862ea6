"""Masks for values that differ between recordings of the same code: times, versions, hosts, folders and hashes.

A mask is a word in capital letters. It replaces the value and contains no markup, so pages remain valid.
"""

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

_SHAPES = (
    (r"\d{8}T\d{6}Z-[0-9a-f]{6}", "VERSION"),
    (r"\d{4}-\d\d-\d\dT\d\d(:|%3A)\d\d(:|%3A)\d\d(\.\d+)?(Z|[+-]\d\d:\d\d|%2B\d\d%3A\d\d)", "TIME"),
    (r"\b[0-9a-f]{32}\b", "REQUEST-ID"),
    (r"\bin \d+(\.\d+)? s \(\d+ a second\)", "in SECONDS s (RATE a second)"),
    (r"'nonce-[\w+/=-]+'", "'nonce-NONCE'"),
    (r'\bnonce="[^"]*"', 'nonce="NONCE"'),
    (
        r'/static/[^\s"\'<>?#]*?([\w-]+?)(?:[.-][0-9a-f]{6,64})?\.(\w+)(?:\?v=[\w.%-]*)?(?=["\'\s<>#)]|$)',
        r"/static/\1.\2",
    ),
)
_PATTERNS = tuple((re.compile(pattern), word) for pattern, word in _SHAPES)
_VOLATILE = frozenset(
    "took_ms seconds summaries_per_second request_id built made source_digest vocabulary_fingerprint time".split()
)
_HASH = re.compile(r"[0-9a-f]{64}")
_DATES = ("%Y-%m-%d", "%Y/%m/%d", "%Y/%m/%d/", "%d %B %Y", "%B %d, %Y", "%d %b %Y", "%b %d, %Y", "%Y %b %d")


class Masks:
    """The masks of one recording. ``words`` contains pairs (text, mask) in addition to the fixed patterns."""

    def __init__(self, words: Iterable[tuple[str, str]]) -> None:
        # The longest text is replaced first, so that a folder inside another one gets its own mask.
        self.words = sorted(((text, word) for text, word in words if text), key=lambda pair: -len(pair[0]))
        self._begun = datetime.now(UTC)

    def text(self, text: str) -> str:
        """Return ``text`` with masks in place of all variable values."""
        for given, word in self.words:
            text = text.replace(given, word)
        for pattern, word in _PATTERNS:
            text = pattern.sub(word, text)
        for date in self._dates():
            text = text.replace(date, "DATE")
        return text

    def json(self, value: Any, name: str = "") -> Any:
        """Return a JSON value with masks in its texts, and in place of members whose names mark them as variable."""
        if isinstance(value, dict):
            return {self.text(key): self.json(each, key) for key, each in value.items()}
        if isinstance(value, list):
            return [self.json(each) for each in value]
        if name in _VOLATILE and isinstance(value, str | int | float):
            return "MASKED"
        if name == "vocabulary" and isinstance(value, str) and _HASH.fullmatch(value):
            return "MASKED"
        return self.text(value) if isinstance(value, str) else value

    def _dates(self) -> list[str]:
        """Return the dates on which the recording has run, in all formats that occur in texts."""
        days = {self._begun.date(), datetime.now(UTC).date()}
        days |= {datetime.now().astimezone().date(), (datetime.now(UTC) + timedelta(seconds=2)).date()}
        written = {day.strftime(form) for day in days for form in _DATES}
        return sorted(written | {date.replace(" 0", " ").removeprefix("0") for date in written}, key=len, reverse=True)


def folders(*named: tuple[Path, str]) -> list[tuple[str, str]]:
    """Return pairs (path, mask) for folders. A folder that is a symbolic link also has a pair for its target."""
    return [(str(way), word) for folder, word in named for way in {folder, folder.resolve()}]
