import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.engines.whoosh.storage.arrays import StringTable, write_strings


@given(strings=st.lists(st.text(max_size=5)))
def test_strings_are_read_in_the_order_in_which_they_were_written(
    tmp_path_factory: pytest.TempPathFactory, strings: list[str]
) -> None:
    folder = tmp_path_factory.mktemp("strings")
    write_strings(folder, "some", strings)
    table = StringTable(folder, "some")
    assert len(table) == len(strings)
    assert [table[number] for number in range(len(strings))] == list(table) == strings
