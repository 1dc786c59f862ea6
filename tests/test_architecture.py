"""The import contracts cover every folder, and break when they should."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def broken_contracts(folder: Path, file: str = "", text: str = "") -> str:
    """Return the output of the linter over a copy of the code with one more file, or "" if all contracts are kept."""
    for name in ("indexer", "searchapp"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", "static"))
    shutil.copy(ROOT / "pyproject.toml", folder)
    if file:
        (folder / file).parent.mkdir(exist_ok=True)
        (folder / file).write_text(text, encoding="utf-8")
    command = [Path(sys.executable).with_name("lint-imports"), "--no-cache"]
    done = subprocess.run(
        command, cwd=folder, env={**os.environ, "PYTHONPATH": str(folder)}, capture_output=True, text=True, check=False
    )
    return done.stdout + done.stderr if done.returncode else ""


def test_all_imports_go_downwards(tmp_path: Path) -> None:
    assert broken_contracts(tmp_path) == ""


@pytest.mark.parametrize(
    ("file", "text", "broken"),
    [
        ("indexer/stray/__init__.py", '"""A folder that no contract names."""\n', "stray"),
        ("indexer/text/upward.py", "import indexer.search.session\n", "indexer.text.upward -> indexer.search.session"),
        ("indexer/search/direct.py", "import whoosh.index\n", "indexer.search.direct -> whoosh"),
        ("searchapp/views/direct.py", "import opensearchpy\n", "searchapp.views.direct -> opensearchpy"),
        ("indexer/output/web.py", "import flask\n", "indexer.output.web -> flask"),
    ],
)
def test_an_import_against_the_order_breaks_a_contract(file: str, text: str, broken: str, tmp_path: Path) -> None:
    assert broken in broken_contracts(tmp_path, file, text)


def test_the_top_of_each_package_stays_small() -> None:
    for name in ("indexer", "searchapp"):
        modules = [path.name for path in (ROOT / name).glob("*.py") if path.name != "__init__.py"]
        assert len(modules) <= 6, f"{name}/ has more than six modules at its top: {modules}"


def test_each_package_says_what_it_owns() -> None:
    for init in (*ROOT.glob("indexer/**/__init__.py"), *ROOT.glob("searchapp/**/__init__.py")):
        text = init.read_text(encoding="utf-8")
        assert text.startswith('"""'), f"{init} has no docstring"
        assert "Placeholder" not in text
