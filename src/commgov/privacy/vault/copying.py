"""A copy of all that is held of a person, for themselves."""

from commgov.core.ids import PersonRef
from commgov.privacy.purposes import Purpose
from commgov.privacy.tiers import Tier
from commgov.privacy.vault.holding import Holding
from commgov.privacy.vault.journal import Draft, Touched
from commgov.privacy.vault.judging import Asker
from commgov.privacy.vault.results import Seen
from commgov.wording import Text

_OWN_RIGHTS = Purpose("own-rights", Text("a resident's rights in their own data", "行使个人信息权利"))


def copied(holding: Holding, ref: PersonRef, by: PersonRef, about: str) -> tuple[Seen, ...]:
    """All records of a person, whole; the entry stands in the log before they are given out."""
    file = holding.file(ref)
    held = [] if file is None else [each for each in file.directory.held if holding.rule(each.key) is not None]
    keys = tuple(dict.fromkeys(each.key for each in held))
    draft = Draft(
        Asker(by, _OWN_RIGHTS),
        "copy",
        holding.now(),
        subject=ref,
        pseudonym="" if file is None else file.directory.pseudonym,
        touched=(Touched(bool(held), "copy", keys, max((each.tier for each in held), default=Tier.T1)),),
        policy="vault",
        about=about,
    )
    (leaves,) = holding.tell([draft])
    if file is None:
        return ()
    return tuple(
        Seen(ref, name, item, values=holding.sealer.values(file, file.directory.of(name, item)), leaves=leaves)
        for name in holding.schemas
        for item in file.directory.items(name)
    )
