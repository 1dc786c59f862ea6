"""The recorded commands, in the order in which they run. All commands run in the working folder."""

from collections.abc import Iterator, Sequence

from benchmarks.answers.asked import Command, command
from benchmarks.answers.samples import change, spoil

_NAMES = (
    "rebuild update watch check convert search recheck status tag evaluate 'evaluate tags' 'evaluate abbreviations' "
    "'evaluate ranking'"
)
_SEARCHES = (
    "als",
    "'knee pain' --explain",
    "'knee pain' --words some --size 3 --page 2",
    "'als' --literal amyotrophic-lateral-sclerosis",
    "'stem cells' --condition stroke --donor allogeneic --sort newest",
    "cells --condition 'Lou Gehrig disease' --route intrathecal --cell-type MSC --study 'randomized trial'",
    "AD",
    "alzhimer",
    "'\"unclosed (knee'",
    "'title:knee OR year:2020..2021' --sort title",
    "'route:intratecal'",
    "xyzzy",
    "'xyzzy knee' --condition stroke",
    "'' --size 2",
    "'TNF-α' --explain",
    "--condition strok",
    "als --page 99",
)
_WRONG = (
    "indexer",
    "indexer nonsense",
    "indexer --nonsense",
    "indexer --version",
    "indexer serach knee",
    "indexer search als --sort best --index corpus-index",
    "indexer search als --size 0 --index corpus-index",
    "indexer search a b --index corpus-index",
    "indexer search als --index no-such-index",
    "indexer status --index no-such-index",
    "indexer status --index corpus",
    "indexer rebuild no-such-folder",
    "indexer rebuild nothing --index nothing-index",
    "indexer rebuild corpus --index corpus-index --queries corpus/queries.txt",
    "indexer rebuild corpus --index new-index --vocabulary broken-vocabulary",
    "indexer rebuild formats/table.csv --index new-index --map titel=Titel --dry-run",
    "indexer rebuild formats/table.csv --index new-index --from cvs",
    "indexer tag",
    "indexer convert formats",
    "indexer recheck not-a-record.json --index corpus-index",
    "indexer recheck not-json.json --index corpus-index",
    "indexer recheck no-such-file.json --index corpus-index",
    "indexer check --format html",
    "indexer evaluate tags --part some",
    "indexer watch - --index corpus-index",
    "searchapp --version",
    "searchapp --port 0",
    "searchapp --workers 99",
    "searchapp --nonsense",
    "searchapp --config no-such-file.toml",
    "searchapp --config empty.toml",
)


def building(collections: Sequence[str]) -> Iterator[Command]:
    """Yield the commands that build the indexes of the named collections."""
    if "trials" in collections:
        yield command("indexer rebuild trials.jsonl.gz --index trials-index --json")
    yield command("indexer rebuild corpus --index corpus-index")


def commands(collections: Sequence[str]) -> Iterator[Command]:
    """Yield all commands except those of ``building``."""
    yield from _helped()
    yield from map(command, _WRONG)
    for name in collections:
        yield from _searched(name)
    yield from _recorded()
    yield from _tagged()
    yield from _checked()
    yield from _converted()
    yield from _changed()


def _helped() -> Iterator[Command]:
    yield command("indexer --help")
    yield command("searchapp --help")
    yield from (command(f"indexer {name} --help") for name in _split(_NAMES))


def _searched(name: str) -> Iterator[Command]:
    index = f"--index {name}-index"
    asked = _SEARCHES if name == "corpus" else _SEARCHES[:5]
    yield from (command(f"indexer search {query} {index}") for query in asked)
    yield from (command(f"indexer search {query} {index} --json") for query in asked[::3])
    for options in ("", "--json", "--verify", "--coverage", "--verify --coverage --json", "--quiet"):
        yield command(f"indexer status {options} {index}")


def _recorded() -> Iterator[Command]:
    record = "indexer search 'knee pain' --donor allogeneic --record knee.record.json --index corpus-index --quiet"
    yield command(record, leaves="knee.record.json")
    yield command("indexer recheck knee.record.json --index corpus-index")
    yield command("indexer recheck knee.record.json --index corpus-index --json")


def _tagged() -> Iterator[Command]:
    yield from (command(f"indexer tag lines {end}") for end in ("", "--json", "--vocabulary other-vocabulary --json"))
    yield command(
        "indexer tag - --json", given='{"id": "x", "title": "Cells for worn knees", "text": "Into the joint."}'
    )
    yield command("indexer tag broken/near.md broken/bad-yaml.md formats/notes.text")
    yield from (
        command(f"indexer evaluate tags --corpus corpus {end}") for end in ("", "--errors", "--json --part unseen")
    )


def _checked() -> Iterator[Command]:
    for options in ("", "--strict", "--json", "--format github", "--format github --strict --quiet"):
        yield command(f"indexer check broken {options}")
    yield from (command(f"indexer check corpus {options}") for options in ("", "--strict", "--json"))
    yield command("indexer check formats --from ris")
    yield from (
        command(f"indexer check corpus --vocabulary broken-vocabulary {end}") for end in ("", "--format github")
    )
    yield command("indexer check formats/table.csv --map title=nothing")


def _converted() -> Iterator[Command]:
    yield command("indexer convert formats --to made", leaves="made")
    yield command("indexer convert formats --to made --json")
    yield command("indexer convert page_dump.txt lines --to more --dry-run")
    yield command("indexer convert page_dump.txt lines --to more --json", leaves="more")
    yield command("indexer convert broken --to mended", leaves="mended")
    yield command("indexer convert lines --to made/a.md")


def _changed() -> Iterator[Command]:
    """Yield commands on an index whose source files change between the commands."""
    index = "--index changing-index"
    yield command(f"indexer update changing --json {index}")
    yield command(f"indexer search 'knee OR stroke' --record changing.record.json --quiet {index}")
    yield command(f"indexer update changing --quiet {index}")
    yield command(f"indexer rebuild changing --dry-run {index}")
    yield command(f"indexer rebuild changing --dry-run {index} --vocabulary other-vocabulary", before=change)
    yield from (command(f"indexer update changing --dry-run {end} {index}") for end in ("", "--json"))
    yield command(f"indexer rebuild changing --dry-run --json --queries changing/queries.txt {index}")
    yield command(f"indexer update changing {index}")
    yield from (command(f"indexer recheck changing.record.json {end} {index}") for end in ("", "--json"))
    yield command(f"indexer search 'title:new' {index}")
    yield command(f"indexer rebuild broken {index} --json")
    yield command(f"indexer rebuild formats lines broken {index}")
    yield command(f"indexer status --verify {index}")
    yield command(f"indexer status --verify --quiet {index}", before=spoil)


def _split(names: str) -> list[str]:
    return [
        part.strip() for index, piece in enumerate(names.split("'")) for part in (piece.split(), [piece])[index % 2]
    ]
