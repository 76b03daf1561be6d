"""The vault as what a desk of rights works with: read, corrected, erased and restricted for whoever's data it is.

What is read, erased and restricted stands in the log under whoever answers; a correction is the person's own, and the
access policy decides on it. What is only stored is read too: the right to a copy goes on.
"""

from collections.abc import Callable, Collection, Iterable, Mapping

from attrs import evolve

from commgov.core.ids import PersonRef
from commgov.core.personal import shown
from commgov.errors import ConflictError, InvalidInputError, NotFoundError, Place, Problem
from commgov.privacy.audit.entry import Pseudonym
from commgov.privacy.entering.fields import Origin
from commgov.privacy.keeping.keepers import Keeper, OutOfReach, Reach, forget_everywhere
from commgov.privacy.purposes import Purpose
from commgov.privacy.schema.records import record_schema
from commgov.privacy.vault.vault import Vault
from commgov.privacy.who_saw import AccessAccount, Accounts
from commgov.wording import Text

OWN_RIGHTS = Purpose("own-rights", Text("exercising one's own rights", "行使个人信息权利"))
"""The purpose for which people's own rights are exercised, as the access policy knows it."""


class VaultSubjectData:
    """People's data in a vault, for a desk of rights. Fits `SubjectData`.

    Args:
        vault: the vault.
        accounts: tell who saw what, from the vault's log.
        keepers: whatever else keeps something of people and has to forget it too, beside the vault's own
            (`Vault.keepers`), among which a sharing desk over the vault is by itself.
        consents: tells what a person said to which notice, for their account: `ConsentBook.told`.
    """

    def __init__(
        self,
        vault: Vault,
        accounts: Accounts,
        keepers: Collection[Keeper] = (),
        *,
        consents: Callable[[PersonRef], tuple[Text, ...]] = lambda _person: (),
    ) -> None:
        """Take vault, accounts, keepers and consents."""
        self._vault, self._accounts, self._more, self._consents = vault, accounts, tuple(keepers), consents

    def read_all(self, person: PersonRef, *, by: PersonRef, about: str = "") -> tuple[object, ...]:
        """See `SubjectData`. Several records of one class, such as orders, come one by one."""
        kinds = {record_schema(kind).name: kind for kind in self._vault.kinds}
        return tuple(
            kinds[seen.record](**{record_schema(kinds[seen.record]).ref: person}, **seen.values)
            for seen in self._vault.copy(person, by=by, about=about)
        )

    def correct(self, person: PersonRef, changes: Mapping[str, object], *, by: PersonRef, about: str = "") -> None:
        """See `SubjectData`. Only of a record of which the person has one; the others have their own procedure."""
        del by, about  # the policy lets people correct what is theirs; the desk's own entry says who did it for them
        kinds = [kind for kind in self._vault.kinds if "" in self._held(person, kind)]
        own = {rule.key: (kind, rule.name) for kind in kinds for rule in record_schema(kind)}
        unknown = sorted(changes.keys() - own.keys())
        if unknown:
            raise NotFoundError(_NOT_HELD.fill(fields=", ".join(map(shown, unknown))))
        chosen = {own[key][0] for key in changes}
        if len(chosen) != 1:
            raise InvalidInputError([Problem(Place.of("changes"), _ONE_RECORD)])
        values = {own[key][1]: value for key, value in changes.items()}
        with self._vault.session(by=person, purpose=OWN_RIGHTS) as session:
            written = session.change(person, values, origin=Origin.PERSON, record=chosen.pop())
        if not written:
            raise _kept_back(written.reasons)

    def erase(self, person: PersonRef, fields: frozenset[str] | None, *, by: PersonRef, about: str = "") -> Reach:
        """See `SubjectData`. Of all, the keys' receipt says what is not reached: backups, what was read before."""
        if fields is not None:
            return forget_everywhere(person, [self._vault, *self._keepers], fields=fields)
        held = sum(len(names) for kind in self._vault.kinds for names in self._held(person, kind).values())
        others = forget_everywhere(person, self._keepers)  # first: afterwards the log knows the person no more
        receipt = self._vault.erase(person, by=by, about=about)
        missed = tuple(OutOfReach(self._vault.name, left) for left in receipt.not_reached)
        return Reach(person, {**others.reached, self._vault.name: held}, (*others.missed, *missed))

    def restrict(self, person: PersonRef, fields: frozenset[str] | None, *, by: PersonRef, about: str = "") -> None:
        """See `SubjectData`."""
        self._vault.restrict(person, fields, by=by, about=about)

    def who_saw(self, person: PersonRef) -> AccessAccount:
        """See `SubjectData`."""
        account = self._accounts.told(self.pseudonym(person), self._vault.accesses(person), person=person)
        return evolve(account, consents=self._consents(person))

    def pseudonym(self, person: PersonRef) -> Pseudonym:
        """Under which name the vault's log knows a person; nobody's once they are erased."""
        return self._vault.pseudonym(person)

    @property
    def _keepers(self) -> tuple[Keeper, ...]:
        own = self._vault.keepers
        return (*own, *(each for each in self._more if all(each is not other for other in own)))

    def _held(self, person: PersonRef, kind: type) -> dict[str, list[str]]:
        """The fields that are held of a person in records of a class, by item."""
        held: dict[str, list[str]] = {}
        schema = record_schema(kind)
        for entry in self._vault.known(person).known(person):
            if entry.key.startswith(f"{schema.name}."):
                held.setdefault(entry.item, []).append(entry.key.partition(".")[2])
        return held


def _kept_back(reasons: Iterable[Text]) -> ConflictError:
    return ConflictError(_KEPT_BACK.fill(why=Text("; ", "；").join(dict.fromkeys(reasons))))


_NOT_HELD = Text("nothing is held in {fields}", "未持有字段{fields}")
_ONE_RECORD = Text("fields of one record at a time", "一次只能更正同一记录的字段")
_KEPT_BACK = Text("the vault keeps something back: {why}", "数据保险库未放行：{why}")
