import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.evaluation.tags import corpus_gold, labelled_gold
from indexer.settings import shipped_corpus
from indexer.summaries.summary import Summary
from indexer.tagging import aboutness
from indexer.tagging.tagger import Tagger
from indexer.vocabulary.loader import load_vocabulary
from indexer.vocabulary.model import Vocabulary

_LABELLED = Path(__file__).parents[2] / "benchmarks" / "texts"


@pytest.fixture(scope="module")
def tagger(vocabulary: Vocabulary) -> Tagger:
    return Tagger(vocabulary)


@pytest.fixture(scope="module")
def shipped() -> Tagger:
    """A tagger with the shipped vocabulary."""
    return Tagger(load_vocabulary(shipped_corpus() / "vocabulary"))


def found(tagger: Tagger, title: str, text: str = "") -> dict[str, tuple[str, ...]]:
    return {field: ids for field, ids in tagger.concepts(title, text).items() if ids}


def test_concepts_in_the_title_are_assigned(tagger: Tagger) -> None:
    assert found(tagger, "Intrathecal BM-MSCs in ALS: a randomised trial") == {
        "conditions": ("als",),
        "cell_types": ("bm-msc",),
        "routes": ("intrathecal",),
        "study": ("rct",),
    }


def test_a_condition_needs_two_mentions_in_the_text(tagger: Tagger) -> None:
    once = "Patients with knee osteoarthritis were left out."
    assert found(tagger, "Cells", once) == {}
    assert found(tagger, "Cells", f"{once} Osteoarthritis of the knee was measured.") == {"conditions": ("knee-oa",)}


def test_a_route_needs_one_mention_in_the_text(tagger: Tagger) -> None:
    assert found(tagger, "Cells", "They were given intravenously.") == {"routes": ("intravenous",)}


def test_the_longest_term_wins(tagger: Tagger) -> None:
    assert found(tagger, "Adipose-derived mesenchymal stem cells") == {"cell_types": ("ad-msc",)}


def test_only_the_most_specific_concepts_are_assigned(tagger: Tagger) -> None:
    assert found(tagger, "Stroke and ischemic stroke") == {"conditions": ("ischemic-stroke",)}


def test_acronyms_match_case_sensitively(tagger: Tagger) -> None:
    assert found(tagger, "als also") == {}
    assert found(tagger, "ALS") == {"conditions": ("als",)}


def test_an_ambiguous_acronym_needs_another_name_of_its_concept(tagger: Tagger) -> None:
    assert found(tagger, "AD-MSCs for AD") == {"cell_types": ("ad-msc",)}
    assert found(tagger, "AD", "Atopic dermatitis (AD) itches.") == {"conditions": ("eczema",)}


def test_a_common_word_has_half_the_weight(tagger: Tagger) -> None:
    (decision,) = tagger.decisions("Cells", "Cells were given. This was a review.")
    assert [(reason.quote, reason.weight, reason.why) for reason in decision.reasons] == [
        ("review", 0.5, ("common word",))
    ]
    assert found(tagger, "A review of cells") == {"study": ("review",)}


def test_a_group_gives_way_to_its_descendants(tagger: Tagger) -> None:
    text = "Nerve disorders are many. A nerve disorder is hard. Nerve disorders last."
    assert found(tagger, "Cells", text) == {"conditions": ("nerves",)}
    assert found(tagger, "Cells", f"{text} ALS is one.") == {"conditions": ("als",)}


@pytest.mark.parametrize(
    "text",
    [
        "They did without intravenous cells.",
        "The cells went into the spine rather than intravenously.",
        "This is unlike the intravenous route.",
        "The results were compared with intravenous cells.",
    ],
)
def test_denied_and_compared_concepts_are_not_assigned(text: str, tagger: Tagger) -> None:
    assert found(tagger, "Cells", text).get("routes") is None


def test_earlier_work_and_exclusion_criteria_are_not_assigned(tagger: Tagger) -> None:
    assert found(tagger, "Cells", "Earlier studies gave such cells intravenously.") == {}
    assert found(tagger, "Cells", "Patients were excluded for knee osteoarthritis.") == {}


