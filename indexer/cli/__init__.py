"""The ``indexer`` program. Each command parses its arguments, calls other packages, and prints the results.

Each module contains one command or a few related commands. This package may import all other packages of ``indexer``.
Code that the web application could also need belongs in these other packages.

``program.EPILOG`` lists the exit codes.
"""

import click

from indexer import __version__
from indexer.cli.check import check_command
from indexer.cli.convert import convert_command
from indexer.cli.evaluate import evaluate
from indexer.cli.index import rebuild_command, update_command
from indexer.cli.program import EPILOG, Program
from indexer.cli.recheck import recheck
from indexer.cli.search import search
from indexer.cli.status import status_command
from indexer.cli.tag import tag
from indexer.cli.watch import watch_command

_CORPUS_COMMANDS = [rebuild_command, update_command, watch_command, check_command, status_command, convert_command]


@click.group(
    cls=Program,
    commands=[*_CORPUS_COMMANDS, search, recheck, tag, evaluate],
    epilog=EPILOG,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(__version__, prog_name="indexer")
def main() -> None:
    """Index summaries of studies, and search them."""
