"""Honours: what is shown of hours and grades, by consent, or in groups that are large enough.

* `lists`: who is thanked by name, and only those who want to be.
* `year_end`: the tables of a year's end.
"""

from commgov.incentives.honours.lists import DisplayConsent as DisplayConsent
from commgov.incentives.honours.lists import DisplayLevel as DisplayLevel
from commgov.incentives.honours.lists import HonourLine as HonourLine
from commgov.incentives.honours.lists import HonourList as HonourList
from commgov.incentives.honours.lists import grade_list as grade_list
from commgov.incentives.honours.lists import star_list as star_list
from commgov.incentives.honours.lists import stars as stars
from commgov.incentives.honours.year_end import YearEndTable as YearEndTable
from commgov.incentives.honours.year_end import year_end_tables as year_end_tables

__all__ = [
    "DisplayConsent",
    "DisplayLevel",
    "HonourLine",
    "HonourList",
    "YearEndTable",
    "grade_list",
    "star_list",
    "stars",
    "year_end_tables",
]
