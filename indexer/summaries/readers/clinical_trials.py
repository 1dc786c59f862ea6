"""A study as ClinicalTrials.gov gives it (API v2), or as a line of its fields -> Summary.

The fields are described at https://clinicaltrials.gov/data-api/about-api/study-data-structure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from indexer.summaries.limits import Fault, plain
from indexer.summaries.readers.catalogues import Heading, of_registry
from indexer.summaries.readers.record import SourceRecord, fitting, year_in
from indexer.summaries.readers.terms import Terms
from indexer.summaries.summary import Catalogued, Citation, Summary

SITE = "ClinicalTrials.gov"
_NUMBER = re.compile(r"NCT\d{8}")
_BLOCKS = re.compile(r"\n\s*\n")


def is_study(given: Mapping[str, Any]) -> bool:
    """Whether an object has the shape of the registry's API."""
    return isinstance(given.get("protocolSection"), dict)


def study(given: Mapping[str, Any], terms: Terms) -> Summary | Fault:
    """Return the summary of a study; never raises, whatever the object holds."""
    number = _text(given, "protocolSection.identificationModule.nctId")
    if not _NUMBER.fullmatch(number):
        return Fault("a study without its number", "protocolSection.identificationModule.nctId holds it")
    brief = _text(given, "protocolSection.identificationModule.briefTitle")
    official = _text(given, "protocolSection.identificationModule.officialTitle")
    return SourceRecord(
        id=number,
        title=brief or official,
        paragraphs=fitting(_paragraphs(given)),
        study_title=official or brief,
        year=_text(given, "protocolSection.statusModule.startDateStruct.date")
        or _text(given, "protocolSection.statusModule.studyFirstSubmitDate"),
        url=address(number),
        site=SITE,
        catalogued=of_registry(
            _texts(given, "protocolSection.conditionsModule.conditions"),
            [
                Heading(_text(mesh, "term"), _text(mesh, "id"))
                for mesh in _objects(given, "derivedSection.conditionBrowseModule.meshes")
            ],
            [
                _text(intervention, "name")
                for intervention in _objects(given, "protocolSection.armsInterventionsModule.interventions")
            ],
            (
                _text(given, "protocolSection.designModule.studyType"),
                _text(given, "protocolSection.designModule.designInfo.allocation"),
            ),
            terms,
        ),
    ).summary()


def of_fields(registry: Mapping[str, Any], terms: Terms) -> dict[str, Catalogued]:
    """Return the concepts of a trial by field, from lists by the names of the registry's former API ("Condition")."""
    return of_registry(
        _texts(registry, "Condition"),
        [Heading(name) for name in _texts(registry, "ConditionMeshTerm")],
        _texts(registry, "InterventionName"),
        (next(iter(_texts(registry, "StudyType")), ""), next(iter(_texts(registry, "DesignAllocation")), "")),
        terms,
    )


def registration(number: str, title: str, registry: Mapping[str, Any]) -> Citation | None:
    """Return the citation of a trial by its number and the fields of the former API, None of what is no number."""
    if not address(number):
        return None
    return Citation(
        title=plain(_text(registry, "OfficialTitle")) or title or None,
        year=year_in(next(iter(_texts(registry, "StartDate")), "")),
        url=address(number),
        site=SITE,
    )


def address(number: str) -> str:
    """Return the page of a trial, "" of what is no number of one."""
    return f"https://clinicaltrials.gov/study/{number}" if _NUMBER.fullmatch(number) else ""


def _paragraphs(given: Mapping[str, Any]) -> Iterator[str]:
    yield from _BLOCKS.split(_text(given, "protocolSection.descriptionModule.briefSummary"))
    yield from _BLOCKS.split(_text(given, "protocolSection.descriptionModule.detailedDescription"))
    for intervention in _objects(given, "protocolSection.armsInterventionsModule.interventions"):
        name, told = _text(intervention, "name"), _text(intervention, "description")
        yield f"Intervention: {name}. {told}" if told else f"Intervention: {name}."
    for outcome in _objects(given, "protocolSection.outcomesModule.primaryOutcomes"):
        yield f"Primary outcome: {_text(outcome, 'measure')}."


def _at(given: Any, path: str) -> Any:
    for key in path.split("."):
        given = given.get(key) if isinstance(given, dict) else None
    return given


def _text(given: Any, path: str) -> str:
    found = _at(given, path)
    return found if isinstance(found, str) else ""


def _texts(given: Any, path: str) -> list[str]:
    found = _at(given, path)
    return [text for text in found if isinstance(text, str)] if isinstance(found, list) else []


def _objects(given: Any, path: str) -> Iterable[Mapping[str, Any]]:
    found = _at(given, path)
    return [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []
