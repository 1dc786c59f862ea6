"""Request and response processing around the views, one module for each concern.

Each module has ``register(app, ...)``, which adds its hooks to the application; ``create_app`` calls them in order.
The modules may import ``searchapp.context``, ``schema``, ``server`` and ``translation``, but no views or presenters.
Anything that belongs to one page or endpoint goes into ``views``.
"""
