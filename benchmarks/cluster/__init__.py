"""OpenSearch beside the embedded engine: the same answers, how fast, and what happens when a node dies."""
