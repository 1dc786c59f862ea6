"""OpenAPI document, request parameters, and problem responses of the API.

``parameters`` describes the query parameters, ``openapi`` assembles the document from the routes and from the types in
``indexer.output.api``, and ``problems`` reports errors in requests (RFC 9457). Functions that read URLs belong in
``addresses``. The types of results belong in ``indexer.output.api``.
"""
