"""References as plain text, to paste into a document."""

from indexer.output.exports.exported_summary import ExportedSummary, one_line, reference


def plain_text(exported: ExportedSummary) -> str:
    """Return the reference in one line, in the style of medical journals.

    DOI and PMID follow the citation. If both are unknown, the link of the citation follows. An identifier that is
    already in the text of the citation is not repeated.
    """
    cited = reference(exported)
    line = one_line(str(cited))
    identifiers = [f"doi:{cited.doi}"] * bool(cited.doi) + [f"PMID: {cited.pmid}"] * bool(cited.pmid)
    if not identifiers and cited.link:
        identifiers = [cited.link]
    missing = [one_line(text) for text in identifiers if text.partition(":")[2].strip() not in line]
    return " ".join([line, *(text if text.startswith("http") else f"{text}." for text in missing)]) + "\n"
