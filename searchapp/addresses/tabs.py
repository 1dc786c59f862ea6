"""Tabs of a search (list, map, timeline) and their URLs. A URL keeps the parameters of the current tab."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from werkzeug.datastructures import MultiDict

from indexer.query.request import SearchRequest
from searchapp.addresses.search import address, args_from_request
from searchapp.translation import gettext as _

View = Literal["list", "map", "timeline"]
VIEWS: tuple[View, ...] = get_args(View)


@dataclass(frozen=True, slots=True)
class Tab:
    """A tab. ``args`` are the URL parameters of its own, in addition to those of the search and ``view``."""

    view: View = "list"
    args: tuple[tuple[str, str], ...] = ()

    @property
    def kept(self) -> tuple[tuple[str, str], ...]:
        """The parameters of the tab in URLs and hidden form fields. The list has no ``view`` parameter."""
        return (("view", self.view), *self.args) if self.view != "list" else self.args

    def url(self, request: SearchRequest) -> str:
        """Return the URL of ``request`` in this tab."""
        return address("pages.search", [*args_from_request(request), *self.kept])


LIST = Tab()


def view_from_args(args: MultiDict[str, str]) -> tuple[View, tuple[str, ...]]:
    """Return the tab that URL parameters select, and a notice if they name an unknown one."""
    given = args.get("view", "")
    if given and given not in VIEWS:
        notice = _("There is no view “%(view)s” (%(views)s); the list is shown.", view=given, views=", ".join(VIEWS))
        return "list", (notice,)
    return next((view for view in VIEWS if view == given), "list"), ()


def view_label(view: View) -> str:
    """Return the label of a tab."""
    return {"list": _("List"), "map": _("Map"), "timeline": _("Timeline")}[view]
