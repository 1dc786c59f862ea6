"""The views: one blueprint for pages, the API, exports, feeds, records, discovery and health.

A view reads the address, opens a search session through ``searchapp.context``, and passes its results to a presenter or
a serializer. Anything that needs no request belongs in ``indexer`` or in ``searchapp.presenters``.
"""
