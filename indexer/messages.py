"""What is said to people, in English, so that whoever prints it can say it in another language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self


class Message(str):
    """An English text that remembers what it was made of: ``template``, with a ``%(name)s`` for each of ``values``."""

    template: str
    values: Mapping[str, object]

    def __new__(cls, template: str, values: Mapping[str, object]) -> Self:
        """Return the message as English has it."""
        message = super().__new__(cls, template % values if values else template)
        message.template, message.values = template, values
        return message

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.template, dict(self.values))


def message(template: str, **values: object) -> Message:
    """Return the message; ``template`` is a literal, so that it is found for the catalogue of translations."""
    return Message(template, values)
