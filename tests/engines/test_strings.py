from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from indexer.engines.whoosh.storage.string_table import Strings, write_strings


@given(given=st.lists(st.text(max_size=5)))
def test_strings_read_back_in_their_order(tmp_path_factory, given: list[str]) -> None:  # type: ignore[no-untyped-def]
    folder: Path = tmp_path_factory.mktemp("strings")
    write_strings(folder, "some", given)
    read = Strings(folder, "some")
    assert len(read) == len(given)
    assert [read[number] for number in range(len(given))] == given
    assert read[1:3] == given[1:3]
