"""The commands of the project as processes: commands that end, and the server."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path

_SECONDS = 300  # time limit of a command in seconds
_START = 60  # seconds until a server must answer, and until it must stop
_STEP = 0.1  # seconds between two attempts to reach the server
_BESIDE = Path(sys.executable).parent
_STOPPED = -1
_KEPT = ("PATH", "LANG", "LC_CTYPE", "VIRTUAL_ENV")


def environment(work: Path, **settings: str) -> dict[str, str]:
    """Return the environment variables of processes in a working folder.

    ``settings`` become variables SUMMARY_SEARCH_*. Settings and files of the user's account have no effect.
    """
    given = {name: os.environ[name] for name in _KEPT if name in os.environ}
    own = {name.upper(): str(work / "home") for name in ("home", "xdg_data_home", "xdg_cache_home", "xdg_config_home")}
    fixed = {"LC_ALL": "C.UTF-8", "TZ": "UTC", "TERM": "dumb", "COLUMNS": "100", "PYTHONHASHSEED": "0"}
    # There is no deadline, because a slow moment must not change an answer.
    chosen = {"deadline": "0", "rate_limit": "off"} | settings
    named = {f"SUMMARY_SEARCH_{name.upper()}": value for name, value in chosen.items()}
    tree = {"PYTHONPATH": os.pathsep.join(map(str, trees())), "TMPDIR": str(work / "tmp")}
    return {**given, **own, **fixed, **tree, **named}


def trees() -> list[Path]:
    """Return the folders of PYTHONPATH as absolute paths. They contain the recorded code."""
    return [Path(part).absolute() for part in os.environ.get("PYTHONPATH", "").split(os.pathsep) if part]


def run(argv: tuple[str, ...], work: Path, given: bytes = b"") -> tuple[int, str, str]:
    """Run a command in the working folder. Return exit code, standard output and standard error.

    A command that exceeds the time limit is killed; its exit code is then -1.
    """
    program = [str(_BESIDE / argv[0]), *argv[1:]]
    where = {"cwd": work, "env": environment(work)}
    try:
        done = subprocess.run(program, input=given, capture_output=True, timeout=_SECONDS, **where)  # noqa: S603
    except subprocess.TimeoutExpired:
        return _STOPPED, "", f"stopped after {_SECONDS} s"
    return done.returncode, *(stream.decode(errors="replace") for stream in (done.stdout, done.stderr))


@contextmanager
def server(work: Path, index: str) -> Iterator[int]:
    """Serve an index of the working folder with one worker. Yield the port, and finally stop the server."""
    port = _free_port()
    settings = {"index": str(work / index), "host": "127.0.0.1", "port": str(port), "workers": "1"}
    log = work / f"{index}.log"
    with log.open("wb") as said:
        process = subprocess.Popen(  # noqa: S603
            [_BESIDE / "searchapp"], cwd=work, env=environment(work, **settings), stdout=said, stderr=said
        )
    try:
        _wait(process, port, log)
        yield port
    finally:
        process.terminate()
        process.wait(_START)


def _free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


def _wait(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    """Wait until the server is ready. Raises RuntimeError with its log if it ends or takes too long."""
    until = time.monotonic() + _START
    while process.poll() is None and time.monotonic() < until:
        connection = HTTPConnection("127.0.0.1", port, timeout=_START)
        try:
            connection.request("GET", "/readyz")
            if connection.getresponse().status == 200:
                return
        except (OSError, HTTPException):
            pass
        finally:
            connection.close()
        time.sleep(_STEP)
    raise RuntimeError(f"the server did not start:\n{log.read_text('utf-8', 'replace')}")


def ask(connection: HTTPConnection, method: str, target: str, headers: Mapping[str, str], body: bytes) -> "Answer":
    """Send a request, and return status, headers as pairs, and body.

    If the server has closed the connection, open it again and send the request once more.
    """
    for last in (False, True):
        try:
            connection.request(method, target, body or None, dict(headers))
            response = connection.getresponse()
            return response.status, response.getheaders(), response.read()
        except (OSError, HTTPException):
            connection.close()
            if last:
                raise
    raise AssertionError("not reached")


Answer = tuple[int, list[tuple[str, str]], bytes]
