"""Make the catalogue of the pages' English strings anew: ``python docs/make_catalogue.py``.

docs/translating.md tells how to add a language.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from babel.messages.frontend import CommandLineInterface

ROOT = Path(__file__).parents[1]
CATALOGUE = ROOT / "searchapp" / "translations" / "messages.pot"


def extract(target: Path) -> None:
    """Write all strings of the pages to ``target``, sorted, with the files that they stand in."""
    os.chdir(ROOT)
    options = ("--mapping", "pyproject.toml", "--keywords", "message", "--add-location", "file", "--sort-output")
    where = ("--omit-header", "--no-wrap", "-o", str(target), "searchapp", "indexer")
    CommandLineInterface().run(["pybabel", "-q", "extract", *options, *where])


if __name__ == "__main__":
    extract(Path(sys.argv[1]) if len(sys.argv) > 1 else CATALOGUE)
