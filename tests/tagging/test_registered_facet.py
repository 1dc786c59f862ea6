"""A facet without learnt weights is tagged by the default weights."""

import subprocess
import sys
from pathlib import Path

_SCRIPT = """
import sys
from pathlib import Path
from indexer.summaries import facets

facets.register(facets.Facet("outcome", "outcomes", query="outcome", label="Outcome", source="outcomes.yaml"))

from indexer.tagging.tagger import Tagger
from indexer.vocabulary.loader import load_vocabulary

tagger = Tagger(load_vocabulary(Path(sys.argv[1])))
for title, text in (
    ("Cells", "Pain was measured."),
    ("Pain after cells", "Cells were given."),
    ("Cells", "Pain was measured. The authors looked at pain again."),
    ("Cells", "There was no pain. None had pain. All were without pain."),
):
    print(*tagger.concepts(title, text)["outcomes"])
"""


def test_a_registered_facet_needs_a_mention_in_the_title_or_two_in_the_text(tmp_path: Path) -> None:
    (tmp_path / "outcomes.yaml").write_text("- {id: pain, label: pain}\n", encoding="utf-8")
    run = [sys.executable, "-c", _SCRIPT, str(tmp_path)]
    tagged = subprocess.run(run, capture_output=True, text=True, check=False)
    assert tagged.stdout.splitlines() == ["", "pain", "pain", ""], tagged.stderr
