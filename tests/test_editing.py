"""The commands in docs/editing.md print the documented output."""

import importlib.util
import os
import re
import shutil
from pathlib import Path
from types import ModuleType

import click
import pytest
from click.shell_completion import get_completion_class

from indexer.cli import main

ROOT = Path(__file__).parents[1]
DOCUMENT = (ROOT / "docs" / "editing.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def play_editing() -> ModuleType:
    spec = importlib.util.spec_from_file_location("play_editing", ROOT / "docs" / "play_editing.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_all_commands_print_the_documented_output(play_editing: ModuleType) -> None:
    missing = [tool for tool in ("bash", "perl", "curl") if shutil.which(tool) is None]
    if missing:
        assert not os.environ.get("CI"), f"CI needs {missing}"
        pytest.skip(f"{missing[0]} is not installed")
    assert play_editing.without_times(play_editing.play(DOCUMENT)) == play_editing.without_times(DOCUMENT)


def test_every_step_of_the_day_is_documented() -> None:
    commands = re.findall(r"^\$ (\S+ \S+)", DOCUMENT, re.MULTILINE)
    for step in ("indexer convert", "indexer check", "indexer rebuild", "indexer watch", "indexer status", "curl -s"):
        assert step in commands


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_documented_completion_lines_work_in_click(shell: str) -> None:
    assert f"_INDEXER_COMPLETE={shell}_source indexer" in DOCUMENT
    kind = get_completion_class(shell)
    assert kind is not None
    completion = kind(main, {}, "indexer", "_INDEXER_COMPLETE")
    assert {item.value for item in completion.get_completions([], "reb")} == {"rebuild"}
    assert "--dry-run" in {item.value for item in completion.get_completions(["rebuild"], "--d")}
    assert isinstance(main, click.Group)
