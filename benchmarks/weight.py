"""Size and loading time of the pages. Run ``python -m benchmarks.weight``; it needs the extra "test" and Chromium.

A ``searchapp`` process serves the shipped corpus. For each kind of page, the script prints four figures of a browser
with an empty cache: number of requests, kilobytes, milliseconds until the load event, and layout shift. The
milliseconds are the median of ROUNDS loads after a warm-up. The exit code is 1 if a page exceeds a limit.
"""

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
MAX_REQUESTS, MAX_KILOBYTES, MAX_MILLISECONDS = 5, 60, 200
HEAD = "page         requests  KB sent     ms  of these the page itself  shift"
LOADED = """() => {
    const [page] = performance.getEntriesByType("navigation");
    let moved = 0;
    new PerformanceObserver((list) => list.getEntries().forEach((one) => (moved += one.value)))
        .observe({ type: "layout-shift", buffered: true });
    return new Promise((done) => setTimeout(() => done([page.loadEventEnd, page.responseEnd, moved]), 200));
}"""


def main() -> int:
    """Print the table. Return 1 if a page exceeds a limit."""
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
                within_limits = [_measure(browser, address, name, path) for name, path in PAGES.items()]
        finally:
            server.terminate()
            server.wait()
    return 0 if all(within_limits) else 1


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
    return len(sizes) <= MAX_REQUESTS and sent <= MAX_KILOBYTES and milliseconds <= MAX_MILLISECONDS and not moved


def _wait(address: str) -> None:
    for _ in range(300):
        try:
            urllib.request.urlopen(address, timeout=5).close()  # noqa: S310
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise SystemExit(f"{address} does not respond")


if __name__ == "__main__":
    sys.exit(main())
