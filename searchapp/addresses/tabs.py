"""Tabs of a search (list, map, timeline) and their URLs."""

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
    """A tab. ``args`` contains the URL parameters that only this tab has, such as the rows and columns of the map."""

    view: View = "list"
    args: tuple[tuple[str, str], ...] = ()

    @property
    def kept(self) -> tuple[tuple[str, str], ...]:
        """The parameters of the tab in URLs and forms: ``args`` and, unless the tab is the list, ``view``."""
        return (("view", self.view), *self.args) if self.view != "list" else self.args

    def url(self, request: SearchRequest) -> str:
        """Return the URL of ``request`` in this tab."""
        return address("pages.search", [*args_from_request(request), *self.kept])


LIST = Tab()


def view_from_args(args: MultiDict[str, str]) -> tuple[View, tuple[str, ...]]:
    """Return the name of the tab that URL parameters select, and a notice if that tab does not exist."""
    given = args.get("view", "")
    if given and given not in VIEWS:
        notice = _("There is no view “%(view)s” (%(views)s); the list is shown.", view=given, views=", ".join(VIEWS))
        return "list", (notice,)
    return next((view for view in VIEWS if view == given), "list"), ()


def view_label(view: View) -> str:
    """Return the label of a tab in the reader's language."""
    return {"list": _("List"), "map": _("Map"), "timeline": _("Timeline")}[view]
