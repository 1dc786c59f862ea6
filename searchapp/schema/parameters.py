"""OpenAPI descriptions of the API's parameters. The facet parameters are generated from FACETS."""

from typing import Any

from indexer.output.exports import EXPORT_FORMATS
from indexer.query.request import SORTS, WORDS
from indexer.summaries.facets import FACETS
from searchapp.addresses.search import LARGEST_PAGE, LARGEST_SIZE, PAGE_SIZE

Parameter = dict[str, Any]

_TEXT = {"type": "string"}
_BOOLEAN = {"type": "boolean"}
_FACET = {"type": "string", "enum": [facet.name for facet in FACETS]}
_YEARS = {"type": "string", "pattern": "^([0-9]{4}|[0-9]{4}-([0-9]{4})?|-[0-9]{4})$"}


def _query(name: str, description: str, schema: dict[str, Any]) -> Parameter:
    return {"name": name, "in": "query", "description": description, "schema": schema}


def _repeated(name: str, description: str) -> Parameter:
    return {**_query(name, description, {"type": "array", "items": _TEXT}), "style": "form", "explode": True}


def _number(largest: int, default: int) -> dict[str, Any]:
    return {"type": "integer", "minimum": 1, "maximum": largest, "default": default}


SEARCH = (
    _query("q", "Query.", _TEXT),
    *(_repeated(facet.name, f"Concept id ({facet.label.lower()}). Repeat it for “or”.") for facet in FACETS),
    _query("year", "Years: 2015-2020, 2015-, -2020 or 2015.", _YEARS),
    _query("sort", "Order of the results; by default relevance if there is a query.", {**_TEXT, "enum": list(SORTS)}),
    _repeated("literal", "Concept id. Words of the query are not read as this concept."),
    _query("words", "Require all words of the query, or some.", {**_TEXT, "enum": list(WORDS)}),
    _query("exact", "true: search the query as typed, even if only its corrected spelling has results.", _BOOLEAN),
    _query("strict", "true: answer 400 if a parameter would be ignored.", _BOOLEAN),
)
PAGE = (
    _query("page", "Number of the page.", _number(LARGEST_PAGE, 1)),
    _query("size", "Hits per page.", _number(LARGEST_SIZE, PAGE_SIZE)),
    _query("explain", "true: explain the score of each hit.", _BOOLEAN),
)
MAP = (
    _query("rows", "Facet of the rows.", _FACET),
    _query("columns", "Facet of the columns; it must differ from that of the rows.", _FACET),
    _query("cell", "ROW~COLUMN: a cell to count in the whole collection, too.", _TEXT),
)
TIMELINE = (_repeated("open", "Study design to split into its more specific designs."),)
SUGGEST = (_query("q", "Text typed so far.", _TEXT),)
DIGEST = _query("digest", "Digest of an earlier record, for comparison.", {**_TEXT, "pattern": "^[0-9a-f]{64}$"})


def path_parameter(name: str) -> Parameter:
    """Return the description of a path parameter. The description of ``fmt`` lists the export formats."""
    if name == "fmt":
        description = "; ".join(f"{each.name}: {each.label}" for each in EXPORT_FORMATS.values())
        details = {"description": description, "schema": {**_TEXT, "enum": list(EXPORT_FORMATS)}}
    else:
        details = {"schema": {**_TEXT, "minLength": 1}}
    return {"name": name, "in": "path", "required": True, **details}
