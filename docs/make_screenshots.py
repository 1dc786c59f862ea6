"""Take screenshots of pages over the shipped corpus: ``python docs/make_screenshots.py``.

The screenshots are written to docs/images. With ``--all``, the script also writes screenshots of further pages to a
temporary folder, for review.

The script needs the extra "test" and Chromium. If Chromium is not on the path, the environment variable CHROMIUM must
name its executable.
"""

import os
import shutil
import sys
import tempfile
import threading
from pathlib import Path

from playwright.sync_api import sync_playwright
from werkzeug.serving import make_server

from indexer.engines import open_engine
from indexer.ingest.job import IngestJob
from indexer.ingest.rebuild import rebuild
from indexer.settings import Settings, shipped_corpus
from indexer.vocabulary.loader import load_vocabulary
from searchapp import create_app

IMAGES = Path(__file__).parent / "images"
SUMMARY = "/summaries/oh-2018-als-repeated-intrathecal-bmmsc-phase2?q=als"
SCREENSHOTS = {  # name -> path, width and height in pixels, color scheme; a name with "!" is for review only
    "results.png": ("/search?q=intrathecal", 1280, 860, "light"),
    "map.png": ("/search?view=map&open=neurological", 1280, 860, "light"),
    "timeline.png": ("/search?view=timeline", 1280, 640, "dark"),
    "phone.png": ("/search?q=intrathecal&condition=amyotrophic-lateral-sclerosis", 390, 844, "light"),
    "!home.png": ("/", 1280, 900, "light"),
    "!home-dark.png": ("/", 1280, 900, "dark"),
    "!results-dark.png": ("/search?q=intrathecal", 1280, 860, "dark"),
    "!results-narrow.png": ("/search?q=intrathecal", 320, 700, "dark"),
    "!map-dark.png": ("/search?view=map&open=neurological", 1280, 860, "dark"),
    "!timeline-phone.png": ("/search?view=timeline", 390, 844, "light"),
    "!summary.png": (SUMMARY, 1280, 900, "light"),
    "!summary-dark.png": (SUMMARY, 1280, 900, "dark"),
    "!empty.png": ("/search?q=walking+nosuchword&route=intrathecal", 1280, 700, "light"),
    "!error.png": ("/nowhere", 1280, 600, "dark"),
    "!about.png": ("/about", 1280, 900, "light"),
}


def main() -> None:
    """Serve the shipped corpus from a temporary index and write the screenshots."""
    review = Path(tempfile.gettempdir()) / "summary-search-screenshots"
    review.mkdir(exist_ok=True)
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
    with tempfile.TemporaryDirectory() as folder:
        engine = open_engine(f"{folder}/index")
        rebuild(engine, IngestJob([shipped_corpus()], load_vocabulary(shipped_corpus() / "vocabulary")))
        app = create_app(Settings(index=engine.location(), corpus=shipped_corpus()))
        server = make_server("127.0.0.1", 0, app, threaded=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
            for name, (path, width, height, scheme) in SCREENSHOTS.items():
                if name.startswith("!") and "--all" not in sys.argv:
                    continue
                context = browser.new_context(
                    viewport={"width": width, "height": height},
                    color_scheme=scheme,  # type: ignore[arg-type]
                )
                page = context.new_page()
                page.goto(f"http://127.0.0.1:{server.server_port}{path}")
                if name == "phone.png":
                    page.locator(".to-filters").click()
                    page.locator("#sheet[open]").wait_for()
                page.screenshot(path=review / name[1:] if name.startswith("!") else IMAGES / name)
                context.close()
            browser.close()
        server.shutdown()


if __name__ == "__main__":
    main()
