"""Reading speed and memory of each format: ``python -m benchmarks.formats [--megabytes 200]``.

For each format, the script generates a file of this size from synthetic records, and reads it in a separate process.
All times are CPU times, so that other load on the machine has little effect.
"""

import argparse
import itertools
import json
import resource
import subprocess
import sys
import tempfile
from pathlib import Path
from time import process_time

from indexer.settings import shipped_corpus
from indexer.summaries.readers import read
from indexer.summaries.summary import Summary
from indexer.vocabulary.loader import load_vocabulary

_TEXT = " ".join(
    f"In group {n} of the trial the cells were given into the knee and pain was measured." for n in range(16)
)
_HEADING = (
    '<MeshHeading><DescriptorName UI="D020370" MajorTopicYN="Y">Osteoarthritis, Knee</DescriptorName></MeshHeading>'
)


def _study(n: int) -> str:
    return json.dumps(
        {
            "protocolSection": {
                "identificationModule": {"nctId": f"NCT{n:08}", "briefTitle": f"Trial {n}"},
                "descriptionModule": {"briefSummary": _TEXT},
                "conditionsModule": {"conditions": ["Knee Osteoarthritis"]},
                "designModule": {"studyType": "INTERVENTIONAL", "designInfo": {"allocation": "RANDOMIZED"}},
            }
        }
    )


def _json_lines(n: int) -> str:
    return (
        json.dumps({"id": f"t{n}", "title": f"Trial {n}", "text": _TEXT, "conditions": ["knee-osteoarthritis"]}) + "\n"
    )


def _nbib(n: int) -> str:
    return f"PMID- {n}\nTI  - Trial {n}.\nAB  - {_TEXT}\nAU  - Abel AB\nMH  - *Osteoarthritis, Knee\nDP  - 2020\n\n"


def _ris(n: int) -> str:
    return f"TY  - JOUR\nTI  - Trial {n}\nAB  - {_TEXT}\nAU  - Abel, Anna\nPY  - 2020\nDO  - 10.5555/{n}\nER  - \n\n"


def _pubmed_xml(n: int) -> str:
    return (
        f"<PubmedArticle><MedlineCitation><PMID>{n}</PMID><Article><ArticleTitle>Trial {n}</ArticleTitle><Abstract>"
        f"<AbstractText>{_TEXT}</AbstractText></Abstract></Article><MeshHeadingList>{_HEADING}</MeshHeadingList>"
        "</MedlineCitation></PubmedArticle>\n"
    )


def _jats(n: int) -> str:
    return (
        f'<article><front><article-meta><article-id pub-id-type="pmid">{n}</article-id><title-group>'
        f"<article-title>Trial {n}</article-title></title-group><abstract><p>{_TEXT}</p></abstract></article-meta>"
        "</front></article>\n"
    )


# Name -> (suffix, start of the file, function that returns a record, separator between records).
_FILES = {
    "JSON Lines": (".jsonl", "", _json_lines, ""),
    "ClinicalTrials.gov JSON": (".json", '{"studies": [', _study, ",\n"),
    "CSV": (".csv", "id,title,text\n", lambda n: f't{n},Trial {n},"{_TEXT}"\n', ""),
    "RIS": (".ris", "", _ris, ""),
    "PubMed nbib": (".nbib", "", _nbib, ""),
    "PubMed XML": (".xml", "<PubmedArticleSet>\n", _pubmed_xml, ""),
    "JATS": (".nxml", "<pmc-articleset>\n", _jats, ""),
}


def main() -> None:
    """Generate a file of each format, read it, and print speed and memory."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--megabytes", type=int, default=200)
    parser.add_argument("--read", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.read:
        _read(options.read)
        return
    print(f"{'':24} {'MB':>5} {'summaries':>10} {'per s':>9} {'MB per s':>12} {'peak MB':>8}")  # noqa: T201
    with tempfile.TemporaryDirectory() as folder:
        for name, (suffix, *_) in _FILES.items():
            path = Path(folder) / f"x{suffix}"
            size = _write(path, name, options.megabytes)
            command = [sys.executable, "-m", "benchmarks.formats", "--read", str(path)]
            count, seconds, peak = map(float, subprocess.check_output(command, text=True).split())  # noqa: S603
            print(f"{name:24} {size:5.0f} {count:10,.0f} {count / seconds:9,.0f} {size / seconds:12.0f} {peak:8.0f}")  # noqa: T201
            path.unlink()


def _write(path: Path, name: str, megabytes: int) -> float:
    _, start, record, separator = _FILES[name]
    with path.open("w") as file:
        file.write(start)
        for n in itertools.count(1):
            file.write(record(n) + separator)
            if n % 1000 == 0 and file.tell() > megabytes << 20:
                break
    return path.stat().st_size / 2**20


def _read(path: Path) -> None:
    vocabulary = load_vocabulary(shipped_corpus() / "vocabulary")
    start = process_time()
    count = sum(isinstance(item, Summary) for item in read(path, vocabulary))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(count, process_time() - start, peak)  # noqa: T201


if __name__ == "__main__":
    main()
