"""The search service: all data that pages, API and command line show for one search request.

:class:`~indexer.search.session.SearchSession` is the entry point. It keeps one snapshot of the index and resolves the
request once. From these it computes results, facet options, evidence map, timeline, exports, search records and
autocomplete. Each other module computes one kind of result and gets snapshot and resolved query as arguments; it never
asks an engine for a snapshot. This package may import ``indexer.engines`` (protocols and answers) and lower
packages. Code for JSON and files belongs in ``indexer.output``, code for HTML in ``searchapp``.
"""
