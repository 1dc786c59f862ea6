"""Conversion of trial records: study objects of the ClinicalTrials.gov API v2, and fields of the former API.

The fields are described at https://clinicaltrials.gov/data-api/about-api/study-data-structure.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from indexer.summaries.limits import Fault, clean_text
from indexer.summaries.readers.contract import TermLookup
from indexer.summaries.readers.controlled_terms import Heading, concepts_of_trial
from indexer.summaries.readers.source_record import SourceRecord, first_year, up_to_text_limit
from indexer.summaries.summary import Catalogued, Citation, Summary

_SITE = "ClinicalTrials.gov"
_NUMBER = re.compile(r"NCT\d{8}")
_BLANK_LINE = re.compile(r"\n\s*\n")


def is_study(record: Mapping[str, Any]) -> bool:
    """Return whether a JSON object looks like a study of the ClinicalTrials.gov API v2."""
    return isinstance(record.get("protocolSection"), dict)


def summary_of_study(record: Mapping[str, Any], terms: TermLookup) -> Summary | Fault:
    """Return the summary of a study of the API v2, or a fault if the study is not valid. Never raises."""
    number = _text(record, "protocolSection.identificationModule.nctId")
    if not _NUMBER.fullmatch(number):
        return Fault("a study without its number", 'add it as "protocolSection.identificationModule.nctId"')
    brief = _text(record, "protocolSection.identificationModule.briefTitle")
    official = _text(record, "protocolSection.identificationModule.officialTitle")
    meshes = _objects(record, "derivedSection.conditionBrowseModule.meshes")
    design = "protocolSection.designModule"
    return SourceRecord(
        id=number,
        title=brief or official,
        paragraphs=up_to_text_limit(_paragraphs(record)),
        study_title=official or brief,
        year=_text(record, "protocolSection.statusModule.startDateStruct.date")
        or _text(record, "protocolSection.statusModule.studyFirstSubmitDate"),
        url=_study_url(number),
        site=_SITE,
        catalogued=concepts_of_trial(
            _texts(record, "protocolSection.conditionsModule.conditions"),
            [Heading(_text(mesh, "term"), _text(mesh, "id")) for mesh in meshes],
            [_text(intervention, "name") for intervention in _interventions(record)],
            (_text(record, f"{design}.studyType"), _text(record, f"{design}.designInfo.allocation")),
            terms,
        ),
    ).summary()


def concepts_of_fields(registry: Mapping[str, Any], terms: TermLookup) -> dict[str, Catalogued]:
    """Return a trial's concepts by facet field. ``registry`` maps field names of the former API to lists of texts."""
    return concepts_of_trial(
        _texts(registry, "Condition"),
        [Heading(name) for name in _texts(registry, "ConditionMeshTerm")],
        _texts(registry, "InterventionName"),
        (_first_text(registry, "StudyType"), _first_text(registry, "DesignAllocation")),
        terms,
    )


def citation_of_registration(number: str, title: str, registry: Mapping[str, Any]) -> Citation | None:
    """Return the citation of a trial from fields of the former API, or None if ``number`` is not an NCT number."""
    if not _study_url(number):
        return None
    return Citation(
        title=clean_text(_text(registry, "OfficialTitle")) or title or None,
        year=first_year(_first_text(registry, "StartDate")),
        url=_study_url(number),
        site=_SITE,
    )


def _study_url(number: str) -> str:
    """Return the URL of a trial's page, or "" if ``number`` is not an NCT number."""
    return f"https://clinicaltrials.gov/study/{number}" if _NUMBER.fullmatch(number) else ""


def _paragraphs(record: Mapping[str, Any]) -> Iterator[str]:
    for field in ("briefSummary", "detailedDescription"):
        yield from _BLANK_LINE.split(_text(record, f"protocolSection.descriptionModule.{field}"))
    for intervention in _interventions(record):
        name, description = _text(intervention, "name"), _text(intervention, "description")
        yield f"Intervention: {name}. {description}" if description else f"Intervention: {name}."
    for outcome in _objects(record, "protocolSection.outcomesModule.primaryOutcomes"):
        yield f"Primary outcome: {_text(outcome, 'measure')}."


def _interventions(record: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
    return _objects(record, "protocolSection.armsInterventionsModule.interventions")


def _value(record: Any, path: str) -> Any:
    """Return the value at ``path`` (keys separated by dots), or None if there is no such path."""
    for key in path.split("."):
        record = record.get(key) if isinstance(record, dict) else None
    return record


def _text(record: Any, path: str) -> str:
    value = _value(record, path)
    return value if isinstance(value, str) else ""


def _texts(record: Any, path: str) -> list[str]:
    value = _value(record, path)
    return [text for text in value if isinstance(text, str)] if isinstance(value, list) else []


def _first_text(record: Any, path: str) -> str:
    return next(iter(_texts(record, path)), "")


def _objects(record: Any, path: str) -> Iterable[Mapping[str, Any]]:
    value = _value(record, path)
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []
