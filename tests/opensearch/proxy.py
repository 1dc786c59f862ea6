"""A reverse proxy with TLS and basic authentication in front of a node, as many clusters have one."""

import base64
import ssl
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import trustme


@contextmanager
def secured(url: str, user: str, password: str, folder: Path) -> Iterator[tuple[str, Path]]:
    """Yield the HTTPS URL of a proxy for the node at ``url``, and the certificate file of its authority."""
    expected = "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()

    class Proxy(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _forward(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            if self.headers.get("Authorization") != expected:
                self._respond(401, b"Unauthorized", "text/plain")
                return
            headers = {"Content-Type": self.headers.get("Content-Type") or "application/json"}
            request = urllib.request.Request(url + self.path, body or None, headers, method=self.command)  # noqa: S310
            try:
                with urllib.request.urlopen(request) as response:  # noqa: S310
                    self._respond(response.status, response.read(), response.headers["Content-Type"])
            except urllib.error.HTTPError as error:
                self._respond(error.code, error.read(), error.headers["Content-Type"])

        do_GET = do_POST = do_PUT = do_DELETE = _forward  # noqa: N815  # names required by http.server

        def do_HEAD(self) -> None:
            self._respond(200, b"", "text/plain")

        def _respond(self, status: int, body: bytes, content_type: str) -> None:
            self.send_response(status)
            self.send_header("Content-Type", content_type)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *arguments: object) -> None:
            pass

    authority = trustme.CA()
    file = folder / "authority.pem"
    authority.cert_pem.write_to_path(file)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Proxy)
    server.daemon_threads = True
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"https://127.0.0.1:{server.server_port}", file
    server.shutdown()
    server.server_close()
    thread.join()
