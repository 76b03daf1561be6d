"""What would have to be otherwise for a denied request to be allowed: the fewest things, and they are enough.

What is asked for never changes: whose data, which field, how sensitive, what is done with it. What can change is who
asks and in which role, why, on which basis, approved by how many. Of a purpose other than the one asked for nothing is
known, so every basis it needs counts as missing.
"""

from collections.abc import Iterable, Iterator
from itertools import islice, product

from attrs import evolve, frozen

from commgov.privacy.access.compiled import CompiledPolicy
from commgov.privacy.access.decisions import Facts
from commgov.privacy.access.judging import Judge, hits, in_force, nearness
from commgov.privacy.access.missing import Alternative, Lack, Missing
from commgov.privacy.access.requests import AccessRequest
from commgov.privacy.access.roles import SELF
from commgov.privacy.access.rules import Forbid, Permit
from commgov.privacy.access.scopes import Scope
from commgov.privacy.access.wording import (
    APPROVALS,
    ASSESSMENT,
    ASSIGNMENT,
    BASIS,
    EMERGENCY,
    FEWER,
    OR,
    PURPOSE,
    in_words,
)
from commgov.privacy.purposes import BasisKind, Purpose
from commgov.wording import Text

CHOICES_MAX = 256
"""So many ways of lifting the forbids of one request are compared; rules that are written by people need a handful."""


@frozen
class _Needs:
    """What a way needs, before it is put into words."""

    bases: tuple[frozenset[BasisKind], ...] = ()  # of each set any kind
    approvals: int = 0
    assessed: bool = False
    persons_most: int | None = None

    def plus(self, lift: "_Needs") -> "_Needs":
        """This and another need together; a kind of basis that serves both is asked for once."""
        limits = [each for each in (self.persons_most, lift.persons_most) if each is not None]
        bases = list(self.bases)
        for wanted in lift.bases:
            for at, known in enumerate(bases):
                if known & wanted:
                    bases[at] = known & wanted
                    break
            else:
                bases.append(wanted)
        return _Needs(
            tuple(bases),
            max(self.approvals, lift.approvals),
            self.assessed or lift.assessed,
            min(limits) if limits else None,
        )

    @property
    def count(self) -> int:
        """How many things that is."""
        return len(self.bases) + bool(self.approvals) + self.assessed + (self.persons_most is not None)


