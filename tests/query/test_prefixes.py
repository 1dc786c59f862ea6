from indexer.query.ast import (
    And,
    AnyTerm,
    Not,
    Or,
    Term,
)
from indexer.query.leaves import MOST_EXPANSIONS
from indexer.query.parser import parse
from indexer.vocabulary.model import Vocabulary


def terms_with_prefix(prefix: str, field: str | None) -> list[str]:
    return [f"{prefix}{number}" for number in range({"few": 2, "none": 0}.get(prefix, 300))]


def test_prefixes_are_replaced_by_their_terms_everywhere_in_a_query(vocabulary: Vocabulary) -> None:
    parsed = parse("cells -few* (title:none* OR knee)", vocabulary, terms_with_prefix)
    assert parsed.query == And(
        (
            Term("cell"),
            Not(AnyTerm(("few0", "few1"), None, "few")),
            Or((AnyTerm((), "title", "none"), Term("knee"))),
        )
    )
    assert [clause.query for clause in parsed.clauses] == list(parsed.query.parts)
    assert parsed.notices == ()


def test_the_most_frequent_terms_of_a_prefix_are_used_and_a_notice_says_so_once(vocabulary: Vocabulary) -> None:
    parsed = parse("many* OR (cells many*)", vocabulary, terms_with_prefix)
    assert parsed.notices == ("300 words begin with “many”. The 256 most frequent ones were searched.",)
    assert isinstance(parsed.query, Or)
    assert parsed.query.parts[0] == AnyTerm(tuple(f"many{n}" for n in range(MOST_EXPANSIONS)), None, "many")
