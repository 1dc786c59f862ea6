from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.settings import shipped_corpus
from indexer.summaries.summary import Summary
from indexer.tagging import aboutness
from indexer.tagging.cue_phrases import CUES
from indexer.tagging.tagger import Tagger
from indexer.vocabulary.loader import load_vocabulary
from indexer.vocabulary.model import Vocabulary


@pytest.fixture(scope="module")
def tagger(vocabulary: Vocabulary) -> Tagger:
    return Tagger(vocabulary)


@pytest.fixture(scope="module")
def librarian() -> Tagger:
    """A tagger that knows the shipped vocabulary."""
    return Tagger(load_vocabulary(shipped_corpus() / "vocabulary"))


def found(tagger: Tagger, title: str, text: str = "") -> dict[str, tuple[str, ...]]:
    return {field: ids for field, ids in tagger.concepts(title, text).items() if ids}


def test_the_title_names_what_a_summary_is_about(tagger: Tagger) -> None:
    assert found(tagger, "Intrathecal BM-MSCs in ALS: a randomised trial") == {
        "conditions": ("als",),
        "cell_types": ("bm-msc",),
        "routes": ("intrathecal",),
        "study": ("rct",),
    }


def test_in_the_text_one_mention_of_a_condition_is_not_enough_and_two_are(tagger: Tagger) -> None:
    once = "Patients with knee osteoarthritis were left out."
    assert found(tagger, "Cells", once) == {}
    assert found(tagger, "Cells", f"{once} Osteoarthritis of the knee was measured.") == {"conditions": ("knee-oa",)}


def test_one_mention_of_a_route_is_enough(tagger: Tagger) -> None:
    assert found(tagger, "Cells", "They were given intravenously.") == {"routes": ("intravenous",)}


def test_the_longest_term_wins(tagger: Tagger) -> None:
    assert found(tagger, "Adipose-derived mesenchymal stem cells") == {"cell_types": ("ad-msc",)}


def test_only_the_most_specific_concepts_stay(tagger: Tagger) -> None:
    assert found(tagger, "Stroke and ischemic stroke") == {"conditions": ("ischemic-stroke",)}


def test_an_acronym_counts_only_as_it_is_written(tagger: Tagger) -> None:
    assert found(tagger, "als also") == {}
    assert found(tagger, "ALS") == {"conditions": ("als",)}


def test_an_ambiguous_acronym_counts_only_beside_another_term_of_its_concept(tagger: Tagger) -> None:
    assert found(tagger, "AD-MSCs for AD") == {"cell_types": ("ad-msc",)}
    assert found(tagger, "AD", "Atopic dermatitis (AD) itches.") == {"conditions": ("eczema",)}


def test_a_common_word_counts_half(tagger: Tagger) -> None:
    (decision,) = tagger.decisions("Cells", "Cells were given. This was a review.")
    assert [(reason.quote, reason.weight, reason.why) for reason in decision.reasons] == [
        ("review", 0.5, ("common word",))
    ]
    assert found(tagger, "A review of cells") == {"study": ("review",)}


def test_a_concept_that_only_groups_others_gives_way_to_what_it_groups(tagger: Tagger) -> None:
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
def test_what_is_denied_or_compared_with_is_not_what_was_done(text: str, tagger: Tagger) -> None:
    assert found(tagger, "Cells", text).get("routes") is None


def test_earlier_work_and_exclusions_say_nothing_of_this_study(tagger: Tagger) -> None:
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
def test_a_cell_is_known_by_its_tissue_and_its_kind_apart(text: str, tagger: Tagger) -> None:
    assert tagger.concepts("Cells", text)["cell_types"] == ("bm-msc",)


def test_a_short_form_means_what_this_document_defines(tagger: Tagger) -> None:
    eczema = "In atopic dermatitis (AD) the skin itches. AD is common, and AD lasts."
    fat = "Adipose-derived (AD) mesenchymal stem cells were given. AD cells grow."
    assert found(tagger, "Cells", eczema) == {"conditions": ("eczema",)}
    assert "conditions" not in found(tagger, "Cells", fat)
    other = "The arterial laser score (ALS) was read. ALS rose. ALS fell."
    assert "conditions" not in found(tagger, "Cells", other)


def test_a_known_short_form_that_the_document_defines_otherwise_means_that(librarian: Tagger) -> None:
    text = "In atherosclerosis (AS) the arteries harden. AS is common. Mice with AS were treated."
    mentioned = [concept for _, _, (facet, concept) in librarian.mentions(text) if facet == "condition"]
    assert mentioned == ["atherosclerosis"] * 4


