"""Loader of a folder of vocabulary files in YAML. Each problem has a file, a line (if it is known) and a remedy."""

from pathlib import Path

from indexer.errors import InvalidVocabulary, Problem, did_you_mean
from indexer.summaries.facets import BY_NAME, FACETS, Facet
from indexer.summaries.summary import slug
from indexer.summaries.yaml_with_lines import Mistake, Node, parse_yaml
from indexer.text.analysis import terms
from indexer.vocabulary.concept import Concept
from indexer.vocabulary.model import Vocabulary

_LISTS = ("synonyms", "acronyms", "ambiguous", "weak", "narrower", "source_terms", "site_terms")
_KEYS = ("id", "label", "parent", "broader", "facet", "group", "derived", "xrefs", *_LISTS)


def load_vocabulary(folder: Path) -> Vocabulary:
    """Return the vocabulary in ``folder``. FACETS lists the names of the files. A missing file counts as empty.

    Raises InvalidVocabulary with a list of all problems. Examples are a folder without vocabulary files, invalid YAML,
    an unknown key, a duplicate id, an unknown parent and a cycle of parents. It is also a problem if two concepts of a
    facet have the same name and do not both list this name as ambiguous.
    """
    reader = _FolderReader()
    sources = list(dict.fromkeys(facet.source for facet in FACETS))
    for source in sources:
        if (folder / source).is_file():
            reader.read(folder / source)
    if not reader.lines and not reader.problems:
        remedy = f"add at least one of {', '.join(sources)}"
        reader.problems.append(Problem(str(folder), None, "no vocabulary file in this folder", remedy))
    reader.check_parents()
    reader.check_names()
    if reader.problems:
        raise InvalidVocabulary(reader.problems)
    return Vocabulary(reader.concepts.values())


class _FolderReader:
    """A reader of vocabulary files. It collects the concepts, the (file, line) of each concept, and the problems."""

    def __init__(self) -> None:
        self.concepts: dict[tuple[str, str], Concept] = {}
        self.lines: dict[tuple[str, str], tuple[str, int]] = {}
        self.problems: list[Problem] = []

    def read(self, path: Path) -> None:
        facet = next(facet for facet in FACETS if facet.source == path.name)
        try:
            root = parse_yaml(path.read_text(encoding="utf-8-sig"))
        except Mistake as mistake:
            self._add_mistake(path, mistake)
            return
        except (UnicodeDecodeError, OSError) as error:
            self.problems.append(Problem(str(path), None, f"cannot be read: {error}", "save it as UTF-8"))
            return
        for item in root.value if isinstance(root.value, list) else [root] if root.value is not None else []:
            try:
                self._add(path, item, facet)
            except Mistake as mistake:
                self._add_mistake(path, mistake)

    def _add(self, path: Path, item: Node, facet: Facet) -> None:
        if not isinstance(item.value, dict):
            raise Mistake(item.line, "not a concept", 'write "- id: ..."')
        for name, node in item.value.items():
            if name not in _KEYS:
                hint = did_you_mean(name, _KEYS) or f"use one of {', '.join(_KEYS)}"
                raise Mistake(node.line, f'unknown key "{name}"', hint)
        concept = _concept(item.line, item.value, facet)
        key = (concept.facet, concept.id)
        if key in self.concepts:
            where, line = self.lines[key]
            raise Mistake(item.line, f'duplicate id "{concept.id}"', f"{where}:{line} has it too; rename one")
        self.concepts[key] = concept
        self.lines[key] = (str(path), item.line)

    def check_parents(self) -> None:
        for (facet, _), concept in self.concepts.items():
            for parent in concept.parents:
                if (facet, parent) not in self.concepts:
                    ids = [concept_id for name, concept_id in self.concepts if name == facet]
                    hint = did_you_mean(parent, ids) or "add it or correct the name"
                    self._add_problem(concept, f'unknown parent "{parent}"', hint)
                elif self._is_ancestor(concept.id, facet, parent):
                    self._add_problem(concept, f'"{concept.id}" is its own ancestor', "correct a parent in the cycle")

    def check_names(self) -> None:
        owners: dict[tuple[str, tuple[str, ...]], tuple[Concept, str]] = {}
        for concept in self.concepts.values():
            for name in concept.names:
                # Acronyms are compared as written ("AD" is not "ad"). Labels and synonyms are compared by their terms.
                key = (concept.facet, (name,) if name in concept.acronyms else terms(name))
                other, other_name = owners.setdefault(key, (concept, name))
                if other.id != concept.id and not (name in concept.ambiguous and other_name in other.ambiguous):
                    where, line = self.lines[other.facet, other.id]
                    remedy = f'"{other.id}" ({where}:{line}) has it too; mark it as ambiguous in both'
                    self._add_problem(concept, f'"{name}" of "{concept.id}" is not unique', remedy)

    def _is_ancestor(self, concept_id: str, facet: str, start: str) -> bool:
        """Return whether ``concept_id`` is ``start`` or one of its ancestors."""
        queue, seen = [start], set[str]()
        while queue:
            current = queue.pop()
            if current == concept_id:
                return True
            if current not in seen and (facet, current) in self.concepts:
                seen.add(current)
                queue += self.concepts[facet, current].parents
        return False

    def _add_problem(self, concept: Concept, what: str, remedy: str) -> None:
        where, line = self.lines[concept.facet, concept.id]
        self.problems.append(Problem(where, line, what, remedy))

    def _add_mistake(self, path: Path, mistake: Mistake) -> None:
        self.problems.append(Problem(str(path), mistake.line, mistake.what, mistake.remedy))


def _concept(line: int, item: dict[str, Node], facet: Facet) -> Concept:
    """Return the concept of a YAML mapping that starts in ``line``. ``facet`` is used if the mapping has no facet."""
    values = {key: _text(node) for key, node in item.items() if key not in ("xrefs", *_LISTS)}
    for key in ("id", "label"):
        if not values.get(key):
            raise Mistake(line, f"a concept without {key}", f'add "{key}: ..."')
    if slug(values["id"]) != values["id"]:
        raise Mistake(line, f'id "{values["id"]}" cannot be used in a URL', f"write {slug(values['id'])}")
    facet_name = values.get("facet", facet.name)
    if facet_name not in BY_NAME:
        raise Mistake(item["facet"].line, f'unknown facet "{facet_name}"', f"use one of {', '.join(BY_NAME)}")
    xrefs = item["xrefs"].value if "xrefs" in item else None
    concept = Concept(
        id=values["id"],
        facet=facet_name,
        label=values["label"],
        parents=tuple(filter(None, (values.get("parent"), values.get("broader")))),
        group=values.get("group") == "true",
        derived=values.get("derived") == "true",
        xrefs={name: _text(node) for name, node in xrefs.items()} if isinstance(xrefs, dict) else {},
        **{key: tuple(text for text, _ in item[key].texts()) for key in _LISTS if key in item},
    )
    for name, where in item["narrower"].texts() if "narrower" in item else ():
        if name not in concept.names:
            raise Mistake(where, f'narrower name "{name}" is not a name of "{concept.id}"', "add it to the synonyms")
    return concept


def _text(node: Node) -> str:
    if node.value is not None and not isinstance(node.value, str):
        raise Mistake(node.line, "expected one word or phrase", "write it after the colon")
    return (node.value or "").strip()
