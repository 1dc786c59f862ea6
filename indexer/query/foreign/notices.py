"""Notices about the translation of a query from another syntax."""

from indexer.messages import Message, message
from indexer.query.foreign.tree import Dropped


class Notices:
    """Notices of one translation, each of them once. ``changed`` is True if the query has foreign syntax."""

    def __init__(self) -> None:
        self.messages: list[Message] = []
        self.changed = False

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
        self.add(message("“%(typed)s” is not a year and was ignored. Write year:2020 or year:2015..2020.", typed=typed))
        return Dropped()

    def days_ignored(self, typed: str) -> None:
        """Report a date of which only the year is used."""
        self.add(message("Only the years of “%(typed)s” were used, without months and days.", typed=typed))

    def ignored(self, typed: str) -> None:
        """Report a code that is left out, while its words are kept."""
        self.add(message("“%(typed)s” has no meaning here and was ignored.", typed=typed))

    def headings(self) -> None:
        """Report that a heading of a thesaurus is searched as words."""
        self.add(
            message(
                "Subject headings were searched as words. Write condition:, cell: or route: before a name to find the "
                "summaries that are tagged with it."
            )
        )

    def read_as(self, typed: str, read: str) -> None:
        """Report a part that is replaced with something similar, because it has no exact equal."""
        self.add(message("“%(typed)s” was read as “%(read)s”, its nearest equal here.", typed=typed, read=read))
