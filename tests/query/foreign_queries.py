"""Hypothesis strategies for queries in the syntax of other search systems."""

from hypothesis import strategies as st

WORD = st.sampled_from(["stroke", "knee", "cells", '"heart attack"', "regen*", "IL-6", "CD34+", "als", "α", "tumo?r"])
CODE = st.sampled_from(
    "[tiab]|[ti]| [au]|[mesh]|[mh:noexp]|[la]|[dp]|[All Fields]|.ti,ab.|.mp.|:ti,ab,kw|/exp|/|^2|[tiab:~3]|[pt]".split(
        "|"
    )
)
BEFORE = st.sampled_from(["TS=", "intitle:", "site:", "!", "+", "-", "title:", "NOT "])
BEFORE_BRACKET = st.one_of(BEFORE, st.sampled_from(["TITLE-ABS-KEY", "foo:", "AUTH"]))
BETWEEN = st.sampled_from(
    [" AND ", " OR ", " NOT ", " adj3 ", " NEAR/3 ", " W/3 ", " || ", " && ", " and ", " or ", " "]
)
TERM = st.one_of(
    WORD,
    st.tuples(WORD, CODE).map("".join),
    st.tuples(BEFORE, WORD).map("".join),
    st.sampled_from(
        ["2015:2020[dp]", "year:[2015 TO 2020]", '"2015"[dp] : "2020"[dp]', "#1", "or/1-5", "2015..2020", "exp Stroke/"]
    ),
)


def _joined(parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    several = st.lists(st.tuples(parts, BETWEEN), min_size=1, max_size=5)
    return st.tuples(several, parts).map(lambda drawn: "".join(a + b for a, b in drawn[0]) + drawn[1])


FOREIGN = st.recursive(
    TERM,
    lambda inner: st.one_of(
        _joined(inner),
        st.tuples(BEFORE_BRACKET, inner).map(lambda drawn: f"{drawn[0]}({drawn[1]})"),
        st.tuples(inner, CODE).map(lambda drawn: f"({drawn[0]}){drawn[1]}"),
    ),
    max_leaves=12,
)
FRAGMENT = st.one_of(
    WORD, CODE, BEFORE, BETWEEN, st.sampled_from([*"()[]{}\"'\\?$#^~:/.|&“”", "year:[2015 TO", "[mh "])
)
ANYTHING = st.one_of(FOREIGN, st.lists(FRAGMENT, max_size=20).map("".join), st.text(max_size=60))
"""Well-formed queries, their fragments in any order, and any other text."""
