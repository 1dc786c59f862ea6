"""Every kind of page is looked through by axe-core, and walked with the keyboard alone."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from .conftest import quiet_page

pytestmark = pytest.mark.browser

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]}
ALS = "/summaries/oh-2018-als-repeated-intrathecal-bmmsc-phase2?q=als"
PAGES = {
    "home": "/",
    "results": "/search?q=intrathecal&condition=amyotrophic-lateral-sclerosis&year=2012-2024&explain=true",
    "some of the words": "/search?q=stem+cells+stroke+walking",
    "every notice": "/search?q=(cells&page=zero&route=by-air&sort=best&year=soon&colour=red",
    "empty result": "/search?q=walking+nosuchword&route=intrathecal",
    "map": "/search?view=map&open=neurological",
    "a cell of the map": "/search?view=map&cell=neurological~pluripotent",
    "timeline": "/search?view=timeline",
    "summary": ALS,
    "about": "/about",
    "error": "/nowhere",
}
MISSING = "Failed to load resource"  # what the browser says of a page that is not found


def violations(page: Page) -> list[str]:
    found = Axe().run(page, options=RULES)
    assert found.response["passes"], "axe looked at nothing"
    return [
        f"{one['id']}: {node['html'][:200]} {node['failureSummary']}"
        for one in found.response["violations"]
        for node in one["nodes"]
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_with_all_that_opens_open(
    browser: Browser, corpus_address: str, name: str, scheme: str
) -> None:
    with quiet_page(browser, corpus_address, MISSING, color_scheme=scheme, reduced_motion="reduce") as page:
        page.goto(PAGES[name])
        assert violations(page) == []
        page.evaluate("document.querySelectorAll('details').forEach((one) => (one.open = true))")
        assert violations(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_dialogs_and_suggestions(browser: Browser, corpus_address: str, scheme: str) -> None:
    phone = {"width": 390, "height": 844}
    with quiet_page(browser, corpus_address, color_scheme=scheme, viewport=phone, reduced_motion="reduce") as page:
        page.goto("/search?q=intrathecal")
        page.get_by_role("button", name="Filters", exact=True).click()
        expect(page.get_by_role("dialog", name="Filters")).to_be_visible()
        assert violations(page) == []
        page.keyboard.press("Escape")
        page.get_by_role("combobox", name="Search the summaries").fill("als")
        expect(page.get_by_role("option").first).to_be_visible()
        page.keyboard.press("ArrowDown")
        assert violations(page) == []
        page.keyboard.press("Escape")
        page.get_by_role("button", name="Show keyboard shortcuts").click()
        assert violations(page) == []


def tab_to(page: Page, name: str) -> None:
    """Press Tab until what has the focus is called so."""
    called = (
        "(document.activeElement.labels?.[0] ?? document.activeElement).innerText?.replace(/\\s+/g, ' ').trim() ?? ''"
    )
    for _ in range(400):
        page.keyboard.press("Tab")
        if name in page.evaluate(called):
            return
    raise AssertionError(f"the keyboard finds no {name}")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_with_the_keyboard_alone_a_paper_is_found_cited_and_the_filters_cleared(
    browser: Browser, corpus_address: str, scripts: bool
) -> None:
    heading = "h1"
    with quiet_page(browser, corpus_address, java_script_enabled=scripts) as page:
        page.goto("/")
        if scripts:
            page.keyboard.press("/")
        else:
            page.get_by_label("Search the summaries").focus()
        page.keyboard.type("als")
        page.keyboard.press("Enter")
        expect(page.locator(heading)).to_contain_text("summaries for “als”")

        tab_to(page, "Skip to the filters")
        page.keyboard.press("Enter")
        tab_to(page, "more specific than nervous-system delivery")
        page.keyboard.press("Enter")
        tab_to(page, "intrathecal")
        page.keyboard.press("Space")
        if not scripts:
            tab_to(page, "Apply filters")
            page.keyboard.press("Enter")
        expect(page.get_by_role("link", name="Remove Route: intrathecal")).to_be_visible()
        narrowed = page.locator(heading).inner_text()

        page.reload()
        tab_to(page, "Cite")
        page.keyboard.press("Enter")
        expect(page.locator("#reference")).to_be_visible()
        expect(page.locator("#reference")).to_contain_text("doi:")

        page.reload()
        tab_to(page, "Back to the results")
        page.keyboard.press("Enter")
        expect(page.locator(heading)).to_have_text(narrowed)
        tab_to(page, "Clear all")
        page.keyboard.press("Enter")
        expect(page.get_by_role("link", name="Remove Route: intrathecal")).to_have_count(0)
        expect(page.locator(heading)).to_contain_text("summaries for “als”")


def test_nothing_moves_while_a_page_comes(browser: Browser, corpus_address: str) -> None:
    shifts = """() => new Promise((done) => {
        let sum = 0;
        new PerformanceObserver((list) => list.getEntries().forEach((one) => (sum += one.value)))
            .observe({ type: "layout-shift", buffered: true });
        setTimeout(() => done(sum), 300);
    })"""
    with quiet_page(browser, corpus_address) as page:
        for path in ("/", "/search?q=intrathecal", "/search?view=map", "/search?view=timeline", ALS):
            page.goto(path)
            assert page.evaluate(shifts) < 0.001, path  # rounding; moving a line of text counts more


@pytest.mark.parametrize("path", ["/", PAGES["results"], "/search?view=map", ALS, "/about"])
def test_text_of_twice_the_size_fits(browser: Browser, corpus_address: str, path: str) -> None:
    with quiet_page(browser, corpus_address, viewport={"width": 1280, "height": 900}) as page:
        page.goto(path)
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert page.evaluate("document.documentElement.scrollWidth") <= 1280
