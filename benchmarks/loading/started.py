"""Run a command of the project without installation: ``python -m benchmarks.loading.started searchapp --port 8000``."""

import sys

from indexer.cli import main as indexer
from searchapp.cli import main as searchapp

if __name__ == "__main__":
    command = sys.argv.pop(1)
    {"indexer": indexer, "searchapp": searchapp}[command](prog_name=command)
