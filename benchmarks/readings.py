"""What abbreviations and everyday words are read as: ``python -m benchmarks.readings INDEX [WORD ...]``.

The script prints one line per word, so that a person can look for false readings: the word, the number of results, the
concepts that it is linked to ("?" marks one of several meanings), and the offered queries.
"""

import argparse

from indexer.engines import engine_for
from indexer.engines.protocols import Snapshot
from indexer.query.request import SearchRequest
from indexer.search.session import SearchSession
from indexer.settings import Settings

ABBREVIATIONS = (
    "AD MS ALS MI RA OA DM GVHD IV IT IM SC PD HD CP BPD ARDS CKD CLI PAD SCI TBI SLE MM AML ALL CML HSCT MSC UC "
    "UCB PRP CAR IPS ESC NK US AS MG MD DES ED CD HF COPD ad ms als it all us as pad cap med"
).split()
EVERYDAY_WORDS = (
    "hip device add card pancreatic topic exome aid severe several live organ test age back heart bone blood skin eye "
    "graft drops spray cell home patch mask pump cast burn cord donor child women can met set fit arm shed map mash "
    "pain scar fall old own oral needle vein mouth nose liver kidney brain review model pilot early shock"
).split()


def main() -> None:
    """Print how each word is read."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("index")
    parser.add_argument("words", nargs="*", help="default: 55 abbreviations and 60 everyday words")
    options = parser.parse_args()
    snapshot = engine_for(Settings.load(index=options.index)).snapshot()
    for word in options.words or [*ABBREVIATIONS, *EVERYDAY_WORDS]:
        print(reading(snapshot, word))  # noqa: T201


def reading(snapshot: Snapshot, word: str) -> str:
    """Return one line on how ``word`` is read."""
    overview = SearchSession(snapshot, SearchRequest(word)).overview
    concepts = [f"{link.concept}{'?' if link.ambiguous else ''}" for link in overview.interpretations]
    offers = [f"{offer.text} ({offer.total})" for offer in overview.offers]
    return f"{word:12} {overview.total:6}  {' + '.join(concepts) or '-'}{''.join(f'; {offer}' for offer in offers)}"


if __name__ == "__main__":
    main()
