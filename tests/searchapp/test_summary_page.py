"""The page of one summary: the way back, citing, what is similar, and hostile texts."""

import json
import re
from collections.abc import Callable
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

from indexer.engines.protocols import Engine
from indexer.settings import Settings
from searchapp import create_app

HOSTILE = """---
title: '</script><script>alert(1)</script> & "quoted" <!--'
citation:
  authors: ["<b>Evil</b> AB"]
  title: "</SCRIPT><img src=x onerror=alert(2)>"
  journal: 'J"><x>'
  doi: 10.1234/a"onmouseover=alert(3)
  url: https://a.example/"><script>alert(4)</script>
---
<script>alert(5)</script> and ]]> in the text.
"""


class Head(HTMLParser):
    """What the head of a page holds for machines, and every address that the page leads to."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.metas: list[tuple[str, str]] = []
        self.links: list[dict[str, str | None]] = []
        self.hrefs: list[str] = []
        self.scripts: list[dict[str, str | None]] = []
        self.inline: list[str] = []
        self.data = ""
        self._in_data = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        self.inline += [name for name in named if name.startswith("on") or name == "style"]
        if tag == "meta" and (name := named.get("name") or named.get("property")):
            self.metas.append((name, named["content"] or ""))
        elif tag == "link":
            self.links.append(named)
        elif tag == "script":
            self.scripts.append(named)
            self._in_data = named.get("type") == "application/ld+json"
        if href := named.get("href"):
            self.hrefs.append(href)

    def handle_endtag(self, tag: str) -> None:
        self._in_data = self._in_data and tag != "script"

    def handle_data(self, data: str) -> None:
        if self._in_data:
            self.data += data


def head(client: FlaskClient, address: str) -> Head:
    answer = client.get(address)
    assert answer.status_code == 200
    return Head(answer.text)


@pytest.fixture
def hostile(write: Callable[[dict[str, str]], Path], build: Callable[..., Engine], settings: Settings) -> FlaskClient:
    build(write({"bad": HOSTILE}, "hostile"))
    return create_app(settings).test_client()


def test_the_way_back_keeps_query_filters_and_page(client: FlaskClient) -> None:
    search = "q=cells&condition=als&route=spine&year=2018-2021&sort=title&words=some&page=1"
    html = client.get(f"/search?{search}").text
    to_summary = unescape(re.search(r'<h2><a href="(/summaries/als-it\?[^"]+)"', html)[1])  # type: ignore[index]
    back = re.search(r'<p class="back"><a href="([^"]+)">([^<]+)</a>', client.get(to_summary).text)
    assert back
    assert unescape(back[1]) == "/search?q=cells&condition=als&route=spine&year=2018-2021&sort=title&words=some"
    assert back[2] == "Back to the results for “cells”"


def test_a_hostile_query_stays_text_in_the_way_back(client: FlaskClient) -> None:
    html = client.get("/summaries/als-it?q=%3Cb%3E%22x%25(query)s").text
    assert "Back to the results for “&lt;b&gt;&#34;x%(query)s”</a>" in html
    assert "<b>" not in html


def test_hits_of_a_later_page_lead_back_to_it(client: FlaskClient) -> None:
    html = client.get("/search?q=cells&size=2&page=2").text
    assert re.search(r'<h2><a href="/summaries/[\w-]+\?q=cells&amp;page=2&amp;size=2"', html)


def test_there_is_no_way_back_where_nobody_came_from_a_search(client: FlaskClient) -> None:
    assert "Back to the results" not in client.get("/summaries/als-it").text


@pytest.mark.parametrize("evil", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
@pytest.mark.parametrize("name", ["next", "back", "return", "url", "page", "sort", "condition", "q"])
def test_the_way_back_leads_nowhere_else(client: FlaskClient, name: str, evil: str) -> None:
    page = head(client, f"/summaries/als-it?q=cells&{name}={quote(evil, safe='')}")
    (back,) = (href for href in page.hrefs if href.startswith("/search?q=cells"))
    assert back in ("/search?q=cells", f"/search?q=cells&condition={quote(evil, safe='')}")
    assert not [href for href in page.hrefs if href.lower().startswith((evil, "//", "javascript:"))]


def test_the_panel_has_the_reference_and_the_files(client: FlaskClient) -> None:
    html = client.get("/summaries/als-it").text
    assert '<div id="cite"' in html
    assert '<h2 id="similar">' not in html  # six summaries are too few to be alike
    assert "data-copy>Abel A, Baker B. A trial. Nerve. 2018. doi:10.1234/a.</blockquote>" in html
    assert re.findall(r'<a href="([^"]+)" download>([^<]+)</a>', html) == [
        ("/summaries/als-it.ris", "RIS"),
        ("/summaries/als-it.bib", "BibTeX"),
        ("/summaries/als-it.csv", "CSV"),
        ("/summaries/als-it.jsonl", "JSON Lines"),
    ]


def test_a_summary_without_a_source_says_so_and_can_be_cited_itself(client: FlaskClient) -> None:
    html = client.get("/summaries/plain").text
    assert "This summary does not name its source." in html
    assert "Notes on growing cells. Stem Cell Study Search. http://localhost/summaries/plain</blockquote>" in html


def test_similar_summaries_say_what_is_in_common(corpus_client: FlaskClient) -> None:
    html = corpus_client.get("/summaries/oh-2018-als-repeated-intrathecal-bmmsc-phase2").text
    similar = html[html.index('<h2 id="similar">') :]
    assert similar.count('Shared tags: <span class="badge teal">amyotrophic lateral sclerosis</span>') == 3
    assert "Shared terms: <q>ALS</q>" in similar


def test_hostile_texts_stay_texts(hostile: FlaskClient) -> None:
    html = hostile.get("/summaries/bad").text
    page = Head(html)
    data = json.loads(page.data)
    assert data["headline"] == '</script><script>alert(1)</script> & "quoted" <!--'
    assert data["citation"]["name"] == "</SCRIPT><img src=x onerror=alert(2)>"
    assert [script.get("type") for script in page.scripts] == ["module", "application/ld+json"]
    assert page.inline == []
    assert "<img" not in html
    assert ("citation_title", "</SCRIPT><img src=x onerror=alert(2)>") in page.metas
