from pathlib import Path

import pytest

from indexer.settings import shipped_corpus
from indexer.summaries.facets import BY_NAME
from indexer.summaries.readers import read
from indexer.summaries.readers.controlled_terms import (
    Heading,
    concepts_of_headings,
    concepts_of_trial,
    parse_heading,
    study_designs,
)
from indexer.summaries.summary import Catalogued, Summary, digest, summary_from_json, summary_to_json
from indexer.tagging.tagger import Proposal, Tagger, propose
from indexer.vocabulary.loader import load_vocabulary
from indexer.vocabulary.model import Concept, Vocabulary

CONDITION, CELLS, STUDY = BY_NAME["condition"], BY_NAME["cell_type"], BY_NAME["study"]


@pytest.fixture(scope="module")
def shipped() -> Vocabulary:
    return load_vocabulary(shipped_corpus() / "vocabulary")


def test_a_heading_is_matched_by_its_identifier_else_by_its_name(vocabulary: Vocabulary) -> None:
    by_identifier = concepts_of_headings([Heading("Gonarthrosis", "D020370")], [], vocabulary)
    by_name = concepts_of_headings([Heading("Osteoarthritis, Knee")], [], vocabulary)
    assert by_identifier == by_name == {"conditions": Catalogued(("knee-oa",), False)}
    assert concepts_of_headings([Heading("Humans", "D006801")], [], vocabulary) == {}


def test_major_topics_settle_the_conditions(vocabulary: Vocabulary) -> None:
    headings = [parse_heading("Stroke/*therapy"), parse_heading("Osteoarthritis, Knee/complications")]
    assert concepts_of_headings(headings, [], vocabulary)["conditions"] == Catalogued(("stroke",), True)


def test_grouping_concepts_and_ambiguous_names_are_ignored(vocabulary: Vocabulary) -> None:
    named = [Heading("Nerve Disorder"), Heading("AD"), Heading("ALS")]
    assert concepts_of_headings(named, [], vocabulary) == {"conditions": Catalogued(("als",), False)}


def test_mesh_headings_on_cells_name_cells_donor_and_route(shipped: Vocabulary) -> None:
    named = concepts_of_headings(
        [
            Heading("Mesenchymal Stem Cell Transplantation", "D045164"),
            Heading("Mesenchymal Stem Cells", "D059630"),
            Heading("Transplantation, Homologous", "D014184"),
            Heading("Infusions, Intravenous", "D007262"),
        ],
        ["Journal Article", "Clinical Trial, Phase II", "Randomized Controlled Trial"],
        shipped,
    )
    assert named == {
        "cell_types": Catalogued(("msc",), False),
        "donor": Catalogued(("allogeneic",), False),
        "routes": Catalogued(("intravenous",), False),
        "study": Catalogued(("randomized-trial",), True),
    }


@pytest.mark.parametrize(
    ("name", "design"),
    [
        ("Randomized Controlled Trial", "randomized-trial"),
        ("Controlled Clinical Trial", "clinical-trial"),
        ("Clinical Trial, Phase I", "clinical-trial"),
        ("Clinical Trials as Topic", None),
        ("Meta-Analysis", "systematic-review"),
        ("Systematic Review", "systematic-review"),
        ("Review", "review"),
        ("Case Reports", "case-report"),
        ("Journal Article", None),
    ],
)
def test_publication_types_are_study_designs(name: str, design: str | None, shipped: Vocabulary) -> None:
    assert study_designs([name], shipped) == ((design,) if design else ())


@pytest.mark.parametrize(
    ("design", "expected"),
    [
        (("INTERVENTIONAL", "RANDOMIZED"), ("randomized-trial",)),
        (("Interventional", "Randomized"), ("randomized-trial",)),
        (("INTERVENTIONAL", "NON_RANDOMIZED"), ("non-randomized-trial",)),
        (("Interventional", "Non-Randomized"), ("non-randomized-trial",)),
        (("INTERVENTIONAL", "NA"), ("non-randomized-trial",)),
        (("INTERVENTIONAL", ""), ("clinical-trial",)),
        (("OBSERVATIONAL", ""), None),
    ],
)
def test_the_design_of_a_registered_trial(
    design: tuple[str, str], expected: tuple[str, ...] | None, shipped: Vocabulary
) -> None:
    study = concepts_of_trial([], [], [], design, shipped).get("study")
    assert (study and study.concepts) == expected


def test_conditions_of_a_trial_settle_the_field_if_all_are_known(vocabulary: Vocabulary) -> None:
    def conditions(*names: str, meshes: tuple[str, ...] = ()) -> Catalogued | None:
        headings = [Heading(name) for name in meshes]
        return concepts_of_trial(names, headings, [], ("", ""), vocabulary).get("conditions")

    assert conditions("ALS", "Osteoarthritis of the Knee") == Catalogued(("als", "knee-oa"), True)
    assert conditions("Knee Osteoarthritis Grade II") == Catalogued(("knee-oa",), True)
    assert conditions("ALS", "Old Age") == Catalogued(("als",), False)
    assert conditions("Stroke", "Ischemic Stroke") == Catalogued(("ischemic-stroke",), True)
    assert conditions("Old Age", meshes=("Stroke",)) == Catalogued(("stroke",), False)
    assert conditions("ALS", meshes=("Stroke",)) == Catalogued(("als",), True)


