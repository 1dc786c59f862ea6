"""The ``indexer`` command: parse, call, print; nothing else. One module a group of commands.

Exit codes: 0 done; 1 done, with something rejected or nothing found; 2 wrong usage; 3 it could not be done;
130 stopped by Ctrl-C (but for watch, which that ends).
"""

from __future__ import annotations

import click

from indexer import __version__
from indexer.cli.convert import convert
from indexer.cli.evaluate import evaluate
from indexer.cli.index import check, rebuild, status, update
from indexer.cli.program import EPILOG, Program
from indexer.cli.recheck import recheck
from indexer.cli.search import search
from indexer.cli.tag import tag
from indexer.cli.watch import watch


@click.group(cls=Program, epilog=EPILOG, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="indexer")
def main() -> None:
    """Index summaries of studies, and search them."""


for _command in (rebuild, update, watch, check, convert, search, recheck, status, tag, evaluate):
    main.add_command(_command)
