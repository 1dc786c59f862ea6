import pickle
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from indexer.errors import SummarySearchError
from indexer.messages import message
from indexer.settings import Settings
from indexer.summaries.facets import FACETS
from searchapp import create_app
from searchapp.translation import counted, number, translated

ROOT = Path(__file__).parents[2]
CATALOGUE = ROOT / "searchapp" / "translations" / "messages.pot"


def test_the_catalogue_holds_all_that_the_pages_say(tmp_path: Path) -> None:
    subprocess.run([sys.executable, ROOT / "docs" / "make_catalogue.py", tmp_path / "anew.pot"], check=True)
    anew = (tmp_path / "anew.pot").read_text(encoding="utf-8")
    assert anew == CATALOGUE.read_text(encoding="utf-8"), "run: python docs/make_catalogue.py"


def test_english_is_written_where_no_other_language_is_there(app: Flask) -> None:
    answer = app.test_client().get("/", headers={"Accept-Language": "de, fr;q=0.5"})
    assert '<html lang="en">' in answer.text
    assert "Set-Cookie" not in answer.headers


def test_the_language_that_is_set_writes_the_numbers(settings: Settings) -> None:
    german = create_app(replace(settings, language="de"))
    with german.test_request_context():
        assert number(1234567) == "1.234.567"
    assert '<html lang="de">' in german.test_client().get("/").text


def test_a_language_that_is_none_is_told_at_the_start(settings: Settings) -> None:
    with pytest.raises(SummarySearchError, match="SUMMARY_SEARCH_LANGUAGE is 'klingon', which is not a known language"):
        create_app(replace(settings, language="klingon"))


def test_one_is_singular_and_thousands_are_grouped(app: Flask) -> None:
    with app.test_request_context():
        assert [counted(n) for n in (0, 1, 1234)] == ["0 summaries", "1 summary", "1,234 summaries"]


def test_what_the_indexer_says_is_translated_too(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("searchapp.translation.gettext", lambda text, **values: f"<{text}|{values}>")
    with app.test_request_context():
        text = message("There is no page %(page)s; this is the last one.", page=7)
        assert text == "There is no page 7; this is the last one."
        assert translated(text) == "<There is no page %(page)s; this is the last one.|{'page': 7}>"
        assert translated("100 % as it is") == "100 % as it is"
    assert pickle.loads(pickle.dumps(text)).template == text.template  # noqa: S301  # our own


def test_facets_and_reasons_are_in_the_catalogue() -> None:
    catalogue = CATALOGUE.read_text(encoding="utf-8")
    for text in (*(facet.label for facet in FACETS), "similar to the best results", "A missing closing bracket"):
        assert f'msgid "{text}' in catalogue
