"""Real OpenSearch nodes for tests and benchmarks, one JVM each, on this machine alone; they end with this process.

The jars come from Maven Central, once, into a folder of the user's cache.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

HOST = "127.0.0.1"
HERE = Path(__file__).parent
JARS = Path(os.environ.get("OPENSEARCH_JARS") or Path.home() / ".cache" / "summary-search-tests" / "opensearch")

# The newest version that a Java runs comes first: (version of the runner, oldest Java).
RUNNERS = (("3.8.0.0", 21), ("2.19.1.0", 17))
_MEMORY = Path("/dev/shm")  # noqa: S108  # of Linux; a folder of our own is made there
_ROOM = 2 << 30  # bytes
_PATIENCE = 180  # seconds, on a busy machine


@dataclass
class Node:
    """A node and what it was started with; ``url`` is where it answers."""

    name: str
    url: str
    command: list[str]
    folder: Path
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    @property
    def log(self) -> Path:
        return self.folder.with_suffix(".log")

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(self.command, stdin=subprocess.PIPE, stdout=log, stderr=log)

    def kill(self) -> None:
        """End it as a power cut does."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process = None

    def wait(self, path: str = "/_cluster/health?wait_for_status=yellow&timeout=60s") -> None:
        """Wait until it answers."""
        patience = time.monotonic() + _PATIENCE
        while time.monotonic() < patience:
            assert self.process is not None
            if self.process.poll() is not None:
                break
            with suppress(OSError):
                ask(self.url + path)
                return
            time.sleep(0.2)
        raise RuntimeError(f"{self.name} did not start: {self.log.read_text(errors='replace')[-3000:]}")


def ask(url: str, body: Any = None, method: str | None = None) -> Any:
    """Return what a node answers; raises OSError where it does not, or not with 200."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"Content-Type": "application/json"}, method=method)  # noqa: S310
    with urllib.request.urlopen(request, timeout=70) as answer:  # noqa: S310
        return json.load(answer)


def why_not() -> str | None:
    """Return what is missing here to run a node, None where nothing is."""
    for program in ("java", "mvn"):
        if shutil.which(program) is None:
            return f"no {program} here: install a JDK of 17 or newer and Maven, or set OPENSEARCH_URL"
    return None if _java_versions() else "no JDK of 17 or newer here: install one, or set OPENSEARCH_URL"


@contextmanager
def running(
    nodes: int = 1,
    *,
    version: str | None = None,
    heap: str = "512m",
    settings: Sequence[str] = (),
    for_tests: bool = False,
) -> Iterator[list[Node]]:
    """Lend a cluster of so many nodes; ``version`` is that of the runner, None for the newest that runs here.

    What is ``for_tests`` takes half the time: it is compiled less, and waits for no disk. All JVMs end at the end, and
    whatever happens, with this process.
    """
    place, options = (_in_memory(), ("-XX:TieredStopAtLevel=1",)) if for_tests else (None, ())
    with tempfile.TemporaryDirectory(dir=place, ignore_cleanup_errors=True) as folder:
        cluster = _cluster(nodes, Path(folder), version=version, heap=heap, settings=settings, options=options)
        try:
            for node in cluster:
                node.start()
            for node in cluster:
                node.wait(f"/_cluster/health?wait_for_nodes={nodes}&timeout=60s")
            yield cluster
        finally:
            for node in cluster:
                if node.process is not None:
                    node.kill()


def resolved(version: str) -> Path:
    """Return the folder of a runner's jars, which are fetched where they are not there yet."""
    folder = JARS / version
    if not (folder / "complete").exists():
        command = [
            "mvn", "-B", "-q", "-f", str(HERE / "pom.xml"), "dependency:copy-dependencies",
            "-DincludeScope=runtime", f"-DoutputDirectory={folder}", f"-Drunner.version={version}",
        ]  # fmt: skip
        subprocess.run(command, check=True)
        (folder / "complete").touch()
    return folder


