"""A request sees one generation of the index, even if a rebuild swaps in another one in the middle of it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from indexer.engines.protocols import Engine, Snapshot

NEW = "---\ntitle: Replaced by cells of another kind\nconditions: [stroke]\nyear: 2022\n---\nCells of another kind.\n"


class Swapping:
    """An engine that is rebuilt from other summaries right after its first snapshot."""

    def __init__(self, engine: Engine, swap: Callable[[], object]) -> None:
        self.engine, self.swap, self.snapshots = engine, swap, 0

    def snapshot(self) -> Snapshot:
        snapshot = self.engine.snapshot()
        self.snapshots += 1
        if self.snapshots == 1:
            self.swap()
        return snapshot


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("/", "Cells after an ischemic stroke"),
        ("/about", "2018"),
        ("/search?q=cells", "Cells after an"),
        ("/search?q=cells&page=99&size=2", "This is the last page."),
        ("/search?q=cells&view=map", "mesenchymal"),
        ("/search?q=cells&view=map&cell=als~exosome", "exosome"),
        ("/search?view=timeline&open=trial", "2018"),
        ("/search?q=nosuchword", "nosuchword"),
        ("/search.ris?q=cells", "Cells after an ischemic stroke"),
        ("/search.csv", "Itch and skin"),
        ("/search.atom", "Itch and skin"),
        ("/search.record.json?q=cells", "stroke"),
        ("/summaries/stroke?q=pain", "Walking improved"),
        ("/summaries/stroke.bib", "Cells after an ischemic stroke"),
        ("/sitemap-1.xml", "/summaries/eczema"),
        ("/suggestions?q=itch", "Itch and skin"),
        ("/api/v1/search?q=cells&explain=true", "Cells after an "),
        ("/api/v1/map?q=cells", "knee-oa"),
        ("/api/v1/timeline", "2018"),
        ("/api/v1/record?q=cells", "stroke"),
        ("/api/v1/suggest?q=itch", "Itch and skin"),
        ("/api/v1/summaries/als-it", "Twelve patients"),
    ],
)
def test_a_swap_in_the_middle_of_a_request_is_not_seen(
    address: str,
    shown: str,
    app: Flask,
    engine: Engine,
    build: Callable[..., Engine],
    write: Callable[[dict[str, str]], Path],
) -> None:
    old = engine.snapshot().generation.version
    swapping = Swapping(engine, lambda: build(write({"new": NEW}, "others")))
    app.extensions["engine"] = swapping
    answer = app.test_client().get(address)
    text = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert swapping.snapshots == 1  # of the whole request, the ETag included
    assert shown in text
    assert "another kind" not in text
    new = engine.snapshot().generation.version
    assert new != old
    assert new not in text
    # The next request sees the new generation, and another ETag.
    following = app.test_client().get("/search?q=cells")
    assert "another kind" in following.get_data(as_text=True)
    assert answer.headers.get("ETag") != app.test_client().get(address).headers.get("ETag")
