from __future__ import annotations

from indexer.query.ast import (
    And,
    AnyTerm,
    Not,
    Or,
    Term,
)
from indexer.query.parser import parse
from indexer.query.prefixes import MOST_EXPANSIONS, expand_prefixes
from indexer.vocabulary.model import Vocabulary


def beginning(prefix: str, field: str | None) -> list[str]:
    return [f"{prefix}{number}" for number in range({"few": 2, "none": 0}.get(prefix, 300))]


def test_beginnings_become_the_words_they_stand_for_wherever_they_stand(vocabulary: Vocabulary) -> None:
    parsed = expand_prefixes(parse("cells -few* (title:none* OR knee)", vocabulary), beginning)
    assert parsed.query == And(
        (
            Term("cell"),
            Not(AnyTerm(("few0", "few1"), None, "few")),
            Or((AnyTerm((), "title", "none"), Term("knee"))),
        )
    )
    assert [clause.query for clause in parsed.clauses] == list(parsed.query.parts)
    assert parsed.notices == ()


def test_too_many_words_are_cut_to_the_first_and_said_once(vocabulary: Vocabulary) -> None:
    parsed = expand_prefixes(parse("many* OR (cells many*)", vocabulary), beginning)
    assert parsed.notices == ("300 words begin with “many”; the 256 most frequent were searched.",)
    assert isinstance(parsed.query, Or)
    assert parsed.query.parts[0] == AnyTerm(tuple(f"many{n}" for n in range(MOST_EXPANSIONS)), None, "many")