class Remedies:
    """Finds what would help.

    Args:
        compiled: the policy.
        judge: who decides by it.
    """

    def __init__(self, compiled: CompiledPolicy, judge: Judge) -> None:
        """Keep both."""
        self._compiled, self._judge = compiled, judge
        self._words = {role.name: role.words for role in compiled.policy.roles}
        self._purposes = {purpose.name: purpose for purpose in compiled.policy.purposes}

    def of(self, request: AccessRequest, facts: Facts) -> tuple[Alternative, ...]:
        """The ways with the fewest missing things, by rule. An emergency is no way where there is another one."""
        ways = [way for permit in self._compiled.policy.permits for way in self._ways(permit, request, facts)]
        ways = [way for way in ways if not _is_pretext(way)] or ways
        fewest = min((len(way.missing) for way in ways), default=0)
        shortest = {(way.rule, way.missing): way for way in ways if len(way.missing) == fewest}
        return tuple(sorted(shortest.values(), key=_order))

    def _ways(self, permit: Permit, request: AccessRequest, facts: Facts) -> Iterator[Alternative]:
        """The ways in which one permit would allow the request."""
        field_fits = not permit.fields or request.field in permit.fields
        if request.action not in permit.actions or request.tier > permit.up_to or not field_fits:
            return
        same = request.purpose.name in permit.purposes
        purposes = [request.purpose] if same else [self._purposes[name] for name in sorted(permit.purposes)]
        for role in sorted(permit.roles):
            if role == SELF and (request.actor != request.subject or permit.scope > Scope.SUBJECT):
                continue  # nobody can become somebody else, or serve themself
            changes = tuple(self._changes(permit, role, request, facts))
            by_rest: dict[tuple[Missing, ...], list[Purpose]] = {}
            for purpose in purposes:
                needs = self._needs(permit, role, evolve(request, purpose=purpose), facts)
                if needs is not None:
                    by_rest.setdefault(tuple(_put(needs)), []).append(purpose)
            for rest, fitting in by_rest.items():
                yield Alternative(permit.id, (*changes, *([] if same else [_purpose(fitting)]), *rest))

    def _changes(self, permit: Permit, role: str, request: AccessRequest, facts: Facts) -> Iterator[Missing]:
        """What is missing of who asks, and that it is an emergency."""
        near = [Scope.SUBJECT if each is None else nearness(each, request, facts)
                for each in self._judge.active(request, facts)
                if (SELF if each is None else each.role) == role]  # fmt: skip
        if not near or max(near) < permit.scope:
            text = ASSIGNMENT.fill(role=self._words[role], scope=permit.scope.words)
            yield Missing(Lack.ASSIGNMENT, text, (role,), int(permit.scope))
        if permit.emergency and request.emergency is not True:
            yield Missing(Lack.EMERGENCY, EMERGENCY)

    def _needs(self, permit: Permit, role: str, request: AccessRequest, facts: Facts) -> _Needs | None:
        """What is missing besides, as few things as can be; None if a forbid that nothing lifts stands against it."""
        kinds = in_force(request, facts)
        needs = _Needs()
        if permit.bases and permit.bases.isdisjoint(kinds):
            needs = _Needs(bases=(permit.bases,))
        lifts = [_lifts(forbid) for forbid in self._hitting(role, request, facts, kinds)]
        found = [_together(needs, choice) for choice in islice(product(*lifts), CHOICES_MAX)]
        return min(found, key=lambda each: each.count, default=None)

    def _hitting(self, role: str, request: AccessRequest, facts: Facts, kinds: frozenset[BasisKind]) -> list[Forbid]:
        """The forbids that hit whoever holds the role beside the actor's own."""
        row = self._compiled.row(request.action, request.tier, request.purpose.name, request.field)
        own = {SELF if each is None else each.role for each in self._judge.active(request, facts)}
        found = {rule.id: rule for each in (None, role, *own) for rule in row[each].forbids}
        return [rule for _, rule in sorted(found.items()) if hits(rule, request, kinds)]


def _lifts(forbid: Forbid) -> list[_Needs]:
    """What lifts a forbid: any of these."""
    found = []
    if forbid.unless_bases:
        found.append(_Needs(bases=(forbid.unless_bases,)))
    if forbid.unless_approvals:
        found.append(_Needs(approvals=forbid.unless_approvals))
    if forbid.unless_assessed:
        found.append(_Needs(assessed=True))
    if forbid.from_persons > 1:
        found.append(_Needs(persons_most=forbid.from_persons - 1))
    return found


def _together(needs: _Needs, choice: Iterable[_Needs]) -> _Needs:
    for lift in choice:
        needs = needs.plus(lift)
    return needs


def _put(needs: _Needs) -> Iterator[Missing]:
    """Needs in words."""
    for kinds in needs.bases:
        yield Missing(Lack.BASIS, BASIS.fill(kinds=in_words(kinds)), tuple(sorted(kinds)))
    if needs.approvals:
        yield Missing(Lack.APPROVALS, APPROVALS.fill(n=needs.approvals), number=needs.approvals)
    if needs.assessed:
        yield Missing(Lack.ASSESSMENT, ASSESSMENT)
    if needs.persons_most is not None:
        yield Missing(Lack.FEWER_PERSONS, FEWER.fill(n=needs.persons_most), number=needs.persons_most)


def _purpose(fitting: list[Purpose]) -> Missing:
    words: Text = OR.join(purpose.words for purpose in fitting)
    return Missing(Lack.PURPOSE, PURPOSE.fill(purposes=words), tuple(purpose.name for purpose in fitting))


def _is_pretext(way: Alternative) -> bool:
    """Whether it asks to call something an emergency that was asked for another purpose."""
    return {Lack.EMERGENCY, Lack.PURPOSE} <= {each.lack for each in way.missing}


def _order(way: Alternative) -> tuple[object, ...]:
    return way.rule, tuple((each.lack, each.any_of, each.number) for each in way.missing)
