"""Request and response processing around the views, one module for each concern.

Each module has a function ``register`` that adds its hooks to the application; ``create_app`` calls them all in order.
A module may import ``indexer``, ``context``, ``schema``, ``server`` and ``translation``, but no views or presenters.
Anything that belongs to one page or endpoint goes into ``views``.
"""
