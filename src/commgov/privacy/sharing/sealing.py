"""What of a request and of people's records goes into a package: its heading, and the rows, minimised."""

from collections.abc import Iterable, Mapping

from commgov.core.ids import PersonRef
from commgov.privacy.entering.forms import View
from commgov.privacy.schema.records import record_schema
from commgov.privacy.sharing.package import PackageHeading
from commgov.privacy.sharing.request import SharingRequest
from commgov.privacy.sharing.source import Shareable
from commgov.privacy.showing import value_as_json
from commgov.seal import Json


def heading_of(request: SharingRequest) -> PackageHeading:
    """The heading that a request's package has."""
    return PackageHeading(request.id, request.recipient, request.purpose.name, request.expires)


def rows_of(
    persons: Iterable[PersonRef], given: Mapping[PersonRef, Shareable], view: View, request: SharingRequest
) -> list[Json]:
    """The rows of people in this order: the fields that were asked for, masked where view or source want it."""
    return [_row(person, given[person], view, frozenset(request.fields)) for person in persons]


def _row(person: PersonRef, given: Shareable, view: View, fields: frozenset[str]) -> Json:
    kind = record_schema(given.record).name
    shown = {**view.show(given.record).values, **given.masked}
    chosen = [rule for rule in view.fields if rule.key in fields and rule.record == kind]
    return {"ref": person, "values": {rule.key: value_as_json(shown[rule.name]) for rule in chosen}}
