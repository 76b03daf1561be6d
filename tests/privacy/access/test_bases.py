"""A basis may say for which fields, and to whom: decisions and lists go by it alike."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commgov.errors import InvalidInputError
from commgov.grid import Organisation
from commgov.privacy import (
    AccessControl,
    AccessPolicy,
    Assignment,
    AssignmentBook,
    Basis,
    BasisBook,
    BasisKind,
    Purpose,
    Tier,
)
from commgov.privacy.access import AccessRequest, Action, ListRow, Permit, Role, SubjectBasis
from commgov.wording import Text

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
RELIEF = Purpose("relief")
FIELDS = ("name", "phone")
ACTIONS = (Action.READ, Action.EXPORT, Action.SHARE, Action.DISCLOSE)
AGREED = Permit(
    "agreed",
    roles=frozenset({"clerk"}),
    actions=frozenset(ACTIONS),
    up_to=Tier.T4,
    purposes=frozenset({"relief"}),
    bases=frozenset({BasisKind.CONSENT}),
)
CLERK = Role("clerk", Text("clerk", "办事员"))
POLICY = AccessPolicy("office", "1", roles=(CLERK,), purposes=(RELIEF,), permits=(AGREED,))
some_fields = st.none() | st.frozensets(st.sampled_from(FIELDS))
somebody = st.none() | st.frozensets(st.sampled_from(("public", "street-office", "insurer")))


def allows(fields, recipients, action, name) -> bool:
    """What a basis is for, said plainly."""
    if fields is not None and name not in fields:
        return False
    if recipients is None:
        return True
    if action is Action.DISCLOSE:
        return "public" in recipients
    if action is Action.SHARE:
        return bool(recipients - {"public"})
    return not recipients


@settings(max_examples=60)
@given(st.lists(st.tuples(some_fields, somebody), max_size=3), st.sampled_from(ACTIONS))
def test_decisions_and_lists_go_by_what_a_basis_is_for(made, action):
    consent = Basis(BasisKind.CONSENT, "c-1")
    bases = [
        SubjectBasis("r-1", "relief", consent, NOON, up_to=Tier.T4, fields=fields, recipients=recipients)
        for fields, recipients in made
    ]
    org = Organisation.from_columns(["b"], [None])
    control = AccessControl(POLICY, org, AssignmentBook([Assignment("u-1", "clerk", "b", NOON)]), BasisBook(bases))
    listed = control.scope_filter("u-1", action, dict.fromkeys(FIELDS, Tier.T3), RELIEF, NOON, persons=1)
    seen = listed.fields(ListRow("r-1", "b"))
    for name in FIELDS:
        expected = any(allows(fields, recipients, action, name) for fields, recipients in made)
        request = AccessRequest("u-1", action, "r-1", "b", name, Tier.T3, RELIEF, NOON)
        decision = control.decide(request)
        assert decision.allowed == (name in seen) == expected
        assert ("c-1" in str([str(reason) for reason in decision.reasons])) == expected
    for basis, (_, recipients) in zip(bases, made, strict=True):
        assert basis.may_go_to("insurer") == (recipients is None or "insurer" in recipients)
        assert "insurer" not in repr(basis)


@pytest.mark.parametrize("name", ["fields", "recipients"])
def test_a_basis_for_a_field_or_a_recipient_without_a_name_is_refused(name):
    with pytest.raises(InvalidInputError, match=name):
        SubjectBasis("r-1", "visit", Basis(BasisKind.CONSENT, "c-1"), NOON, **{name: frozenset({""})})


def test_how_far_a_basis_reaches_is_said_by_name_so_that_nothing_else_is_taken_for_it():
    for reach in (Tier.T4, frozenset({"phone"})):
        with pytest.raises(TypeError):
            SubjectBasis("r-204", "relief", Basis(BasisKind.CONSENT, "c-1"), NOON, None, reach)
