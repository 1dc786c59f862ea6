"""Documents that mean harm are text: on pages, in JSON, in files to take away and on a terminal."""

import csv
import io
import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import quote

import bibtexparser
import pytest
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser

from indexer.cli import main
from indexer.engines import open_engine
from indexer.engines.protocols import Engine
from indexer.ingest.job import IngestJob
from indexer.ingest.rebuild import rebuild
from indexer.settings import Settings
from indexer.summaries.summary import Citation, Summary
from indexer.vocabulary.model import Vocabulary
from searchapp import create_app

from .conftest import quiet_page, serving

SCRIPTS = [
    "<script>hacked()</script>",
    "</title><script>hacked()</script>",
    "</script><script>hacked()</script>",
    '"><img src=x onerror=hacked()>',
    "'><svg onload=hacked()>",
    "--><script>hacked()</script><!--",
    "]]><script>hacked()</script>",
    "{{ 7 * 7 }}{% raw %}${7*7}#{7*7}",
    "%s %(id)s %n {0} {}",
    "&lt;script&gt;hacked()&lt;/script&gt;",
    "javascript:hacked()",
    "<a href='javascript:hacked()'>x</a>",
    "<base href=//evil.example><meta http-equiv=refresh content='0;url=//evil.example'>",
    "<iframe srcdoc='<script>hacked()</script>'>",
    "[x](javascript:hacked()) ![x](data:text/html,<script>hacked()</script>) <javascript:hacked()>",
    "\u202etxt.exe\u202c \u2066x\u200b\ufeff \u2028\u2029",
]
CITED = """citation:
  authors: ['<script>hacked()</script>', "O'Brien\\" onload=hacked() A"]
  title: '</script><script>hacked()</script>'
  journal: '<img src=x onerror=hacked()>'
  volume: '"><b>'
  doi: '10.1234/"><script>hacked()</script>'
  url: 'https://e.example/"onmouseover="hacked()'
  year: 2020
"""
# As no reader lets them through, but another program might store them.
UNREAD = (
    Summary(
        "unread",
        '=HYPERLINK("//evil.example")\r\nER  - \r\nTY  - JOUR\x1b]0;owned\x07\x9b31m}',
        ("@article{x,\r\ntitle={y}}", "\x1b[2J\x1b[31mword hacked", "-1+cmd|' /C calc'!A0"),
        year=2020,
        citation=Citation(
            authors=("A\r\nER  - ", "=1+1"),
            title="T\nT2  - x",
            journal="J}\n@misc{z",
            doi="javascript:hacked()",
            pmid="1' onload='hacked()",
            pmcid='PMC1"><script>hacked()</script>',
            url="javascript:hacked()",
        ),
    ),
    Summary("data", "Data hacked", ("Text.",), citation=Citation(url="data:text/html,<script>hacked()</script>")),
)


def summaries() -> Iterator[tuple[str, str]]:
    """The names and contents of files in which each script stands in title, text and citation."""
    for number, script in enumerate(SCRIPTS):
        title = json.dumps(f"Knee hacked {script}", ensure_ascii=False)
        yield (
            f"hostile-{number}",
            f"---\ntitle: {title}\n{CITED}---\nKnee osteoarthritis hacked {script}\n\n    {script}\n",
        )


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory, vocabulary: Vocabulary) -> Engine:
    """An index of hostile documents."""
    folder = tmp_path_factory.mktemp("hostile")
    for name, text in summaries():
        (folder / f"{name}.md").write_text(text, encoding="utf-8")
    lines = (json.dumps({"id": f"line-{n}", "title": s, "text": f"hacked {s}"}) + "\n" for n, s in enumerate(SCRIPTS))
    (folder / "lines.jsonl").write_text("".join(lines), encoding="utf-8")
    engine = open_engine(str(tmp_path_factory.mktemp("index") / "index"))
    report = rebuild(engine, IngestJob([folder], vocabulary))
    assert report.problems == ()
    with engine.updater(vocabulary) as writer:
        writer.keep_all_but([])
        for summary in UNREAD:
            writer.add(summary)
        writer.commit("hostile", "digest")
    return engine


@pytest.fixture(scope="module")
def hostile_app(hostile: Engine) -> Flask:
    return create_app(Settings(index=hostile.location(), corpus=Path("nowhere")))


@pytest.fixture
def client(hostile_app: Flask) -> FlaskClient:
    return hostile_app.test_client()


IDS = [name for name, _ in summaries()] + [f"line-{n}" for n in range(len(SCRIPTS))] + [s.id for s in UNREAD]
PAGES = [
    "/",
    "/about",
    "/search?q=hacked",
    "/search?q=hacked&sort=title&page=2",
    "/search?q=hacked&view=map",
    "/search?q=hacked&view=timeline",
    "/search?q=hacked+nosuchword",
    "/search?q=%3Cscript%3Ehacked()%3C/script%3E&condition=%22%3E%3Cscript%3E&year=%3Cscript%3E",
    "/summaries/%3Cscript%3Ehacked()%3C%2Fscript%3E",
    *(f"/summaries/{summary_id}?q=hacked+knee" for summary_id in IDS),
]


