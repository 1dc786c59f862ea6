"""NLTK's stemmer and sentence splitter, imported without the rest of NLTK.

Importing any module of NLTK imports the whole package and scipy.stats. This import takes a second and a hundred
megabytes of memory. Therefore empty packages replace NLTK's packages during the import of the two modules. If this
fails with a later version of NLTK, the modules are imported as usual.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

_PACKAGES = ("nltk", "nltk.stem", "nltk.tokenize")
_CORPUS = "nltk.corpus"
_STEMMER, _SPLITTER = "nltk.stem.snowball", "nltk.tokenize.punkt"


@contextmanager
def _empty_packages() -> Iterator[None]:
    """Replace NLTK's packages by empty packages with the same paths. Restore the original packages on exit."""
    before = {name: module for name, module in sys.modules.items() if name.partition(".")[0] == "nltk"}
    spec = find_spec("nltk")
    if spec is None or not spec.submodule_search_locations:
        raise ImportError("NLTK is not installed")
    folder = Path(next(iter(spec.submodule_search_locations))).parent
    try:
        for name in _PACKAGES:
            package = ModuleType(name)
            package.__path__ = [str(folder.joinpath(*name.split(".")))]
            sys.modules[name] = package
        corpus = ModuleType(_CORPUS)
        vars(corpus)["stopwords"] = SimpleNamespace()  # only a stemmer with ``ignore_stopwords=True`` uses it
        sys.modules[_CORPUS] = corpus
        yield
    finally:
        for name in [name for name in sys.modules if name.partition(".")[0] == "nltk"]:
            del sys.modules[name]
        sys.modules.update(before)


def _modules() -> tuple[Any, Any]:
    if "nltk" not in sys.modules:
        try:
            with _empty_packages():
                return import_module(_STEMMER), import_module(_SPLITTER)
        except (ImportError, AttributeError):
            pass
    return import_module(_STEMMER), import_module(_SPLITTER)


_stemmer, _splitter = _modules()

EnglishStemmer = _stemmer.EnglishStemmer
PunktParameters = _splitter.PunktParameters
PunktSentenceTokenizer = _splitter.PunktSentenceTokenizer
