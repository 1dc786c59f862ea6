import re

from flask.testing import FlaskClient

from indexer.query.ast import Years
from indexer.search.results import YearCount
from searchapp.presenters.years import HEIGHT, year_form

from .test_pages import page, text_of

COUNTS = (YearCount(2018, 1), YearCount(2020, 4), YearCount(2021, 2))


def test_a_year_without_summaries_has_its_place_in_the_histogram() -> None:
    form = year_form(COUNTS, Years(2019, None))
    assert form is not None
    assert [(bar.year, bar.count, bar.height, bar.chosen) for bar in form.bars] == [
        (2018, 1, HEIGHT / 4, False),
        (2019, 0, 0, True),
        (2020, 4, HEIGHT, True),
        (2021, 2, HEIGHT / 2, True),
    ]
    assert [bar.x for bar in form.bars] == [1, 11, 21, 31]
    assert (form.first, form.last, form.since, form.until, form.width, form.top) == (
        2018,
        2021,
        2019,
        None,
        40,
        (2020, 4),
    )
    assert year_form((), None) is None


def test_centuries_are_drawn_as_sixty_years_the_first_of_which_holds_all_before() -> None:
    form = year_form((YearCount(1850, 3), YearCount(1900, 2), YearCount(2021, 1)), None)
    assert form is not None
    assert len(form.bars) == 60
    assert (form.bars[0].year, form.bars[0].count, form.first) == (1962, 5, 1850)


def test_a_chosen_value_stands_on_top_and_opens_its_group(client: FlaskClient) -> None:
    html = page(client, "/search?condition=knee-oa")
    boxes = re.findall(r'name="condition" value="([\w-]+)"', html)
    assert boxes[:2] == ["joints", "knee-oa"]
    assert re.search(r"<details open>\s*<summary>1 more specific", html)


def test_eight_are_seen_and_the_others_are_behind_more(corpus_client: FlaskClient) -> None:
    html = page(corpus_client, "/search")
    condition = html[html.index('data-facet="condition"') : html.index('data-facet="cell_type"')]
    seen, behind = condition.split('<details class="more">')
    tops = re.compile(r"^  <li", re.MULTILINE)
    assert len(tops.findall(seen)) >= 8
    assert "6 more" in text_of(behind)
    assert 'class="find"' in seen  # more than twelve values
    donor = html[html.index('data-facet="donor"') : html.index('data-facet="study"')]
    assert 'class="find"' not in donor


def test_a_form_without_scripts_gets_an_address_fit_to_be_passed_on(client: FlaskClient) -> None:
    answer = client.get("/search?q=cells&sort=&route=spine&from=2018&to=")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/search?q=cells&route=spine&year=2018-")
    assert client.get("/search?q=cells&from=&to=").headers["Location"] == "/search?q=cells"
    assert "is not a range of years" in page(client, "/search?q=cells&from=soon&to=")


def test_chosen_years_are_kept_where_there_is_no_histogram(client: FlaskClient) -> None:
    html = page(client, "/search?q=nosuchword&year=2018-2020")
    assert 'class="histogram"' not in html
    assert '<input type="hidden" name="year" value="2018-2020">' in html


def test_every_view_keeps_the_search_and_an_unknown_one_is_said(client: FlaskClient) -> None:
    html = page(client, "/search?q=cells&route=spine&page=1")
    tabs = re.findall(r'<a href="([^"]+)"(?: aria-current="page")?>(List|Map|Timeline)</a>', html)
    assert tabs == [
        ("/search?q=cells&amp;route=spine", "List"),
        ("/search?q=cells&amp;route=spine&amp;view=map", "Map"),
        ("/search?q=cells&amp;route=spine&amp;view=timeline", "Timeline"),
    ]
    shown = text_of(page(client, "/search?q=cells&view=globe"))
    assert "There is no view “globe” (list, map, timeline); the list is shown." in shown
    timeline = page(client, "/search?q=cells&route=spine&view=timeline")
    assert '<input type="hidden" name="view" value="timeline">' in timeline
    assert 'href="/search?q=cells&amp;view=timeline" aria-label="Remove Route: into the spine"' in timeline


def test_what_is_found_can_be_exported_as_it_is_ordered(client: FlaskClient) -> None:
    html = page(client, "/search?q=cells&sort=title&page=2&size=2&explain=true")
    assert re.findall(r'href="(/search\.[^"]+)" download', html) == [
        f"/search.{name}?q=cells&amp;sort=title" for name in ("ris", "bib", "csv", "jsonl", "record.json")
    ]
    assert "/search.ris" not in page(client, "/search?q=nosuchword")


def test_a_hit_leads_to_its_citation_and_to_what_is_like_it(client: FlaskClient) -> None:
    html = page(client, "/search?q=headache")
    assert 'href="/summaries/als-it?q=headache#cite"' in html
    assert 'href="/summaries/als-it?q=headache#similar"' in html
    assert "2018 · Study design: randomized trial" in text_of(html)


def test_about_says_what_is_there_and_what_it_is_not(client: FlaskClient) -> None:
    shown = text_of(page(client, "/about"))
    assert "6 summaries of studies from 2018 to 2021" in shown
    assert "not medical advice" in shown
    assert "ClinicalTrials.gov" in shown
