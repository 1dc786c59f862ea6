"""View models for the templates: search results turned into labels, counts and URLs that templates print as they are.

The package may import the result types of ``indexer.search``, ``addresses``, ``context`` and ``translation``. It does
not read the HTTP request; that belongs to ``views``. HTML belongs to ``templates``.
"""

from __future__ import annotations

from searchapp.presenters.facets import about_labels, collection
from searchapp.presenters.frame import frame
from searchapp.presenters.hits import hit_view
from searchapp.presenters.results import present
from searchapp.presenters.summary import present_summary

__all__ = ["about_labels", "collection", "frame", "hit_view", "present", "present_summary"]
