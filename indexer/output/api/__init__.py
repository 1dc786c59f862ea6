"""JSON of the API: the type of each JSON object, and functions that build the objects from search results.

Each object is declared once. ``msgspec`` encodes it, and ``searchapp.schema`` generates the OpenAPI schema from the
same declaration. Objects with a few keys are typed dictionaries on one line; larger objects are structs. Keys
keep the declared order. An UNSET field is left out of the JSON. Names of types end with ``Json``; the OpenAPI document
omits that suffix. Clients rely on the keys: a key may be added, but not renamed or removed.
"""