class Markup(HTMLParser):
    """The tags and attributes of a page, and what its JSON-LD says."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[tuple[str, str]] = set()
        self.links: list[str] = []
        self.scripts: list[dict[str, str | None]] = []
        self.told: list[str] = []
        self._in_script = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {(tag, name) for name, _ in attrs}
        self.links += [
            value or "" for name, value in attrs if name in ("href", "src", "action", "formaction", "srcset")
        ]
        self._in_script = tag == "script"
        if self._in_script:
            self.scripts.append(dict(attrs))

    def handle_endtag(self, tag: str) -> None:
        self._in_script = False

    def handle_data(self, data: str) -> None:
        if self._in_script and data.strip():
            self.told.append(data)


@pytest.fixture(scope="module")
def harmless(corpus_engine: Engine) -> Markup:
    """What the pages of a harmless collection are made of."""
    client = create_app(Settings(index=corpus_engine.location(), corpus=Path("nowhere"))).test_client()
    some = [hit["id"] for hit in client.get("/api/v1/search?size=30").get_json()["hits"]]
    addresses = ["/", "/about", "/search?q=cells", "/search?q=cells&view=map", "/search?q=cells&view=timeline",
                 "/search?q=cells&page=2", "/search?q=stem+nosuchword&route=nowhere", "/search?q=nosuchword",
                 "/summaries/nowhere", "/search?q=IV", *(f"/summaries/{i}?q=cells" for i in some)]  # fmt: skip
    return Markup("".join(client.get(address).get_data(as_text=True) for address in addresses))


@pytest.mark.parametrize("address", PAGES)
def test_a_page_is_made_of_its_own_markup_alone(address: str, client: FlaskClient, harmless: Markup) -> None:
    response = client.get(address)
    assert response.status_code == (404 if "%3Cscript%3Ehacked()%3C%2F" in address else 200)
    page = Markup(response.get_data(as_text=True))
    assert page.tags <= harmless.tags
    assert page.attributes <= harmless.attributes
    for link in set(page.links) - set(harmless.links):
        assert re.match(r"https?://[\w.:-]+(?:/|$)|[/#?]", link), link
        assert not re.search(r"[\"<>\s]", link), link
    for script in page.scripts:
        assert script.get("type") == "application/ld+json" or (script.get("src") or "").startswith("/static/")
    for told in page.told:
        json.loads(told)


def test_machines_are_told_the_title_as_it_is_and_nothing_else(client: FlaskClient) -> None:
    page = Markup(client.get("/summaries/hostile-2").get_data(as_text=True))
    (told,) = page.told
    assert json.loads(told)["headline"] == "Knee hacked </script><script>hacked()</script>"


def test_what_is_no_address_is_never_linked(client: FlaskClient) -> None:
    for summary_id in ("unread", "data"):
        links = Markup(client.get(f"/summaries/{summary_id}").get_data(as_text=True)).links
        assert not [link for link in links if "javascript:" in link or "data:text" in link or "hacked()" in link]


@pytest.mark.browser
@pytest.mark.parametrize("bypass", [False, True], ids=["under the policy", "without the policy"])
def test_no_script_of_a_document_runs(bypass: bool, browser: Browser, hostile_app: Flask) -> None:
    """The escaping alone must do: the policy is there for the day when it fails."""
    with (
        serving(hostile_app) as address,
        quiet_page(browser, address, expected="404 (NOT FOUND)", bypass_csp=bypass) as page,
    ):
        page.add_init_script("window.ran = []; window.hacked = () => window.ran.push(location.href)")
        for path in PAGES:
            page.goto(path)
            assert page.evaluate("window.ran") == []
            assert page.url.startswith(address)
        page.goto("/search?q=hacked")
        page.get_by_label("Search the summaries").fill("<script>hacked()</script> knee hac")
        page.wait_for_timeout(500)  # suggestions
        assert page.evaluate("window.ran") == []


def test_json_holds_documents_as_they_are_and_is_never_taken_for_a_page(client: FlaskClient) -> None:
    for number, script in enumerate(SCRIPTS[:-1]):
        response = client.get(f"/api/v1/summaries/line-{number}")
        assert response.get_json()["title"] == script
        assert response.content_type.startswith("application/json")
        assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_directions_and_what_shows_nothing_are_left_out_when_read(client: FlaskClient) -> None:
    assert client.get("/api/v1/summaries/line-15").get_json()["title"] == "txt.exe x"


def exported(client: FlaskClient, name: str) -> str:
    with client.get(f"/search.{name}?q=hacked") as response:
        assert response.status_code == 200
        return response.get_data(as_text=True)


def test_a_spreadsheet_runs_nothing(client: FlaskClient) -> None:
    head, *rows = csv.reader(io.StringIO(exported(client, "csv").removeprefix("\ufeff"), newline=""))
    assert len(rows) == len(IDS)
    for row in rows:
        assert len(row) == len(head)
        assert not [cell for cell in row if cell.lstrip().startswith(("=", "+", "-", "@"))]
        assert not [cell for cell in row if re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f]", cell)]


def test_references_end_where_they_end(client: FlaskClient) -> None:
    lines = exported(client, "ris").split("\r\n")
    assert all(re.match(r"[A-Z][A-Z0-9]  - ", line) or not line for line in lines)
    assert (
        sum(line.startswith("ER  - ") for line in lines) == sum(line.startswith("TY  - ") for line in lines) == len(IDS)
    )
    library = bibtexparser.parse_string(exported(client, "bib"))
    assert library.failed_blocks == []
    assert {entry.key for entry in library.entries} == set(IDS)
    assert len(exported(client, "txt").splitlines()) == len(IDS)
    assert {json.loads(line)["id"] for line in exported(client, "jsonl").splitlines()} == set(IDS)


@pytest.mark.parametrize(
    "text", ['a"; filename="evil.exe', "a\r\nSet-Cookie: x=y", "../../etc/passwd", "\u202egpj.exe"]
)
def test_a_files_name_is_plain_and_no_header_is_added(text: str, client: FlaskClient) -> None:
    with client.get(f"/search.ris?q={quote(text)}") as response:
        assert re.fullmatch(r"attachment; filename=[a-z0-9-]+\.ris", response.headers["Content-Disposition"])
        assert "Set-Cookie" not in response.headers


ELSEWHERE = [
    "../../../../etc/passwd",
    "..%2f..%2f..%2fetc%2fpasswd",
    "%2e%2e/%2e%2e/%2e%2e/etc/passwd",
    "%252e%252e%252fetc%252fpasswd",
    "..%5c..%5cwindows%5cwin.ini",
    "%2fetc%2fpasswd",
    "C:%5Cwindows%5Cwin.ini",
    "file:%2f%2f%2fetc%2fpasswd",
    "hostile-0%00",
    "%00",
    "hostile-0%0d%0aX-Injected:%20yes",
    "hostile-0%2f..%2fhostile-1",
    "..;/hostile-0",
    "CON",
    "aux.md",
    "%ff%fe",
    "%ed%a0%80",
    "a" * 5_000,
    "%F0%9F%A6%B4" * 500,
    "*",
    "hostile-*",
]


@pytest.mark.parametrize(
    "place", ["/summaries/{}", "/summaries/{}.ris", "/api/v1/summaries/{}", "/api/v1/summaries/{}.csv"]
)
@pytest.mark.parametrize("elsewhere", ELSEWHERE, ids=lambda text: text[:40])
def test_an_id_never_leads_out_of_the_index(place: str, elsewhere: str, client: FlaskClient) -> None:
    response = client.get(place.format(elsewhere))
    assert response.status_code == 404
    assert "root:" not in response.get_data(as_text=True)
    assert "X-Injected" not in response.headers


@pytest.mark.parametrize(
    "elsewhere", ["../__init__.py", "%2e%2e/cli.py", "..%2fcli.py", "%2fetc%2fpasswd", "..%5ccli.py"]
)
def test_a_static_file_never_lies_elsewhere(elsewhere: str, client: FlaskClient) -> None:
    assert client.get(f"/static/{elsewhere}", follow_redirects=True).status_code == 404


CONTROLS = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


@pytest.mark.parametrize("options", [[], ["--json"], ["--explain"]])
def test_a_terminal_obeys_no_document(options: list[str], hostile: Engine) -> None:
    shown = CliRunner().invoke(main, ["search", "hacked", "--size", "100", "--index", hostile.location(), *options])
    assert shown.exit_code == 0
    assert not CONTROLS.search(shown.output)
    assert ("\\u001b]0;owned\\u0007\\u009b31m" if "--json" in options else "\\x1b]0;owned\\x07\\x9b31m") in shown.output
    if "--json" in options:
        titles = {hit["id"]: hit["title"] for hit in json.loads(shown.output)["hits"]}
        assert titles["unread"] == UNREAD[0].title


@pytest.mark.parametrize("command", ["check", "tag"])
@pytest.mark.parametrize("options", [[], ["--json"]])
def test_a_terminal_obeys_no_name_of_a_file_and_no_mistake_in_it(
    command: str, options: list[str], tmp_path: Path, vocabulary: Vocabulary
) -> None:
    (tmp_path / "a\x1b[31m\nb.md").write_text('---\ntitle: T\nroutes: ["\\e]0;owned\\a"]\n---\nText.\n')
    (tmp_path / "c\x9b.md").write_text('---\ntitle: "\\e[2JT"\n---\nText.\n')
    (tmp_path / "d\x1b.pdf").write_text("")
    shown = CliRunner().invoke(main, [command, str(tmp_path), *options])
    assert shown.exit_code == 1
    assert not CONTROLS.search(shown.output)
    assert "a\\x1b[31m\\nb.md:3" in shown.output.replace("\\\\", "\\")
