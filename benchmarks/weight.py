"""How heavy and how fast the pages are: ``python -m benchmarks.weight``, needs the extra "test" and a Chromium.

Serves the shipped corpus with ``searchapp`` itself, and prints for each kind of page what a browser that was never
there before asks for: requests, kilobytes as they are sent, milliseconds until all of it is there (median of ROUNDS,
after one to warm the server), and how much moves meanwhile. Exits with 1 where a page is above what it may be.
"""

from __future__ import annotations

import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request

from playwright.sync_api import Browser, sync_playwright

PAGES = {
    "home": "/",
    "results": "/search?q=intrathecal",
    "20 results": "/search?q=stem+cells",
    "map": "/search?view=map",
    "timeline": "/search?view=timeline",
    "summary": "/summaries/oh-2018-als-repeated-intrathecal-bmmsc-phase2?q=als",
    "about": "/about",
}
ROUNDS = 9
MOST_REQUESTS, MOST_KILOBYTES, MOST_MILLISECONDS = 5, 60, 200
HEAD = "page         requests  KB sent     ms  of these the page itself  moved"
LOADED = """() => {
    const [page] = performance.getEntriesByType("navigation");
    let moved = 0;
    new PerformanceObserver((list) => list.getEntries().forEach((one) => (moved += one.value)))
        .observe({ type: "layout-shift", buffered: true });
    return new Promise((done) => setTimeout(() => done([page.loadEventEnd, page.responseEnd, moved]), 200));
}"""


def main() -> int:
    """Print the table; return 1 where a page is above what it may be."""
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
    with tempfile.TemporaryDirectory() as folder, socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        free.close()
        command = [sys.executable, "-c", "from searchapp.cli import main; main()", "--port", str(port)]
        server = subprocess.Popen([*command, "--index", f"{folder}/index"], stdout=subprocess.DEVNULL)  # noqa: S603
        try:
            address = f"http://127.0.0.1:{port}"
            _wait(address)
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
                print(HEAD)  # noqa: T201
                fine = [_measure(browser, address, name, path) for name, path in PAGES.items()]
        finally:
            server.terminate()
            server.wait()
    return 0 if all(fine) else 1


def _measure(browser: Browser, address: str, name: str, path: str) -> bool:
    times, firsts = [], []
    for _ in range(ROUNDS + 1):
        context = browser.new_context()
        page = context.new_page()
        sizes: list[int] = []
        page.on("requestfinished", lambda one, sizes=sizes: sizes.append(one.sizes()["responseBodySize"]))
        page.goto(address + path)
        whole, first, moved = page.evaluate(LOADED)
        times.append(whole)
        firsts.append(first)
        context.close()
    milliseconds, sent = statistics.median(times[1:]), sum(sizes) / 1000
    print(  # noqa: T201
        f"{name:12} {len(sizes):8} {sent:8.1f} {milliseconds:6.0f} {statistics.median(firsts[1:]):25.0f} {moved:6.3f}"
    )
    return len(sizes) <= MOST_REQUESTS and sent <= MOST_KILOBYTES and milliseconds <= MOST_MILLISECONDS and not moved


def _wait(address: str) -> None:
    for _ in range(300):
        try:
            urllib.request.urlopen(address, timeout=5).close()  # noqa: S310
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise SystemExit(f"{address} does not answer")


if __name__ == "__main__":
    sys.exit(main())
