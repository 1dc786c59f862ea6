"""OpenSearch nodes on this machine for tests and benchmarks, one JVM each. They end with this process.

The first use downloads the jars from Maven Central into the user's cache folder.
"""

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

# (Version of the runner, oldest Java for it), newest first.
RUNNERS = (("3.8.0.0", 21), ("2.19.1.0", 17))
_MEMORY = Path("/dev/shm")  # noqa: S108  # Linux; nodes use a temporary folder in it
_MIN_FREE = 2 << 30  # bytes
_START_TIMEOUT = 180  # seconds, on a busy machine


@dataclass
class Node:
    """A node: its HTTP URL, its command line and its data folder."""

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
        """Kill the process, as a power cut would."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process = None

    def wait(self, path: str = "/_cluster/health?wait_for_status=yellow&timeout=60s") -> None:
        """Wait until the node responds to ``path``. Raises RuntimeError with the log if it doesn't start."""
        deadline = time.monotonic() + _START_TIMEOUT
        while time.monotonic() < deadline:
            assert self.process is not None
            if self.process.poll() is not None:
                break
            with suppress(OSError):
                ask(self.url + path)
                return
            time.sleep(0.2)
        raise RuntimeError(f"{self.name} did not start: {self.log.read_text(errors='replace')[-3000:]}")


def ask(url: str, body: Any = None, method: str | None = None) -> Any:
    """Return the parsed JSON response. Raises OSError without a successful one."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"Content-Type": "application/json"}, method=method)  # noqa: S310
    with urllib.request.urlopen(request, timeout=70) as response:  # noqa: S310
        return json.load(response)


def missing_requirement() -> str | None:
    """Return the reason why this machine cannot run a node, or None if it can."""
    for program in ("java", "mvn"):
        if shutil.which(program) is None:
            return f"no {program} found: install JDK 17 or newer and Maven, or set OPENSEARCH_URL"
    return None if _java_versions() else "no JDK 17 or newer found: install one, or set OPENSEARCH_URL"


@contextmanager
def running(
    nodes: int = 1,
    *,
    version: str | None = None,
    heap: str = "512m",
    settings: Sequence[str] = (),
    for_tests: bool = False,
) -> Iterator[list[Node]]:
    """Yield a running cluster; ``version`` is that of the runner, None for the newest one that this machine can run.

    ``for_tests`` halves the start time: less JIT compilation, data in memory. All nodes end with the context, at the
    latest with this process.
    """
    parent, options = (_in_memory(), ("-XX:TieredStopAtLevel=1",)) if for_tests else (None, ())
    with tempfile.TemporaryDirectory(dir=parent, ignore_cleanup_errors=True) as folder:
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


def jars(version: str) -> Path:
    """Return the folder of a runner's jars; download them on first use."""
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
    """Return the command line of a node in ``folder``; ``seeds`` maps the names of all nodes to transport ports.

    ``settings`` ("NAME=VALUE") are settings of the node, ``options`` those of the JVM.
    """
    version, java = _runner_and_java(version)
    seeds = seeds or {name: transport}
    node_settings = {
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
        "-cp", f"{jars(version)}/*", str(HERE / "Node.java"), str(folder),
        *(f"{setting}={value}" for setting, value in node_settings.items()),
    ]  # fmt: skip


def _cluster(nodes: int, folder: Path, **options: Any) -> list[Node]:
    ports = free_ports(2 * nodes)
    seeds = {f"node-{number}": port for number, port in enumerate(ports[nodes:])}
    return [
        Node(
            name,
            f"http://{HOST}:{port}",
            command(folder / name, name, port, transport, seeds=seeds, with_parent=True, **options),
            folder / name,
        )
        for port, (name, transport) in zip(ports[:nodes], seeds.items(), strict=True)
    ]


def _in_memory() -> str | None:
    """Return a folder in memory, or None without one that has 2 GiB free."""
    return str(_MEMORY) if _MEMORY.is_dir() and shutil.disk_usage(_MEMORY).free > _MIN_FREE else None


def _runner_and_java(version: str | None) -> tuple[str, str]:
    """Return the runner version (the newest possible one by default) and the path of the Java for it."""
    javas = _java_versions()
    for runner, oldest in RUNNERS:
        suitable = sorted(number for number in javas if number >= oldest)
        if suitable and version in (None, runner):
            return runner, javas[suitable[0]]
    if version is not None and javas:
        return version, javas[min(javas)]
    raise RuntimeError(f"no installed Java runs OpenSearch {version or ''}")


def _java_versions() -> dict[int, str]:
    """Return the path of each installed JDK 17 or newer, keyed by major version."""
    paths = [Path(home) / "bin" / "java" for home in [os.environ.get("JAVA_HOME") or ""] if home]
    paths += sorted(Path("/usr/lib/jvm").glob("*/bin/java"))
    if java := shutil.which("java"):
        paths.append(Path(java))
    versions: dict[int, str] = {}
    for path in paths:
        release = path.resolve().parents[1] / "release"
        if release.is_file() and path.resolve().with_name("javac").exists():
            line = next(line for line in release.read_text().splitlines() if line.startswith("JAVA_VERSION="))
            number = int(line.partition('"')[2].split(".")[0])
            if number >= 17:
                versions.setdefault(number, str(path))
    return versions


def free_ports(number: int) -> list[int]:
    """Return currently unused TCP ports."""
    sockets = [socket.socket() for _ in range(number)]
    try:
        for each in sockets:
            each.bind((HOST, 0))
        return [each.getsockname()[1] for each in sockets]
    finally:
        for each in sockets:
            each.close()
