"""The conformance kit of whoever holds people's data for a desk of rights: all of a person's, and nobody else's."""

from collections.abc import Callable, Sequence
from typing import Any

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from commgov.core import PersonRef
from commgov.errors import ConflictError, InvalidInputError, NotFoundError
from commgov.privacy import AccessAccount, MemberPerson, Resident
from commgov.privacy.keeping import Reach
from commgov.privacy.rights import SubjectData
from commgov.privacy.schema import record_schema, reference_of
from commgov.testing.rules import require

_BY = PersonRef("u-2")
_RECORDS = (
    Resident(ref="r-1", name="王虚构", phone="13800000012", health="哮喘"),
    MemberPerson(ref="r-1", name="王虚构", phone="13800000012"),
    MemberPerson(ref="r-2", name="李示例", party_member=True),
)
_PEOPLE = st.sampled_from([PersonRef(name) for name in ("r-1", "r-2", "r-nobody")])
_KEYS = ("resident.name", "resident.phone", "resident.health", "member.name", "member.party_member")
_NEW = {"resident.name": "王更正", "resident.phone": "13700000056", "member.name": "赵更正"}
_CHANGES = st.dictionaries(st.sampled_from(sorted(_NEW)), st.booleans(), min_size=1, max_size=2)
_FIELDS = st.none() | st.frozensets(st.sampled_from(_KEYS), min_size=1)
_STEPS = st.one_of(
    st.tuples(st.just("correct"), _PEOPLE, _CHANGES),
    st.tuples(st.just("erase"), _PEOPLE, _FIELDS),
    st.tuples(st.just("restrict"), _PEOPLE, _FIELDS),
)

_FIRST = PersonRef("r-1")
_USUAL: list[tuple[str, PersonRef, Any]] = [
    ("correct", _FIRST, {"resident.name": True}),
    ("restrict", _FIRST, frozenset({"resident.phone"})),
    ("erase", _FIRST, frozenset({"resident.phone", "member.name"})),
    ("erase", _FIRST, None),
]
Values = dict[PersonRef, dict[str, object]]
"""What is held of each person: values by field."""


def check_subject_data(make: Callable[[Sequence[object]], SubjectData], *, examples: int = 60) -> None:
    """Judge whoever holds people's data: do all that people have a right to, and hold it against a dict.

    All of a person is read, also what is only stored, and nothing of others; a correction takes place as a whole or not
    at all; an erasure leaves nothing of what was asked for and all of the rest; a restriction leaves the data where it
    is; and of whom nothing is held nothing is told.

    Args:
        make: makes one that holds these records, residents' and members' alike, and can tell who saw what.
        examples: how many histories.

    Raises:
        AssertionError: with the shortest history after which it is wrong.
        Exception: whatever it raises that it may not.

    Example:
        >>> from datetime import UTC
        >>> from commgov.core import Text
        >>> from commgov.privacy import Accounts, AssignmentBook, AuditLog
        >>> from commgov.privacy.rights import MemorySubjectData
        >>> accounts = Accounts(AuditLog("b"), AssignmentBook([]), [], UTC, Text("the office", "办公室"))
        >>> check_subject_data(lambda records: MemorySubjectData(records, accounts), examples=5)
    """

    @settings(max_examples=examples, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @example(_USUAL)
    @given(st.lists(_STEPS, max_size=6))
    def checked(steps: list[tuple[str, PersonRef, Any]]) -> None:
        data, held, closed = make(_RECORDS), _values(_RECORDS), set[PersonRef]()
        _compare(data, held)
        for what, person, about in steps:
            if what == "correct":
                _correct(data, held, person, about, may_wait=person in closed)
            elif what == "erase":
                _erase(data, held, person, about)
            else:
                data.restrict(person, about, by=_BY, about="q-1")
                data.restrict(person, about, by=_BY, about="q-1")
                closed.add(person)
            _compare(data, held)

    checked()


def _correct(data: SubjectData, held: Values, person: PersonRef, chosen: dict[str, bool], *, may_wait: bool) -> None:
    """New values for fields that are held: all of them, or none if one cannot be right or is none that is held."""
    own = held.get(person)
    is_one_record = len({key.partition(".")[0] for key in chosen}) == 1
    if not is_one_record or (own is not None and not chosen.keys() <= own.keys()):
        return  # several records at once, and fields that are not filled in, are for each to decide
    for wrong, error in (("resident.phone", InvalidInputError), ("resident.shoe-size", NotFoundError)):
        if wrong in (own or ()) or wrong == "resident.shoe-size":
            changes = {key: _NEW[key] for key in chosen if key.startswith("resident.")} | {wrong: "12345"}
            require(
                _raises(data, person, changes) is (NotFoundError if own is None else error) or may_wait,
                f"correct: {error.__name__} for {wrong}",
            )
            _compare(data, held)
    raised = _raises(data, person, {key: _NEW[key] for key in chosen})
    if own is None:
        require(raised is NotFoundError, "correct: NotFoundError for a person of whom nothing is held")
        return
    require(raised is None or (may_wait and raised is ConflictError), "correct: new values in the place of the old")
    if raised is None:
        own |= {key: _NEW[key] for key in chosen}


def _raises(data: SubjectData, person: PersonRef, changes: dict[str, str]) -> type[Exception] | None:
    """The class of what a correction raises, or None."""
    try:
        data.correct(person, changes, by=_BY, about="q-1")
    except (InvalidInputError, NotFoundError, ConflictError) as error:
        return type(error)
    return None


def _erase(data: SubjectData, held: Values, person: PersonRef, fields: frozenset[str] | None) -> None:
    """What was asked for goes, twice without harm."""
    for _ in range(2):
        reach: object = data.erase(person, fields, by=_BY, about="q-1")
        require(isinstance(reach, Reach) and reach.person == person, "erase: how far it came, as a Reach of the person")
    if fields is None:
        held.pop(person, None)
    elif person in held:
        held[person] = {key: value for key, value in held[person].items() if key not in fields}


def _compare(data: SubjectData, held: Values) -> None:
    """Everybody's data is as it should be, and so is what is said of nobody's."""
    for person in map(PersonRef, ("r-1", "r-2", "r-nobody")):
        records = data.read_all(person, by=_BY, about="q-1")
        require(isinstance(records, tuple), "read_all: a tuple of records")
        found = _values(records)
        require(found.keys() <= {person}, "read_all: of this person alone")
        require(found.get(person, {}) == held.get(person, {}), "read_all: all that is held of a person, and no more")
    account: object = data.who_saw(PersonRef("r-nobody"))
    require(isinstance(account, AccessAccount), "who_saw: an AccessAccount")
    require(not getattr(account, "sightings", ()), "who_saw: of whom nothing is held nothing is told")
    require(isinstance(data.who_saw(PersonRef("r-1")), AccessAccount), "who_saw: an AccessAccount")


def _values(records: Sequence[object]) -> Values:
    values: Values = {}
    for record in records:
        schema = record_schema(record)
        filled = {rule.key: getattr(record, rule.name) for rule in schema}
        own = values.setdefault(PersonRef(reference_of(record)), {})
        own |= {key: value for key, value in filled.items() if value not in (None, ())}
    return values
