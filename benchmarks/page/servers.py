"""Functions that start local servers, wait until they are ready, send requests, and stop the servers."""

import json
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

HOST = "127.0.0.1"
_READY = 900.0  # seconds until a server must be ready
_STOP = 30.0  # seconds until it must stop
_ANSWER = 600.0  # seconds until it must answer
_ERROR = 400


class Client:
    """An HTTP client with one persistent connection. If the server has closed it, the client opens it again."""

    def __init__(self, port: int, headers: Mapping[str, str] | None = None) -> None:
        self._connection = HTTPConnection(HOST, port, timeout=_ANSWER)
        self._headers = dict(headers or {})

    def get(self, path: str, parameters: Sequence[tuple[str, str]] = ()) -> Any:
        """Send a GET request and return the parsed JSON of the answer."""
        return json.loads(self.ask("GET", f"{path}?{urlencode(parameters)}" if parameters else path))

    def post(self, path: str, body: bytes) -> bytes:
        """Send a POST request and return the body of the answer."""
        return self.ask("POST", path, body)

    def ask(self, method: str, path: str, body: bytes | None = None) -> bytes:
        """Send a request and return the body of the answer. Raises ValueError for a status of 400 or more."""
        try:
            return self._once(method, path, body)
        except (HTTPException, ConnectionError):
            self._connection.close()
            return self._once(method, path, body)

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def _once(self, method: str, path: str, body: bytes | None) -> bytes:
        self._connection.request(method, path, body, self._headers)
        response = self._connection.getresponse()
        answer = response.read()
        if response.status >= _ERROR:
            raise ValueError(f"{method} {path}: {response.status} {answer[:300].decode(errors='replace')}")
        return answer


def free_port() -> int:
    """Return an unused port."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(command: Sequence[str], port: int, ready: str, log: Path) -> Iterator[int]:
    """Start a server and yield its process id as soon as the path ``ready`` answers. Finally stop all its processes."""
    with log.open("wb") as output:
        process = subprocess.Popen(  # noqa: S603  # a fixed command, without a shell
            command, stdout=output, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, start_new_session=True
        )
        try:
            _wait(process, port, ready, log)
            yield process.pid
        finally:
            _stop(process)


def _wait(process: subprocess.Popen[bytes], port: int, ready: str, log: Path) -> None:
    deadline = time.monotonic() + _READY
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"the server stopped: {log.read_text(errors='replace')[-1000:]}")
        client = Client(port)
        with suppress(OSError, HTTPException, ValueError):
            client.ask("GET", ready)
            return
        client.close()
        time.sleep(0.01)
    raise TimeoutError(f"the server was not ready after {_READY:.0f} s")


def _stop(process: subprocess.Popen[bytes]) -> None:
    """Terminate the process group of the server, and kill it if it does not end."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            process.wait(_STOP)
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(_STOP)
