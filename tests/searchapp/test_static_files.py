"""Static files: content hashes in their URLs, and how long browsers may keep them."""

import re
from pathlib import Path

import pytest
from flask import Flask, url_for
from flask.testing import FlaskClient

from indexer.summaries.facets import FACETS
from searchapp.middleware import static_files

from .conftest import Client

FOREVER = "public, max-age=31536000, immutable"
PAGES = ("/", "/about", "/search?q=cells", "/search?view=map", "/search?view=timeline", "/summaries/knee", "/nowhere")


def urls_of(folder: Path) -> tuple[FlaskClient, str]:
    """A client of an application that serves ``folder``, and the URL of the file style.css in it."""
    app = Flask(__name__, static_folder=None)
    app.test_client_class = Client
    static_files.register(app, folder)
    with app.test_request_context():
        return app.test_client(), url_for("static", filename="style.css")


def test_the_url_changes_with_the_content_of_any_file(tmp_path: Path) -> None:
    (tmp_path / "style.css").write_text("a {}")
    (tmp_path / "search.js").write_text("import './copy.js';")
    before = urls_of(tmp_path)[1]
    assert urls_of(tmp_path)[1] == before
    (tmp_path / "search.js").write_text("import './keys.js';")
    after = urls_of(tmp_path)[1]
    assert re.fullmatch(r"/static/[0-9a-f]{12}/style\.css", after)
    assert after != before
    (tmp_path / "search.js").rename(tmp_path / "renamed.js")
    assert urls_of(tmp_path)[1] not in (before, after)


def test_the_current_url_is_cached_for_good_and_any_other_is_revalidated(tmp_path: Path) -> None:
    (tmp_path / "style.css").write_text("a {}")
    client, current = urls_of(tmp_path)
    assert client.get(current).headers["Cache-Control"] == FOREVER
    for other in ("/static/style.css", "/static/0123456789ab/style.css"):
        answer = client.get(other)
        assert (answer.status_code, answer.text) == (200, "a {}")
        assert answer.headers["Cache-Control"] == "no-cache"
        assert client.get(other, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
    assert client.get(current.replace("style", "nothing")).status_code == 404


@pytest.mark.parametrize("page", PAGES)
def test_every_static_url_in_a_page_resolves_and_is_cached_for_good(client: FlaskClient, page: str) -> None:
    urls = set(re.findall(r'(?:href|src)="(/static/[^"]+)"', client.get(page).text))
    assert {url.rsplit("/", 1)[1] for url in urls} >= {"style.css", "search.js"}
    for url in urls:
        answer = client.get(url)
        assert (answer.status_code, answer.headers["Cache-Control"]) == (200, FOREVER), url


def test_modules_import_each_other_by_relative_urls_that_keep_the_hash(client: FlaskClient) -> None:
    """A relative import resolves against the URL of the importing module, whose path contains the hash."""
    (script,) = re.findall(r'src="(/static/[^"]+)"', client.get("/").text)
    for path in static_files.FOLDER.glob("*.js"):
        source = path.read_text(encoding="utf-8")
        names = set(re.findall(r'(?:import|from) "(?:\./)?([\w.]+)"', source))
        names |= {f"{name}.js" for name in re.findall(r'\bload\("(\w+)"\)', source)}
        names |= {f"{name}.js" for name in re.findall(r'data-opens="(\w+)"', client.get("/").text)}
        assert "import(`/" not in source
        for name in names:
            answer = client.get(script.replace("search.js", name))
            assert (answer.status_code, answer.headers["Cache-Control"]) == (200, FOREVER), name


def test_a_page_with_other_static_files_has_another_tag(client: FlaskClient) -> None:
    """The fingerprint of the program covers the static files: a 304 never keeps a page with outdated URLs."""
    tag = client.get("/about").headers["ETag"]
    assert client.get("/about", headers={"If-None-Match": tag}).status_code == 304


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_badges_of_every_palette_color_are_legible(scheme: str) -> None:
    """WCAG AA: text has a contrast of at least 4.5 on its background."""
    css = (static_files.FOLDER / "style.css").read_text(encoding="utf-8")
    light, dark = css.split("@media (prefers-color-scheme: dark)")[:2]
    values = dict(re.findall(r"--([\w-]+): #([0-9a-f]{3,6});", light if scheme == "light" else dark))
    palette = ("teal", "violet", "orange", "green", "gray", "blue", "red", "yellow")
    assert {facet.color for facet in FACETS} <= set(palette)
    for color in palette:
        assert f".badge.{color} {{ background: var(--{color}); }}" in css
        assert contrast(values[color], values["ink"]) >= 4.5, color


def contrast(first: str, second: str) -> float:
    """The contrast ratio of two colors in hexadecimal, as WCAG defines it."""
    darker, lighter = sorted(map(luminance, (first, second)))
    return (lighter + 0.05) / (darker + 0.05)


def luminance(color: str) -> float:
    channels = [int(color[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