def test_interventions_are_used_if_they_name_cells_unambiguously(vocabulary: Vocabulary) -> None:
    names = ["Intravenous saline", "Intrathecal autologous bone marrow mesenchymal stem cells", "IT injection"]
    assert concepts_of_trial([], [], names, ("", ""), vocabulary) == {
        "cell_types": Catalogued(("bm-msc",), False),
        "routes": Catalogued(("intrathecal",), False),  # not that of the saline
        "donor": Catalogued(("autologous",), False),
    }


@pytest.mark.parametrize(
    ("catalogued", "text", "expected"),
    [
        (
            Catalogued(("stroke",), True),
            "After an ischemic stroke, and in amyotrophic lateral sclerosis.",
            {"ischemic-stroke"},
        ),
        (Catalogued(("stroke",), False), "Of amyotrophic lateral sclerosis.", {"stroke", "als"}),
        (Catalogued(("als",), True), "Of osteoarthritis of the knee.", {"als"}),
    ],
)
def test_the_text_refines_a_settled_field_and_extends_another(
    catalogued: Catalogued, text: str, expected: set[str], vocabulary: Vocabulary
) -> None:
    summary = Summary("x", text, (text, text), catalogued={"conditions": catalogued})
    tagged = Tagger(vocabulary).tag(summary)
    assert set(tagged.facets["conditions"]) == expected
    assert tagged.catalogued == {}
    (proposal,) = propose([summary], vocabulary)
    assert isinstance(proposal, Proposal)
    assert proposal.summary == tagged


def test_concepts_of_an_editor_override_a_catalogue(vocabulary: Vocabulary) -> None:
    summary = Summary("x", "T", ("Text.",), {"conditions": ()}, catalogued={"conditions": Catalogued(("als",), True)})
    assert Tagger(vocabulary).tag(summary).facets["conditions"] == ()


def test_a_general_cell_type_of_mesh_does_not_hide_a_specific_one_in_the_text(vocabulary: Vocabulary) -> None:
    mesh = concepts_of_headings([parse_heading("*Mesenchymal Stem Cells")], [], vocabulary)
    text = "Exosomes of adipose-derived mesenchymal stem cells were given."
    tagged = Tagger(vocabulary).tag(Summary("x", text, (text,), catalogued=mesh))
    assert set(tagged.facets["cell_types"]) == {"exosome", "ad-msc"}


def test_catalogue_concepts_change_the_digest_and_are_not_stored() -> None:
    plain = Summary("x", "T", ("Text.",))
    catalogued = Summary("x", "T", ("Text.",), catalogued={"conditions": Catalogued(("als",), True)})
    assert digest(plain) != digest(catalogued)
    assert summary_from_json(summary_to_json(catalogued)) == plain


def test_a_catalogued_summary_has_the_same_source_after_tagging(vocabulary: Vocabulary) -> None:
    summary = Summary("x", "T", ("Text.",), catalogued={"conditions": Catalogued(("als",), True)})
    assert summary.is_same_source_as(Tagger(vocabulary).tag(summary))


def test_the_longest_unambiguous_names_in_a_phrase_are_found() -> None:
    made = Vocabulary(
        [
            Concept("oa", "condition", "osteoarthritis", acronyms=("OA",), ambiguous=("OA",)),
            Concept(
                "knee-oa", "condition", "knee osteoarthritis", ("oa",), weak=("worn knee",), synonyms=("worn knee",)
            ),
            Concept("vascular", "condition", "conditions of vessels"),
        ]
    )
    assert made.named_in(CONDITION, "Osteoarthritis and knee osteoarthritis") == ("oa", "knee-oa")
    assert made.named_in(CONDITION, "severe knee osteoarthritis") == ("knee-oa",)
    assert made.named_in(CONDITION, "OA, a worn knee, vascular") == ()
    assert made.named_in(CONDITION, "") == ()


def test_each_mesh_identifier_of_the_shipped_vocabulary_has_one_concept(shipped: Vocabulary) -> None:
    for facet in (CONDITION, CELLS):
        identifiers = [
            concept.xrefs["mesh"] for concept in shipped if concept.facet == facet.name and "mesh" in concept.xrefs
        ]
        several = {mesh for mesh in identifiers if len(shipped.with_xref(facet, "mesh", mesh)) != 1}
        assert several == set()


def test_registry_samples_are_tagged_with_the_registrys_concepts(vocabulary: Vocabulary) -> None:
    tagger = Tagger(vocabulary)
    sample = Path(__file__).parents[1] / "data" / "formats" / "trials.json"
    knees, strokes = (tagger.tag(item) for item in read(sample, vocabulary) if isinstance(item, Summary))
    assert knees.facets == {
        "conditions": ("knee-oa",),
        "cell_types": ("bm-msc",),
        "donor": ("autologous",),
        "study": ("rct",),
        "routes": (),
    }
    assert strokes.facets["conditions"] == ("ischemic-stroke",)
