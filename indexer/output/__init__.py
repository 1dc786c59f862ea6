"""Output formats of search results and summaries.

``api`` holds the JSON of the HTTP API and of the commands' ``--json``; ``exports`` holds the file formats (RIS, BibTeX,
CSV, JSON Lines, text). The package reads the results of ``indexer.search`` and formats them; searching, Flask and URLs
of pages don't belong here (callers pass a function that returns a URL).
"""
