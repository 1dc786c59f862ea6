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
