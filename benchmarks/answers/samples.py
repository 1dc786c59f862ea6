"""Input files of the recorded commands: broken summaries, files in other formats, and a collection that changes."""

import shutil
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[2]
_DATA = _ROOT / "tests" / "data"

_TEXT = (
    "Thirty people with worn knees were given stem cells from their own fat, once, into the joint. Pain fell by 40%."
)
_BROKEN = {
    "no-front-matter.md": _TEXT,
    "no-title.md": f"---\nyear: 2020\n---\n\n{_TEXT}\n",
    "no-text.md": "---\ntitle: A title alone\n---\n",
    "bad-yaml.md": f"---\ntitle: [unclosed\n---\n\n{_TEXT}\n",
    "unclosed.md": f"---\ntitle: Never closed\n\n{_TEXT}\n",
    "unknown-concept.md": f"---\ntitle: Cells for strok\nconditions: [strok]\nroutes: [intratecal]\n---\n\n{_TEXT}\n",
    "unknown-key.md": f"---\ntitle: Keys\ncondition: stroke\ncolour: blue\n---\n\n{_TEXT}\n",
    "bad-year.md": f"---\ntitle: Years\nyear: long ago\n---\n\n{_TEXT}\n",
    "bad-citation.md": f"---\ntitle: Cited\ncitation:\n  doi: nonsense\n  jurnal: X\n  year: 3\n---\n\n{_TEXT}\n",
    "wrong-type.md": f"---\ntitle: 12\nconditions: stroke\nyear: [2020]\n---\n\n{_TEXT}\n",
    "same-id.md": f"---\nid: twice\ntitle: First\n---\n\n{_TEXT}\n",
    "same-id-again.md": "---\nid: twice\ntitle: Second\n---\n\nAnother text about strokes and cells.\n",
    "near.md": f"---\ntitle: Fat cells for worn knees\n---\n\n{_TEXT}\n",
    "nearly.md": f"---\ntitle: Fat cells for worn knees, again\n---\n\n{_TEXT} So they say.\n",
    "empty.md": "",
    "lines.jsonl": '{"id": "good", "title": "Good", "text": "Cells for stroke."}\n{"id": "cut", "title":\n[1, 2]\n',
    "table.csv": "id;name\n1;no title\n",
    "notes.xyz": "of no known format",
    "broken.xml": "<PubmedArticleSet><PubmedArticle><MedlineCitation>",
}
_NEW = (
    "---\ntitle: A new summary of stem cells for knee arthritis\nyear: 2024\n---\n\n"
    "Twenty people with knee osteoarthritis received mesenchymal stem cells from bone marrow into the joint.\n"
)
_LINES = (
    '{"id": "a", "title": "MSC for ALS", "text": "Intrathecal bone marrow MSCs did not slow ALS in 20 people."}\n'
    '{"id": "b", "title": "Exosomes in mice", "text": "Mice with stroke inhaled exosomes of umbilical cord cells."}\n'
    '{"id": "c", "title": "No cells", "text": "A note about nothing of that kind."}\n'
)


def prepare(work: Path, corpus: Path) -> None:
    """Write all samples into the working folder."""
    for part in ("summaries", "vocabulary"):
        shutil.copytree(corpus / part, work / "corpus" / part)
    for part in corpus.iterdir():
        if part.is_file():
            shutil.copy(part, work / "corpus" / part.name)
    shutil.copytree(_DATA / "formats", work / "formats")
    shutil.copytree(_DATA / "vocabulary", work / "other-vocabulary")
    shutil.copy(_DATA / "page_dump.txt", work / "page_dump.txt")
    _write(work / "broken", _BROKEN)
    _write(work / "lines", {"lines.jsonl": _LINES})
    _write(work / "changing" / "summaries", {path.name: path.read_text("utf-8") for path in _some(corpus)})
    shutil.copytree(corpus / "vocabulary", work / "changing" / "vocabulary")
    shutil.copy(corpus / "queries.txt", work / "changing" / "queries.txt")
    shutil.copytree(corpus / "vocabulary", work / "broken-vocabulary")
    spoilt = "- id: knee\n  label: knee\n  parent: nowhere\n- id: knee\n  colour: blue\n- 5\n"
    (work / "broken-vocabulary" / "conditions.yaml").write_text(spoilt, "utf-8")
    _write(
        work, {"not-a-record.json": "{}", "not-json.json": "{", "no-terms.txt": "", "empty.toml": "titel = 'Knees'\n"}
    )
    (work / "nothing").mkdir()
    (work / "tmp").mkdir()


def change(work: Path) -> None:
    """Change one summary of the collection "changing", remove another one, and add a new one."""
    first, second, *_ = sorted((work / "changing" / "summaries").iterdir())
    first.write_text(first.read_text("utf-8") + "\nThe knee was not looked at.\n", "utf-8")
    second.unlink()
    _write(work / "changing" / "summaries", {"new-2024-knee.md": _NEW})


def spoil(work: Path) -> None:
    """Truncate the files of the index "changing-index". No later command needs this index."""
    for path in sorted((work / "changing-index").rglob("*")):
        if path.is_file() and path.stat().st_size > 1_000:
            path.write_bytes(path.read_bytes()[:-500])


def _some(corpus: Path) -> list[Path]:
    return sorted((corpus / "summaries").glob("*.md"))[::4]


def _write(folder: Path, files: dict[str, str]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text, "utf-8")
    if "no-front-matter.md" in files:
        (folder / "latin.md").write_bytes("---\ntitle: Sjögren\n---\n\nNaïve cells.\n".encode("latin-1"))