@pytest.mark.parametrize(
    "text",
    [
        "Mesenchymal stromal cells isolated from the bone marrow were given.",
        "Autologous mesenchymal stem cells (MSCs) harvested from bone marrow were given.",
        "Bone marrow derived, expanded MSCs were given.",
    ],
)
def test_a_tissue_and_a_separate_word_for_cells_name_a_cell_type(text: str, tagger: Tagger) -> None:
    assert tagger.concepts("Cells", text)["cell_types"] == ("bm-msc",)


def test_a_definition_in_the_text_settles_a_short_form(tagger: Tagger) -> None:
    eczema = "In atopic dermatitis (AD) the skin itches. AD is common, and AD lasts."
    fat = "Adipose-derived (AD) mesenchymal stem cells were given. AD cells grow."
    assert found(tagger, "Cells", eczema) == {"conditions": ("eczema",)}
    assert "conditions" not in found(tagger, "Cells", fat)
    other = "The arterial laser score (ALS) was read. ALS rose. ALS fell."
    assert "conditions" not in found(tagger, "Cells", other)


def test_a_definition_in_the_text_overrules_an_acronym_of_the_vocabulary(shipped: Tagger) -> None:
    text = "In atherosclerosis (AS) the arteries harden. AS is common. Mice with AS were treated."
    mentioned = [concept for _, _, (facet, concept) in shipped.mentions(text) if facet == "condition"]
    assert mentioned == ["atherosclerosis"] * 4


def test_an_ambiguous_acronym_means_the_concept_named_more_often(tagger: Tagger) -> None:
    text = "Atopic dermatitis, or eczema, is no Alzheimer's disease. AD itches."
    mentioned = [(text[start:end], concept) for start, end, (_, concept) in tagger.mentions(text)]
    assert mentioned == [
        ("Atopic dermatitis", "eczema"),
        ("eczema", "eczema"),
        ("Alzheimer's disease", "alzheimers"),
        ("AD", "eczema"),
    ]


def test_a_derived_product_and_its_source_cells_are_both_assigned(shipped: Tagger) -> None:
    text = "Rats received exosomes of umbilical cord mesenchymal stem cells."
    assert set(shipped.concepts("Cells", text)["cell_types"]) == {"exosome", "uc-msc"}
    why = {d.concept: d.reasons[0].why for d in shipped.decisions("Cells", text) if d.facet == "cell_type"}
    assert "made into a product" in why["uc-msc"]
    assert "made into a product" not in why["exosome"]
    # Not across sentences.
    apart = shipped.decisions("Cells", "Exosomes were given. Umbilical cord mesenchymal stem cells were not.")
    assert all("made into a product" not in reason.why for decision in apart for reason in decision.reasons)


def test_british_spellings_and_hyphens_match(tagger: Tagger) -> None:
    assert found(tagger, "A randomised trial in ischaemic stroke, given intra-thecally") == {
        "conditions": ("ischemic-stroke",),
        "routes": ("intrathecal",),
        "study": ("rct",),
    }


def test_each_decision_quotes_its_evidence(tagger: Tagger) -> None:
    (decision,) = tagger.decisions("Cells in ALS", "Nothing else.")
    assert (decision.facet, decision.concept, decision.assigned) == ("condition", "als", True)
    assert [(reason.quote, reason.why) for reason in decision.reasons] == [("ALS", ("title",))]


@pytest.mark.parametrize("text", ["", "\x00\x07\x1b", "שלום עולם ALS ومرحبا", "words " * 200_000])
def test_unusual_texts_do_not_fail(text: str, tagger: Tagger) -> None:
    assert set(tagger.concepts("", text)) == {"conditions", "cell_types", "routes", "donor", "study"}


def test_tag_fills_only_missing_facets(tagger: Tagger) -> None:
    summary = Summary("x", "Intrathecal cells in ALS", ("Text.",), facets={"conditions": (), "donor": ("own",)})
    assert tagger.tag(summary).facets == {
        "conditions": (),
        "donor": ("own",),
        "cell_types": (),
        "routes": ("intrathecal",),
        "study": (),
    }


def test_mentions_have_character_offsets(tagger: Tagger) -> None:
    text = "Given MSCs intrathecally."
    assert [(text[start:end], key) for start, end, key in tagger.mentions(text)] == [
        ("MSCs", ("cell_type", "msc")),
        ("intrathecally", ("route", "intrathecal")),
    ]


