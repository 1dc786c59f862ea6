"""Consistency of compose.yaml with the code and the files it uses. Needs no Docker; CI validates the syntax."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from indexer.engines.opensearch.address import parse_address
from indexer.settings import PREFIX, Settings

from .opensearch import nodes

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def services() -> dict[str, Any]:
    services: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]
    return services


def test_nodes_run_the_tested_version_and_discover_each_other(services: dict[str, Any]) -> None:
    names = [name for name in services if name.startswith("node-")]
    assert len(names) == 3
    for name in names:
        node = services[name]
        assert node["image"] == f"opensearchproject/opensearch:{nodes.RUNNERS[0][0].removesuffix('.0')}"
        assert node["environment"]["node.name"] == name
        assert node["environment"]["discovery.seed_hosts"].split(",") == names
        assert node["environment"]["cluster.initial_cluster_manager_nodes"].split(",") == names
        assert node["volumes"] == [f"{name}:/usr/share/opensearch/data"]
        assert "ports" not in node  # they need no password


def test_page_uses_all_nodes_and_existing_settings(services: dict[str, Any]) -> None:
    page = services["page"]
    environment = {name: str(value) for name, value in page["environment"].items()}
    settings = Settings.load(environment)
    assert [name for name in environment if not hasattr(settings, name.removeprefix(PREFIX).lower())] == []
    assert parse_address(settings.index).nodes == ("node-1:9200", "node-2:9200", "node-3:9200")
    assert set(page["depends_on"]) == {"node-1", "node-2", "node-3"}
    assert page["ports"] == [f"127.0.0.1:8000:{settings.port}"]


def test_image_of_the_page_copies_existing_files(services: dict[str, Any]) -> None:
    steps = services["page"]["build"]["dockerfile_inline"].splitlines()
    copied = [name for step in steps if step.startswith("COPY ") for name in step.split()[1:-1]]
    assert copied == ["pyproject.toml", "README.md", "LICENSE", "indexer", "searchapp", "corpus"]
    allowed = (ROOT / ".dockerignore").read_text().splitlines()
    for name in copied:
        assert (ROOT / name).exists()
        assert f"!{name}" in allowed
