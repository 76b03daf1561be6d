"""Who stands under several references, as houses say it: each of them leads to the one to use."""

from collections.abc import Mapping

from commgov.core.checks import Checks
from commgov.wording import Text


def check_same_person(checks: Checks, same_person: object) -> None:
    """Note a problem if a mapping of references leads on and on: then one person would pass for two.

    Args:
        checks: takes the problem; no reference is repeated in it.
        same_person: for references under which somebody also stands, the one to use.
    """
    leads_no_further = isinstance(same_person, Mapping) and all(
        same_person.get(to, to) == to for to in same_person.values()
    )
    checks.require("same_person", "", ok=leads_no_further, expected=_SAME)


_SAME = Text(
    "references to references, none of which leads further: for one person, always the same one",
    "应为引用到引用的映射，且不得再指向他处：同一人始终用同一引用",
)