@pytest.mark.parametrize(
    ("text", "routes"),
    [
        ("The cells were slowly injected into both calf muscles.", ["intramuscular"]),
        ("Rats had a tail vein injection.", ["intravenous"]),
        ("A dose was run into a central vein.", ["intravenous"]),
        ("Marrow was taken from the calf muscle and cultured.", []),
        ("The tail vein was spared. Cells were placed elsewhere.", []),
        ("Cells were given to rats with a torn calf muscle.", []),
        ("Cells given intranasally reached the heart muscle.", ["intranasal"]),
        ("The cells were injected through the skin into the calf muscle.", ["intramuscular"]),
    ],
)
def test_a_body_site_and_a_word_for_giving_name_a_route(text: str, routes: list[str], shipped: Tagger) -> None:
    assert [concept for _, _, (facet, concept) in shipped.mentions(text) if facet == "route"] == routes


def test_the_owner_of_the_cells_names_the_donor(shipped: Tagger) -> None:
    def donors(text: str) -> list[str]:
        return [concept for _, _, (facet, concept) in shipped.mentions(text) if facet == "donor"]

    assert donors("MSCs were grown from their own marrow.") == ["autologous"]
    assert donors("Each had donor MSCs.") == ["allogeneic"]
    assert donors("They had their own reasons. MSCs were given.") == []
    # The tissue after the owner still names the cell type.
    assert shipped.concepts("Cells", "MSCs were grown from their own bone marrow.")["cell_types"] == ("bm-msc",)


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("Marrow was drawn. Mononuclear cells were separated from it.", ("bm-mnc",)),
        ("Marrow was drawn. MSCs were grown from its mononuclear cells.", ("bm-msc",)),
        ("Fat was drawn from the belly, and stem cells were grown from it.", ("ad-msc",)),
        ("A surgeon removed some belly fat, and the stem cells in it were grown.", ("ad-msc",)),
    ],
)
def test_a_tissue_that_was_taken_names_the_cell_type(text: str, cells: tuple[str, ...], shipped: Tagger) -> None:
    mentioned = [concept for _, _, (facet, concept) in shipped.mentions(text) if facet == "cell_type"]
    assert [cell for cell in cells if cell in mentioned] == list(cells)
    assert shipped.concepts("Cells", text)["cell_types"] == cells


def test_decisions_name_the_cues_of_a_mention(shipped: Tagger) -> None:
    def why(text: str, concept: str) -> list[tuple[str, ...]]:
        return [r.why for d in shipped.decisions("Cells", text) if d.concept == concept for r in d.reasons]

    assert why("Patients with ALS were excluded.", "amyotrophic-lateral-sclerosis") == [("excluded",)]
    assert why("None of them had ALS.", "amyotrophic-lateral-sclerosis") == [("denied",)]
    assert why("Intravenous infusion may be tried next.", "intravenous") == [("possible",)]
    assert why("Elsewhere, intravenous infusion was used.", "intravenous") == [("elsewhere",)]
    assert why("Intravenous infusion is planned.", "intravenous") == [("planned",)]
    assert why("Intravenous infusion was not used.", "intravenous") == [("left aside",)]
    assert why("The team had earlier tried an intravenous dose.", "intravenous") == [
        ("elsewhere", "given", "delivered")
    ]
    assert why("Earlier attempts put cells in by intravenous infusion.", "intravenous")[0][0] == "elsewhere"
    # A plan differs from a hope for a completed study.
    assert why("The team plans a trial in which all will receive an intravenous dose.", "intravenous")[0] == (
        "planned",
    )
    assert why("A pilot had raised hope, and all underwent intravenous infusion.", "intravenous") == [("given",)]
    # Cues end with their sentence. Earlier work is no doubt in a review.
    assert why("Smokers were excluded. ALS is a disease.", "amyotrophic-lateral-sclerosis") == [()]
    assert why("This review finds that elsewhere intravenous infusion helped.", "intravenous") == [()]
    # Patients and their number support a condition; giving supports a route.
    als = "amyotrophic-lateral-sclerosis"
    assert why("We treated 12 patients with ALS.", als) == [("given", "patients", "counted", "treated")]
    assert why("They received an intravenous dose.", "intravenous") == [("given", "delivered")]


