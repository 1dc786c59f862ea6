"""Generate the catalogue of the English texts of pages and messages: ``python docs/make_catalogue.py``.

docs/translating.md describes the steps to add a language.
"""

import os
import sys
from pathlib import Path

from babel.messages.frontend import CommandLineInterface

ROOT = Path(__file__).parents[1]
CATALOGUE = ROOT / "searchapp" / "translations" / "messages.pot"


def extract(target: Path) -> None:
    """Write all texts to ``target``, in sorted order. A comment above each text names the files that contain it."""
    os.chdir(ROOT)
    options = ("--mapping", "pyproject.toml", "--keywords", "message", "--add-location", "file", "--sort-output")
    output = ("--omit-header", "--no-wrap", "-o", str(target), "searchapp", "indexer")
    CommandLineInterface().run(["pybabel", "-q", "extract", *options, *output])


if __name__ == "__main__":
    extract(Path(sys.argv[1]) if len(sys.argv) > 1 else CATALOGUE)
