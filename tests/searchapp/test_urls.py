import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from indexer.query.ast import Years
from indexer.query.request import SORTS, WORDS, Filters, SearchRequest
from indexer.summaries.facets import FACETS
from searchapp.addresses.charts import MapRequest, map_args, map_from_args
from searchapp.addresses.search import args_from_request, request_from_args, tidied

ids = st.lists(st.text(alphabet="abc-", min_size=1, max_size=5), min_size=1, max_size=3, unique=True).map(tuple)
requests = st.builds(
    SearchRequest,
    text=st.text(max_size=20).map(str.strip),
    filters=st.builds(
        Filters,
        st.fixed_dictionaries({}, optional={facet.name: ids for facet in FACETS}).map(
            lambda chosen: tuple((facet.name, chosen[facet.name]) for facet in FACETS if facet.name in chosen)
        ),
        st.one_of(
            st.none(),
            st.builds(Years, st.integers(1000, 9999), st.one_of(st.none(), st.integers(1000, 9999))),
            st.builds(Years, st.none(), st.integers(1000, 9999)),
        ),
    ),
    sort=st.one_of(st.none(), st.sampled_from(SORTS)),
    words=st.one_of(st.none(), st.sampled_from(WORDS)),
    literal=ids,
    explain=st.booleans(),
    page=st.integers(1, 1000),
    size=st.integers(1, 100),
)


@given(requests)
def test_a_request_and_its_address_are_inverse_of_each_other(request: SearchRequest) -> None:
    assert request_from_args(MultiDict(args_from_request(request))) == (request, ())


@pytest.mark.parametrize(
    ("args", "notice"),
    [
        ({"page": "0"}, "“page=0” is not a number from 1 to 1000000; 1 is used."),
        ({"page": "x"}, "“page=x” is not a number from 1 to 1000000; 1 is used."),
        ({"size": "101"}, "“size=101” is not a number from 1 to 100; 20 is used."),
        ({"sort": "best"}, "There is no sort order “best”; results are sorted by best match."),
        ({"year": "soon"}, "“soon” is not a range of years such as 2015-2020; it was ignored."),
        ({"year": "-"}, "“-” is not a range of years such as 2015-2020; it was ignored."),
        ({"explain": "yes"}, "“explain=yes” is neither true nor false; it was ignored."),
        ({"colour": "red"}, "The parameter “colour” is unknown and was ignored."),
    ],
)
def test_what_is_ignored_is_said(args: dict[str, str], notice: str) -> None:
    assert request_from_args(MultiDict(args)) == (SearchRequest(), (notice,))


@pytest.mark.parametrize(
    ("given_years", "years"),
    [
        ("2015-2020", Years(2015, 2020)),
        ("2015", Years(2015, 2015)),
        ("2015-", Years(2015)),
        ("-2020", Years(None, 2020)),
    ],
)
def test_years_are_read_in_all_their_forms(given_years: str, years: Years) -> None:
    request, notices = request_from_args(MultiDict({"year": given_years}))
    assert (request.filters.years, notices) == (years, ())


@given(st.lists(st.tuples(st.sampled_from(["q", "page", "size", "year", "sort", "route", "x"]), st.text(max_size=9))))
def test_any_address_means_something(args: list[tuple[str, str]]) -> None:
    request, _ = request_from_args(MultiDict(args))
    assert request.page >= 1
    assert 1 <= request.size <= 100


sides = st.lists(st.sampled_from(FACETS), min_size=2, max_size=2, unique=True)
maps = st.builds(
    lambda sides, **seen: MapRequest(*sides, **seen),
    sides,
    opened=st.one_of(st.just(()), ids),
    whole=st.sampled_from([(), ("rows",), ("columns",), ("rows", "columns")]),
    cell=st.one_of(st.none(), st.tuples(*[st.text(alphabet="abc-", min_size=1)] * 2)),
)


@given(maps)
def test_a_map_and_its_address_are_inverse_of_each_other(asked: MapRequest) -> None:
    assert map_from_args(MultiDict(map_args(asked))) == (asked, ())
    assert asked.swapped().swapped() == asked


@pytest.mark.parametrize(
    ("since", "until", "years"),
    [
        ("2015", "2020", Years(2015, 2020)),
        ("2015", "", Years(2015)),
        ("", "2020", Years(None, 2020)),
        ("2015", "2015", Years(2015, 2015)),
        ("", "", None),
    ],
)
def test_the_two_fields_of_years_win_over_the_parameter(since: str, until: str, years: Years | None) -> None:
    args = MultiDict([("year", "1999"), ("from", since), ("to", until)])
    assert request_from_args(args) == (SearchRequest(filters=Filters(years=years)), ())


def test_what_a_form_sends_is_tidied_once() -> None:
    sent = MultiDict([("q", "cells"), ("sort", ""), ("route", "a"), ("route", "b"), ("from", "2015"), ("to", "2020")])
    tidy = [("q", "cells"), ("route", "a"), ("route", "b"), ("year", "2015-2020")]
    assert tidied(sent) == tidy
    assert tidied(MultiDict(tidy)) is None
    assert tidied(MultiDict([("q", "cells"), ("from", ""), ("to", "")])) == [("q", "cells")]
    # What is no year is left for a notice.
    assert tidied(MultiDict([("from", "soon"), ("to", "")])) is None


def test_years_that_are_none_are_said() -> None:
    _, notices = request_from_args(MultiDict([("from", "soon"), ("to", "")]))
    assert notices == ("“soon-” is not a range of years such as 2015-2020; it was ignored.",)