@pytest.mark.parametrize(
    "text",
    [
        "All took oral doxycycline.",
        "They used a topical steroid.",
        "The team decided against intravenous delivery.",
        "This spares patients an intravenous infusion.",
        "Intravenous infusion was not part of the trial.",
        "Intravenous drugs, of use in the wet form, were not administered.",
        "Neither surgery nor intravenous infusion was employed.",
        "Nothing was infused by the intravenous route.",
        "Steroid ointment was applied, and steroid ointment applied to the skin had failed.",
        "They took insulin each day by subcutaneous injection.",
        "All had intra-articular steroid injections before.",
        "Intravenous infusion had been considered.",
    ],
)
def test_routes_of_drugs_and_avoided_routes_are_not_assigned(text: str, shipped: Tagger) -> None:
    assert shipped.concepts("Cells", text)["routes"] == ()


def test_a_range_of_sources_is_not_a_source(shipped: Tagger) -> None:
    text = "The sources of the cells {} bone marrow to teeth. They were given to rats."
    of_all = shipped.concepts("A look at mesenchymal stem cells", text.format("ranged from"))
    of_one = shipped.concepts("A look at mesenchymal stem cells", text.replace(" to teeth", "").format("were from"))
    assert (of_all["cell_types"], of_one["cell_types"]) == (("msc",), ("bm-msc",))


def test_a_citation_in_the_last_line_is_ignored(shipped: Tagger) -> None:
    assert shipped.concepts("Cells", "MSCs were used.\n\nSource: Intravenous Interventions, 2024.\n")["routes"] == ()
    # A text of one line and other wordings are ordinary text.
    assert shipped.concepts("Cells", "Sources: intravenous MSCs.")["routes"] == ("intravenous",)
    assert shipped.concepts("Cells", "MSCs were used.\n\nThe source: intravenous MSCs.")["routes"] == ("intravenous",)


@pytest.mark.parametrize(
    "text",
    [
        "Intravenous infusion of MSCs was considered safe in all patients.",
        "Adverse events after intravenous infusion were considered unrelated to the cells.",
        "The patients, who ranged in age from 20 to 60, had an intravenous infusion of MSCs.",
    ],
)
def test_statements_about_a_used_route_do_not_exclude_it(text: str, shipped: Tagger) -> None:
    assert shipped.concepts("Cells", text)["routes"] == ("intravenous",)


def test_a_range_of_ages_is_not_a_range_of_sources(shipped: Tagger) -> None:
    text = "Patients in the age range 20 to 60 had marrow drawn, and mesenchymal stem cells were grown from it."
    assert shipped.concepts("Cells", text)["cell_types"] == ("bm-msc",)


def test_a_doubt_does_not_negate_a_mention(shipped: Tagger) -> None:
    (doubted,) = shipped.decisions("Cells", "Earlier studies gave such cells intravenously.")
    (negated,) = shipped.decisions("Cells", "These cells are not given intravenously.")
    assert [(r.weight, r.why) for r in doubted.reasons] == [(1.0, ("elsewhere", "given"))]
    assert [(r.weight, r.why) for r in negated.reasons] == [(0.0, ("denied",))]
    assert not doubted.assigned
    assert not negated.assigned


def test_a_concept_with_only_negated_mentions_is_never_assigned(shipped: Tagger) -> None:
    assert found(shipped, "Cells", "Nobody had ALS. Without ALS, all was well. Those with ALS were left out.") == {}


def test_every_learnt_weight_belongs_to_a_feature(shipped: Tagger) -> None:
    texts = [text for path in _LABELLED.glob("*.jsonl") for text in labelled_gold(path)]
    texts += corpus_gold(shipped_corpus(), load_vocabulary(shipped_corpus() / "vocabulary"))
    features: dict[str, set[str]] = {}
    for text in texts:
        for (facet, _), names in shipped.features(text.title, text.text).items():
            features.setdefault(facet, {"bias"}).update(names)
    for facet, weights in json.loads(Path(aboutness.__file__).with_suffix(".json").read_text()).items():
        assert set(weights) <= features[facet], facet


@given(text=st.text(max_size=500))
def test_any_text_is_tagged(tagger: Tagger, text: str) -> None:
    assert set(tagger.concepts(text, text)) == {"conditions", "cell_types", "routes", "donor", "study"}


def test_a_megabyte_of_text_is_tagged_in_reasonable_time(tagger: Tagger) -> None:
    assert found(tagger, "", "intrathecal " * 90_000) == {"routes": ("intrathecal",)}
