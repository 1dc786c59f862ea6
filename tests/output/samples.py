"""Summaries to export: some with known outputs, and generated ones with texts that could break a format."""

from hypothesis import strategies as st

from indexer.output.exports.exported_summary import ExportedSummary, one_line
from indexer.search.results import Label
from indexer.summaries.summary import Citation, Summary

SITE = "Cells & Co"
ORIGIN = "https://cells.example"


def exported_summary(summary: Summary, labels: dict[str, tuple[Label, ...]] | None = None) -> ExportedSummary:
    return ExportedSummary(summary, labels or {}, f"/summaries/{summary.id}", ORIGIN, SITE, "v1")


TRIAL = exported_summary(
    Summary(
        id="als-it",
        title="Cells given intrathecally in ALS",
        paragraphs=("Twelve patients, 50% women.", "Headache was the only harm."),
        year=2018,
        citation=Citation(
            authors=("Abel AB", "van den Berg J-P", "ALS Study Group"),
            more_authors=True,
            title="A trial of IL-6 {and} TNF-α in Lou's disease: 100% done?",
            journal="Nerve & Muscle",
            year=2018,
            volume="84",
            issue="3",
            pages="361-373",
            doi="10.1234/a_b",
            pmid="30048006",
            pmcid="PMC6175096",
        ),
    ),
    {
        "conditions": (Label("als", "amyotrophic lateral sclerosis"),),
        "routes": (Label("joint", "joint, disc and tendon"),),
    },
)
PAGE_OF_A_SITE = exported_summary(
    Summary(
        "web",
        "What a site says",
        ("Text.",),
        citation=Citation(title="News of cells", site="Cell News", year=2019, url="https://news.example/1?a=b"),
    )
)
AS_PRINTED = exported_summary(
    Summary("printed", "Ours", ("Text.",), citation=Citation(text="Some Book, p. 7. doi:10.1/x", doi="10.1/x"))
)
WITHOUT_SOURCE = exported_summary(Summary("plain", "Notes on growing cells", ("How to feed cells.",), year=2019))

_SNIPPETS = """{ } \\ \\} " % @x אבג 😀 , ; # $x_1^2$ ~ & </script> é TNF-α DE =cmd|'/C'!A0""".split()
_SNIPPETS += ["\r\n", "\n\nER  - ", " and ", "\u2028", "\x00", "\x1e", "\ufeff"]
nasty = st.lists(st.sampled_from(_SNIPPETS) | st.text(max_size=6), min_size=1, max_size=6).map("".join)
visible = nasty.filter(one_line)
citations = st.builds(
    Citation,
    authors=st.lists(visible, max_size=3).map(tuple),
    more_authors=st.booleans(),
    title=st.none() | visible,
    journal=st.none() | visible,
    year=st.none() | st.integers(1900, 2100),
    volume=st.none() | nasty,
    issue=st.none() | nasty,
    pages=st.none() | nasty,
    doi=st.none() | nasty,
    pmid=st.none() | nasty,
    url=st.none() | nasty,
    site=st.none() | nasty,
    text=st.none() | nasty,
)
exported_summaries = st.builds(
    lambda title, text, citation, keywords: exported_summary(
        Summary("an-id", title, (text, text), citation=citation),
        {"conditions": tuple(Label(word, word) for word in keywords)},
    ),
    visible,
    visible,
    st.none() | citations,
    st.lists(visible, max_size=2),
)
