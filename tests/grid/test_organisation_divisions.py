"""The organisation of a country: the real administrative divisions of China, five levels below one root."""

import lzma

import pytest

from commgov.core import Text
from commgov.errors import InvalidInputError
from commgov.grid import Level, Organisation

ABOVE = {2: 0, 4: 2, 6: 4, 9: 6, 12: 9}
LEVELS = tuple(
    Level(name, Text(name, name)) for name in ("country", "province", "city", "county", "street", "community")
)


@pytest.fixture(scope="module")
def codes(shared):
    lines = lzma.decompress((shared / "data" / "divisions_china.csv.xz").read_bytes()).decode().splitlines()[1:]
    return [line.partition(",")[0] for line in lines]


@pytest.fixture(scope="module")
def country(codes):
    parents = [code[: ABOVE[len(code)]] or "0" for code in codes]
    return Organisation.from_columns(["0", *codes], [None, *parents], levels=LEVELS)


def test_all_divisions_stand_below_one_root(country, codes):
    assert len(country) == 665_276 + 1
    assert country.children("0") == tuple(code for code in codes if len(code) == 2)
    assert country.count("0", level="province") == 31


def test_the_level_is_that_of_the_codes_length(country, codes):
    for length, level in zip(ABOVE, LEVELS[1:], strict=True):
        assert sorted(country.at_level(level.id)) == sorted(code for code in codes if len(code) == length)


def test_a_subtree_is_what_shares_the_prefix(country, codes):
    for unit in ("11", "4201", "420106", "420106001"):
        assert sorted(country.descendants(unit)) == sorted(
            code for code in codes if code.startswith(unit) and code != unit
        )
        assert country.ancestors(unit)[-1] == "0"


def test_amounts_roll_up_to_the_country(country):
    communities = country.at_level("community", below="4201")
    totals = country.totals(dict.fromkeys(communities, 2))
    assert totals["0"] == totals["42"] == totals["4201"] == 2 * len(communities)
    assert totals["11"] == 0


def test_the_31_provinces_without_a_root_are_refused_in_one_problem(codes):
    with pytest.raises(InvalidInputError) as caught:
        Organisation.from_columns(codes, [code[: ABOVE[len(code)]] or None for code in codes], levels=LEVELS[1:])
    assert [str(problem.where) for problem in caught.value.problems] == ["Organisation, root"]
    assert caught.value.problems[0].value.startswith("11, 12, 13,")
    assert caught.value.problems[0].value.endswith(", … (31)")
