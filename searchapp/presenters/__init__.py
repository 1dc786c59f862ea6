"""What comes back from a search -> what the templates print: every label, count and address ready."""

from __future__ import annotations

from searchapp.presenters.facets import Choice, FacetForm, collection, facet_forms
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
