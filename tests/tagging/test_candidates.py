from __future__ import annotations

from indexer.tagging.candidates import Candidates, ShortForm
from indexer.vocabulary.model import Vocabulary


def test_short_forms_that_the_vocabulary_does_not_know_are_counted_by_text(vocabulary: Vocabulary) -> None:
    candidates = Candidates(vocabulary)
    candidates.add("Magnetic resonance imaging (MRI) and again magnetic resonance imaging (MRI).")
    candidates.add("We used magnetic resonance imaging (MRI) in amyotrophic lateral sclerosis (ALS).")
    candidates.add("A visual analogue scale (VAS).")
    assert candidates.short_forms(10) == [
        ShortForm("MRI", "magnetic resonance imaging", 2),
        ShortForm("VAS", "visual analogue scale", 1),
    ]
    assert len(candidates.short_forms(1)) == 1


def test_a_phrase_counts_for_what_it_is_by_itself_and_not_as_part_of_a_longer_one(vocabulary: Vocabulary) -> None:
    candidates = Candidates(vocabulary)
    for _ in range(4):
        candidates.add("They had a soft contact lens for it.")
    for _ in range(5):
        candidates.add("They had a contact lens.")
    found = candidates.phrases(10)
    # log2(2) * (9 - 4 / 1), and log2(3) * 4; "soft contact" stands only in the longer one: log2(2) * (4 - 4).
    assert [(c.phrase, c.texts, round(c.weight, 2)) for c in found] == [
        ("soft contact lens", 4, 6.34),
        ("contact lens", 9, 5.0),
    ]


def test_names_of_the_vocabulary_and_their_parts_are_no_candidates(vocabulary: Vocabulary) -> None:
    candidates = Candidates(vocabulary)
    for _ in range(3):
        candidates.add("In amyotrophic lateral sclerosis, and with a lateral sclerosis. In 12 weeks, (lens) they were.")
    assert candidates.phrases(10) == []
