"""The facets that have tagging rules of their own. All other rules apply to any facet.

CELL_TYPE: source tissues combine with a word for cells; common words count only if no specific name is likely.
ROUTE: body sites combine with a verb of giving; a general route can stay beside a special one.
DONOR: a word for the owner ("their own") names the donor before a word for cells.
Cues with ``facets`` (``cue_phrases.py``) hold only for those facets.
"""

CONDITION, CELL_TYPE, ROUTE, DONOR = "condition", "cell_type", "route", "donor"
