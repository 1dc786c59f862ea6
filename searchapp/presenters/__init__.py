"""View models for the templates: search results as labels, counts and URLs, which templates print unchanged.

The package may import ``indexer``, ``addresses``, ``context`` and ``translation``. Views read the HTTP request,
presenters do not. HTML belongs in ``templates``.
"""
