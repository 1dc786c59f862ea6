"""View models for the templates: search results as labels, counts and URLs. The templates print these unchanged.

The package may import ``indexer``, ``addresses``, ``context`` and ``translation``. Views read the HTTP request, and
presenters do not. HTML belongs in ``templates``.
"""
