"""View models for the templates: search results turned into labels, counts and URLs that templates print as they are.

The package may import the result types of ``indexer.search``, ``addresses``, ``context`` and ``translation``. It does
not read the HTTP request; that belongs to ``views``. HTML belongs to ``templates``.
"""

from __future__ import annotations

from searchapp.presenters.facets import Choice, FacetForm, about_labels, collection, facet_forms
from searchapp.presenters.frame import Frame, frame
from searchapp.presenters.hits import HitView, hit_view
from searchapp.presenters.links import Badge, Link, badges, completion_url, search_url, summary_url
from searchapp.presenters.results import ResultView, present
from searchapp.presenters.summary import SummaryView, present_summary

__all__ = [
    "Badge",
    "Choice",
    "FacetForm",
    "Frame",
    "HitView",
    "Link",
    "ResultView",
    "SummaryView",
    "about_labels",
    "badges",
    "collection",
    "completion_url",
    "facet_forms",
    "frame",
    "hit_view",
    "present",
    "present_summary",
    "search_url",
    "summary_url",
]
