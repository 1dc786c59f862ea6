"""The facets that have special tagging rules. All other rules apply to any facet.

CELL_TYPE: A tissue and a word for cells together name a type. Common words count only if no specific name is likely.
ROUTE: A body site and a word for giving together name a route. A summary can have a route and also a narrower route.
DONOR: A word for the owner of the cells ("their own", "donor") names the donor if a word for cells follows closely.
In ``cue_phrases.py``, the ``facets`` argument limits a cue to the facets that it names.
"""

CONDITION, CELL_TYPE, ROUTE, DONOR = "condition", "cell_type", "route", "donor"
