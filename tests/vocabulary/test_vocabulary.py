from pathlib import Path

import pytest

from indexer.errors import InvalidVocabulary
from indexer.settings import shipped_corpus
from indexer.summaries.facets import BY_NAME
from indexer.vocabulary.loader import load_vocabulary
from indexer.vocabulary.model import Vocabulary, from_json

CONDITION = BY_NAME["condition"]


def problems(folder: Path, text: str) -> list[str]:
    (folder / "conditions.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(InvalidVocabulary) as caught:
        load_vocabulary(folder)
    return [str(problem).removeprefix(f"{folder}/") for problem in caught.value.problems]


def test_ancestors_include_those_of_both_parents(vocabulary: Vocabulary) -> None:
    assert vocabulary.ancestors("condition", "ischemic-stroke") == ("nerves", "stroke")
    assert vocabulary.closure("condition", ["ischemic-stroke", "eczema"]) == {
        "ischemic-stroke",
        "nerves",
        "stroke",
        "eczema",
    }
    assert vocabulary.children("condition", "stroke") == ("ischemic-stroke",)
    assert vocabulary.most_specific("condition", ["nerves", "als", "stroke"]) == ("als", "stroke")


@pytest.mark.parametrize(
    ("value", "ids"),
    [
        ("als", ("als",)),
        ("Lou Gehrig’s Disease", ("als",)),
        ("Amyotrophic  Lateral Sclerosis", ("als",)),
        ("AD", ("alzheimers", "eczema")),
        ("nothing", ()),
        ("", ()),
    ],
)
def test_resolve_ignores_case_and_returns_all_meanings(
    value: str, ids: tuple[str, ...], vocabulary: Vocabulary
) -> None:
    assert vocabulary.resolve(CONDITION, value) == ids


def test_donors_are_read_from_the_file_of_cell_types(vocabulary: Vocabulary) -> None:
    assert vocabulary.resolve(BY_NAME["donor"], "own cells") == ("autologous",)
    assert vocabulary.resolve(BY_NAME["cell_type"], "own cells") == ()


def test_json_round_trip_keeps_concepts_and_fingerprint(vocabulary: Vocabulary) -> None:
    again = from_json(vocabulary.to_json())
    assert list(again) == list(vocabulary)
    assert again.fingerprint == vocabulary.fingerprint


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("- {id: a, label: A}\n- {id: a, label: B}", [
            'conditions.yaml:2: duplicate id "a"; conditions.yaml:1 has it too; rename one'
        ]),
        ("- {id: a, label: A, parent: bb}\n- {id: b, label: B}", [
            'conditions.yaml:1: unknown parent "bb"; did you mean "b"?'
        ]),
        ("- {id: a, label: A, parent: b}\n- {id: b, label: B, broader: a}", [
            'conditions.yaml:1: "a" is its own ancestor; correct a parent in the cycle',
            'conditions.yaml:2: "b" is its own ancestor; correct a parent in the cycle',
        ]),
        ("- {id: a, label: Stroke}\n- {id: b, label: B, synonyms: [strokes]}", [
            'conditions.yaml:2: "strokes" of "b" is not unique; "a" (conditions.yaml:1) has it too; '
            "mark it as ambiguous in both"
        ]),
        ("- {id: a, label: A, acronyms: [AD], ambiguous: [AD]}\n- {id: b, label: B, acronyms: [AD]}", [
            'conditions.yaml:2: "AD" of "b" is not unique; "a" (conditions.yaml:1) has it too; '
            "mark it as ambiguous in both"
        ]),
        ("- {id: a}", ['conditions.yaml:1: a concept without label; add "label: ..."']),
        ("- {id: A b, label: A}", ['conditions.yaml:1: id "A b" cannot be used in a URL; write a-b']),
        ("- {id: a, label: A, synonym: [b]}", [
            'conditions.yaml:1: unknown key "synonym"; did you mean "synonyms"?'
        ]),
        ("- {id: a, label: A, facet: doner}", [
            'conditions.yaml:1: unknown facet "doner"; use one of condition, cell_type, route, donor, study'
        ]),
        ("- just words", ['conditions.yaml:1: not a concept; write "- id: ..."']),
        ("- {id: a, label: [A]}", [
            "conditions.yaml:1: expected one word or phrase; write it after the colon"
        ]),
        ("- {id: a\n", [
            "conditions.yaml:2: not YAML: did not find expected ',' or '}'; quote text that holds a colon"
        ]),
    ],
)  # fmt: skip
def test_each_problem_names_file_line_and_remedy(text: str, expected: list[str], tmp_path: Path) -> None:
    found = problems(tmp_path, text)
    assert [problem.replace(f"{tmp_path}/", "") for problem in found] == expected


