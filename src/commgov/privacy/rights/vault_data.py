"""The vault as what a desk of rights works with: people's own rights are exercised as themselves, for that purpose.

Whoever the desk has let through acts under the person's own rights: so the access policy decides, and each access
stands in the log. The vault restricts people as a whole, so a restriction of some fields restricts all.
"""

from collections.abc import Callable, Collection, Iterable, Mapping

from attrs import evolve

from commgov.core.checks import shown
from commgov.core.ids import PersonRef
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
        keepers: whatever else keeps something of people and has to forget it too: a sharing desk. The vault
            asks its own (`VaultOptions`) at the erasure of all; whoever is among both is asked twice.
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
        self._vault, self._accounts, self._keepers, self._consents = vault, accounts, tuple(keepers), consents

    def read_all(self, person: PersonRef) -> tuple[object, ...]:
        """See `SubjectData`. Several records of one class, such as orders, come one by one.

        Raises:
            ConflictError: if the policy or a restriction keeps something back: nothing is told as if it were all.
        """
        records, refused = [], dict[str, Text]()
        with self._vault.session(by=person, purpose=OWN_RIGHTS) as session:
            for kind in self._vault.kinds:
                for item, names in self._held(person, kind).items():
                    seen = session.get(person, names, record=kind, item=item)
                    refused |= {name: reason for name, no in seen.refused.items() for reason in no.reasons}
                    if not refused:
                        records.append(kind(**{record_schema(kind).ref: person}, **seen.values))
        if refused:
            raise _kept_back(refused.values())
        return tuple(records)

    def correct(self, person: PersonRef, changes: Mapping[str, object]) -> None:
        """See `SubjectData`. Only of a record of which the person has one; the others have their own procedure.

        Raises:
            ConflictError: if the policy or a restriction stands against it.
        """
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
            raise _kept_back(reason for no in written.refused.values() for reason in no.reasons)

    def erase(self, person: PersonRef, fields: frozenset[str] | None) -> Reach:
        """See `SubjectData`. Of all, the keys' receipt says what is not reached: backups, what was read before."""
        if fields is not None:
            return forget_everywhere(person, [self._vault, *self._keepers], fields=fields)
        held = sum(len(names) for kind in self._vault.kinds for names in self._held(person, kind).values())
        others = forget_everywhere(person, self._keepers)  # first: afterwards the log knows the person no more
        receipt = self._vault.erase(person, by=person)
        missed = tuple(OutOfReach(self._vault.name, left) for left in receipt.not_reached)
        return Reach(person, {**others.reached, self._vault.name: held}, (*others.missed, *missed))

    def restrict(self, person: PersonRef, fields: frozenset[str] | None) -> None:
        """See `SubjectData`."""
        del fields  # the vault restricts people as a whole: rather too much than too little
        self._vault.restrict(person, by=person)

    def who_saw(self, person: PersonRef) -> AccessAccount:
        """See `SubjectData`."""
        account = self._accounts.told(self.pseudonym(person), self._vault.accesses(person), person=person)
        return evolve(account, consents=self._consents(person))

    def pseudonym(self, person: PersonRef) -> Pseudonym:
        """Under which name the vault's log knows a person; nobody's once they are erased."""
        return self._vault.pseudonym(person)

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
