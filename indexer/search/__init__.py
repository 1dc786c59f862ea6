"""The search service: all data that pages, API and command line show for one search request.

:class:`~indexer.search.session.SearchSession` is the entry point. It keeps one snapshot of the index and resolves the
request once. It returns the results, facet options, evidence map, timeline, search record and completions of the
request. Each other module computes one kind of result. It gets the snapshot and the resolved query as arguments, and
never asks an engine for a snapshot. This package may import ``indexer.engines`` (protocols and answers) and packages on
lower levels. Code for JSON and files belongs in ``indexer.output``. Code for HTML belongs in ``searchapp``.
"""
