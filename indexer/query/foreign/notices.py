"""Notices about the translation of a query from another syntax."""

from indexer.messages import Message, message
from indexer.query.foreign.tree import Dropped


class Notices:
    """Notices of one translation, each of them once. ``changed`` is True if the query has foreign syntax."""

    def __init__(self) -> None:
        self.messages: list[Message] = []
        self.changed = False

    def change(self, is_changed: bool = True) -> None:
        """Report that a part of the query is translated."""
        self.changed |= is_changed

    def add(self, text: Message) -> None:
        """Add a notice. The query counts as changed."""
        self.changed = True
        if text not in self.messages:
            self.messages.append(text)

    def dropped(self, typed: str, code: str) -> Dropped:
        """Report a part that is left out because its ``code`` has no equal."""
        self.add(
            message(
                "“%(typed)s” was left out, because “%(code)s” has no equal here. The filters, and the fields title:, "
                "text:, author:, journal:, study: and year:, limit a search.",
                typed=typed,
                code=code,
            )
        )
        return Dropped()

    def dropped_line(self, typed: str) -> Dropped:
        """Report the number of an earlier search."""
        self.add(
            message(
                "“%(typed)s” was left out, because searches have no numbers here. "
                "Type the words of that search instead.",
                typed=typed,
            )
        )
        return Dropped()

    def not_a_year(self, typed: str) -> Dropped:
        """Report a date that is left out."""
        self.add(
            message(
                "“%(typed)s” is not a year and was left out. Write year:2020 or year:2015..2020.",
                typed=typed,
            )
        )
        return Dropped()

    def days_ignored(self, typed: str) -> None:
        """Report a date of which only the year is used."""
        self.add(message("Only the years of “%(typed)s” were used, without months and days.", typed=typed))

    def ignored(self, typed: str) -> None:
        """Report a code that is left out, while its words are kept."""
        self.add(message("“%(typed)s” has no equal here and was ignored.", typed=typed))

    def headings(self) -> None:
        """Report that a heading of a thesaurus is searched as words."""
        self.add(
            message(
                "Subject headings were searched as words. Write condition:, cell: or route: before a name to find the "
                "summaries that are tagged with it."
            )
        )

    def any_author(self, typed: str) -> None:
        """Report that the position of an author is ignored."""
        self.add(message("“%(typed)s” was read as author:, because the order of authors is not searched.", typed=typed))

    def no_field(self, name: str) -> None:
        """Report an unknown field name."""
        self.add(message("There is no field “%(name)s:”, so this name was ignored.", name=name))

    def unweighted(self, typed: str, word: str) -> None:
        """Report an ignored weight (``^2``) or tolerance (``~1``)."""
        self.add(
            message(
                "“%(typed)s” was read as “%(word)s”, because words have no weights and no tolerance for misspellings.",
                typed=typed,
                word=word,
            )
        )

    def wildcard(self, typed: str, word: str) -> None:
        """Report a wildcard that is replaced."""
        self.add(
            message(
                "“%(typed)s” was read as “%(word)s”. A wildcard is “*”, at the end of a word of 3 letters or more.",
                typed=typed,
                word=word,
            )
        )

    def near_ignored(self, typed: str, read: str) -> None:
        """Report a proximity operator that is replaced with "AND", or with nothing if ``read`` is ""."""
        if not read:
            return self.add(message("“%(typed)s” with nothing beside it was ignored.", typed=typed))
        self.add(
            message(
                "“%(typed)s” was read as %(read)s, because only words can be near each other, and not too many. "
                'Write "two words"~5 to allow five other words between them.',
                typed=typed,
                read=read,
            )
        )

    def wildcards_near(self, typed: str) -> None:
        """Report prefixes beside a proximity operator."""
        self.add(message("Wildcards beside “%(typed)s” were ignored. A word also matches its plural.", typed=typed))

    def unordered(self, typed: str, read: str) -> None:
        """Report a proximity operator whose order of words is ignored."""
        self.add(message("“%(typed)s” was read as %(read)s, in any order of the words.", typed=typed, read=read))
