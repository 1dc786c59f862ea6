from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.engines.whoosh.postings.writer import PostingsWriter, tokenize
from indexer.text.analysis import terms

odd = st.text(st.one_of(st.characters(codec="utf-8"), st.sampled_from(" \n\u00a0\x1c_+'’⁶²α-İß")))
texts = st.lists(st.tuples(odd, odd), max_size=6)


def saved(folder: Path, writer: PostingsWriter, *batches: list[tuple[str, str]]) -> dict[str, bytes]:
    """Return the files that a writer makes of the batches of documents, by name."""
    folder.mkdir()
    for batch in batches:
        writer.add(tokenize(batch))
    writer.save(folder)
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@given(texts=texts)
def test_the_tokens_of_a_text_are_its_terms(texts: list[tuple[str, str]]) -> None:
    tokenized = tokenize(texts)
    assert [tokenized.terms[number] for number in tokenized.numbers] == [
        term for fields in texts for text in fields for term in terms(text)
    ]
    assert tokenized.lengths.tolist() == [[len(terms(text)) for text in fields] for fields in texts]
    assert len(set(tokenized.words)) == len(tokenized.words)


@settings(max_examples=50)
@given(texts=texts, at=st.integers(0, 6), limit=st.integers(1, 5))
def test_tables_do_not_depend_on_batches_and_limits(
    texts: list[tuple[str, str]], at: int, limit: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    root = tmp_path_factory.mktemp("tables")
    limited = PostingsWriter("words", max_sorted_tokens=limit, max_sorted_terms=limit)
    assert saved(root / "limited", limited, texts[:at], texts[at:]) == saved(
        root / "whole", PostingsWriter("words"), texts
    )
