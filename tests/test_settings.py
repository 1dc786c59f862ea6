from __future__ import annotations

from pathlib import Path

import pytest

from indexer.errors import SummarySearchError
from indexer.settings import Settings, default_corpus, shipped_corpus


def test_options_win_over_variables_and_variables_over_defaults() -> None:
    environ = {"SUMMARY_SEARCH_PORT": "9000", "SUMMARY_SEARCH_HOST": "0.0.0.0", "SUMMARY_SEARCH_TITLE": ""}  # noqa: S104
    settings = Settings.load(environ, port=9001, host=None)
    assert (settings.port, settings.host, settings.title) == (9001, "0.0.0.0", "Stem Cell Study Search")  # noqa: S104


def test_the_index_has_a_place_of_its_own_by_default() -> None:
    assert Path(Settings.load({}).index).is_absolute()


def test_a_number_that_is_none_is_told() -> None:
    for wrong in ("two", "0", "-1", "65"):
        with pytest.raises(SummarySearchError, match=f"SUMMARY_SEARCH_WORKERS is '{wrong}', which is no whole number"):
            Settings.load({"SUMMARY_SEARCH_WORKERS": wrong})


def test_the_corpus_here_comes_before_the_shipped_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert default_corpus() == shipped_corpus()
    (tmp_path / "corpus" / "summaries").mkdir(parents=True)
    assert default_corpus() == Path("corpus")


def test_the_vocabulary_is_the_one_set_or_the_sources_own_or_the_shipped_one(tmp_path: Path) -> None:
    own = tmp_path / "corpus" / "vocabulary"
    own.mkdir(parents=True)
    settings = Settings(index="x", corpus=tmp_path / "corpus")
    assert settings.vocabulary_folder() == own
    assert settings.vocabulary_folder(tmp_path / "corpus" / "summaries") == own
    assert settings.vocabulary_folder(tmp_path / "corpus" / "summaries" / "one.md") == own
    assert settings.vocabulary_folder(tmp_path / "other" / "dump.txt") == shipped_corpus() / "vocabulary"
    assert Settings(index="x", corpus=own, vocabulary=tmp_path).vocabulary_folder() == tmp_path


def test_a_number_may_have_decimals_where_seconds_are_counted() -> None:
    assert Settings.load({"SUMMARY_SEARCH_DEADLINE": "0.5"}).deadline == 0.5
    for wrong in ("soon", "-1", "601", "nan"):
        with pytest.raises(
            SummarySearchError, match=f"SUMMARY_SEARCH_DEADLINE is '{wrong}', which is no number from 0"
        ):
            Settings.load({"SUMMARY_SEARCH_DEADLINE": wrong})


def test_what_is_none_of_the_choices_is_told() -> None:
    assert Settings.load({"SUMMARY_SEARCH_LOG": "json"}).log == "json"
    with pytest.raises(SummarySearchError, match="SUMMARY_SEARCH_LOG is 'xml', which is none of off, text, json"):
        Settings.load({"SUMMARY_SEARCH_LOG": "xml"})


def test_a_file_of_settings_wins_over_defaults_and_variables_over_it(tmp_path: Path) -> None:
    file = tmp_path / "summary-search.toml"
    file.write_text('title = "Knees"\nworkers = 3\ndeadline = 1.5\n')
    environ = {"SUMMARY_SEARCH_CONFIG": str(file), "SUMMARY_SEARCH_WORKERS": "4"}
    settings = Settings.load(environ)
    assert (settings.title, settings.workers, settings.deadline, settings.port) == ("Knees", 4, 1.5, 8000)
    assert Settings.load({}, config=file, title="Hips").title == "Hips"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('titel = "Knees"', 'there is no setting "titel"; did you mean "title"'),
        ("title = Knees", "is no TOML: "),
        ("port = 0", "SUMMARY_SEARCH_PORT is '0', which is no whole number from 1 to 65535"),
        (None, "cannot be read: No such file or directory; correct --config"),
    ],
)
def test_a_file_of_settings_that_cannot_be_used_is_told(text: str | None, told: str, tmp_path: Path) -> None:
    file = tmp_path / "summary-search.toml"
    if text is not None:
        file.write_text(text)
    with pytest.raises(SummarySearchError, match=told):
        Settings.load({}, config=file)
