"""The facets that have tagging rules of their own. All other rules apply to any facet.

CELL_TYPE: a tissue and a word for cells name a type together. Common words count only if no specific name is likely.
ROUTE: a body site and a word for giving name a route together. A general route can be tagged beside a narrower one.
DONOR: a word for the owner of the cells ("their own", "donor") names the donor if a word for cells follows closely.
A cue in ``cue_phrases.py`` with a ``facets`` argument applies only to the facets named there.
"""

CONDITION, CELL_TYPE, ROUTE, DONOR = "condition", "cell_type", "route", "donor"