def test_of_two_meanings_of_a_short_form_the_one_named_more_often_is_meant(tagger: Tagger) -> None:
    text = "Atopic dermatitis, or eczema, is no Alzheimer's disease. AD itches."
    mentioned = [(text[start:end], concept) for start, end, (_, concept) in tagger.mentions(text)]
    assert mentioned == [
        ("Atopic dermatitis", "eczema"),
        ("eczema", "eczema"),
        ("Alzheimer's disease", "alzheimers"),
        ("AD", "eczema"),
    ]


def test_a_product_is_tagged_with_the_cells_that_it_is_made_from(librarian: Tagger) -> None:
    text = "Rats received exosomes of umbilical cord mesenchymal stem cells."
    assert set(librarian.concepts("Cells", text)["cell_types"]) == {"exosome", "uc-msc"}
    why = {d.concept: d.reasons[0].why for d in librarian.decisions("Cells", text) if d.facet == "cell_type"}
    assert "made into a product" in why["uc-msc"]
    assert "made into a product" not in why["exosome"]
    # A sentence further on is another matter.
    apart = librarian.decisions("Cells", "Exosomes were given. Umbilical cord mesenchymal stem cells were not.")
    assert all("made into a product" not in reason.why for decision in apart for reason in decision.reasons)


def test_british_and_closed_spellings_are_understood(tagger: Tagger) -> None:
    assert found(tagger, "A randomised trial in ischaemic stroke, given intra-thecally") == {
        "conditions": ("ischemic-stroke",),
        "routes": ("intrathecal",),
        "study": ("rct",),
    }


def test_each_decision_shows_the_words_that_made_it(tagger: Tagger) -> None:
    (decision,) = tagger.decisions("Cells in ALS", "Nothing else.")
    assert (decision.facet, decision.concept, decision.assigned) == ("condition", "als", True)
    assert [(reason.quote, reason.why) for reason in decision.reasons] == [("ALS", ("title",))]


@pytest.mark.parametrize("text", ["", "\x00\x07\x1b", "שלום עולם ALS ومرحبا", "words " * 200_000])
def test_odd_texts_are_tagged_or_left_alone(text: str, tagger: Tagger) -> None:
    assert set(tagger.concepts("", text)) == {"conditions", "cell_types", "routes", "donor", "study"}


def test_given_facets_stay_as_they_are_and_only_the_others_are_found(tagger: Tagger) -> None:
    summary = Summary("x", "Intrathecal cells in ALS", ("Text.",), facets={"conditions": (), "donor": ("own",)})
    assert tagger.tag(summary).facets == {
        "conditions": (),
        "donor": ("own",),
        "cell_types": (),
        "routes": ("intrathecal",),
        "study": (),
    }


def test_a_mention_keeps_its_place(tagger: Tagger) -> None:
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
def test_a_route_is_known_by_the_place_that_cells_were_given_into(
    text: str, routes: list[str], librarian: Tagger
) -> None:
    assert [concept for _, _, (facet, concept) in librarian.mentions(text) if facet == "route"] == routes


def test_whose_cells_they_are_names_the_donor(librarian: Tagger) -> None:
    def donors(text: str) -> list[str]:
        return [concept for _, _, (facet, concept) in librarian.mentions(text) if facet == "donor"]

    assert donors("MSCs were grown from their own marrow.") == ["autologous"]
    assert donors("Each had donor MSCs.") == ["allogeneic"]
    assert donors("They had their own reasons. MSCs were given.") == []
    # The word for whose they are leaves the tissue to be read.
    assert librarian.concepts("Cells", "MSCs were grown from their own bone marrow.")["cell_types"] == ("bm-msc",)


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("Marrow was drawn. Mononuclear cells were separated from it.", ("bm-mnc",)),
        ("Marrow was drawn. MSCs were grown from its mononuclear cells.", ("bm-msc",)),
        ("Fat was drawn from the belly, and stem cells were grown from it.", ("ad-msc",)),
        ("A surgeon removed some belly fat, and the stem cells in it were grown.", ("ad-msc",)),
    ],
)
def test_cells_are_known_by_the_tissue_that_was_taken(text: str, cells: tuple[str, ...], librarian: Tagger) -> None:
    mentioned = [concept for _, _, (facet, concept) in librarian.mentions(text) if facet == "cell_type"]
    assert [cell for cell in cells if cell in mentioned] == list(cells)
    assert librarian.concepts("Cells", text)["cell_types"] == cells


