"""A summary's page in headless Chromium: citing, copying, printing, going back; with scripts and without."""

import gzip
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import rispy
from playwright.sync_api import Browser, BrowserContext, Page, expect

from indexer.engines.protocols import Engine

from .conftest import complaints_of
from .test_summary_page import HOSTILE

pytestmark = pytest.mark.browser

SUMMARY = "/summaries/als-it?q=cells&route=spine"
REFERENCE = "Abel A, Baker B. A trial. Nerve. 2018. doi:10.1234/a."
DATA = "JSON.parse(document.querySelector('script[type=\"application/ld+json\"]').textContent)"


@pytest.fixture
def context(browser: Browser, address: str, request: pytest.FixtureRequest) -> Iterator[BrowserContext]:
    scripts = getattr(request, "param", "scripts") == "scripts"
    context = browser.new_context(java_script_enabled=scripts, base_url=address, accept_downloads=True)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A page whose console must stay empty."""
    page = context.new_page()
    complaints = complaints_of(page)
    page.on("dialog", lambda dialog: complaints.append(dialog.message))
    yield page
    assert complaints == []


both = pytest.mark.parametrize("context", ["scripts", "no scripts"], indirect=True)


@both
def test_a_link_to_cite_opens_the_panel(page: Page) -> None:
    page.goto(SUMMARY)
    expect(page.get_by_text(REFERENCE)).not_to_be_visible()
    page.get_by_text("Cite", exact=True).click()
    expect(page.get_by_text(REFERENCE)).to_be_visible()
    page.goto("/")
    page.goto(f"{SUMMARY}#cite")
    expect(page.get_by_text(REFERENCE)).to_be_visible()


@both
def test_a_file_is_saved_under_its_name(page: Page) -> None:
    page.goto(f"{SUMMARY}#cite")
    with page.expect_download() as saved:
        page.get_by_role("link", name="RIS").click()
    assert saved.value.suggested_filename == "als-it.ris"
    (entry,) = rispy.loads(Path(saved.value.path()).read_text(encoding="utf-8"))
    assert entry["title"] == "A trial"


@both
def test_from_a_hit_to_its_summary_and_back_to_the_same_results(page: Page) -> None:
    page.goto("/search?q=cells&route=spine&sort=title")
    page.get_by_role("link", name="Cells given intrathecally in ALS", exact=True).click()
    page.get_by_role("link", name="Back to the results for “cells”").click()
    assert page.url.endswith("/search?q=cells&route=spine&sort=title")
    expect(page.get_by_role("heading", level=1)).to_have_text("2 summaries for “cells”")


def test_one_press_copies_the_reference(page: Page, context: BrowserContext) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{SUMMARY}#cite")
    page.get_by_role("button", name="Copy").click()
    expect(page.locator("#cite").get_by_role("status")).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == REFERENCE


def test_without_leave_to_write_the_reference_is_copied_as_a_selection(page: Page, context: BrowserContext) -> None:
    page.add_init_script("navigator.clipboard.writeText = () => Promise.reject(new Error('no'))")
    context.grant_permissions(["clipboard-read"])
    page.goto(f"{SUMMARY}#cite")
    page.get_by_role("button", name="Copy").click()
    expect(page.locator("#cite").get_by_role("status")).to_have_text("Copied")
    assert page.evaluate("getSelection().toString()") == REFERENCE
    assert page.evaluate("navigator.clipboard.readText()") == REFERENCE


def test_where_nothing_can_be_copied_that_is_said(page: Page) -> None:
    page.add_init_script("navigator.clipboard.writeText = () => Promise.reject(); document.execCommand = () => false")
    page.goto(f"{SUMMARY}#cite")
    page.get_by_role("button", name="Copy").click()
    expect(page.locator("#cite").get_by_role("status")).to_have_text("The text is selected. Copy it with the keyboard.")


@pytest.mark.parametrize("context", ["no scripts"], indirect=True)
def test_without_scripts_there_is_no_button_that_does_nothing(page: Page) -> None:
    page.goto(f"{SUMMARY}#cite")
    expect(page.get_by_text(REFERENCE)).to_be_visible()
    expect(page.get_by_role("button", name="Copy")).to_have_count(0)


def test_hostile_texts_run_nothing_and_are_read_as_data(
    page: Page, build: Callable[..., Engine], write: Callable[[dict[str, str]], Path], engine: Engine
) -> None:
    build(write({"bad": HOSTILE}, "hostile"))
    page.goto("/summaries/bad#cite")
    data = page.evaluate(DATA)
    assert data["headline"] == '</script><script>alert(1)</script> & "quoted" <!--'
    assert page.locator("h1").inner_text() == data["headline"]
    assert page.locator("img").count() == 0
    hrefs = page.locator("a").evaluate_all("links => links.map(link => link.protocol)")
    assert set(hrefs) <= {"http:", "https:"}


def test_a_summary_asks_for_little_and_nobody_else(page: Page, address: str) -> None:
    asked: list[str] = []
    scripts: list[bytes] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("response", lambda response: scripts.append(response.body()) if ".js" in response.url else None)
    page.goto(f"{SUMMARY}#cite")
    expect(page.get_by_role("button", name="Copy")).to_be_visible()
    assert len(asked) <= 5
    assert all(url.startswith(address) for url in asked)
    assert sum(len(gzip.compress(script)) for script in scripts) < 10_000


def test_on_paper_there_is_the_summary_and_no_navigation(page: Page, address: str) -> None:
    page.goto(SUMMARY)
    page.emulate_media(media="print")
    for gone in (".top", ".back", ".cite", ".skip"):
        expect(page.locator(gone).first).not_to_be_visible()
    for there in ("h1", ".fields", ".source", "footer"):
        expect(page.locator(there).first).to_be_visible()
    expect(page.get_by_text(f"{address}/summaries/als-it", exact=True)).to_be_visible()
    after = page.get_by_role("link", name="doi:10.1234/a").evaluate("link => getComputedStyle(link, '::after').content")
    assert after == '": " attr(href)' or after == '": https://doi.org/10.1234/a"'
    assert page.pdf(format="A4").startswith(b"%PDF")


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_the_open_panel_is_no_wider_than_the_window(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"{SUMMARY}#cite")
    expect(page.get_by_role("button", name="Copy")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
