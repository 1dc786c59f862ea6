"""Output formats of search results and summaries.

``api`` defines the JSON of the HTTP API and of the option ``--json`` of commands. ``exports`` defines the file formats
(RIS, BibTeX, CSV, JSON Lines, text). This package formats the results of ``indexer.search``. Code that searches, uses
Flask or builds URLs of pages doesn't belong here. Callers pass the URLs, or functions that return URLs.
"""
