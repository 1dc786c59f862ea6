"""The pages in docs/reference are generated from the code."""

import importlib.util
from dataclasses import fields
from pathlib import Path
from types import ModuleType

import pytest

from indexer.cli import main as indexer
from indexer.settings import ClusterSettings, Settings

DOCS = Path(__file__).parents[1] / "docs"


@pytest.fixture(scope="module")
def reference() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_reference", DOCS / "make_reference.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", ["settings.md", "commands.md", "api.md"])
def test_every_page_is_up_to_date(name: str, reference: ModuleType) -> None:
    page = (DOCS / "reference" / name).read_text(encoding="utf-8")
    assert page == reference.PAGES[name](), "run: python docs/make_reference.py"


def test_there_are_no_other_pages(reference: ModuleType) -> None:
    assert {path.name for path in (DOCS / "reference").iterdir()} == set(reference.PAGES)


def test_every_setting_has_a_row(reference: ModuleType) -> None:
    names = [each.name for each in fields(Settings) if each.name != "opensearch"]
    names += [f"opensearch_{each.name}" for each in fields(ClusterSettings)]
    rows = list(reference.setting_rows())
    assert [variable for _, variable, _, _ in rows] == [f"`SUMMARY_SEARCH_{name.upper()}`" for name in names]
    assert all(default and meaning.endswith(".") for _, _, default, meaning in rows)


def test_every_command_and_option_is_in_the_reference(reference: ModuleType) -> None:
    page = reference.commands_page()
    for name, command in indexer.commands.items():
        section = page.partition(f"\n## indexer {name}\n")[2].partition("\n## ")[0]
        assert section
        for option in (option for parameter in command.params for option in parameter.opts if option[:2] == "--"):
            assert option in section
