"""View models for the templates: search results turned into labels, counts and URLs that templates print as they are.

The package may import the result types of ``indexer.search``, ``addresses``, ``context`` and ``translation``. It does
not read the HTTP request; that belongs to ``views``. HTML belongs to ``templates``.
"""
