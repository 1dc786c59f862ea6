"""The pages in the reader's language: English, and any other whose catalogue lies in ``translations``.

No cookie: the language is the one that is set, or else the best that the browser asks for and that is there.
"""

from __future__ import annotations

import flask_babel
from babel import Locale, UnknownLocaleError
from flask import Flask, request

from indexer.errors import SummarySearchError
from indexer.messages import Message
from indexer.settings import PREFIX, Settings

ENGLISH = Locale("en")


def register(app: Flask, settings: Settings) -> None:
    """Give the application its languages, and its templates what writes them.

    Raises SummarySearchError where the language that is set is none.
    """
    chosen = _locale(settings.language) if settings.language else None
    known: dict[str, Locale] = {}
    babel = flask_babel.Babel(app, locale_selector=lambda: chosen or _preferred(known))
    with app.app_context():
        known.update((_named(locale), locale) for locale in (*babel.list_translations(), ENGLISH))
    app.jinja_env.globals.update(number=number, count=counted, language=language)


def gettext(message: str, **values: object) -> str:
    """Return the message in the reader's language, with the values in their places."""
    return str(flask_babel.gettext(message, **values))


def ngettext(singular: str, plural: str, num: int, **values: object) -> str:
    """Return the one of the messages that goes with ``num``, a value of its own, in the reader's language."""
    return str(flask_babel.ngettext(singular, plural, num, **values))


def translated(message: str) -> str:
    """Return what the indexer said in the reader's language, and any other text as it is."""
    return gettext(message.template, **message.values) if isinstance(message, Message) else message


def language() -> str:
    """Return the language of this answer as HTML names it: en, pt-BR."""
    return _named(flask_babel.get_locale() or ENGLISH)


def number(value: int) -> str:
    """Return a number as the language writes it: 1,234."""
    return str(flask_babel.format_decimal(value))


def counted(summaries: int) -> str:
    """Return a number with its noun: 1 summary, 1,234 summaries."""
    return ngettext("%(count)s summary", "%(count)s summaries", summaries, count=number(summaries))


def _preferred(known: dict[str, Locale]) -> Locale:
    return known.get(request.accept_languages.best_match(known) or "", ENGLISH) if request else ENGLISH


def _named(locale: Locale) -> str:
    return str(locale).replace("_", "-")


def _locale(name: str) -> Locale:
    try:
        return Locale.parse(name.replace("-", "_"))
    except (ValueError, UnknownLocaleError):
        raise SummarySearchError(f"{PREFIX}LANGUAGE is {name!r}, which is no language", 'write "en", say') from None
