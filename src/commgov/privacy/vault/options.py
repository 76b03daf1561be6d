"""What a community chooses for its vault."""

from collections.abc import Callable, Mapping
from datetime import date, tzinfo

from attrs import field, frozen

from commgov.core.checks import Checks
from commgov.core.ids import PersonRef
from commgov.privacy.access.approvals import Approvals
from commgov.privacy.access.control import ZONE
from commgov.privacy.assessments import Assessments
from commgov.privacy.keeping.keepers import Keeper, Trace
from commgov.privacy.recognise import Recogniser
from commgov.privacy.schema.records import record_schema
from commgov.privacy.schema.rules import RecordSchema
from commgov.privacy.standard.member import MemberPerson
from commgov.privacy.standard.order import OrderText
from commgov.privacy.standard.resident import Resident
from commgov.privacy.vault.journal import OnNotice
from commgov.wording import Text

Withdrawn = Callable[[PersonRef], Mapping[str, date]]
"""Says which bases (`Basis.ref`) do not stand for a person any more, and since which day."""

Agreed = Callable[[PersonRef], frozenset[tuple[str, str]]]
"""Says to which purposes a person agreed, as `PurposeLimit` takes them."""

_KEY_LENGTH_MAX = 48  # leaves room for the number of a field's slot in an id


def _nobody(notice: object) -> None:
    """Tell nobody: the log says what is owed, and whoever works with it tells."""


def _no_purpose(person: PersonRef) -> frozenset[tuple[str, str]]:  # noqa: ARG001
    """Nothing more was agreed to."""
    return frozenset()


def _nothing(person: PersonRef) -> Mapping[str, date]:  # noqa: ARG001
    """Nothing was taken back."""
    return {}


@frozen(kw_only=True)
class VaultOptions:
    """What a community chooses for its vault; everything has a default.

    Args:
        kinds: the classes of records; the first is the one that a session means where it names none.
        zone: in which days begin.
        recognisers: look into free text, and raise its tier.
        keepers: everything else that keeps something of people: an erasure reaches them too.
        traces: what was promised about copies elsewhere; a promise without its keeper stands in every receipt.
        withdrawn: asked of each person at each round of retention: bases (`Basis.ref`) that do not stand for them any
            more, and since which day: `ConsentBook.withdrawn`.
        agreed: asked as a form is prefilled: to which purposes somebody agreed, so that what was collected for another
            may go in: `ConsentBook.agreed`.
        held: asked at each round of retention: people whose data is kept for the time being, and why; those whose data
            is restricted always are.
        approvals: tells who agreed to what somebody does: `ApprovalBook`; None: nobody ever does.
        assessments: where impact assessments are looked up: `AssessmentBook`; None: there are none.
        on_notice: is given each notice that an access owes, as soon as it is in the log; if it raises, nothing is given
            out. By default the log alone says what is owed.
        days_late: by so many days retention's round may be late before a session does it, and waits for it; 0: the
            first session of a day does it. `Vault.tick` does it before that.
        people: how many people there will be, at least 256; how short the codes of blind indexes are follows from it.
            After a change, see `Vault.renew`.
        schema: the version of the records' classes: one more when a field's meaning changes.

    Raises:
        InvalidInputError: naming all that is wrong.
        TypeError: if a class is none of records.

    Example:
        >>> VaultOptions(kinds=(Resident,), people=20_000).people
        20000
    """

    kinds: tuple[type, ...] = (Resident, MemberPerson, OrderText)
    zone: tzinfo = ZONE
    recognisers: tuple[Recogniser, ...] = ()
    keepers: tuple[Keeper, ...] = ()
    traces: tuple[Trace, ...] = ()
    withdrawn: Withdrawn = _nothing
    agreed: Agreed = _no_purpose
    held: Callable[[], Mapping[PersonRef, Text]] = dict
    approvals: Approvals | None = None
    assessments: Assessments | None = None
    on_notice: OnNotice = _nobody
    days_late: int = 1
    people: int = 9_000
    schema: int = 1
    schemas: tuple[RecordSchema, ...] = field(init=False, repr=False, eq=False)

    @schemas.default
    def _schemas(self) -> tuple[RecordSchema, ...]:
        return tuple(map(record_schema, self.kinds))

    def __attrs_post_init__(self) -> None:
        checks = Checks("VaultOptions")
        checks.require("kinds", "", ok=bool(self.kinds), expected=Text("at least one class", "至少一类记录"))
        checks.unique("kinds", (each.name for each in self.schemas))
        for each in self.schemas:
            short = "." not in each.name and all(len(rule.key) <= _KEY_LENGTH_MAX for rule in each)
            checks.require(each.name, "", ok=short, expected=_SHORT)
        checks.instance("zone", self.zone, tzinfo, Text("a time zone", "应为时区"))
        for name in ("recognisers", "keepers", "traces"):
            checks.every(name, getattr(self, name), object, Text("a tuple", "应为元组"))
        for name in ("withdrawn", "agreed", "held", "on_notice"):
            checks.require(name, "", ok=callable(getattr(self, name)), expected=Text("a function", "应为函数"))
        checks.whole("days_late", self.days_late, most=31)
        checks.whole("people", self.people, least=256)
        checks.whole("schema", self.schema, least=1, most=2**32 - 1)
        checks.refuse()


_SHORT = Text(
    f"a record's name without a dot, and with each field's name at most {_KEY_LENGTH_MAX} characters",
    f"记录名不得含点，且与字段名合计不超过{_KEY_LENGTH_MAX}个字符",
)
