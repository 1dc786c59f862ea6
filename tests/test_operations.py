"""The files of docs/operations.md are valid, as far as that can be checked without running the services."""

import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest
import yaml

from indexer.engines.protocols import Engine
from indexer.settings import Settings
from searchapp import create_app_from_environment
from searchapp.cli import main as searchapp

ROOT = Path(__file__).parents[1]
DEPLOY = ROOT / "deploy"
OPERATIONS = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")


def tool(name: str) -> str:
    """Return the path of a program, or skip the test if it is not installed."""
    found = shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin")
    if found is None:
        pytest.skip(f"no {name} here")
    return found


def test_every_file_to_deploy_is_explained() -> None:
    for file in DEPLOY.iterdir():
        assert f"deploy/{file.name}" in OPERATIONS


def test_the_settings_of_the_service_can_be_loaded() -> None:
    settings = Settings.load({}, config=DEPLOY / "summary-search.toml")
    assert (settings.log, settings.hosts, settings.proxies) == ("json", "search.example.org", 1)


def test_the_unit_starts_the_command_with_options_it_has_and_outlasts_its_stop() -> None:
    unit = (DEPLOY / "summary-search.service").read_text(encoding="utf-8")
    (command,) = re.findall("^ExecStart=(.*)$", unit, re.MULTILINE)
    options = {option for parameter in searchapp.params for option in parameter.opts}
    assert command.split()[0].endswith("/searchapp")
    assert {word for word in command.split() if word.startswith("-")} <= options
    assert int(re.findall(r"TimeoutStopSec=(\d+)", unit)[0]) > Settings("", Path()).stopping


def test_systemd_finds_no_fault_with_the_unit(tmp_path: Path) -> None:
    unit = (DEPLOY / "summary-search.service").read_text(encoding="utf-8")
    (tmp_path / "summary-search.service").write_text(unit.replace("/opt/summary-search/bin/searchapp", "/bin/true"))
    command = [tool("systemd-analyze"), "verify", "--man=no", str(tmp_path / "summary-search.service")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert "summary-search" not in done.stderr
    assert done.returncode == 0


def test_what_the_container_copies_is_there_and_what_it_sets_is_a_setting() -> None:
    lines = (DEPLOY / "Containerfile").read_text(encoding="utf-8")
    for copied in re.findall(r"^COPY (?!--)(.*) \S+$", lines, re.MULTILINE):
        assert all((ROOT / name).exists() for name in copied.split())
    names = re.findall("SUMMARY_SEARCH_([A-Z_]+)=", lines)
    assert names
    assert {name.lower() for name in names} <= set(Settings.__slots__)
    assert "USER 10001" in lines
    (check,) = re.findall(r"HEALTHCHECK .*\\\n\s*CMD (.*)$", lines, re.MULTILINE)
    compile(json.loads(check)[2], "healthcheck", "exec")


def test_nginx_reads_its_configuration(tmp_path: Path) -> None:
    nginx = tool("nginx")
    openssl = [tool("openssl"), "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=search.example.org"]
    names = ["-keyout", str(tmp_path / "a.key"), "-out", str(tmp_path / "a.pem")]
    subprocess.run([*openssl, *names], capture_output=True, check=True)
    server = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    server = server.replace("/etc/ssl/search.example.org", str(tmp_path / "a"))
    (tmp_path / "nginx.conf").write_text(
        f"pid {tmp_path}/pid; error_log stderr; events {{}} http {{ access_log off; {server} }}"
    )
    command = [nginx, "-t", "-c", str(tmp_path / "nginx.conf")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert "test is successful" in done.stderr, done.stderr


def test_caddy_reads_its_configuration() -> None:
    command = [tool("caddy"), "validate", "--adapter", "caddyfile", "--config", str(DEPLOY / "Caddyfile")]
    assert subprocess.run(command, capture_output=True, check=False).returncode == 0


def test_the_alerts_speak_of_numbers_that_are_there() -> None:
    rules = yaml.safe_load((DEPLOY / "alerts.yaml").read_text(encoding="utf-8"))["groups"][0]["rules"]
    assert len(rules) == 5
    for rule in rules:
        for name in re.findall("summary_search_[a-z_]+", rule["expr"]):
            assert f"`{name.removesuffix('_bucket')}`" in OPERATIONS


def test_a_copy_of_corpus_and_index_is_told_whole_or_not_and_serves(engine: Engine, toy: Path, tmp_path: Path) -> None:
    """The steps of the section on backups: pack, unpack, verify. A truncated file is detected; a rebuild helps."""
    with tarfile.open(tmp_path / "backup.tar", "w") as backup:
        backup.add(engine.location(), "index")
        backup.add(toy, "corpus/summaries")
    with tarfile.open(tmp_path / "backup.tar") as backup:
        backup.extractall(tmp_path / "trial", filter="data")
    index = tmp_path / "trial" / "index"

    def indexer(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-c", "from indexer.cli import main; main()", *arguments, "--index", str(index)]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    assert indexer("status", "--verify").returncode == 0
    table = next(index.glob("generations/*/years.npy"))
    table.write_bytes(table.read_bytes()[:-1])
    assert indexer("status", "--verify").returncode == 3
    shutil.rmtree(index)
    vocabulary = ["--vocabulary", str(ROOT / "tests" / "data" / "vocabulary")]
    assert indexer("rebuild", str(tmp_path / "trial" / "corpus"), *vocabulary).returncode == 0
    assert json.loads(indexer("status", "--json").stdout)["summaries"] == 6


def test_a_wsgi_server_of_ones_own_gets_the_application(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "searchapp:create_app_from_environment()" in OPERATIONS
    monkeypatch.setenv("SUMMARY_SEARCH_INDEX", engine.location())
    monkeypatch.setenv("SUMMARY_SEARCH_TITLE", "Knees")
    assert "Knees" in create_app_from_environment().test_client().get("/").text
