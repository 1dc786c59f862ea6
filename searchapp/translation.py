"""Translation of pages and messages with Flask-Babel, into each language that has a catalog in ``translations/``.

The setting ``language`` fixes the language. Without it, the best match for Accept-Language is used. If no language
matches, the text is English.
"""

import flask_babel
from babel import Locale, UnknownLocaleError
from flask import Flask, request

from indexer.errors import SummarySearchError
from indexer.messages import Message
from indexer.settings import PREFIX, Settings

ENGLISH = Locale("en")


def register(app: Flask, settings: Settings) -> None:
    """Set up Flask-Babel and the template functions. Raises SummarySearchError for an unknown ``language``."""
    fixed = _parse(settings.language) if settings.language else None
    available: dict[str, Locale] = {}
    babel = flask_babel.Babel(app, locale_selector=lambda: fixed or _negotiate(available))
    with app.app_context():
        available.update((_language_tag(locale), locale) for locale in (*babel.list_translations(), ENGLISH))
    app.jinja_env.globals.update(number=number, count=counted, language=language)


def gettext(message: str, **values: object) -> str:
    """Return ``message`` in the reader's language, with ``values`` filled in."""
    return str(flask_babel.gettext(message, **values))


def ngettext(singular: str, plural: str, num: int, **values: object) -> str:
    """Return the form for ``num`` in the reader's language, with ``num`` and ``values`` filled in."""
    return str(flask_babel.ngettext(singular, plural, num, **values))


def translated(message: str) -> str:
    """Return a ``Message`` of the indexer in the reader's language; return any other text unchanged."""
    return gettext(message.template, **message.values) if isinstance(message, Message) else message


def language() -> str:
    """Return the language of the response as a language tag such as ``en`` or ``pt-BR``."""
    return _language_tag(flask_babel.get_locale() or ENGLISH)


def number(value: int) -> str:
    """Return ``value`` with the digit grouping of the reader's language, such as ``1,234`` in English."""
    return str(flask_babel.format_decimal(value))


def counted(summaries: int) -> str:
    """Return a number of summaries with the noun, in the reader's language: ``1 summary``, ``1,234 summaries``."""
    return ngettext("%(count)s summary", "%(count)s summaries", summaries, count=number(summaries))


def _negotiate(available: dict[str, Locale]) -> Locale:
    return available.get(request.accept_languages.best_match(available) or "", ENGLISH) if request else ENGLISH


def _language_tag(locale: Locale) -> str:
    return str(locale).replace("_", "-")


def _parse(name: str) -> Locale:
    try:
        return Locale.parse(name.replace("-", "_"))
    except (ValueError, UnknownLocaleError):
        problem = f"{PREFIX}LANGUAGE is {name!r}, which is not a known language"
        raise SummarySearchError(problem, 'write a language code such as "en"') from None
