"""A reference as text, to copy into a document."""

from __future__ import annotations

from indexer.output.exports.record import ExportRecord, one_line, reference


def plain_text(record: ExportRecord) -> str:
    """Return one line as reference lists of medicine have it, with DOI and PMID, or else the address, at the end."""
    cited = reference(record)
    line = one_line(str(cited))
    identifiers = [f"doi:{cited.doi}"] * bool(cited.doi) + [f"PMID: {cited.pmid}"] * bool(cited.pmid)
    if not identifiers and cited.link:
        identifiers = [cited.link]
    missing = [one_line(each) for each in identifiers if each.partition(":")[2].strip() not in line]
    return " ".join([line, *(each if each.startswith("http") else f"{each}." for each in missing)]) + "\n"
