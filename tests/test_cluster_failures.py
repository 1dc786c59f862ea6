"""What people are told when a cluster fails, and that searches succeed again by themselves when it is back."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask.testing import FlaskClient

from indexer.cli import main as indexer
from indexer.engines import EngineOptions, open_engine
from indexer.errors import IndexUnreachable
from indexer.ingest.job import IngestJob
from indexer.ingest.rebuild import rebuild
from indexer.settings import ClusterSettings, Settings
from indexer.vocabulary.model import Vocabulary
from searchapp import create_app
from searchapp.cli import main as searchapp

from .conftest import DATA
from .opensearch import nodes
from .opensearch.door import guarded

QUICK = ClusterSettings(replicas=0, timeout=10)


@pytest.fixture(scope="module")
def node(opensearch: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[nodes.Node]:
    """A node of this module's own, to do harm to; ``opensearch`` is asked for so that both are skipped together."""
    if reason := nodes.why_not():
        pytest.skip(reason)
    backups = tmp_path_factory.mktemp("backups")
    with nodes.running(heap="256m", settings=[f"path.repo={backups}"], for_tests=True) as (node,):
        yield node


@pytest.fixture
def index(node: nodes.Node, toy: Path, vocabulary: Vocabulary) -> str:
    """The address of the toy collection on that node."""
    address = f"opensearch+{node.url}/toy"
    rebuild(open_engine(address, EngineOptions(cluster=QUICK)), IngestJob([toy], vocabulary))
    return address


@pytest.fixture
def client(index: str, toy: Path) -> FlaskClient:
    settings = Settings(index=index, corpus=toy, vocabulary=DATA / "vocabulary", opensearch=QUICK, deadline=0)
    return create_app(settings).test_client()


def run(index: str, *arguments: str, **variables: str) -> Result:
    environ = {f"SUMMARY_SEARCH_OPENSEARCH_{name.upper()}": value for name, value in variables.items()}
    environ.setdefault("SUMMARY_SEARCH_OPENSEARCH_TIMEOUT", "10")
    return CliRunner().invoke(indexer, [*(arguments or ("search", "cells")), "--index", index], env=environ)


def assert_told(client: FlaskClient, index: str, *words: str) -> None:
    """Assert that page, API and command line say that it cannot be searched; the last one, why and what helps."""
    page, answer = client.get("/search?q=cells"), client.get("/api/v1/search?q=cells")
    assert page.status_code == answer.status_code == 503
    assert int(page.headers["Retry-After"]) == int(answer.headers["Retry-After"]) == 30
    assert "The index is not available at the moment. Please try again a little later." in page.text
    assert answer.content_type == "application/problem+json"
    assert answer.get_json()["title"] == "Service Unavailable"
    told = run(index)
    assert told.exit_code == 3
    assert len(told.output.splitlines()) == 1
    for word in words:
        assert word in told.output


def assert_found(client: FlaskClient) -> None:
    assert "5 summaries for" in client.get("/search?q=cells").text
    assert client.get("/api/v1/search?q=cells").get_json()["total"] == 5


def test_a_lost_node_is_told_and_searched_again_when_it_is_back(
    client: FlaskClient, index: str, node: nodes.Node
) -> None:
    assert_found(client)
    node.kill()
    try:
        assert_told(client, index, "no node answers at 127.0.0.1", "start the cluster")
    finally:
        node.start()
        node.wait()
    assert_found(client)


def test_a_node_that_hangs_is_told_in_time_and_searched_again(
    client: FlaskClient, index: str, node: nodes.Node
) -> None:
    assert node.process is not None
    node.process.send_signal(signal.SIGSTOP)
    try:
        assert_told(client, index, "did not answer in time")
    finally:
        node.process.send_signal(signal.SIGCONT)
    assert_found(client)


def test_an_index_whose_shard_is_lost_is_told_and_searched_again(
    client: FlaskClient, index: str, node: nodes.Node
) -> None:
    (physical,) = nodes.ask(f"{node.url}/_alias/toy")
    uuid = nodes.ask(f"{node.url}/{physical}/_settings")[physical]["settings"]["index"]["uuid"]
    shard, elsewhere = node.folder / "data" / "nodes" / "0" / "indices" / uuid / "0", node.folder / "shard"
    node.kill()
    shard.rename(elsewhere)
    try:
        node.start()
        node.wait("/_cluster/health?wait_for_status=red&timeout=30s")
        assert nodes.ask(f"{node.url}/_cluster/health/{physical}")["status"] == "red"
        assert_told(client, index, f"cannot search all of {physical} now", "_cluster/health")
    finally:
        node.kill()
        elsewhere.rename(shard)
        node.start()
        node.wait(f"/_cluster/health/{physical}?wait_for_status=green&timeout=30s")
    assert_found(client)


def test_a_snapshot_brings_back_the_index_and_its_name(client: FlaskClient, index: str, node: nodes.Node) -> None:
    (physical,) = nodes.ask(f"{node.url}/_alias/toy")
    place = {"type": "fs", "settings": {"location": "."}}
    nodes.ask(f"{node.url}/_snapshot/backups", place, method="PUT")
    about = {"indices": "toy-2*", "include_global_state": False}
    nodes.ask(f"{node.url}/_snapshot/backups/monday?wait_for_completion=true", about, method="PUT")
    nodes.ask(f"{node.url}/toy-2*", method="DELETE")
    assert run(index).exit_code == 3
    about = {"indices": physical, "include_global_state": False}
    nodes.ask(f"{node.url}/_snapshot/backups/monday/_restore?wait_for_completion=true", about, method="POST")
    assert_found(client)
    assert run(index, "status", "--verify").exit_code == 0


