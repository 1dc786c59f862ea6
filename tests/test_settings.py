from pathlib import Path

import pytest

from indexer.errors import SummarySearchError
from indexer.settings import Settings, default_corpus, shipped_corpus


def test_options_win_over_variables_and_variables_over_defaults() -> None:
    environ = {"SUMMARY_SEARCH_PORT": "9000", "SUMMARY_SEARCH_HOST": "0.0.0.0", "SUMMARY_SEARCH_TITLE": ""}  # noqa: S104
    settings = Settings.load(environ, port=9001, host=None)
    assert (settings.port, settings.host, settings.title) == (9001, "0.0.0.0", "Stem Cell Study Search")  # noqa: S104


def test_the_default_index_is_a_folder_of_the_user() -> None:
    assert Path(Settings.load({}).index).is_absolute()


def test_an_invalid_number_is_an_error() -> None:
    for wrong in ("two", "0", "-1", "65"):
        with pytest.raises(
            SummarySearchError, match=f"SUMMARY_SEARCH_WORKERS must be a whole number .*, not '{wrong}'"
        ):
            Settings.load({"SUMMARY_SEARCH_WORKERS": wrong})


def test_the_corpus_here_comes_before_the_shipped_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert default_corpus() == shipped_corpus()
    (tmp_path / "corpus" / "summaries").mkdir(parents=True)
    assert default_corpus() == Path("corpus")


def test_the_vocabulary_is_that_of_the_setting_or_the_source_or_the_shipped_one(tmp_path: Path) -> None:
    own = tmp_path / "corpus" / "vocabulary"
    own.mkdir(parents=True)
    settings = Settings(index="x", corpus=tmp_path / "corpus")
    assert settings.vocabulary_folder() == own
    assert settings.vocabulary_folder(tmp_path / "corpus" / "summaries") == own
    assert settings.vocabulary_folder(tmp_path / "corpus" / "summaries" / "one.md") == own
    assert settings.vocabulary_folder(tmp_path / "other" / "dump.txt") == shipped_corpus() / "vocabulary"
    assert Settings(index="x", corpus=own, vocabulary=tmp_path).vocabulary_folder() == tmp_path


def test_the_deadline_may_have_decimals() -> None:
    assert Settings.load({"SUMMARY_SEARCH_DEADLINE": "0.5"}).deadline == 0.5
    for wrong in ("soon", "-1", "601", "nan"):
        with pytest.raises(
            SummarySearchError, match=f"SUMMARY_SEARCH_DEADLINE must be a number from 0 .*, not '{wrong}'"
        ):
            Settings.load({"SUMMARY_SEARCH_DEADLINE": wrong})


def test_an_invalid_choice_is_an_error() -> None:
    assert Settings.load({"SUMMARY_SEARCH_LOG": "json"}).log == "json"
    with pytest.raises(SummarySearchError, match="SUMMARY_SEARCH_LOG must be one of off, text, json, not 'xml'"):
        Settings.load({"SUMMARY_SEARCH_LOG": "xml"})


def test_a_file_of_settings_wins_over_defaults_and_variables_over_it(tmp_path: Path) -> None:
    file = tmp_path / "summary-search.toml"
    file.write_text('title = "Knees"\nworkers = 3\ndeadline = 1.5\n')
    environ = {"SUMMARY_SEARCH_CONFIG": str(file), "SUMMARY_SEARCH_WORKERS": "4"}
    settings = Settings.load(environ)
    assert (settings.title, settings.workers, settings.deadline, settings.port) == ("Knees", 4, 1.5, 8000)
    assert Settings.load({}, config=file, title="Hips").title == "Hips"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('titel = "Knees"', 'there is no setting "titel"; did you mean "title"'),
        ("title = Knees", "is not valid TOML: "),
        ("port = 0", "SUMMARY_SEARCH_PORT must be a whole number from 1 to 65535, not '0'"),
        (None, "cannot be read: No such file or directory; correct --config"),
    ],
)
def test_an_invalid_file_of_settings_is_an_error(text: str | None, message: str, tmp_path: Path) -> None:
    file = tmp_path / "summary-search.toml"
    if text is not None:
        file.write_text(text)
    with pytest.raises(SummarySearchError, match=message):
        Settings.load({}, config=file)
