"""The views. Pages, API, exports, feeds, records, discovery and health each have a module with one blueprint.

A view reads the URL, opens a search session with ``searchapp.context``, and passes the results to a presenter or a
serializer. Code that does not read the HTTP request belongs in ``indexer`` or in ``searchapp.presenters``.
"""