def command(
    folder: Path,
    name: str,
    port: int,
    transport: int,
    *,
    seeds: Mapping[str, int] | None = None,
    version: str | None = None,
    heap: str = "512m",
    settings: Sequence[str] = (),
    options: Sequence[str] = (),
    with_parent: bool = False,
) -> list[str]:
    """Return the command that runs a node in ``folder``; ``seeds`` are the names and transport ports of all nodes.

    ``settings`` ("NAME=VALUE") are the node's, ``options`` the JVM's.
    """
    version, java = _chosen(version)
    seeds = seeds or {name: transport}
    given = {
        "node.name": name,
        "cluster.name": "tests",
        "network.host": HOST,
        "http.port": str(port),
        "transport.port": str(transport),
        "discovery.seed_hosts": "".join(f"{HOST}:{seed}," for seed in seeds.values()),
        "cluster.initial_cluster_manager_nodes": "".join(f"{seed}," for seed in seeds),
        "cluster.routing.allocation.disk.threshold_enabled": "false",
        "cluster.max_shards_per_node": "5000",
        **dict(setting.split("=", 1) for setting in settings),
    }
    return [
        java, f"-Xms{heap}", f"-Xmx{heap}", "-XX:+UseSerialGC", *options,
        f"-Dends.with.parent={str(with_parent).lower()}",
        "-cp", f"{resolved(version)}/*", str(HERE / "Node.java"), str(folder),
        *(f"{setting}={value}" for setting, value in given.items()),
    ]  # fmt: skip


def _cluster(nodes: int, folder: Path, **more: Any) -> list[Node]:
    ports = free_ports(2 * nodes)
    seeds = {f"node-{number}": port for number, port in enumerate(ports[nodes:])}
    return [
        Node(
            name,
            f"http://{HOST}:{port}",
            command(folder / name, name, port, transport, seeds=seeds, with_parent=True, **more),
            folder / name,
        )
        for port, (name, transport) in zip(ports[:nodes], seeds.items(), strict=True)
    ]


def _in_memory() -> str | None:
    """Return a folder that is kept in memory, None where there is none with room."""
    return str(_MEMORY) if _MEMORY.is_dir() and shutil.disk_usage(_MEMORY).free > _ROOM else None


def _chosen(version: str | None) -> tuple[str, str]:
    """Return the version of the runner and the Java to run it with: the newest that there is one for."""
    javas = _java_versions()
    for runner, oldest in RUNNERS:
        fitting = sorted(number for number in javas if number >= oldest)
        if fitting and version in (None, runner):
            return runner, javas[fitting[0]]
    if version is not None and javas:
        return version, javas[min(javas)]
    raise RuntimeError(f"no Java here runs OpenSearch {version or ''}")


def _java_versions() -> dict[int, str]:
    """Return the Javas of this machine by version, those of 17 or newer with a compiler."""
    places = [Path(place) / "bin" / "java" for place in [os.environ.get("JAVA_HOME") or ""] if place]
    places += sorted(Path("/usr/lib/jvm").glob("*/bin/java"))
    if java := shutil.which("java"):
        places.append(Path(java))
    found: dict[int, str] = {}
    for place in places:
        release = place.resolve().parents[1] / "release"
        if release.is_file() and place.resolve().with_name("javac").exists():
            line = next(line for line in release.read_text().splitlines() if line.startswith("JAVA_VERSION="))
            number = int(line.partition('"')[2].split(".")[0])
            if number >= 17:
                found.setdefault(number, str(place))
    return found


def free_ports(number: int) -> list[int]:
    """Return ports that nobody listens on now."""
    sockets = [socket.socket() for _ in range(number)]
    try:
        for each in sockets:
            each.bind((HOST, 0))
        return [each.getsockname()[1] for each in sockets]
    finally:
        for each in sockets:
            each.close()
