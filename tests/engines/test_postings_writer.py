from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.engines.whoosh.postings import parts
from indexer.engines.whoosh.postings.writer import PostingsWriter, read_tokens
from indexer.text.analysis import terms

odd = st.text(st.one_of(st.characters(codec="utf-8"), st.sampled_from(" \n\u00a0\x1c_+'’⁶²α-İß")))
texts = st.lists(st.tuples(odd, odd), max_size=6)


def saved(folder: Path, *runs: list[tuple[str, str]]) -> dict[str, bytes]:
    """Return the files that these runs of documents make, by name."""
    folder.mkdir()
    writer = PostingsWriter("words")
    for run in runs:
        writer.add(read_tokens(run))
    writer.save(folder)
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@given(texts=texts)
def test_the_tokens_of_a_text_are_its_terms(texts: list[tuple[str, str]]) -> None:
    tokens = read_tokens(texts)
    assert [tokens.terms[number] for number in tokens.numbers] == [
        t for pair in texts for part in pair for t in terms(part)
    ]
    assert tokens.lengths.tolist() == [[len(terms(part)) for part in pair] for pair in texts]
    assert len(set(tokens.words)) == len(tokens.words)


@settings(max_examples=50)
@given(texts=texts, at=st.integers(0, 6), most=st.integers(1, 5))
def test_tables_are_the_same_however_the_work_is_parted(
    texts: list[tuple[str, str]], at: int, most: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    root = tmp_path_factory.mktemp("tables")
    whole = saved(root / "whole", texts)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parts, "_SORTED_AT_ONCE", most)
        patch.setattr(parts, "_TERMS_AT_ONCE", most)
        assert saved(root / "parted", texts[:at], texts[at:]) == whole