def test_all_problems_are_reported_at_once(tmp_path: Path) -> None:
    assert len(problems(tmp_path, "- {id: a}\n- {label: b}\n- {id: c, label: C, parent: d}")) == 3


def test_a_folder_without_vocabulary_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InvalidVocabulary, match=r"no vocabulary file in this folder; .* conditions.yaml"):
        load_vocabulary(tmp_path)


def test_a_facet_without_a_file_is_empty(tmp_path: Path) -> None:
    (tmp_path / "routes.yaml").write_text("- {id: by-air, label: by air}")
    vocabulary = load_vocabulary(tmp_path)
    assert [concept.facet for concept in vocabulary] == ["route"]
    assert vocabulary.resolve(CONDITION, "stroke") == ()


def test_the_shipped_vocabularies_are_valid() -> None:
    assert len(load_vocabulary(shipped_corpus() / "vocabulary")) > 300


@pytest.fixture(scope="module")
def shipped() -> Vocabulary:
    return load_vocabulary(shipped_corpus() / "vocabulary")


def concepts_of(vocabulary: Vocabulary, name: str) -> dict[str, bool]:
    """Return the ids of the concepts that ``name`` names, and whether it is a narrower name of each."""
    found = {}
    for match in vocabulary.names_in_facets(BY_NAME.values(), name):
        concept = vocabulary.get(match.facet, match.concept)
        assert concept is not None
        found[concept.id] = match.name in concept.narrower
    return found


@pytest.mark.parametrize(
    ("name", "concept"),
    [
        ("melanoma", "cancer"),
        ("hepatocellular carcinoma", "cancer"),
        ("blood cancer", "hematologic-oncologic"),
        ("CLL", "leukemia"),
        ("Hodgkin lymphoma", "lymphoma"),
        ("septic shock", "sepsis"),
        ("tuberculosis", "infectious-critical"),
        ("STEMI", "myocardial-infarction"),
        ("hindlimb ischemia", "critical-limb-ischemia"),
        ("pulmonary arterial hypertension", "pulmonary-hypertension"),
        ("emphysema", "copd"),
        ("overactive bladder", "renal-urological"),
        ("keratoconus", "corneal-disease"),
        ("uveitis", "ophthalmic"),
        ("Krabbe disease", "leukodystrophy"),
        ("hip fracture", "bone-fracture"),
        ("Ryoncil", "bm-msc"),
        ("Alofisel", "ad-msc"),
        ("NiCord", "cord-blood"),
        ("Casgevy", "hsc"),
        ("EpiFix", "amniotic-membrane"),
        ("tail vein injection", "intravenous"),
        ("nasal spray", "intranasal"),
        ("eye drops", "topical"),
        ("craniotomy", "intracerebral"),
        ("collagen scaffold", "scaffold-implantation"),
        ("crossover trial", "randomized-trial"),
        ("mouse model", "animal-study"),
    ],
)
def test_subtypes_brands_devices_and_parts_are_narrower(name: str, concept: str, shipped: Vocabulary) -> None:
    assert concepts_of(shipped, name) == {concept: True}


@pytest.mark.parametrize(
    ("name", "concept"),
    [
        ("heart attack", "myocardial-infarction"),
        ("Lou Gehrig's disease", "amyotrophic-lateral-sclerosis"),
        ("brain attack", "stroke"),
        ("tumour", "cancer"),
        ("congestive heart failure", "heart-failure"),
        ("gonarthrosis", "knee-osteoarthritis"),
        ("kidney disease", "renal-urological"),
        ("HSCT", "hsc"),
        ("fat-derived stem cells", "ad-msc"),
        ("by mouth", "oral"),
        ("spinal tap", "intralumbar"),
        ("RCT", "randomized-trial"),
    ],
)
def test_synonyms_spellings_and_lay_names_are_equal(name: str, concept: str, shipped: Vocabulary) -> None:
    assert concepts_of(shipped, name)[concept] is False


def test_spellings_of_one_name_are_both_narrower_or_neither(shipped: Vocabulary) -> None:
    for concept in shipped:
        for name in concept.names:
            matches = shipped.names_in_facets([BY_NAME[concept.facet]], name)
            own = [match.name in concept.narrower for match in matches if match.concept == concept.id]
            assert own == [name in concept.narrower], (concept.id, name)


def test_labels_are_not_narrower(shipped: Vocabulary) -> None:
    assert [concept.id for concept in shipped if concept.label in concept.narrower] == []


@pytest.mark.parametrize("word", ["device", "devices", "exome", "exomes", "cards"])
def test_common_words_name_no_concept(word: str, shipped: Vocabulary) -> None:
    assert concepts_of(shipped, word) == {}
