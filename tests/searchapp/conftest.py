import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.serving import make_server
from werkzeug.test import TestResponse

from indexer.engines.protocols import Engine
from indexer.settings import Settings, shipped_corpus
from searchapp import create_app

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]  # fmt: skip


class Client(FlaskClient):
    """Reads an answer whole and closes it, as servers do, unless it is asked not to."""

    def open(self, *args: Any, buffered: bool = True, **options: Any) -> TestResponse:
        return super().open(*args, buffered=buffered, **options)


@pytest.fixture
def app(settings: Settings) -> Flask:
    app = create_app(settings)
    app.test_client_class = Client
    return app


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        assert not os.environ.get("CI"), "CI must have a Chromium"
        pytest.skip("no Chromium here: install it, or set CHROMIUM to its path")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@contextmanager
def serving(app: Flask) -> Iterator[str]:
    """Serve the application on a free port; the address, without a slash at its end."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    with serving(app) as address:
        yield address


@pytest.fixture(scope="module")
def corpus_app(corpus_engine: Engine) -> Flask:
    """The application over the shipped corpus. Searches have no time limit, because other tests run meanwhile."""
    return create_app(Settings(index=corpus_engine.location(), corpus=shipped_corpus(), deadline=0))


@pytest.fixture
def corpus_client(corpus_app: Flask) -> FlaskClient:
    """A client of the application over the shipped corpus."""
    return corpus_app.test_client()


@pytest.fixture(scope="module")
def corpus_address(corpus_app: Flask) -> Iterator[str]:
    """The shipped corpus, served."""
    with serving(corpus_app) as address:
        yield address


def complaints_of(page: Page) -> list[str]:
    """What the page's console is told from now on, in a list that grows."""
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    return complaints


@contextmanager
def quiet_page(browser: Browser, address: str, expected: str = "", **options: object) -> Iterator[Page]:
    """A page in a window of its own, whose console must stay empty but for what holds ``expected``."""
    context = browser.new_context(base_url=address, **options)  # type: ignore[arg-type]
    page = context.new_page()
    complaints = complaints_of(page)
    yield page
    context.close()
    assert [told for told in complaints if not expected or expected not in told] == []
