"""The distributed engine: a collection on an OpenSearch cluster. What it takes to write needs nothing of the client."""
