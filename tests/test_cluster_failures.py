"""Error messages during failures of a cluster, and recovery without a restart afterwards."""

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
from .opensearch.proxy import secured

QUICK = ClusterSettings(replicas=0, timeout=10)


@pytest.fixture(scope="module")
def node(opensearch: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[nodes.Node]:
    """A node for destructive tests. It depends on ``opensearch`` so that all cluster tests are skipped together."""
    if reason := nodes.missing_requirement():
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


def assert_unavailable(client: FlaskClient, index: str, *words: str) -> None:
    """Assert that page, API and command line report an unavailable index; the command names cause and remedy."""
    page, response = client.get("/search?q=cells"), client.get("/api/v1/search?q=cells")
    assert page.status_code == response.status_code == 503
    assert int(page.headers["Retry-After"]) == int(response.headers["Retry-After"]) == 30
    assert "The index is not available at the moment. Please try again later." in page.text
    assert response.content_type == "application/problem+json"
    assert response.get_json()["title"] == "Service Unavailable"
    result = run(index)
    assert result.exit_code == 3
    assert len(result.output.splitlines()) == 1
    for word in words:
        assert word in result.output


def assert_available(client: FlaskClient) -> None:
    assert "5 summaries for" in client.get("/search?q=cells").text
    assert client.get("/api/v1/search?q=cells").get_json()["total"] == 5


def test_lost_node_is_reported_until_it_is_back(client: FlaskClient, index: str, node: nodes.Node) -> None:
    assert_available(client)
    node.kill()
    try:
        assert_unavailable(client, index, "no node responds at 127.0.0.1", "start the cluster")
    finally:
        node.start()
        node.wait()
    assert_available(client)


def test_hanging_node_is_reported_after_the_timeout(client: FlaskClient, index: str, node: nodes.Node) -> None:
    assert node.process is not None
    node.process.send_signal(signal.SIGSTOP)
    try:
        assert_unavailable(client, index, "did not respond in time")
    finally:
        node.process.send_signal(signal.SIGCONT)
    assert_available(client)


def test_lost_shard_is_reported_until_it_is_back(client: FlaskClient, index: str, node: nodes.Node) -> None:
    (physical,) = nodes.ask(f"{node.url}/_alias/toy")
    uuid = nodes.ask(f"{node.url}/{physical}/_settings")[physical]["settings"]["index"]["uuid"]
    shard, elsewhere = node.folder / "data" / "nodes" / "0" / "indices" / uuid / "0", node.folder / "shard"
    node.kill()
    shard.rename(elsewhere)
    try:
        node.start()
        node.wait("/_cluster/health?wait_for_status=red&timeout=30s")
        assert nodes.ask(f"{node.url}/_cluster/health/{physical}")["status"] == "red"
        assert_unavailable(client, index, f"cannot search all of {physical} now", "_cluster/health")
    finally:
        node.kill()
        elsewhere.rename(shard)
        node.start()
        node.wait(f"/_cluster/health/{physical}?wait_for_status=green&timeout=30s")
    assert_available(client)


def test_snapshot_of_the_cluster_restores_index_and_alias(client: FlaskClient, index: str, node: nodes.Node) -> None:
    (physical,) = nodes.ask(f"{node.url}/_alias/toy")
    repository = {"type": "fs", "settings": {"location": "."}}
    nodes.ask(f"{node.url}/_snapshot/backups", repository, method="PUT")
    selection = {"indices": "toy-2*", "include_global_state": False}
    nodes.ask(f"{node.url}/_snapshot/backups/monday?wait_for_completion=true", selection, method="PUT")
    nodes.ask(f"{node.url}/toy-2*", method="DELETE")
    assert run(index).exit_code == 3
    selection = {"indices": physical, "include_global_state": False}
    nodes.ask(f"{node.url}/_snapshot/backups/monday/_restore?wait_for_completion=true", selection, method="POST")
    assert_available(client)
    assert run(index, "status", "--verify").exit_code == 0


def test_missing_index_is_reported(node: nodes.Node, toy: Path) -> None:
    address = f"opensearch+{node.url}/nothing"
    result = run(address)
    assert result.exit_code == 3
    assert result.output == f"indexer: there is no index nothing at {node.url[7:]}; run: indexer rebuild\n"
    client = create_app(Settings(index=address, corpus=toy)).test_client()
    page = client.get("/search?q=cells")
    assert page.status_code == 503
    assert "The index has not been built yet." in page.text
    assert page.headers["Retry-After"] == "30"


def test_deleted_physical_index_is_reported(client: FlaskClient, index: str, node: nodes.Node) -> None:
    assert_available(client)
    (physical,) = nodes.ask(f"{node.url}/_alias/toy")
    nodes.ask(f"{node.url}/{physical}", method="DELETE")
    page = client.get("/search?q=cells")
    assert page.status_code == 503
    assert "The index has not been built yet." in page.text


def test_foreign_index_is_not_touched(node: nodes.Node, toy: Path) -> None:
    nodes.ask(f"{node.url}/others", {"settings": {"number_of_replicas": 0}}, method="PUT")
    for arguments in (("search", "cells"), ("rebuild", str(toy))):
        result = run(f"opensearch+{node.url}/others", *arguments)
        assert result.exit_code == 3
        assert "others at" in result.output
        assert "is not an index of this program; give another name with --index" in result.output
    assert list(nodes.ask(f"{node.url}/others")) == ["others"]


def test_write_block_is_reported_and_the_index_stays(
    client: FlaskClient, index: str, node: nodes.Node, toy: Path
) -> None:
    def block(value: bool | None) -> None:
        nodes.ask(f"{node.url}/_cluster/settings", {"persistent": {"cluster.blocks.create_index": value}}, method="PUT")

    block(True)
    try:
        result = run(index, "rebuild", str(toy))
    finally:
        block(None)
    assert result.exit_code == 3
    assert "accepts no writes" in result.output
    assert_available(client)
    rebuilt = run(index, "rebuild", str(toy), "--vocabulary", str(DATA / "vocabulary"), replicas="0")
    assert rebuilt.exit_code == 0


def test_missing_or_wrong_password_is_reported_and_never_shown(
    index: str, node: nodes.Node, tmp_path: Path, toy: Path
) -> None:
    with secured(node.url, "reader", "s3cret", tmp_path) as (proxy, authority):
        address = f"opensearch+{proxy}/toy"
        login = {"user": "reader", "password": "s3cret", "ca": str(authority)}
        assert "5 summaries, by relevance" in run(address, **login).output
        for wrong in ({"password": "guessed"}, {"user": ""}):
            result = run(address, **{**login, **wrong})
            assert result.exit_code == 3
            assert "rejects the user or the password; set SUMMARY_SEARCH_OPENSEARCH_USER" in result.output
            assert "guessed" not in result.output
        result = run(address, **{**login, "ca": ""})
        assert result.exit_code == 3
        assert (
            "cannot be trusted; give the certificate file of its authority with SUMMARY_SEARCH_OPENSEARCH_CA"
            in result.output
        )
        settings = ClusterSettings("reader", "s3cret", authority, replicas=0)
        assert "s3cret" not in repr(Settings(index=address, corpus=toy, opensearch=settings))
        assert open_engine(address, EngineOptions(cluster=settings)).snapshot().generation.summaries == 6
        refused = create_app(Settings(index=address, corpus=toy)).test_client().get("/search?q=cells")
        assert refused.status_code == 503


def test_password_in_the_address_is_refused_and_not_repeated() -> None:
    result = run("opensearch+http://me:s3cret@127.0.0.1:9200/toy")
    assert result.exit_code == 3
    assert "set SUMMARY_SEARCH_OPENSEARCH_USER and SUMMARY_SEARCH_OPENSEARCH_PASSWORD instead" in result.output
    assert "s3cret" not in result.output


def test_unsupported_version_is_reported(opensearch: str, toy: Path) -> None:
    if reason := nodes.missing_requirement():
        pytest.skip(reason)
    with nodes.running(version="2.18.0.0", heap="256m", for_tests=True) as (old,):
        result = run(f"opensearch+{old.url}/toy", "rebuild", str(toy))
        assert result.exit_code == 3
        assert result.output == f"indexer: {old.url[7:]} runs OpenSearch 2.18.0; upgrade it to 2.19 or newer\n"
        assert nodes.ask(f"{old.url}/_aliases") == {}


def test_searchapp_reports_why_it_cannot_start() -> None:
    (port,) = nodes.free_ports(1)
    address = f"opensearch+http://127.0.0.1:{port}/toy"
    result = CliRunner().invoke(searchapp, ["--index", address, "--port", str(nodes.free_ports(1)[0])])
    assert result.exit_code == 3
    assert f"searchapp: no node responds at 127.0.0.1:{port}; start the cluster" in result.output


def test_failed_rebuild_leaves_alias_and_generations_unchanged(
    client: FlaskClient, index: str, node: nodes.Node, vocabulary: Vocabulary, toy: Path
) -> None:
    before = generations(node)

    def failing_progress(_done: int, _total: int) -> None:
        raise IndexUnreachable("simulated failure")

    with pytest.raises(IndexUnreachable):
        rebuild(
            open_engine(index, EngineOptions(cluster=QUICK)), IngestJob([toy], vocabulary, progress=failing_progress)
        )
    assert generations(node) == before
    assert_available(client)


def generations(node: nodes.Node) -> dict[str, list[str]]:
    """Return the physical indexes of the toy collection, with their aliases."""
    indexes = nodes.ask(f"{node.url}/toy-2*")
    return {index: list(description["aliases"]) for index, description in indexes.items()}
