"""What scripts add: results in place, suggestions, keys, the filters' dialog; and what they do when things go wrong."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from .conftest import quiet_page

pytestmark = pytest.mark.browser

BOX = "Search the summaries"


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    with quiet_page(browser, address, "Failed to load resource") as page:
        page.goto("/search?q=cells")
        yield page


def heading(page: Page, text: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(text)


def type_anew(page: Page, text: str) -> None:
    page.get_by_label(BOX).click()
    page.keyboard.press("Control+A")
    page.keyboard.type(text)


def mark(page: Page) -> None:
    """Mark the document, so that a test can tell whether it was loaded anew."""
    page.evaluate("window.same = true")


def same(page: Page) -> bool:
    return bool(page.evaluate("window.same === true"))


def test_typing_is_answered_in_place_and_is_one_step_back(page: Page) -> None:
    mark(page)
    type_anew(page, "breathing")
    heading(page, "2 summaries for “breathing”")
    expect(page.get_by_role("status")).to_contain_text(["2 summaries for “breathing”"])
    expect(page.get_by_label(BOX)).to_be_focused()
    assert page.url.endswith("/search?q=breathing")
    assert page.title().startswith("2 summaries for “breathing”")
    page.keyboard.type(" slow")
    heading(page, "1 summary for “breathing slow”")
    page.go_back()
    heading(page, "5 summaries for “cells”")
    expect(page.get_by_label(BOX)).to_have_value("cells")
    page.go_forward()
    heading(page, "1 summary for “breathing slow”")
    assert same(page)


def test_ticking_keeps_the_focus_and_says_the_count(page: Page) -> None:
    mark(page)
    box = page.get_by_role("checkbox", name="into the spine")
    box.focus()
    page.keyboard.press("Space")
    heading(page, "2 summaries for “cells”")
    expect(page.get_by_role("status")).to_contain_text(["2 summaries for “cells”"])
    expect(box).to_be_focused()
    expect(box).to_be_checked()
    assert page.url.endswith("/search?q=cells&route=spine")
    page.go_back()
    heading(page, "5 summaries for “cells”")
    expect(box).not_to_be_checked()
    assert same(page)


def test_years_narrow_when_they_are_whole(page: Page) -> None:
    page.get_by_label("From").fill("2021")
    page.keyboard.press("Tab")
    heading(page, "2 summaries for “cells”")
    assert page.url.endswith("/search?q=cells&year=2021-")
    page.get_by_label("From").fill("21")
    page.keyboard.press("Tab")
    page.wait_for_timeout(300)
    assert page.url.endswith("/search?q=cells&year=2021-")


def test_a_facet_that_was_closed_stays_closed(page: Page) -> None:
    page.locator("[data-facet=donor] > summary").click()
    page.get_by_role("checkbox", name="into the spine").click()
    heading(page, "2 summaries for “cells”")
    assert page.locator("[data-facet=donor]").get_attribute("open") is None
    assert page.locator("[data-facet=route]").get_attribute("open") is not None


def test_tabs_and_links_are_followed_in_place_to_the_heading(page: Page) -> None:
    mark(page)
    page.get_by_role("link", name="Timeline").click()
    expect(page.get_by_role("link", name="Timeline")).to_have_attribute("aria-current", "page")
    expect(page.locator("#heading")).to_be_focused()
    assert page.url.endswith("/search?q=cells&view=timeline")
    page.get_by_role("checkbox", name="into the spine").click()
    heading(page, "2 summaries for “cells”")
    assert page.url.endswith("/search?q=cells&view=timeline&route=spine")
    assert same(page)


def slow_down(page: Page, part: str, milliseconds: int) -> None:
    """Let answers from addresses with this part come late, even those that nobody waits for any more."""
    page.evaluate(
        """([part, milliseconds]) => {
            const real = window.fetch;
            window.fetch = async (address, options) => {
                if (!String(address).includes(part)) return real(address, options);
                const answer = await real(address);
                await new Promise((done) => setTimeout(done, milliseconds));
                return answer;
            };
        }""",
        [part, milliseconds],
    )


def test_a_link_to_a_place_on_the_page_asks_for_nothing(page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.get_by_role("link", name="Skip to the filters").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#filters")).to_be_focused()
    page.go_back()
    page.wait_for_timeout(300)
    assert asked == []


def test_an_older_answer_never_overwrites_a_newer_one(page: Page) -> None:
    slow_down(page, "/search?q=walking", 1500)
    type_anew(page, "walking")
    page.wait_for_timeout(600)  # it is asked for, and not answered yet
    type_anew(page, "breathing")
    heading(page, "2 summaries for “breathing”")
    page.wait_for_timeout(1500)
    heading(page, "2 summaries for “breathing”")
    assert page.url.endswith("/search?q=breathing")


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ("offline", "You are offline."),
        (500, "The results could not be loaded."),
        (503, "The results could not be loaded."),
    ],
)
def test_a_request_that_fails_is_said_and_the_page_stays_usable(page: Page, fault: str | int, said: str) -> None:
    if isinstance(fault, int):
        page.route("**/search?*", lambda route: route.fulfill(status=fault, body="no", content_type="text/html"))
    else:
        page.context.set_offline(True)
    page.get_by_role("checkbox", name="into the spine").click()
    expect(page.get_by_role("alert")).to_contain_text(said)
    heading(page, "5 summaries for “cells”")
    assert page.url.endswith("/search?q=cells")
    expect(page.get_by_role("link", name="Try again")).to_have_attribute("href", page.url + "&route=spine")
    page.unroute_all()
    page.context.set_offline(False)
    page.get_by_role("checkbox", name="autologous").click()
    heading(page, "1 summary for “cells”")
    expect(page.get_by_role("alert")).to_be_empty()


def test_a_slow_answer_is_shown_as_busy_then_said(page: Page) -> None:
    slow_down(page, "/search?", 5000)
    page.get_by_role("checkbox", name="into the spine").click()
    expect(page.locator(".page")).to_have_attribute("aria-busy", "true")
    expect(page.get_by_role("alert")).to_have_text("This is taking longer than usual…", timeout=8000)
    heading(page, "2 summaries for “cells”")
    assert page.locator(".page").get_attribute("aria-busy") is None
    expect(page.get_by_role("alert")).to_be_empty()


def test_suggestions_are_a_combobox(page: Page) -> None:
    box = page.get_by_role("combobox", name=BOX)
    type_anew(page, "lou ge")
    option = page.get_by_role("option", name="amyotrophic lateral sclerosis")
    expect(option).to_be_visible()
    expect(box).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowDown")
    expect(option).to_have_attribute("aria-selected", "true")
    assert box.get_attribute("aria-activedescendant") == option.get_attribute("id")
    page.keyboard.press("Escape")
    expect(option).to_be_hidden()
    expect(box).to_have_attribute("aria-expanded", "false")
    expect(box).to_have_value("lou ge")
    page.keyboard.press("ArrowDown")
    expect(option).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    heading(page, "2 summaries")
    assert page.url.endswith("/search?condition=als")
    expect(box).to_have_value("")


def test_a_suggestion_keeps_the_filters(page: Page) -> None:
    page.goto("/search?study=rct")
    type_anew(page, "als")
    option = page.get_by_role("option", name="amyotrophic lateral sclerosis")
    expect(option).to_be_visible()
    assert "results" not in option.inner_text()  # which would be those without the filter
    option.click()
    heading(page, "1 summary")
    assert page.url.endswith("/search?study=rct&condition=als")


def test_a_title_is_suggested_at_home_and_leads_to_its_page(page: Page) -> None:
    page.goto("/")
    type_anew(page, "notes")
    page.get_by_role("option", name="Notes on growing cells").click()
    heading(page, "Notes on growing cells")


def test_keys_lead_to_the_box_and_can_be_turned_off(page: Page) -> None:
    page.keyboard.press("/")
    expect(page.get_by_label(BOX)).to_be_focused()
    page.keyboard.type("?")  # in the box it is a sign like any other
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.get_by_role("heading", level=1).focus()
    page.keyboard.press("?")
    keys = page.get_by_role("dialog", name="Keyboard shortcuts")
    expect(keys).to_be_visible()
    page.keyboard.press("Escape")
    expect(keys).to_be_hidden()
    page.get_by_role("button", name="Show keyboard shortcuts").click()
    page.get_by_role("checkbox", name="Use the single-key shortcuts").uncheck()
    page.get_by_role("button", name="Close").click()
    page.reload()
    page.keyboard.press("/")
    page.keyboard.press("?")
    expect(page.get_by_label(BOX)).not_to_be_focused()
    expect(keys).to_be_hidden()


def test_escape_closes_the_export_menu(page: Page) -> None:
    page.get_by_text("Export").click()
    expect(page.get_by_role("link", name="RIS")).to_have_attribute("href", "/search.ris?q=cells")
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="RIS")).to_be_hidden()


def test_on_a_phone_the_filters_open_in_a_dialog(browser: Browser, address: str) -> None:
    with quiet_page(browser, address, viewport={"width": 390, "height": 844}) as page:
        page.goto("/search?q=cells&donor=autologous")
        page.get_by_role("button", name="Filters (1)").click()
        dialog = page.get_by_role("dialog", name="Filters")
        dialog.get_by_role("checkbox", name="into the spine").click()
        expect(dialog.get_by_role("checkbox", name="into the spine")).to_be_checked()
        shown = dialog.get_by_role("button", name="Show 1 result")
        expect(shown).to_be_in_viewport()
        shown.click()
        expect(dialog).to_be_hidden()
        heading(page, "1 summary for “cells”")
        expect(page.get_by_role("button", name="Filters (2)")).to_be_visible()
        # Back in its place: it opens again.
        page.get_by_role("button", name="Filters (2)").press("Space")
        expect(dialog.get_by_role("checkbox", name="into the spine")).to_be_checked()
        page.keyboard.press("Escape")
        expect(dialog).to_be_hidden()


def test_a_value_is_found_by_any_word_of_any_of_its_names(browser: Browser, corpus_address: str) -> None:
    with quiet_page(browser, corpus_address) as page:
        page.goto("/search")
        finder = page.get_by_role("searchbox", name="Find in Condition")
        als = page.get_by_role("checkbox", name="amyotrophic lateral sclerosis")
        expect(als).to_be_hidden()  # within a closed group
        finder.fill("gehr lou")
        expect(als).to_be_visible()
        expect(page.get_by_role("checkbox", name="Neurological and psychiatric")).to_be_visible()
        expect(page.get_by_role("checkbox", name="Musculoskeletal")).to_be_hidden()
        als.click()
        heading(page, "4 summaries")
        expect(finder).to_have_value("gehr lou")
        expect(als).to_be_checked()
        expect(page.get_by_role("checkbox", name="Musculoskeletal")).to_be_hidden()
        finder.fill("zzz")
        expect(page.get_by_text("No matches")).to_be_visible()
        finder.fill("")
        expect(page.get_by_role("checkbox", name="Musculoskeletal")).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_another_page_is_read_from_its_heading(browser: Browser, corpus_address: str, scripts: bool) -> None:
    with quiet_page(browser, corpus_address, java_script_enabled=scripts) as page:
        page.goto("/search?q=cells")
        page.get_by_role("link", name="Next").click()
        expect(page.get_by_role("link", name="Page 2", exact=True)).to_have_attribute("aria-current", "page")
        expect(page.locator("#heading")).to_be_focused()
        assert "page=2" in page.url


def test_the_record_and_the_feed_are_those_of_the_search_in_sight(page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    mark(page)
    for query, found in (("breathing", "2 summaries for “breathing”"), ("knee", "1 summary for “knee”")):
        type_anew(page, query)
        heading(page, found)
        page.get_by_text("Search record").click()
        page.locator(".record").get_by_role("button", name="Copy").click()
        expect(page.locator(".record").get_by_role("status")).to_have_text("Copied")
        copied = page.evaluate("navigator.clipboard.readText()")
        assert f"for “{query}”" in copied
        assert copied == page.locator("#record").inner_text()
        feed = page.locator('link[type="application/atom+xml"]')
        assert feed.get_attribute("href") == f"/search.atom?q={query}"
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the record").click()
    assert download.value.suggested_filename == "knee.record.json"
    assert same(page)
