"""The YAML loader of a vocabulary folder: one file a facet. Each problem names file, line and remedy."""

from __future__ import annotations

from pathlib import Path

from indexer.errors import InvalidVocabulary, Problem, did_you_mean
from indexer.summaries.facets import BY_NAME, FACETS, Facet
from indexer.summaries.summary import slug
from indexer.summaries.yaml_with_lines import Mistake, Node, parse_yaml
from indexer.text.analysis import terms
from indexer.vocabulary.model import Concept, Vocabulary

_LISTS = ("synonyms", "acronyms", "ambiguous", "weak", "source_terms", "site_terms")


_KEYS = ("id", "label", "parent", "broader", "facet", "group", "derived", "xrefs", *_LISTS)


def load_vocabulary(folder: Path) -> Vocabulary:
    """Return the vocabulary in ``folder``: one file a facet, named in FACETS; a file that is absent is empty.

    Raises InvalidVocabulary with every Problem: no file at all, not YAML, unknown keys, an id used twice, a
    parent that is not there, a cycle, a term of two concepts that neither marks as ambiguous.
    """
    form = _Form(folder)
    for source in dict.fromkeys(facet.source for facet in FACETS):
        if (folder / source).is_file():
            form.read(folder / source)
    if not form.lines and not form.problems:
        wanted = ", ".join(dict.fromkeys(facet.source for facet in FACETS))
        form.problems.append(Problem(str(folder), None, "no vocabulary here", f"it should hold {wanted}"))
    form.check_parents()
    form.check_terms()
    if form.problems:
        raise InvalidVocabulary(form.problems)
    return Vocabulary(form.concepts.values())


class _Form:
    """A folder being read: collects concepts, where they stand, and what is wrong."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.concepts: dict[tuple[str, str], Concept] = {}
        self.lines: dict[tuple[str, str], tuple[str, int]] = {}
        self.problems: list[Problem] = []

    def read(self, path: Path) -> None:
        facet = next(facet for facet in FACETS if facet.source == path.name)
        try:
            root = parse_yaml(path.read_text(encoding="utf-8-sig"))
        except Mistake as mistake:
            self._wrong(path, mistake)
            return
        except (UnicodeDecodeError, OSError) as error:
            self.problems.append(Problem(str(path), None, f"cannot be read: {error}", "save it as UTF-8"))
            return
        for item in root.value if isinstance(root.value, list) else [root] if root.value is not None else []:
            try:
                self._add(path, item, facet)
            except Mistake as mistake:
                self._wrong(path, mistake)

    def _add(self, path: Path, item: Node, facet: Facet) -> None:
        if not isinstance(item.value, dict):
            raise Mistake(item.line, "not a concept", 'write "- id: ..."')
        given = item.value
        for key, node in given.items():
            if key not in _KEYS:
                hint = did_you_mean(key, _KEYS) or f"known are {', '.join(_KEYS)}"
                raise Mistake(node.line, f'unknown key "{key}"', hint)
        concept = self._concept(item.line, given, facet)
        key_of = (concept.facet, concept.id)
        if key_of in self.concepts:
            where, line = self.lines[key_of]
            raise Mistake(item.line, f'id "{concept.id}" is taken', f"it stands in {where}:{line} too; rename one")
        self.concepts[key_of] = concept
        self.lines[key_of] = (str(path), item.line)

    def _concept(self, line: int, given: dict[str, Node], facet: Facet) -> Concept:
        texts = {key: _text(given[key]) for key in ("id", "label") if key in given}
        for key in ("id", "label"):
            if not texts.get(key):
                raise Mistake(line, f"a concept without {key}", f'add "{key}: ..."')
        if slug(texts["id"]) != texts["id"]:
            raise Mistake(line, f'id "{texts["id"]}" cannot stand in an address', f"write {slug(texts['id'])}")
        facet_name = _text(given["facet"]) if "facet" in given else facet.name
        if facet_name not in BY_NAME:
            raise Mistake(given["facet"].line, f'unknown facet "{facet_name}"', f"known are {', '.join(BY_NAME)}")
        parents = [_text(given[key]) for key in ("parent", "broader") if key in given]
        lists = {key: tuple(text for text, _ in given[key].texts()) for key in _LISTS if key in given}
        xrefs = given["xrefs"].value if "xrefs" in given else None
        return Concept(
            id=texts["id"],
            facet=facet_name,
            label=texts["label"],
            parents=tuple(parent for parent in parents if parent),
            group="group" in given and _text(given["group"]) == "true",
            derived="derived" in given and _text(given["derived"]) == "true",
            xrefs={name: _text(node) for name, node in xrefs.items()} if isinstance(xrefs, dict) else {},
            **lists,
        )

    def check_parents(self) -> None:
        for (facet, _), concept in self.concepts.items():
            for parent in concept.parents:
                if (facet, parent) not in self.concepts:
                    ids = [concept_id for name, concept_id in self.concepts if name == facet]
                    hint = did_you_mean(parent, ids) or "add it or correct the name"
                    self._note(concept, f'parent "{parent}" is not there', hint)
                elif self._reaches(facet, parent, concept.id):
                    self._note(concept, f'"{concept.id}" stands above itself', "correct one parent of the ring")

    def check_terms(self) -> None:
        claimed: dict[tuple[str, tuple[str, ...]], tuple[Concept, str]] = {}
        for concept in self.concepts.values():
            for name in concept.names:
                # Acronyms differ by case (AD is not "ad"); words do not.
                key = (concept.facet, (name,) if name in concept.acronyms else terms(name))
                other, others_name = claimed.setdefault(key, (concept, name))
                if other.id != concept.id and not (name in concept.ambiguous and others_name in other.ambiguous):
                    where, line = self.lines[other.facet, other.id]
                    remedy = f'"{other.id}" ({where}:{line}) has it too; mark it as ambiguous in both'
                    self._note(concept, f'"{name}" of "{concept.id}" is claimed twice', remedy)

    def _reaches(self, facet: str, start: str, goal: str) -> bool:
        waiting, seen = [start], set[str]()
        while waiting:
            here = waiting.pop()
            if here == goal:
                return True
            if here not in seen and (facet, here) in self.concepts:
                seen.add(here)
                waiting += self.concepts[facet, here].parents
        return False

    def _note(self, concept: Concept, what: str, remedy: str) -> None:
        where, line = self.lines[concept.facet, concept.id]
        self.problems.append(Problem(where, line, what, remedy))

    def _wrong(self, path: Path, mistake: Mistake) -> None:
        self.problems.append(Problem(str(path), mistake.line, mistake.what, mistake.remedy))


def _text(node: Node) -> str:
    if node.value is not None and not isinstance(node.value, str):
        raise Mistake(node.line, "one word or phrase is wanted here", "write it after the colon")
    return (node.value or "").strip()
