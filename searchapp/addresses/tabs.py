"""The tabs over one search: which is open, and its addresses, which keep what the tab alone is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args
from urllib.parse import urlencode

from flask import url_for
from werkzeug.datastructures import MultiDict

from indexer.query.request import SearchRequest
from searchapp.addresses.search import args_from_request
from searchapp.translation import gettext as _

View = Literal["list", "map", "timeline"]
VIEWS: tuple[View, ...] = get_args(View)


@dataclass(frozen=True, slots=True)
class Tab:
    """An open tab; ``args`` are the parameters of its addresses beside those of the search, ``view`` left out."""

    view: View = "list"
    args: tuple[tuple[str, str], ...] = ()

    @property
    def kept(self) -> tuple[tuple[str, str], ...]:
        """What stands in the tab's addresses, and as hidden fields in its form; nothing for the list."""
        return (("view", self.view), *self.args) if self.view != "list" else self.args

    def url(self, request: SearchRequest) -> str:
        """Return the address of ``request`` in this tab."""
        args, path = [*args_from_request(request), *self.kept], url_for("pages.search")
        return f"{path}?{urlencode(args)}" if args else path


LIST = Tab()


def view_from_args(args: MultiDict[str, str]) -> tuple[View, tuple[str, ...]]:
    """Return the tab that the parameters of an address open, and a notice where there is none such."""
    given = args.get("view", "")
    if given and given not in VIEWS:
        notice = _("There is no view “%(view)s” (%(views)s); the list is shown.", view=given, views=", ".join(VIEWS))
        return "list", (notice,)
    return next((view for view in VIEWS if view == given), "list"), ()


def view_label(view: View) -> str:
    """Return what a tab is called."""
    return {"list": _("List"), "map": _("Map"), "timeline": _("Timeline")}[view]
