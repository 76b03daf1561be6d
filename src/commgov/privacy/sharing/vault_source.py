"""The vault as the source of what is shared: whoever issues reads there, and the access policy decides each field."""

from commgov.core.ids import PersonRef
from commgov.privacy.access.actions import Action
from commgov.privacy.keeping.keepers import Keeper
from commgov.privacy.schema.records import record_schema
from commgov.privacy.sharing.sharing import SharingMoment
from commgov.privacy.sharing.source import PersonFile, Shareable
from commgov.privacy.vault.vault import Vault


class VaultSource:
    """Reads from a vault what goes into packages. Fits `SharingSource`.

    It reads as whoever issues the package, for its purpose, to share, with as many approvals as there are and with the
    assessment. What the policy shows masked leaves masked, whatever the view says; what it refuses stops the package.

    Args:
        vault: the vault.
        record: the class of records that is shared; None: the vault's first.
    """

    def __init__(self, vault: Vault, record: type | None = None) -> None:
        """Take the vault."""
        self._vault, self._record = vault, vault.kinds[0] if record is None else record

    def read(self, person: PersonRef, moment: SharingMoment) -> Shareable | None:
        """See `SharingSource`."""
        request, schema = moment.sharing.request, record_schema(self._record)
        names = [rule.name for rule in schema if rule.key in request.fields]
        held = {entry.key for entry in self._vault.known(person).known(person)}
        if not held or not names:
            return None
        session = self._vault.session_after_procedure(
            by=moment.by,
            purpose=request.purpose,
            approvers=[each.by for each in moment.sharing.approvals],
            assessment=request.assessment or None,
        )
        with session as open_session:
            seen = open_session.get(person, names, record=self._record, action=Action.SHARE)
        whole = {name: value for name, value in seen.values.items() if name not in seen.masked and value is not None}
        masked = {name: str(seen.values[name]) for name in seen.masked}
        return Shareable(self._record(**{schema.ref: person}, **whole), masked, tuple(seen.refused.values()))

    def file(self, person: PersonRef) -> PersonFile | None:
        """See `SharingSource`."""
        unit = self._vault.unit(person)
        if unit is None:
            return None
        held = frozenset(entry.key for entry in self._vault.known(person).known(person))
        return PersonFile(unit, held, self._vault.restricted(person))

    def add_keeper(self, keeper: Keeper) -> None:
        """See `SharingSource`."""
        self._vault.add_keeper(keeper)
