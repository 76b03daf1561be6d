"""The page of tiers and law is as the code is."""

from tools import tier_tables


def test_the_tables_of_tiers_and_law_are_current():
    assert tier_tables.PAGE.read_text(encoding="utf-8") == tier_tables.page(), "run: make reference"


def test_every_table_says_something_in_each_row():
    for rows in (tier_tables.kinds(), tier_tables.law(), tier_tables.combinations(), tier_tables.traces()):
        assert len({len(row) for row in rows}) == 1
        assert all(cell for row in rows for cell in row)
