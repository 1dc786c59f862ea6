"""JSON of the API: the type of each JSON object, and functions that build the objects from search results.

Each object has one type. ``msgspec`` encodes objects by their types, and ``searchapp.schema`` generates the OpenAPI
schema from the same types. Objects with a few keys are typed dictionaries on one line. Larger objects are structs. The
keys are in the order in which the type declares them. A field with the value UNSET is left out of the JSON. Names of
types end with ``Json``; the OpenAPI document omits this suffix. Clients rely on the keys, so a key may be added but not
renamed or removed.
"""
