"""Recorder. It sends all requests, and writes a JSON line for each: id, request, status, headers, kind and body."""

import gzip
import json
import re
import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from benchmarks.answers import samples, web
from benchmarks.answers.asked import Asked, Command, asked
from benchmarks.answers.commands import building, commands
from benchmarks.answers.masking import Masks, folders
from benchmarks.answers.processes import ask, run, server, trees
from benchmarks.answers.queries import OF_TRIALS, WRITTEN, pinned

Line = dict[str, Any]

_HOST = "127.0.0.1"
_LEFT_OUT = frozenset(("date", "server", "connection", "content-length", "keep-alive", "transfer-encoding"))
_HIDDEN = frozenset(("etag", "last-modified", "expires", "x-request-id"))
_STATIC = re.compile(r"/static/[^\s\"'<>]+")
_IDS_OF_CORPUS, _IDS_OF_TRIALS = 40, 16


def record(file: Path, corpus: Path, trials: Path | None) -> int:
    """Record the answers of the code on PYTHONPATH over the corpus, and over ``trials`` if given.

    Return the number of requests.
    """
    with tempfile.TemporaryDirectory(prefix="answers-") as made:
        work = Path(made).resolve()
        samples.prepare(work, corpus)
        collections = [_of_corpus(corpus)]
        if trials:
            shutil.copyfile(trials, work / "trials.jsonl.gz")
            collections.append(_of_trials(trials, corpus))
        masks = Masks(_places(work))
        return _write(file, _lines(work, collections, masks))


def read(file: Path) -> dict[str, Line]:
    """Return the lines of a recording, keyed by id, in the order of the file."""
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        return {line["id"]: line for line in map(json.loads, lines)}


def _of_corpus(corpus: Path) -> web.Collection:
    ids = sorted(path.stem for path in (corpus / "summaries").glob("*.md"))
    queries = [*pinned(corpus / "queries.txt"), *WRITTEN]
    return web.Collection("corpus", queries, _spread(ids, _IDS_OF_CORPUS), small=True)


def _of_trials(trials: Path, corpus: Path) -> web.Collection:
    with gzip.open(trials, "rt", encoding="utf-8") as lines:
        ids = sorted(str(json.loads(line)["id"]) for line in lines)
    queries = [*pinned(corpus / "queries.txt"), *OF_TRIALS]
    return web.Collection("trials", queries, _spread(ids, _IDS_OF_TRIALS), small=False)


