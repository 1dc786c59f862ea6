"""Conversion between URL parameters and requests (searches, tabs and charts), and the Link headers of the API.

The URL that is built from a request is read back as an equal request. The package may import ``indexer``,
``schema.problems`` and ``translation``. It runs no searches and formats nothing for display.
"""
