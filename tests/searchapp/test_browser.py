"""The pages in headless Chromium, as a person uses them: with scripts and without."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from .conftest import quiet_page

pytestmark = pytest.mark.browser


@pytest.fixture(params=["scripts", "no scripts"])
def page(browser: Browser, address: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page at home, whose console must stay empty."""
    with quiet_page(browser, address, java_script_enabled=request.param == "scripts") as page:
        page.goto("/")
        yield page


def apply(page: Page) -> None:
    """Press the button that is there for those without scripts."""
    button = page.get_by_role("button", name="Apply filters")
    if button.is_visible():
        button.click()


def titles(page: Page) -> list[str]:
    return page.locator(".hit h2").all_inner_texts()


def test_typing_finds_ticking_narrows_and_unticking_restores(page: Page) -> None:
    page.get_by_label("Search the summaries").fill("cells")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("5 summaries for “cells”")
    everything = titles(page)

    page.get_by_role("checkbox", name="into the spine").click()
    apply(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("2 summaries for “cells”")
    assert set(titles(page)) == {"Cells given intrathecally in ALS", "A review of six trials"}
    assert "route=spine" in page.url

    page.get_by_role("checkbox", name="into the spine").click()
    apply(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("5 summaries for “cells”")
    assert titles(page) == everything


def test_a_chip_removes_its_filter_and_back_brings_it_again(page: Page) -> None:
    page.goto("/search?q=cells&condition=als&route=spine")
    expect(page.get_by_role("heading", level=1)).to_have_text("2 summaries for “cells”")
    page.get_by_role("link", name="Remove Route: into the spine").click()
    expect(page.get_by_role("link", name="Remove Condition: amyotrophic lateral sclerosis")).to_be_visible()
    expect(page.get_by_role("link", name="Remove Route: into the spine")).to_have_count(0)
    page.go_back()
    expect(page.get_by_role("checkbox", name="into the spine")).to_be_checked()


def test_a_new_query_keeps_the_filters(page: Page) -> None:
    page.goto("/search?q=cells&condition=als&sort=title&year=2018-2021")
    page.get_by_label("Search the summaries").fill("breathing")
    page.get_by_role("button", name="Search", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("2 summaries for “breathing”")
    assert page.url.endswith("/search?q=breathing&sort=title&condition=als&year=2018-2021")


def test_from_a_hit_to_its_summary_and_on_by_a_badge(page: Page) -> None:
    page.goto("/search?q=headache")
    page.get_by_role("link", name="Cells given intrathecally in ALS", exact=True).click()
    expect(page.locator("mark")).to_have_text(["Headache"])
    page.get_by_role("link", name="Route: intrathecal").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("2 summaries")


def test_an_empty_result_leads_out(page: Page) -> None:
    page.goto("/search?q=walking+nosuchword")
    page.get_by_role("link", name="1 summary").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("1 summary for “walking”")


@pytest.mark.parametrize("width", [320, 375, 768, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_is_wider_than_the_window(browser: Browser, address: str, width: int, scheme: str) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 800},
        color_scheme=scheme,  # type: ignore[arg-type]
        base_url=address,
    )
    page = context.new_page()
    for path in ("/", "/search?q=cells&condition=nerves", "/search?q=nosuchword", "/summaries/als-it", "/nowhere"):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()


def test_a_page_asks_nobody_else_for_anything(browser: Browser, address: str) -> None:
    context = browser.new_context(base_url=address)
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/search?q=cells")
    assert len(asked) <= 5
    assert all(url.startswith(address) for url in asked)
    context.close()
