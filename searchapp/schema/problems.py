"""What is wrong with a request, told so that a program knows where: the parameter, its value, and what helps."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any, Self

from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import HTTPException

from indexer.errors import did_you_mean
from indexer.query.request import Filters
from indexer.summaries.facets import FACETS
from indexer.vocabulary.model import Vocabulary
from searchapp.translation import gettext as _

_MOST = 20  # are told at once: to look for what may have been meant takes a millisecond each
_LONGEST = 40  # characters of a name that others are compared with

Remedy = Callable[[], str | None]


class Wrong(str):
    """A sentence about one thing wrong in a request; ``place`` is "query" or "path", ``name`` the parameter.

    A page shows the sentence and goes on without; who asks for ``strict=true`` gets no answer but these. ``remedy`` is
    asked for what helps only then.
    """

    place: str
    name: str
    value: str
    remedy: Remedy

    def __new__(cls, sentence: str, name: str, value: str, remedy: Remedy = lambda: None, place: str = "query") -> Self:
        """Return the sentence with what it is about."""
        wrong = super().__new__(cls, sentence)
        wrong.place, wrong.name, wrong.value, wrong.remedy = place, name, value, remedy
        return wrong

    def to_json(self) -> dict[str, Any]:
        """Return it as problem documents have it."""
        told = {"in": self.place, "name": self.name, "value": self.value, "detail": str(self)}
        remedy = self.remedy()
        return {**told, "remedy": remedy} if remedy else told


class Refused(HTTPException):
    """A request that is not answered: the status, and what is wrong with it."""

    def __init__(self, status: int, wrong: Sequence[Wrong], detail: str | None = None) -> None:
        self.code = status
        self.wrong = tuple(wrong)[:_MOST]
        super().__init__(detail or " ".join(self.wrong))


def likely(typed: str, known: Iterable[str]) -> Remedy:
    """Return a remedy that names the one of ``known`` that was meant, if any is near."""
    return lambda: did_you_mean(typed[:_LONGEST], known)


def refuse_if_strict(args: MultiDict[str, str], wrong: Iterable[Wrong], filters: Filters, known: Vocabulary) -> None:
    """Raise Refused where nothing is to be ignored (``strict=true``) and something would be.

    ``wrong`` is about the address; filters that are not ``known`` come beside. What people type as the query is read
    leniently all the same: there is no wrong query.
    """
    if args.get("strict") == "true" and (told := [*wrong, *_unknown(filters, known)]):
        raise Refused(400, told)


def _unknown(filters: Filters, vocabulary: Vocabulary) -> Iterable[Wrong]:
    for facet in FACETS:
        for concept in filters.of(facet.name):
            if vocabulary.get(facet.name, concept) is None:
                told = _("There is no %(facet)s “%(concept)s”.", facet=_(facet.label).lower(), concept=concept)
                yield Wrong(told, facet.name, concept, partial(vocabulary.suggest, facet, concept[:_LONGEST]))
