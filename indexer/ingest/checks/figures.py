"""Figures that need a source: shares, counts of people, p-values and ratios, but not years and doses."""

from __future__ import annotations

import re

_FIGURE = re.compile(
    r"""
      \b\d+(?:[.,]\d+)?\s?(?:%|per\ ?cent\b)                      # 72%, 3.5 per cent
    | \b\d+\s(?:out\s)?of\s(?:the\s|all\s)?\d\d+\b                # 12 of 30, 12 out of the 30; not 1 of 2 arms
    | \b\d+(?:\s(?:out\s)?of\s(?:the\s|all\s)?|/)\d+\s
      (?:patients|people|participants|children|infants|adults|women|men|subjects|cases|knees|eyes)\b
    | \bp\s?(?:-?value\s?)?[<>=≤≥]\s?0?\.\d+                      # p < 0.05
    | \b(?:odds|hazard|risk)\sratio\s(?:of\s|was\s|[=:]\s?)?\d+\.\d+
    """,
    re.IGNORECASE | re.VERBOSE,
)


def first_figure(text: str) -> str | None:
    """Return the first figure in ``text`` that needs a source, as written, or None."""
    match = _FIGURE.search(text)
    return match[0] if match else None
