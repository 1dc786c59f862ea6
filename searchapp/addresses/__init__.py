"""Conversion between URL parameters and requests (searches, tabs and charts), and the Link headers of the API.

If a URL is built from a request and read again, the result equals the request. The package may import ``indexer``,
``schema.problems`` and ``translation``. The package runs no searches and formats nothing for display.
"""
