"""Map and timeline in headless Chromium, as a person uses them: with scripts and without."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from .conftest import quiet_page

pytestmark = pytest.mark.browser

MAP = "/search?view=map"
TIMELINE = "/search?view=timeline"


@pytest.fixture(params=["scripts", "no scripts"])
def page(browser: Browser, address: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page whose console must stay empty: a policy that forbids what a chart does would be told there."""
    with quiet_page(browser, address, java_script_enabled=request.param == "scripts") as page:
        yield page


def heading(page: Page, text: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(text)


def test_a_cell_names_what_it_counts_and_leads_to_it(page: Page) -> None:
    page.goto(f"{MAP}&q=cells")
    page.get_by_role("link", name="3 summaries: conditions of the nerves, mesenchymal stem cell", exact=True).click()
    heading(page, "3 summaries for “cells”")
    assert page.url.endswith("/search?q=cells&condition=nerves&cell_type=msc")
    page.go_back()
    expect(page.get_by_role("table")).to_be_visible()


def test_more_is_darker_and_nothing_has_no_shade(page: Page) -> None:
    page.goto(MAP)
    shades = [
        page.get_by_role("link", name=name, exact=True).evaluate("cell => getComputedStyle(cell).backgroundColor")
        for name in (
            "3 summaries: conditions of the nerves, mesenchymal stem cell",
            "1 summary: conditions of the joints, mesenchymal stem cell",
            "0 summaries: conditions of the joints, exosome; search other sites",
        )
    ]
    assert shades == ["rgb(11, 86, 91)", "rgb(227, 241, 240)", "rgba(0, 0, 0, 0)"]


def test_a_row_and_a_column_open_and_close(page: Page) -> None:
    page.goto(MAP)
    expect(page.get_by_role("rowheader", name="amyotrophic lateral sclerosis")).to_have_count(0)
    page.get_by_role("link", name="3 more specific than conditions of the nerves").click()
    expect(page.get_by_role("rowheader", name="amyotrophic lateral sclerosis")).to_be_visible()
    page.get_by_role("link", name="2 more specific than mesenchymal stem cell").click()
    page.get_by_role("link", name="1 summary: amyotrophic lateral sclerosis, bone marrow mesenchymal stem cell")
    expect(page.get_by_role("columnheader", name="bone marrow mesenchymal stem cell")).to_be_visible()
    toggle = page.get_by_role("link", name="3 more specific than conditions of the nerves")
    expect(toggle).to_have_attribute("aria-expanded", "true")
    toggle.click()
    expect(page.get_by_role("rowheader", name="amyotrophic lateral sclerosis")).to_have_count(0)
    expect(page.get_by_role("columnheader", name="bone marrow mesenchymal stem cell")).to_be_visible()


def test_an_empty_cell_leads_further(page: Page) -> None:
    page.goto(MAP)
    page.get_by_role("link", name="0 summaries: conditions of the joints, exosome; search other sites").click()
    panel = page.get_by_role("region", name="conditions of the joints × exosome")
    expect(panel).to_contain_text("0 summaries in this collection.")
    expect(panel.get_by_role("link", name="PubMed")).to_have_attribute(
        "href", "https://pubmed.ncbi.nlm.nih.gov/?term=%22knee+osteoarthritis%22+AND+%22exosome%22"
    )
    expect(panel.get_by_role("link", name="ClinicalTrials.gov")).to_have_attribute(
        "href", "https://clinicaltrials.gov/search?cond=%22knee+osteoarthritis%22&intr=%22exosome%22"
    )
    panel.get_by_role("link", name="Close").click()
    expect(panel).to_have_count(0)


def test_a_cell_that_only_the_search_empties_says_so(page: Page) -> None:
    page.goto(f"{MAP}&q=headache+OR+skin+OR+knee&cell=nerves~msc")
    expect(page.locator("#cell")).to_contain_text("1 summary")
    page.goto(f"{MAP}&q=knee+OR+itch+OR+(stroke+-walking)&condition=nerves&condition=joints&cell=nerves~msc")
    expect(page.locator("#cell")).to_contain_text("0 summaries match your query and filters.")
    page.locator("#cell").get_by_role("link", name="3 summaries").click()
    heading(page, "3 summaries")


def test_rows_and_columns_are_chosen_and_swapped(page: Page) -> None:
    page.goto(f"{MAP}&q=cells")
    page.get_by_label("Rows").select_option("Route")
    page.get_by_label("Columns").select_option("Study design")
    page.get_by_role("button", name="Update map", exact=True).click()
    expect(page.get_by_role("table", name="Summaries by route and study design")).to_be_visible()
    assert "q=cells" in page.url
    page.get_by_role("link", name="Swap rows and columns").click()
    expect(page.get_by_role("table", name="Summaries by study design and route")).to_be_visible()


def test_the_same_facet_twice_is_answered_with_another_and_said(page: Page) -> None:
    page.goto(f"{MAP}&rows=route&columns=route")
    expect(page.get_by_role("note").filter(has_text="Rows and columns are both “route”")).to_be_visible()
    expect(page.get_by_role("table", name="Summaries by route and condition")).to_be_visible()


def test_a_year_leads_to_its_summaries_from_the_bar_and_from_the_table(page: Page) -> None:
    page.goto(f"{TIMELINE}&q=cells")
    bar = page.get_by_role("link", name="2021: 2 summaries; 1 clinical trial, 1 review")
    bar.focus()
    page.keyboard.press("Enter")
    heading(page, "2 summaries for “cells”")
    page.go_back()
    page.get_by_text("Show as a table").click()
    table = page.get_by_role("table", name="Summaries per year, by study design")
    table.get_by_role("link", name="1 summary: 2021, review").click()
    heading(page, "1 summary for “cells”")


def test_a_design_opens_to_its_kinds(page: Page) -> None:
    page.goto(TIMELINE)
    page.get_by_role("link", name="Kinds of clinical trial").click()
    expect(page.get_by_role("list", name="Legend")).to_contain_text("randomized trial 2")
    expect(page.get_by_role("link", name="2018: 1 summary; 1 randomized trial")).to_be_visible()
    page.get_by_role("link", name="Kinds of clinical trial").click()
    expect(page.get_by_role("link", name="2018: 1 summary; 1 clinical trial")).to_be_visible()


def test_what_has_no_year_is_said(page: Page) -> None:
    page.goto(TIMELINE)
    expect(page.get_by_text("1 summary without a year")).to_be_visible()
    page.goto(f"{TIMELINE}&q=itch")
    expect(page.get_by_text("There is no timeline")).to_be_visible()


@pytest.mark.parametrize("width", [320, 1280])
def test_charts_scroll_in_a_place_of_their_own_and_heads_stay(browser: Browser, address: str, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 400}, base_url=address)
    page = context.new_page()
    for path in (f"{MAP}&open=nerves&open=joints&open=msc&cell=joints~exosome", TIMELINE):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.goto(f"{MAP}&open=nerves&open=joints&open=msc")
    place = page.get_by_role("region", name="Summaries by condition and cell type")
    place.focus()
    expect(place).to_be_focused()
    # The toy map is small: as if it had more rows than there is room for.
    place.evaluate("place => { place.style.maxHeight = '220px'; place.scrollTo(9999, 9999) }")
    box, head, side = (
        place.bounding_box(),
        page.locator("thead th").last.bounding_box(),
        page.locator("tbody th").last.bounding_box(),
    )
    assert box is not None
    assert head is not None
    assert side is not None
    assert head["y"] - box["y"] < 5
    assert side["x"] - box["x"] < 5
    context.close()
