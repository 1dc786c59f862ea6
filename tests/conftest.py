"""A toy collection small enough to reckon with by hand, and the tools to index it."""

import gc
import os
import secrets
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from indexer.engines import EngineOptions, open_engine
from indexer.engines.protocols import Engine
from indexer.ingest.job import IngestJob, utc_now
from indexer.ingest.rebuild import rebuild
from indexer.settings import ClusterSettings, Settings, shipped_corpus
from indexer.vocabulary.loader import load_vocabulary
from indexer.vocabulary.model import Vocabulary

from .opensearch import nodes

_INDEXES_TOGETHER = 4

# How long an example takes says how busy the machine is, not whether the code is right.
settings.register_profile(
    "unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)
settings.load_profile("unhurried")

DATA = Path(__file__).parent / "data"

# Six summaries: two on ALS, one each on knees, strokes and eczema, one on nothing that the vocabulary knows.
TOY = {
    "als-it": """---
title: Cells given intrathecally in ALS
conditions: [als]
cell_types: [bm-msc]
routes: [intrathecal]
donor: [autologous]
study: [rct]
year: 2018
citation: {authors: [Abel A, Baker B], title: A trial, journal: Nerve, year: 2018, doi: 10.1234/a}
---
Twelve patients received their own cells. The decline of breathing did not slow.

Headache was the only harm reported.
""",
    "als-review": """---
title: A review of six trials
conditions: [als]
cell_types: [msc]
routes: [intralumbar, intravenous]
donor: []
study: [review]
year: 2021
---
The review covers amyotrophic lateral sclerosis. Breathing was measured in four trials with cells.
""",
    "knee": """---
title: Knee osteoarthritis and cells from fat
conditions: [knee-oa]
cell_types: [ad-msc]
routes: []
donor: [autologous]
study: [trial]
year: 2020
---
Pain in the knee fell by half. TNF-α and IL-6 fell as well in CD34+ patients.
""",
    "stroke": """---
title: Cells after an ischemic stroke
conditions: [ischemic-stroke]
cell_types: [msc]
routes: [intravenous]
donor: [allogeneic]
study: [rct]
year: 2021
---
Walking improved in both groups. Pain was not measured.
""",
    "eczema": """---
title: Itch and skin in atopic dermatitis
conditions: [eczema]
cell_types: [exosome]
routes: []
donor: []
study: [review]
---
No trial in patients is there yet.
""",
    "plain": """---
title: Notes on growing cells
year: 2019
---
How to feed cells in a dish, from a laboratory's notebook.
""",
}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Group the tests for pytest-xdist: those of a cluster in one group, with one OpenSearch node, others by file."""
    for item in items:
        cluster = "opensearch" in getattr(item, "fixturenames", ()) or "[opensearch" in item.name
        item.add_marker(pytest.mark.xdist_group("opensearch" if cluster else item.location[0]))


@pytest.fixture(autouse=True)
def _default_garbage_collection() -> Iterator[None]:
    """Undo what a command that ran in this process did to the garbage collector.

    Whoosh leaves a reference cycle that contains the frames of a writer's callers. Until it is collected, a snapshot in
    such a frame keeps its generation locked.
    """
    thresholds = gc.get_threshold()
    yield
    gc.set_threshold(*thresholds)


@pytest.fixture(scope="session")
def vocabulary() -> Vocabulary:
    return load_vocabulary(DATA / "vocabulary")


@pytest.fixture
def write(tmp_path: Path) -> Callable[[dict[str, str]], Path]:
    """Write Markdown files {stem: text} into a folder, and return it."""

    def write(files: dict[str, str], folder: str = "summaries") -> Path:
        target = tmp_path / folder
        target.mkdir(exist_ok=True)
        for stem, text in files.items():
            (target / f"{stem}.md").write_text(text, encoding="utf-8")
        return target

    return write


@pytest.fixture
def toy(write: Callable[[dict[str, str]], Path]) -> Path:
    """The folder of the toy collection."""
    return write(TOY)


@pytest.fixture
def clock() -> Callable[[], datetime]:
    """The clock of ``build``. A test module may override it."""
    return utc_now


@pytest.fixture
def build(tmp_path: Path, vocabulary: Vocabulary, clock: Callable[[], datetime]) -> Callable[..., Engine]:
    """Index folders or files, and return the engine."""

    def build(*sources: Path, index: str = "index") -> Engine:
        engine = open_engine(str(tmp_path / index))
        rebuild(engine, IngestJob(sources, vocabulary, clock=clock))
        return engine

    return build


@pytest.fixture
def engine(build: Callable[..., Engine], toy: Path) -> Engine:
    """The toy collection, indexed."""
    return build(toy)


@pytest.fixture(scope="session")
def corpus_engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """The shipped corpus, indexed: large enough for latent vectors."""
    engine = open_engine(str(tmp_path_factory.mktemp("corpus") / "index"))
    rebuild(engine, IngestJob([shipped_corpus()], load_vocabulary(shipped_corpus() / "vocabulary")))
    return engine


@pytest.fixture
def settings(engine: Engine, toy: Path) -> Settings:
    """Settings of a server over the toy index."""
    return Settings(index=engine.location(), corpus=toy, vocabulary=DATA / "vocabulary")


@pytest.fixture
def ids() -> Callable[..., list[str]]:
    """The ids of a page's hits, in order."""

    def ids(hits: Iterable[object]) -> list[str]:
        return [hit.summary.id for hit in hits]  # type: ignore[attr-defined]

    return ids


@pytest.fixture(scope="session")
def opensearch() -> Iterator[str]:
    """The address of a real OpenSearch: the one that OPENSEARCH_URL names, else a node started here."""
    if url := os.environ.get("OPENSEARCH_URL"):
        yield url.rstrip("/")
        return
    if reason := nodes.missing_requirement():
        assert not os.environ.get("CI"), f"CI must have an OpenSearch: {reason}"
        pytest.skip(reason)
    with nodes.running(for_tests=True) as (node,):
        yield node.url


@pytest.fixture(scope="session")
def corpus_cluster_engine(opensearch: str) -> Iterator[Engine]:
    """The shipped corpus, indexed on a cluster in two shards."""
    settings = ClusterSettings(shards=2, replicas=0, timeout=60)
    engine = open_engine(f"opensearch+{opensearch}/shipped", EngineOptions(cluster=settings))
    rebuild(engine, IngestJob([shipped_corpus()], load_vocabulary(shipped_corpus() / "vocabulary")))
    yield engine
    nodes.ask(f"{opensearch}/shipped-*", method="DELETE")


@pytest.fixture
def new_cluster_engine(opensearch: str) -> Iterator[Callable[..., Engine]]:
    """Make an engine on a cluster with no index yet, another each time; the last few indexes are there together."""
    names: deque[str] = deque()

    def remove(name: str) -> None:
        nodes.ask(f"{opensearch}/{name}-*", method="DELETE")

    def new_cluster_engine(shards: int = 2) -> Engine:
        if len(names) == _INDEXES_TOGETHER:
            remove(names.popleft())
        names.append(f"test-{secrets.token_hex(6)}")
        # No copies: there is one node to put them on. Two shards: what holds for them holds for one.
        settings = ClusterSettings(shards=shards, replicas=0, timeout=60)
        return open_engine(f"opensearch+{opensearch}/{names[-1]}", EngineOptions(cluster=settings))

    yield new_cluster_engine
    for name in names:
        remove(name)