def test_a_missing_index_is_told(node: nodes.Node, toy: Path) -> None:
    address = f"opensearch+{node.url}/nothing"
    told = run(address)
    assert told.exit_code == 3
    assert told.output == f"indexer: there is no index nothing at {node.url[7:]}; run: indexer rebuild\n"
    client = create_app(Settings(index=address, corpus=toy)).test_client()
    page = client.get("/search?q=cells")
    assert page.status_code == 503
    assert "There is no index yet." in page.text
    assert page.headers["Retry-After"] == "30"


def test_a_physical_index_that_is_gone_is_told(client: FlaskClient, index: str, node: nodes.Node) -> None:
    assert_found(client)
    (physical,) = nodes.ask(f"{node.url}/_alias/toy")
    nodes.ask(f"{node.url}/{physical}", method="DELETE")
    page = client.get("/search?q=cells")
    assert page.status_code == 503
    assert "There is no index yet." in page.text


def test_a_name_of_something_else_is_left_alone(node: nodes.Node, toy: Path) -> None:
    nodes.ask(f"{node.url}/others", {"settings": {"number_of_replicas": 0}}, method="PUT")
    for arguments in (("search", "cells"), ("rebuild", str(toy))):
        told = run(f"opensearch+{node.url}/others", *arguments)
        assert told.exit_code == 3
        assert "others at" in told.output
        assert "is the name of something else; give another name with --index" in told.output
    assert list(nodes.ask(f"{node.url}/others")) == ["others"]


def test_a_cluster_that_lets_nobody_write_is_told_and_the_index_stays(
    client: FlaskClient, index: str, node: nodes.Node, toy: Path
) -> None:
    def block(given: bool | None) -> None:
        nodes.ask(f"{node.url}/_cluster/settings", {"persistent": {"cluster.blocks.create_index": given}}, method="PUT")

    block(True)
    try:
        told = run(index, "rebuild", str(toy))
    finally:
        block(None)
    assert told.exit_code == 3
    assert "lets nobody write" in told.output
    assert_found(client)
    rebuilt = run(index, "rebuild", str(toy), "--vocabulary", str(DATA / "vocabulary"), replicas="0")
    assert rebuilt.exit_code == 0


def test_who_has_no_password_or_a_wrong_one_is_told_so_and_never_shown_it(
    index: str, node: nodes.Node, tmp_path: Path, toy: Path
) -> None:
    with guarded(node.url, "reader", "s3cret", tmp_path) as (door, authority):
        behind = f"opensearch+{door}/toy"
        known = {"user": "reader", "password": "s3cret", "ca": str(authority)}
        assert "5 summaries, by relevance" in run(behind, **known).output
        for wrong in ({"password": "guessed"}, {"user": ""}):
            told = run(behind, **{**known, **wrong})
            assert told.exit_code == 3
            assert "does not know the user or the password; set SUMMARY_SEARCH_OPENSEARCH_USER" in told.output
            assert "guessed" not in told.output
        told = run(behind, **{**known, "ca": ""})
        assert told.exit_code == 3
        assert "cannot be trusted; give the file of its authority with SUMMARY_SEARCH_OPENSEARCH_CA" in told.output
        settings = ClusterSettings("reader", "s3cret", authority, replicas=0)
        assert "s3cret" not in repr(Settings(index=behind, corpus=toy, opensearch=settings))
        assert open_engine(behind, EngineOptions(cluster=settings)).snapshot().generation.summaries == 6
        refused = create_app(Settings(index=behind, corpus=toy)).test_client().get("/search?q=cells")
        assert refused.status_code == 503


def test_a_password_in_the_address_is_refused_and_not_repeated() -> None:
    told = run("opensearch+http://me:s3cret@127.0.0.1:9200/toy")
    assert told.exit_code == 3
    assert "set SUMMARY_SEARCH_OPENSEARCH_USER and SUMMARY_SEARCH_OPENSEARCH_PASSWORD instead" in told.output
    assert "s3cret" not in told.output


def test_a_version_too_old_is_told(opensearch: str, toy: Path) -> None:
    if reason := nodes.why_not():
        pytest.skip(reason)
    with nodes.running(version="2.18.0.0", heap="256m", for_tests=True) as (old,):
        told = run(f"opensearch+{old.url}/toy", "rebuild", str(toy))
        assert told.exit_code == 3
        assert told.output == f"indexer: {old.url[7:]} runs OpenSearch 2.18.0; upgrade it to 2.19 or newer\n"
        assert nodes.ask(f"{old.url}/_aliases") == {}


def test_searchapp_says_why_it_cannot_start() -> None:
    (port,) = nodes.free_ports(1)
    address = f"opensearch+http://127.0.0.1:{port}/toy"
    told = CliRunner().invoke(searchapp, ["--index", address, "--port", str(nodes.free_ports(1)[0])])
    assert told.exit_code == 3
    assert f"searchapp: no node answers at 127.0.0.1:{port}; start the cluster" in told.output


def test_a_rebuild_that_fails_half_way_leaves_the_alias_and_nothing_else(
    client: FlaskClient, index: str, node: nodes.Node, vocabulary: Vocabulary, toy: Path
) -> None:
    before = generations(node)

    def unplugged(_done: int, _total: int) -> None:
        raise IndexUnreachable("the plug was pulled")

    with pytest.raises(IndexUnreachable):
        rebuild(open_engine(index, EngineOptions(cluster=QUICK)), IngestJob([toy], vocabulary, progress=unplugged))
    assert generations(node) == before
    assert_found(client)


def generations(node: nodes.Node) -> dict[str, list[str]]:
    """Return the physical indexes of the toy collection, with their aliases."""
    found = nodes.ask(f"{node.url}/toy-2*")
    return {index: list(about["aliases"]) for index, about in found.items()}
