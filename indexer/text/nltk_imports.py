"""NLTK's stemmer and sentence splitter, without the rest of NLTK.

To import any part of NLTK imports all of it, and with it scipy.stats and whatever else it can work with: a second and
a hundred megabytes, before the first word of a query is read. So the packages around the two modules that we use are
stood in for while these are imported. Where a later NLTK does not have it so, it is imported as usual.
"""

from __future__ import annotations

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
def _standing_in() -> Iterator[None]:
    """Have packages of NLTK that run nothing, with the same modules in them; afterwards all is as it was."""
    before = {name: module for name, module in sys.modules.items() if name.partition(".")[0] == "nltk"}
    spec = find_spec("nltk")
    if spec is None or not spec.submodule_search_locations:
        raise ImportError("NLTK is not installed")
    place = Path(next(iter(spec.submodule_search_locations))).parent
    try:
        for name in _PACKAGES:
            package = ModuleType(name)
            package.__path__ = [str(place.joinpath(*name.split(".")))]
            sys.modules[name] = package
        corpus = ModuleType(_CORPUS)
        vars(corpus)["stopwords"] = SimpleNamespace()  # only for stemmers that are told to leave those alone
        sys.modules[_CORPUS] = corpus
        yield
    finally:
        for name in [name for name in sys.modules if name.partition(".")[0] == "nltk"]:
            del sys.modules[name]
        sys.modules.update(before)


def _modules() -> tuple[Any, Any]:
    if "nltk" not in sys.modules:
        try:
            with _standing_in():
                return import_module(_STEMMER), import_module(_SPLITTER)
        except (ImportError, AttributeError):
            pass
    return import_module(_STEMMER), import_module(_SPLITTER)


_stemmer, _splitter = _modules()

EnglishStemmer = _stemmer.EnglishStemmer
PunktParameters = _splitter.PunktParameters
PunktSentenceTokenizer = _splitter.PunktSentenceTokenizer
