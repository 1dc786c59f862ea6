import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from indexer.engines.protocols import Engine
from indexer.settings import Settings
from searchapp import create_app


def text_of(html: str) -> str:
    """Return what a reader sees of a page, in one line."""

    seen: list[str] = []

    class Reader(HTMLParser):
        def handle_data(self, data: str) -> None:
            seen.append(data)

    Reader().feed(html)
    return " ".join("".join(seen).split())


def page(client: FlaskClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.text


def test_home_shows_the_box_the_collection_and_the_newest(client: FlaskClient) -> None:
    html = page(client, "/")
    assert '<input id="q" name="q" type="search"' in html
    shown = text_of(html)
    assert "Search 6 summaries of studies" in shown
    assert "conditions of the nerves 3 3 more specific than conditions of the nerves amyotrophic lateral" in shown
    assert shown.index("A review of six trials") < shown.index("Cells after an ischemic stroke")
    assert 'href="/search?condition=als"' in html
    # The examples are of this collection: its most frequent condition by name, alone and with a route.
    assert 'href="/search?q=amyotrophic+lateral+sclerosis"' in html


def test_results_show_titles_badges_passages_and_citations(client: FlaskClient) -> None:
    html = page(client, "/search?q=breathing+slow")
    shown = text_of(html)
    assert "1 summary for “breathing slow”" in shown
    assert "The decline of <mark>breathing</mark> did not <mark>slow</mark>." in html
    assert "Abel A, Baker B. A trial. Nerve. 2018." in shown
    assert 'href="https://doi.org/10.1234/a"' in html
    assert 'href="/summaries/als-it?q=breathing+slow"' in html
    for badge in (
        "amyotrophic lateral sclerosis",
        "bone marrow mesenchymal stem cell",
        "intrathecal",
        "autologous",
    ):
        assert badge in shown


def test_facets_are_checkboxes_with_counts_that_belong_to_the_search_form(client: FlaskClient) -> None:
    html = page(client, "/search?q=cells&route=intravenous")
    boxes = re.findall(r'<input type="checkbox" form="search" name="(\w+)" value="([\w-]+)"( checked)?>', html)
    assert ("route", "intravenous", " checked") in boxes
    assert ("route", "intrathecal", "") in boxes
    assert ("condition", "als", "") in boxes
    # What would find nothing is there, with its 0: it can be seen that the collection has it.
    assert ("condition", "eczema", "") in boxes
    assert "atopic dermatitis 0 results" in text_of(html)
    # What no summary of the collection has is not.
    assert ("condition", "alzheimers", "") not in boxes


def test_each_active_filter_has_a_chip_that_removes_it_alone(client: FlaskClient) -> None:
    html = page(client, "/search?q=cells&condition=als&condition=stroke&year=2018-2021&sort=title&page=1")
    chips = dict(re.findall(r'<a href="/search\?([^"]+)" aria-label="Remove ([^"]+)">', html))
    assert chips == {
        "q=cells&amp;condition=stroke&amp;year=2018-2021&amp;sort=title": "Condition: amyotrophic lateral sclerosis",
        "q=cells&amp;condition=als&amp;year=2018-2021&amp;sort=title": "Condition: stroke",
        "q=cells&amp;condition=als&amp;condition=stroke&amp;sort=title": "Year: 2018-2021",
    }
    assert 'class="clear" href="/search?q=cells&amp;sort=title"' in html
    assert '<input type="hidden" name="sort" value="title">' in html
    assert 'name="from" min="1000" max="9999" inputmode="numeric" placeholder="2018" value="2018">' in html
    assert 'name="to" min="1000" max="9999" inputmode="numeric" placeholder="2021" value="2021">' in html


def test_an_empty_result_names_the_word_and_leads_out(client: FlaskClient) -> None:
    html = page(client, "/search?q=breathing+nosuchword&route=intrathecal")
    shown = text_of(html)
    assert "No summaries for “breathing nosuchword”" in shown
    assert "No summary in the collection contains nosuchword." in shown
    assert "Without nosuchword: 2 summaries" in shown
    assert "Without breathing: no summaries" in shown
    assert 'href="/search?q=breathing&amp;route=intrathecal"' in html


def test_an_empty_result_of_words_that_never_meet_says_so(client: FlaskClient) -> None:
    shown = text_of(page(client, "/search?q=itch+walking"))
    assert "No summary matches all words and filters together." in shown
    assert "Without itch: 1 summary" in shown


def test_any_edited_address_gives_a_page_with_a_notice(client: FlaskClient) -> None:
    shown = text_of(page(client, "/search?q=(cells&page=zero&route=by-air&sort=best&year=soon&colour=red"))
    for notice in (
        "is not a number from 1",
        "by-air",
        "There is no sort order",
        "is not a range of years",
        "colour",
        "A missing closing bracket",
    ):
        assert notice in shown


def test_pages_are_numbered(
    write: Callable[[dict[str, str]], Path], build: Callable[..., Engine], settings: Settings
) -> None:
    many = {f"s{number:03}": f"---\ntitle: Number {number:03}\n---\nSame words.\n" for number in range(205)}
    build(write(many, "many"))
    client = create_app(settings).test_client()
    html = page(client, "/search?q=words&page=6")
    shown = text_of(html)
    assert "205 summaries for “words”" in shown
    assert "Previous Page 1 … Page 4 Page 5 Page 6 Page 7 Page 8 … Page 11 Next" in shown
    assert '<ol class="hits" start="101">' in html
    assert 'href="/search?q=words&amp;page=6#heading" aria-current="page"' in html
    assert html.count('<article class="hit">') == 20
    assert page(client, "/search?q=words&page=99").count('<article class="hit">') == 5


def test_a_size_in_the_address_is_kept(client: FlaskClient) -> None:
    html = page(client, "/search?q=cells&size=2")
    assert html.count('<article class="hit">') == 2
    assert 'href="/search?q=cells&amp;page=2&amp;size=2#heading"' in html
    assert '<input type="hidden" name="size" value="2">' in html


def test_a_summary_has_a_page_with_its_source_and_its_fields(client: FlaskClient) -> None:
    html = page(client, "/summaries/als-it?q=headache")
    shown = text_of(html)
    assert "Headache was the only harm reported." in shown
    assert "<mark>Headache</mark>" in html
    assert 'href="/search?q=headache"' in html
    assert 'href="/search?route=intrathecal"' in html
    assert "doi:10.1234/a" in shown


def test_an_unknown_summary_or_address_is_a_page_not_found(client: FlaskClient) -> None:
    for address in ("/summaries/nobody", "/summaries/..%2F..%2Fetc", "/nowhere"):
        answer = client.get(address)
        assert answer.status_code == 404
        assert "Go to the home page" in answer.text


def test_hostile_text_is_shown_as_text(
    write: Callable[[dict[str, str]], Path], build: Callable[..., Engine], settings: Settings
) -> None:
    hostile = (
        '---\ntitle: "<script>alert(1)</script> cells"\n'
        'citation: {title: "<img src=x onerror=alert(1)>", doi: \'10.1234/"><b>\'}\n---\n'
        "Words with <script>alert(2)</script> cells & [x](javascript:alert(3)).\n"
    )
    build(write({"bad": hostile}, "hostile"))
    client = create_app(settings).test_client()
    for address in (
        "/",
        "/search?q=cells",
        "/summaries/bad?q=%3Cscript%3E",
        "/search?q=%22%3E%3Cscript%3Ealert(4)",
    ):
        html = page(client, address)
        assert "<script>alert" not in html
        assert "<img" not in html
        assert 'href="javascript' not in html
        assert '"><b>' not in html
    assert "&lt;script&gt;alert(2)&lt;/script&gt;" in page(client, "/summaries/bad")


def test_every_answer_has_the_headers_that_keep_scripts_out(client: FlaskClient) -> None:
    for address in ("/", "/search", "/nowhere", "/api/v1/search", "/static/style.css"):
        with client.get(address) as answer:  # closes the static file
            headers = answer.headers
        assert headers["Content-Security-Policy"].startswith("default-src 'none'; script-src 'self'; style-src 'self';")
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert "Set-Cookie" not in headers


def test_without_an_index_page_and_api_say_so_and_recover(tmp_path: Path, settings: Settings, engine: Engine) -> None:
    missing = create_app(Settings(index=str(tmp_path / "later"), corpus=tmp_path)).test_client()
    for address in ("/", "/search?q=x", "/api/v1/search"):
        answer = missing.get(address)
        assert answer.status_code == 503
        assert answer.headers["Retry-After"] == "30"
        assert "The index has not been built yet." in answer.text
        assert str(tmp_path) not in answer.text
    Path(engine.location()).rename(tmp_path / "later")
    assert missing.get("/search?q=walking").status_code == 200


@pytest.mark.parametrize("harm", ["removed", "cut short"])
def test_a_table_that_is_harmed_while_serving_is_told_until_the_next_rebuild(
    harm: str,
    client: FlaskClient,
    engine: Engine,
    build: Callable[..., Engine],
    toy: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    assert client.get("/search?q=walking").status_code == 200
    table = next(Path(engine.location()).glob("generations/*/**/*words_tokens.npy"))
    content = table.read_bytes()
    table.unlink()
    if harm == "cut short":
        table.write_bytes(content[:-1])
    for address in ("/", "/search?q=walking", "/api/v1/search?q=walking", "/search?q=walking"):
        answer = client.get(address)
        assert answer.status_code == 503
        assert "The index is not available at the moment." in answer.text
        assert "words_tokens" not in answer.text
    assert f"{table.name} {'is missing' if harm == 'removed' else 'has'}" in caplog.text
    assert "run: indexer rebuild" in caplog.text
    build(toy)
    assert client.get("/search?q=walking").status_code == 200


def test_a_fault_of_ours_is_a_page_without_a_trace(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: object) -> None:
        raise RuntimeError("secret")

    monkeypatch.setattr("indexer.search.session.SearchSession.results", fail)
    for address in ("/search?q=x", "/api/v1/search?q=x"):
        answer = app.test_client().get(address)
        assert answer.status_code == 500
        assert "secret" not in answer.text
        assert "Traceback" not in answer.text


def test_the_footer_says_that_this_is_no_medical_advice(client: FlaskClient) -> None:
    assert "They are not medical advice" in text_of(page(client, "/"))


def test_hits_with_some_of_the_words_follow_marked_and_can_be_done_without(client: FlaskClient) -> None:
    html = page(client, "/search?q=twelve+itching")
    shown = text_of(html)
    assert "No summaries for “twelve itching”" in shown
    assert "Summaries with some of the words 2 summaries with some but not all of the words. Require all words" in shown
    assert '<section class="partial" aria-labelledby="partial">' in html
    assert 'href="/search?q=twelve+itching&amp;words=all"' in html
    without = page(client, "/search?q=twelve+itching&words=all")
    assert "some of the words" not in text_of(without)
    assert '<input type="hidden" name="words" value="all">' in without
    some = text_of(page(client, "/search?q=twelve+itching&words=some"))
    assert "2 summaries with some of the words (0 with all) for “twelve itching”" in some
    assert "Require all words" in some


def test_what_was_understood_is_a_chip_that_undoes_it(client: FlaskClient) -> None:
    html = page(client, "/search?q=intrathecally")
    assert "2 summaries for “intrathecally”" in text_of(html)
    assert "intrathecally: also searched as the route “intrathecal”; search only for the words as typed ×" in text_of(
        html
    )
    assert 'href="/search?q=intrathecally&amp;literal=intrathecal"' in html
    undone = page(client, "/search?q=intrathecally&literal=intrathecal")
    assert "1 summary for “intrathecally”" in text_of(undone)
    assert "also searched as the route" not in text_of(undone)
    assert '<input type="hidden" name="literal" value="intrathecal">' in undone


def test_a_better_spelling_is_offered(client: FlaskClient) -> None:
    html = page(client, "/search?q=brething")
    assert "Showing results for breathing. Search instead for brething" in text_of(html)
    assert 'Search instead for <a href="/search?q=brething&amp;exact=true">brething</a>' in html
    assert 'href="/summaries/als-it?q=breathing' in html
    html = page(client, "/search?q=brething&exact=true")
    assert "Did you mean breathing? (2 summaries)" in text_of(html)
    assert 'Did you mean <a href="/search?q=breathing">breathing</a>?' in html
    assert "Did you mean" not in page(client, "/search?q=breathing")


def test_an_ambiguous_acronym_lists_its_senses(client: FlaskClient) -> None:
    html = page(client, "/search?q=AD")
    assert "AD may mean atopic dermatitis 1" in text_of(html)
    assert '<a href="/search?q=AD&amp;condition=eczema">atopic dermatitis</a>' in html
    assert '<a href="/search?q=AD&amp;literal=eczema">Search only for the word as typed</a>' in html
    assert "1 summary for “AD”" in text_of(page(client, "/search?q=AD&condition=eczema"))


def test_a_hit_says_why_it_was_found(client: FlaskClient) -> None:
    html = page(client, "/search?q=walking")
    assert 'href="/search?q=walking&amp;explain=true#why-stroke"' in html
    explained = page(client, "/search?q=walking&explain=true")
    assert '<details class="why" id="why-stroke" open>' in explained
    assert "“walking” in the text: walking 1×" in text_of(explained)
    assert '<a href="/search?q=walking">Hide explanations</a>' in explained
    assert '<input type="hidden" name="explain" value="true">' in explained
    assert "Why this result?" not in page(client, "/search?q=condition:als")  # nothing ranks


def test_related_and_similar_summaries_are_shown_apart(corpus_client: FlaskClient) -> None:
    html = page(corpus_client, "/search?q=microfracture")
    assert "Related summaries Summaries on similar topics that do not match this search." in text_of(html)
    assert html.index('id="related"') > html.index('<ol class="hits" start="1">')
    shown = text_of(page(corpus_client, "/summaries/oh-2018-als-repeated-intrathecal-bmmsc-phase2"))
    similar = shown[shown.index("Similar summaries") :]
    assert "Shared tags: amyotrophic lateral sclerosis bone marrow mesenchymal stem cell intrathecal" in similar
