"""The page on tables lists exactly the tables, columns, short forms and policy keys that are read."""

import re
from pathlib import Path

import pytest
from attrs import fields

from commgov.core import Timetable
from commgov.errors import InvalidInputError
from commgov.storage import PolicySettings, short_forms
from commgov.storage.folder import FORMS
from commgov.storage.headings import TableForm, fold_heading
from commgov.storage.policy_file import read_policy

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "how-to" / "plan-your-own-tables.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| (?!column)(?P<name>[a-z_]+)(?P<needed>\*?) \| (?P<zh>[^|]+) \| (?P<words>.+) \|$", re.MULTILINE)


def part(heading: str) -> str:
    """What stands under a heading, up to the next one."""
    found = re.search(rf"^#+ {re.escape(heading)}\n(.*?)(?=^#|\Z)", PAGE, re.MULTILINE | re.DOTALL)
    assert found is not None, f"the page has no heading {heading!r}"
    return found[1]


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
def test_the_page_lists_the_columns_of_a_table_in_order(form: TableForm) -> None:
    rows = [(row["name"], row["zh"], bool(row["needed"])) for row in ROW.finditer(part(f"{form.name}, {form.zh}"))]
    assert rows == [(column.name, column.zh, column.required) for column in form.columns]


def test_every_heading_on_the_page_is_accepted_and_no_table_is_missing() -> None:
    titles = re.findall(r"^### (\w+), (\w+)$", PAGE, re.MULTILINE)
    assert titles == [(form.name, form.zh) for form in FORMS]
    for form, (name, zh) in zip(FORMS, titles, strict=True):
        assert form.is_called(name)
        assert form.is_called(zh)
        listed = [heading for row in ROW.finditer(part(f"{name}, {zh}")) for heading in (row["name"], row["zh"])]
        assert {fold_heading(heading) for heading in listed} <= form.headings.keys()


def short_forms_on_the_page() -> dict[str, tuple[str, str]]:
    rows = re.findall(r"^\| (.+?) \| (.+?) \| ((?:[^|\\]|\\.)+) \|$", part("Short forms"), re.MULTILINE)
    return {name: (english.replace("\\|", "|"), chinese.replace("\\|", "|")) for name, english, chinese in rows[2:]}


@pytest.mark.parametrize(
    ("name", "read"),
    [
        ("skills held", short_forms.held_skills),
        ("skills asked", short_forms.required_skills),
        ("seats", short_forms.seats),
        ("preferences", short_forms.preferences),
        ("days of rest", short_forms.rest_days),
    ],
)
def test_each_short_form_on_the_page_can_be_read_in_both_languages(name: str, read) -> None:
    english, chinese = short_forms_on_the_page()[name]
    for example in re.findall(r"`([^`]+)`", re.sub(r"after `@`", "", english)):
        assert read(example), example
    assert read(chinese), chinese


def test_the_forms_of_when_can_be_read() -> None:
    english, chinese = short_forms_on_the_page()["when"]
    for example in re.findall(r"`([^`]+)`", english):
        short_forms.timetable(example)
    week, always, never = chinese.split("，")
    assert short_forms.timetable(week).weekly
    assert short_forms.timetable(always) == Timetable.always()
    assert short_forms.timetable(never) == Timetable()


def test_the_policy_on_the_page_is_read_and_has_every_key_with_its_default() -> None:
    text = re.search(r"^```toml\n(.*?)^```", part("The policy"), re.MULTILINE | re.DOTALL)
    assert text is not None
    settings = read_policy("policy.toml", text[1].encode())
    for setting in fields(PolicySettings):
        key = "weights" if setting.name == "objective" else setting.name
        assert re.search(rf"^\[?{key}\b", text[1], re.MULTILINE), f"{key} is not on the page"
        if setting.name not in {"distance_max", "rules_off"}:
            assert getattr(settings, setting.name) == getattr(PolicySettings(), setting.name), setting.name


def test_a_short_form_that_the_page_does_not_list_is_refused() -> None:
    with pytest.raises(InvalidInputError, match="skills such as"):
        short_forms.held_skills("electrician:3:4:x")
