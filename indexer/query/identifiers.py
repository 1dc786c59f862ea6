"""Identifiers of studies, which people type with labels and addresses: DOI, numbers of PubMed, PMC and registries."""

import re
from functools import lru_cache
from urllib.parse import unquote

from indexer.query.lexer import QUOTES

_URL = rf"(?:https?://|(?:www|dx|doi|pubmed|clinicaltrials)\.)[^\s{QUOTES}]*?"
_REGISTRIES = "ACTRN|ChiCTR|DRKS|IRCT|ISRCTN|KCT|NCT|NTR|PACTR|SLCTR|TCTR|UMIN"

_DOI = re.compile(rf"(?i)(?:\bdoi\b[:\s]*)?(?P<url>{_URL})?(?<![\w.])(?P<doi>10\.\d{{4,9}}(?:/|%2F)[^\s{QUOTES}]+)")
_PAGE = re.compile(r"(?i)[?].*|/(?:abstract|e?pdf|full|fulltext|html|meta|pdfdirect)/?$")
_NUMBER_IN_URL = re.compile(
    rf"(?i){_URL}(?:pubmed\S*?/(?P<pmid>\d+)|(?<![A-Z])(?P<number>(?:PMC|[A-Z]{{2,8}}=?)\d{{5,}}))[^\s{QUOTES})]*"
)
_LABEL = re.compile(
    r"""(?ix)
    \bpmid[:\s]*(?=\d) | \bpubmed[:\s]+(?:id[:\s]+)?(?=\d{5}) | \bpmc\s?id[:\s]+(?=PMC\d) |
    \b(?:eudract|clinicaltrials\.gov)\b:?\s+(?:(?:number|no\.?|id|identifier):?\s+)?(?=(?:NCT\s?)?\d{4}) |
    \bJPRN-(?=[a-z]+\d) | \bEUCTR(?=\d{4}-\d{6})
    """
)
_COUNTRY = re.compile(r"(?i)\b(\d{4}-\d{6}-\d{2})-[A-Z]{2,3}\b")  # of an EU clinical trial
_SPACED = re.compile(rf"(?i)\b({_REGISTRIES})[:=\s-]+(?=\d{{4}})")
_ET_AL = re.compile(r"(?i)\bet\s+al\b\.?")


@lru_cache(maxsize=1 << 10)
def plain_identifiers(text: str) -> str:
    """Return ``text`` with each identifier in its plain form, without label and address, and without "et al".

    "https://doi.org/10.1000/x", "doi: 10.1000/x" and "10.1000/x" are equal, and so are "ISRCTN: 12345678" and
    "ISRCTN12345678". Brackets inside a DOI become hyphens.
    """
    text = _DOI.sub(_plain_doi, text)
    text = _NUMBER_IN_URL.sub(lambda match: match["pmid"] or match["number"], text)
    text = _COUNTRY.sub(r"\1", _LABEL.sub("", text))
    return _ET_AL.sub("", _SPACED.sub(r"\1", text))


def _plain_doi(match: re.Match[str]) -> str:
    doi = match["doi"]
    if match["url"] or "%" in doi:
        doi = _PAGE.sub("", unquote(doi))
    kept = doi.rstrip(".,;")
    while kept.endswith((")", "]", ">")) and kept.count(kept[-1]) > kept.count(
        {")": "(", "]": "[", ">": "<"}[kept[-1]]
    ):
        kept = kept[:-1].rstrip(".,;")
    rest = doi[len(kept) :] if not match["url"] else "".join(c for c in doi[len(kept) :] if c in ")]")
    return re.sub(r"[()\[\]<>:;#]+", "-", kept).strip("-") + rest
