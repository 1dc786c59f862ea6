"""The search service: everything that pages, API and command line show about one search request.

:class:`~indexer.search.session.SearchSession` is the entry point. It pins one snapshot of the index, resolves the
request once, and computes results, facet options, evidence map, timeline, exports, search records and autocomplete from
these two. The other modules each compute one of them, and get the snapshot and the resolved query as arguments: none of
them asks an engine for a snapshot. May import ``indexer.engines`` (protocols and answers) and everything below it. JSON
and files belong in ``indexer.output``, HTML in ``searchapp``.
"""
