"""User-facing messages. A message keeps its English template and values, so that the web layer can translate it."""

from collections.abc import Mapping
from typing import Any, Self


class Message(str):
    """An English text. It keeps its ``template`` and the ``values`` for the ``%(name)s`` placeholders in it."""

    template: str
    values: Mapping[str, object]

    def __new__(cls, template: str, values: Mapping[str, object]) -> Self:
        """Return a message. Its text is the template with the values filled in."""
        message = super().__new__(cls, template % values if values else template)
        message.template, message.values = template, values
        return message

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.template, dict(self.values))


def message(template: str, **values: object) -> Message:
    """Return a message. ``template`` must be a string literal, so that the translation catalogue includes it."""
    return Message(template, values)