def test_cues_that_speak_against_a_mention_are_named(librarian: Tagger) -> None:
    def why(text: str, concept: str) -> list[tuple[str, ...]]:
        return [r.why for d in librarian.decisions("Cells", text) if d.concept == concept for r in d.reasons]

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
    # What is planned is told from what was hoped of a study that was made.
    assert why("The team plans a trial in which all will receive an intravenous dose.", "intravenous")[0] == (
        "planned",
    )
    assert why("A pilot had raised hope, and all underwent intravenous infusion.", "intravenous") == [("given",)]
    # A new sentence is a new matter, and a review is made of what was done elsewhere.
    assert why("Smokers were excluded. ALS is a disease.", "amyotrophic-lateral-sclerosis") == [()]
    assert why("This review finds that elsewhere intravenous infusion helped.", "intravenous") == [()]
    # People who have it, and how many they were, speak for it; for a route, that it was given.
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
def test_a_drug_and_what_was_avoided_give_no_route(text: str, librarian: Tagger) -> None:
    assert librarian.concepts("Cells", text)["routes"] == ()


def test_a_list_of_sources_is_no_source(librarian: Tagger) -> None:
    text = "The sources of the cells {} bone marrow to teeth. They were given to rats."
    of_all = librarian.concepts("A look at mesenchymal stem cells", text.format("ranged from"))
    of_one = librarian.concepts("A look at mesenchymal stem cells", text.replace(" to teeth", "").format("were from"))
    assert (of_all["cell_types"], of_one["cell_types"]) == (("msc",), ("bm-msc",))


def test_the_line_that_says_where_a_summary_is_from_names_nothing(librarian: Tagger) -> None:
    assert librarian.concepts("Cells", "MSCs were used.\n\nSource: Intravenous Interventions, 2024.\n")["routes"] == ()
    # Elsewhere, and in other words, it is text as any other; and so is a text of one line.
    assert librarian.concepts("Cells", "Sources: intravenous MSCs.")["routes"] == ("intravenous",)
    assert librarian.concepts("Cells", "MSCs were used.\n\nThe source: intravenous MSCs.")["routes"] == ("intravenous",)


@pytest.mark.parametrize(
    "text",
    [
        "Intravenous infusion of MSCs was considered safe in all patients.",
        "Adverse events after intravenous infusion were considered unrelated to the cells.",
        "The patients, who ranged in age from 20 to 60, had an intravenous infusion of MSCs.",
    ],
)
def test_what_is_said_of_a_route_that_was_used_takes_nothing_from_it(text: str, librarian: Tagger) -> None:
    assert librarian.concepts("Cells", text)["routes"] == ("intravenous",)


def test_a_range_of_ages_or_doses_is_none_of_sources(librarian: Tagger) -> None:
    text = "Patients in the age range 20 to 60 had marrow drawn, and mesenchymal stem cells were grown from it."
    assert librarian.concepts("Cells", text)["cell_types"] == ("bm-msc",)


def test_a_doubt_lowers_a_mention_and_does_not_annul_it(librarian: Tagger) -> None:
    (doubted,) = librarian.decisions("Cells", "Earlier studies gave such cells intravenously.")
    (annulled,) = librarian.decisions("Cells", "These cells are not given intravenously.")
    assert [(r.weight, r.why) for r in doubted.reasons] == [(1.0, ("elsewhere", "given"))]
    assert [(r.weight, r.why) for r in annulled.reasons] == [(0.0, ("denied",))]
    assert not doubted.assigned
    assert not annulled.assigned


def test_a_concept_that_is_only_ruled_out_is_never_assigned(librarian: Tagger) -> None:
    assert found(librarian, "Cells", "Nobody had ALS. Without ALS, all was well. Those with ALS were left out.") == {}


def test_every_feature_has_a_weight_and_every_weight_a_feature(librarian: Tagger) -> None:
    named = set(re.findall(r'"([^"\n]+)"', Path(aboutness.__file__).read_text()))
    for facet, weights in json.loads(Path(aboutness.__file__).with_suffix(".json").read_text()).items():
        from_cues = {cue.name for cue in CUES} | {
            "given", "delivered", "patients", "counted", "treated", "studied", "made into a product", "bias"
        }  # fmt: skip
        assert set(weights) <= named | from_cues, facet


@given(text=st.text(max_size=500))
def test_any_text_is_tagged_or_left_alone(tagger: Tagger, text: str) -> None:
    assert set(tagger.concepts(text, text)) == {"conditions", "cell_types", "routes", "donor", "study"}


def test_a_megabyte_of_text_is_tagged_in_reasonable_time(tagger: Tagger) -> None:
    assert found(tagger, "", "intrathecal " * 90_000) == {"routes": ("intrathecal",)}
