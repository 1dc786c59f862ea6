"""Index summaries of studies, and search them."""

__version__ = "0.1.0"
