from itertools import combinations

import pytest

from indexer.text.analysis import term
from indexer.text.british import american
from indexer.text.irregular_plurals import IRREGULAR_PLURALS
from indexer.text.stem_exceptions import PARTED
from indexer.text.stemming import stem_prefixes


@pytest.mark.parametrize(
    "words",
    [
        "severe several", "test testis", "age aging", "aid AIDS", "organ organization organism organic",
        "live liver", "device Devic's", "topic topical", "pancreatic pancreatitis", "hepatic hepatitis",
        "prostate prostatitis", "sinus sinusitis", "neurite neuritis", "system systemic", "position positive",
        "experience experiment", "emergency emerging", "later lateral", "university universal", "past paste",
        "medical medication", "mechanism mechanical", "active activity activation", "object objective",
        "clinic clinical", "united unit", "quit quite", "enter enteral enteric", "colon colonization",
        "public publication", "important imported", "influenza influenzae", "even evening", "will willing",
        "these theses", "indicate indices", "lactate lactation", "literate litre", "hospital hospitalized",
        "minor minority", "conception concept", "consist consistent", "ambulance ambulation", "fast fasting",
        "blind blindness", "condition conditioning",
    ],
)  # fmt: skip
def test_different_words_have_different_terms(words: str) -> None:
    for first, second in combinations(words.split(), 2):
        assert term(first) != term(second)


@pytest.mark.parametrize(
    "words",
    [
        "transplant transplants transplanted transplantation", "treat treated treats treating",
        "inject injected injection injections", "severe severely severity", "several", "testis testes",
        "aging ageing", "age ages aged", "organ organs", "organization organisations organize organising",
        "child children child's children's", "woman women womens women's", "man men", "mouse mice", "tooth teeth",
        "foot feet", "metastasis metastases", "diagnosis diagnoses diagnosed", "analysis analyses analyse analyzed",
        "dialysis dialysed dialyzed", "criterion criteria", "vertebra vertebrae", "thrombus thrombi",
        "microthrombus microthrombi", "fistula fistulae", "ganglion ganglia", "bacterium bacteria",
        "phenomenon phenomena", "index indices", "matrix matrices", "axis axes", "carcinoma carcinomata",
        "vasculitis vasculitides", "pancreatitis pancreatitides", "arthritis arthritic", "thesis theses",
        "emergency emergencies", "position positions positioned", "positive positively", "AIDS", "aid aids aided",
        "hypothesis hypotheses hypothesised", "disc disks", "calf calves", "half halves", "ALS ALS's",
        "systemic systemically", "activation activated activate", "activity activities", "rated ratings",
    ],
)  # fmt: skip
def test_inflections_and_close_derivations_have_one_term(words: str) -> None:
    assert len(set(map(term, words.split()))) == 1


def test_words_that_are_not_plurals_are_left_alone() -> None:
    assert term("media") != term("medium")
    assert term("data") != term("datum")
    assert term("specimen") != term("speciman")
    assert term("basis") != term("base")
    assert term("coli") == "coli"


def test_each_exception_parts_words_that_the_stemmer_joins() -> None:
    terms = [start for starts in PARTED.values() for start in starts]
    assert len(terms) == len(set(terms))
    for stem, starts in PARTED.items():
        assert stem not in starts
        for start in starts:
            assert american(start) == start


def test_plurals_are_in_american_spelling() -> None:
    for plural, singular in IRREGULAR_PLURALS.items():
        assert (american(plural), american(singular)) == (plural, singular)


@pytest.mark.parametrize(
    "word",
    [
        "dying", "lying", "tying", "lysed", "oedema", "foetal", "haemorrhage", "aetiology", "skies", "mice", "feet",
        "teeth", "men", "children", "lice", "geese", "oxen", "sulphate", "sulphur", "leucocyte", "grey", "greyish",
        "mould", "moulded", "smouldering", "sceptic", "sceptics", "ageing", "fibreoptic", "artefacts", "several",
        "aged", "manoeuvre", "caesarean", "disks", "axes", "indices", "d'arcy", "amoebae", "colourful",
    ],
)  # fmt: skip
def test_words_start_with_a_prefix_of_their_stem(word: str) -> None:
    assert word.startswith(tuple(filter(None, stem_prefixes(term(word)))))
