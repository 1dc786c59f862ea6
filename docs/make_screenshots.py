"""Make the pictures in docs/images from the shipped corpus: ``python docs/make_screenshots.py``.

Needs the extra "test" and a Chromium; the environment variable CHROMIUM names it where it is not on the path.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import threading
from pathlib import Path

from playwright.sync_api import sync_playwright
from werkzeug.serving import make_server

from indexer import indexing
from indexer.engines import open_engine
from indexer.language.vocabulary import load_vocabulary
from indexer.settings import Settings, shipped_corpus
from searchapp import create_app

IMAGES = Path(__file__).parent / "images"
PICTURES = {"results.png": ("/search?q=intrathecal", 1280, 800, "light")}


def main() -> None:
    """Index the shipped corpus aside, serve it, and take every picture."""
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
    with tempfile.TemporaryDirectory() as folder:
        engine = open_engine(f"{folder}/index")
        indexing.rebuild(engine, load_vocabulary(shipped_corpus() / "vocabulary"), [shipped_corpus()])
        app = create_app(Settings(index=engine.location(), corpus=shipped_corpus()))
        server = make_server("127.0.0.1", 0, app, threaded=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
            for name, (path, width, height, scheme) in PICTURES.items():
                context = browser.new_context(
                    viewport={"width": width, "height": height},
                    color_scheme=scheme,  # type: ignore[arg-type]
                )
                page = context.new_page()
                page.goto(f"http://127.0.0.1:{server.server_port}{path}")
                page.screenshot(path=IMAGES / name)
                context.close()
            browser.close()
        server.shutdown()


if __name__ == "__main__":
    main()
