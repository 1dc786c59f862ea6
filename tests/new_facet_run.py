"""Run by test_new_facet.py in a process of its own: register a sixth facet, index, search, and print what is seen."""

import json
import sys
from pathlib import Path

from indexer.summaries import facets

facets.register(
    facets.Facet("device", "devices", "device", "Device", "devices.yaml", color="blue", suggested=True, linkable=True)
)

from click.testing import CliRunner  # noqa: E402  # the facet must be registered first

from indexer.cli import main  # noqa: E402
from indexer.settings import ClusterSettings, Settings  # noqa: E402
from searchapp import create_app  # noqa: E402


def run(*arguments: str) -> str:
    result = CliRunner().invoke(main, [*arguments], catch_exceptions=False)
    return result.stdout


def observe(index: str, corpus: Path) -> dict[str, object]:
    """Return what commands, pages and API show of the collection in ``corpus``, indexed at ``index``."""
    text = str(corpus / "summaries" / "text.md")
    rebuilt = json.loads(run("rebuild", str(corpus), "--index", index, "--json"))
    cluster = ClusterSettings(shards=1, replicas=0, timeout=60)
    client = create_app(Settings(index=index, corpus=corpus, opensearch=cluster)).test_client()

    def get(address: str) -> str:
        return client.get(address).get_data(as_text=True)

    return {
        "indexed": rebuilt["indexed"],
        "command": json.loads(run("search", "--device", "pump", "--index", index, "--json"))["total"],
        "tags": json.loads(run("tag", text, "--json", "--vocabulary", str(corpus / "vocabulary")).splitlines()[0]),
        "facet": json.loads(get("/api/v1/search"))["facets"]["device"],
        "filtered": json.loads(get("/api/v1/search?device=pump"))["total"],
        "linked": json.loads(get("/api/v1/search?q=microcatheter"))["interpretation"],
        "field": json.loads(get("/api/v1/search?q=device:pump"))["total"],
        "map": [cell["count"] for cell in json.loads(get("/api/v1/map?rows=device&columns=route"))["cells"]],
        "suggested": get("/api/v1/suggest?q=microc"),
        "page": get("/search"),
        "summary": get("/summaries/given"),
        "about": get("/about"),
        "openapi": "device" in get("/api/v1/openapi.json"),
        "csv": get("/search.csv").splitlines(),
        "jsonl": [json.loads(line) for line in get("/search.jsonl").splitlines()],
        "ris": get("/summaries/given.ris"),
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(observe(sys.argv[1], Path(sys.argv[2]))))
