from indexer.tagging.candidates import Candidates, ShortForm
from indexer.vocabulary.model import Vocabulary


def test_unknown_short_forms_are_counted_once_per_text(vocabulary: Vocabulary) -> None:
    candidates = Candidates(vocabulary)
    candidates.add("Magnetic resonance imaging (MRI) and again magnetic resonance imaging (MRI).")
    candidates.add("We used magnetic resonance imaging (MRI) in amyotrophic lateral sclerosis (ALS).")
    candidates.add("A visual analogue scale (VAS).")
    assert candidates.short_forms(10) == [
        ShortForm("MRI", "magnetic resonance imaging", 2),
        ShortForm("VAS", "visual analogue scale", 1),
    ]
    assert len(candidates.short_forms(1)) == 1


def test_the_c_value_discounts_occurrences_in_longer_phrases(vocabulary: Vocabulary) -> None:
    candidates = Candidates(vocabulary)
    for _ in range(4):
        candidates.add("They had a soft contact lens for it.")
    for _ in range(5):
        candidates.add("They had a contact lens.")
    found = candidates.phrases(10)
    # log2(2) * (9 - 4 / 1), and log2(3) * 4; "soft contact" occurs only in the longer phrase: log2(2) * (4 - 4).
    assert [(c.phrase, c.texts, round(c.weight, 2)) for c in found] == [
        ("soft contact lens", 4, 6.34),
        ("contact lens", 9, 5.0),
    ]


def test_names_of_the_vocabulary_and_their_parts_are_not_candidates(vocabulary: Vocabulary) -> None:
    candidates = Candidates(vocabulary)
    for _ in range(3):
        candidates.add("In amyotrophic lateral sclerosis, and with a lateral sclerosis. In 12 weeks, (lens) they were.")
    assert candidates.phrases(10) == []