def _spread(ids: list[str], number: int) -> list[str]:
    """Return at most ``number`` ids at equal distances in the list."""
    return ids[:: max(1, len(ids) // number)][:number]


def _places(work: Path) -> list[tuple[str, str]]:
    root = Path(__file__).resolve().parents[2]
    known = [(work, "WORK"), (root, "TREE"), (Path(sys.prefix), "VENV"), *((tree, "TREE") for tree in trees())]
    return folders(*known)


def _lines(work: Path, collections: list[web.Collection], masks: Masks) -> Iterator[Line]:
    names = [collection.name for collection in collections]
    yield from (_run(each, work, masks) for each in building(names))
    for collection in collections:
        yield from _asked(work, collection, masks)
    yield from (_run(each, work, masks) for each in commands(names))


def _asked(work: Path, collection: web.Collection, masks: Masks) -> Iterator[Line]:
    """Serve a collection, send each different request once, and yield the lines with the answers."""
    with server(work, f"{collection.name}-index") as port, closing(HTTPConnection(_HOST, port, timeout=300)) as line:
        here = Masks([*masks.words, (f"{_HOST}:{port}", "HOST"), (f"{_HOST}%3A{port}", "HOST")])
        wanted: Iterable[Asked] = web.requests(collection)
        if collection.small:
            wanted = [*wanted, *web.of_the_server(collection.ids), *_static(line, collection.ids[0])]
        for each in {each.id: each for each in wanted}.values():
            yield _answer(line, collection.name, each, here)


def _static(line: HTTPConnection, summary: str) -> list[Asked]:
    """Return requests for the static files that pages load. The URLs are read from the pages."""
    looked_at = ("/", "/search?q=als", "/search?view=map", f"/summaries/{summary}")
    pages = [ask(line, "GET", target, {}, b"")[2].decode() for target in looked_at]
    return [asked(target) for target in sorted({target for page in pages for target in _STATIC.findall(page)})]


def _answer(line: HTTPConnection, collection: str, each: Asked, masks: Masks) -> Line:
    status, headers, content = ask(line, each.method, each.target, dict(each.headers), each.body)
    kept = sorted((name, masks.text(value)) for name, value in headers if name.lower() not in _LEFT_OUT)
    media = next((value for name, value in kept if name.lower() == "content-type"), "")
    text = content.decode("utf-8", "replace")
    if each.target == "/metrics" and status == 200:
        text = _names_of_metrics(text)
    kind, body = _read_as(media, text, masks)
    return {
        "id": f"{collection} {masks.text(each.id)}",
        "request": {"method": each.method, "target": masks.text(each.target), "headers": list(each.headers)},
        "status": status,
        "headers": {name: "MASKED" if name.lower() in _HIDDEN else value for name, value in kept},
        "kind": kind,
        "body": body,
    }


def _names_of_metrics(text: str) -> str:
    """Return the sorted comment lines (HELP, TYPE) of metrics.

    The values of metrics and the order of their lines differ between recordings, so they are not recorded.
    """
    return "".join(f"{row}\n" for row in sorted(text.splitlines()) if row.startswith("#"))


def _read_as(media: str, text: str, masks: Masks) -> tuple[str, Any]:
    """Return the kind of a body ("json", "page" or "text"), and the masked body. JSON is parsed."""
    if "json" in media and text:
        return "json", _json(text, masks)
    return ("page" if media.startswith("text/html") else "text"), masks.text(text)


def _json(text: str, masks: Masks) -> Any:
    """Return the masked JSON value in a text, or a list of values for JSON Lines. Return any other text masked."""
    try:
        return masks.json(json.loads(text))
    except ValueError:
        pass
    try:
        return [masks.json(json.loads(row)) for row in text.splitlines()]
    except ValueError:
        return masks.text(text)


def _run(each: Command, work: Path, masks: Masks) -> Line:
    if each.before:
        each.before(work)
    code, out, err = run(each.argv, work, each.given)
    body: dict[str, Any] = {"stdout": masks.text(out), "stderr": masks.text(err)}
    if "--json" in each.argv and out:
        body["stdout"] = _json(out, masks)
    if each.leaves:
        body["files"] = _files(work / each.leaves, work, masks)
    name = each.id if each.before is None else f"{each.id} ({each.before.__name__})"
    request = {"command": list(each.argv), "given": each.given.decode()}
    return {"id": name, "request": request, "status": code, "headers": {}, "kind": "command", "body": body}


def _files(left: Path, work: Path, masks: Masks) -> dict[str, Any]:
    """Return the contents of a file, or of all files of a folder, keyed by path in the working folder."""
    paths = sorted(path for path in left.rglob("*") if path.is_file()) if left.is_dir() else [left]
    texts = {path: path.read_text("utf-8", "replace") for path in paths if path.exists()}
    return {
        str(path.relative_to(work)): _json(text, masks) if path.suffix == ".json" else masks.text(text)
        for path, text in texts.items()
    }


def _write(file: Path, lines: Iterable[Line]) -> int:
    """Write the lines and return their number. Raises ValueError if two lines have the same id."""
    ids: set[str] = set()
    with file.open("wb") as raw, gzip.GzipFile("", "wb", fileobj=raw, mtime=0) as packed:
        for line in lines:
            if line["id"] in ids:
                raise ValueError(f"asked twice: {line['id']}")
            ids.add(line["id"])
            packed.write(json.dumps(line, ensure_ascii=False).encode("utf-8", "replace") + b"\n")
    return len(ids)
