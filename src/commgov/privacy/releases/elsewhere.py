"""What others have published about the same people: later releases are held against it too."""

from commgov.core import PersonRef
from commgov.core.checks import Checks
from commgov.errors import ConflictError
from commgov.privacy.releases.answers import Withheld
from commgov.privacy.releases.counting import Counts
from commgov.privacy.releases.earlier import EarlierRelease, ReleaseKind
from commgov.privacy.releases.people import by_person
from commgov.privacy.releases.register import ReleaseRegister
from commgov.privacy.releases.releasing_counts import published_groups
from commgov.privacy.releases.suppressing import with_totals
from commgov.wording import Text

_WHO = Text("counts made of rows: without persons nothing can be held against them", "应为由逐人数据得出的统计")


def note_elsewhere(
    counts: Counts, name: str, register: ReleaseRegister, *, by: PersonRef | None = None
) -> EarlierRelease | Withheld:
    """Note that others have published counts of the same people: the street office, a statistics bureau, a newspaper.

    All its numbers and totals count as known, however small: it is not ours to hide them. So a hidden number of ours
    cannot be worked out with them.

    Args:
        counts: what they published, made of rows (`Counts.of`); of a single total, with one label.
        name: what it is called in the register, as a reference.
        register: of our releases.
        by: who noted it; needed where the register has an access log.

    Returns:
        What the register keeps, or why it cannot be.

    Raises:
        InvalidInputError: if it cannot be noted so.

    Example:
        >>> from commgov.privacy import Tier
        >>> from commgov.privacy.releases import Column, Rows
        >>> people = Rows(("p-1", "p-2", "p-3"), (Column("all", Tier.T1, ("all",) * 3),))
        >>> note_elsewhere(Counts.of("residents", people, "all"), "bureau-2026", ReleaseRegister("b", bytes(32)))
        EarlierRelease(bureau-2026, counts, 2 groups)
    """
    checks = Checks("note_elsewhere")
    checks.identifier("name", name)
    if checks.instance("counts", counts, Counts, _WHO):
        checks.require("counts", "", ok=counts.knows_persons, expected=_WHO)
    register.check_by(checks, by)
    checks.refuse()
    people = by_person(counts, register)
    if not isinstance(people, Counts):
        return Withheld(name, (people,) if isinstance(people, Text) else ())
    keys = [key for key, number in with_totals(people).items() if number]
    groups, secret = published_groups(people, keys, register)
    kept = EarlierRelease(name, register.now(), ReleaseKind.COUNTS, people.population, groups, secret)
    while True:
        before = register.before()
        if taken := before.why_taken(name):
            return Withheld(name, taken)
        try:
            register.add(kept, before)
        except ConflictError:  # somebody else released something meanwhile
            continue
        register.note(name, by, people.highest_tier, elsewhere=True)
        return kept
