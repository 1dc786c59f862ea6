"""OpenAPI document, request parameters, and problem responses of the API.

``parameters`` describes the query parameters, ``openapi`` assembles the document from the routes and from the types in
``indexer.output.api``, and ``problems`` reports errors in requests (RFC 9457). The package may import ``indexer`` and
Flask. Reading a URL belongs in ``addresses``, the shape of a result in ``indexer.output.api``.
"""
