"""A new facet is one entry in FACETS and one vocabulary file: nothing else is edited, nothing is learnt."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from indexer.engines.protocols import Engine

from .conftest import DATA

DEVICES = """\
- {id: catheter, label: catheter, synonyms: [microcatheter]}
- {id: pump, label: infusion pump, synonyms: [syringe pump]}
"""
GIVEN = """---
title: Cells given slowly
devices: [pump]
routes: [intravenous]
---
Cells were given over an hour.
"""
FOUND_IN_TEXT = """---
title: A microcatheter for cells in ischemic stroke
routes: [intravenous]
---
Cells were given through a microcatheter. The microcatheter was safe in all patients.
"""
WITHOUT = "---\ntitle: Notes on growing cells\n---\nHow to feed cells in a dish.\n"


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    shutil.copytree(DATA / "vocabulary", folder / "vocabulary")
    (folder / "vocabulary" / "devices.yaml").write_text(DEVICES)
    (folder / "summaries").mkdir()
    for name, text in {"given": GIVEN, "text": FOUND_IN_TEXT, "plain": WITHOUT}.items():
        (folder / "summaries" / f"{name}.md").write_text(text)
    return folder


@pytest.fixture(params=["whoosh", "opensearch"])
def index(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "whoosh":
        return str(tmp_path / "index")
    new_cluster_engine: Callable[[], Engine] = request.getfixturevalue("new_cluster_engine")
    return new_cluster_engine().location()


def observed(index: str, corpus: Path) -> dict[str, Any]:
    script = Path(__file__).with_name("new_facet_run.py")
    environment = {**os.environ, "SUMMARY_SEARCH_OPENSEARCH_REPLICAS": "0"}
    done = subprocess.run(
        [sys.executable, script, index, str(corpus)], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def test_a_registered_facet_is_tagged_indexed_searched_and_shown(index: str, corpus: Path) -> None:
    seen = observed(index, corpus)
    assert seen["indexed"] == 3
    # Tagging: "text" names a catheter in its title; "given" has its field in the front matter.
    assert {value["id"]: value["count"] for value in seen["facet"]} == {"catheter": 1, "pump": 1}
    assert seen["tags"]["devices"] == ["catheter"]
    assert (seen["command"], seen["filtered"], seen["field"]) == (1, 1, 1)
    assert [(link["facet"], link["id"]) for link in seen["linked"]] == [("device", "catheter")]
    assert sorted(seen["map"]) == [1, 1]
    assert '"catheter"' in seen["suggested"]
    assert seen["openapi"]
    # Pages: a group of filters, and a badge of the palette.
    assert 'data-facet="device"' in seen["page"]
    assert "infusion pump" in seen["summary"]
    assert 'class="badge blue"' in seen["page"]
    # Files.
    assert "devices" in seen["csv"][0].split(",")
    assert any("infusion pump" in line for line in seen["csv"])
    assert {"devices" in line for line in seen["jsonl"]} == {True}
    assert "infusion pump" in seen["ris"]
