"""Why a request was allowed or denied, in words; made when asked for, from the request and the facts then known."""

from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime, tzinfo

from commgov.privacy.access.assignments import Assignment
from commgov.privacy.access.compiled import CompiledPolicy, Row
from commgov.privacy.access.decisions import ERROR_DENY, AccessDecision, Facts
from commgov.privacy.access.judging import Judge, hits, in_force, nearness
from commgov.privacy.access.missing import Alternative
from commgov.privacy.access.remedies import Remedies
from commgov.privacy.access.requests import AccessRequest
from commgov.privacy.access.roles import SELF
from commgov.privacy.access.rules import Forbid, Permit
from commgov.privacy.access.scopes import Scope
from commgov.privacy.access.wording import in_words
from commgov.privacy.purposes import BasisKind
from commgov.wording import Text

_COMMA = Text(", ", "、")
_ERROR = Text("the request could not be judged ({error}), so it is denied", "请求无法判定（{error}），予以拒绝")
_FORBIDDEN = Text("rule {rule} forbids it", "规则{rule}禁止")
_FORBIDDEN_BY_LAW = Text("rule {rule} forbids it ({source})", "规则{rule}禁止（{source}）")
_NOBODY = Text("{actor} has no assignment", "{actor}没有任何任职")
_OVER = Text("{actor}'s assignments are over or have not begun", "{actor}的任职已结束或尚未开始")
_NO_PERMIT = Text(
    "no permit lets {roles} {action} {field} ({tier}) for the purpose {purpose}",
    "没有许可规则允许{roles}以“{purpose}”为用途{action}{field}（{tier}）",
)
_TOO_FAR = Text("rule {rule} asks for {scope}", "规则{rule}要求：{scope}")
_NO_EMERGENCY = Text("rule {rule} holds in a declared emergency only", "规则{rule}仅适用于已声明的紧急情况")
_NO_BASIS = Text("rule {rule} asks for a basis: {kinds}", "规则{rule}要求具备处理依据：{kinds}")
_ALLOWED = Text("rule {rule} allows it", "规则{rule}允许")
_ALLOWED_BY = Text("rule {rule} allows it ({source})", "规则{rule}允许（{source}）")
_AS = Text("{actor} holds the role {role} for {unit}", "{actor}在{unit}担任{role}")
_UNTIL = Text("{actor} holds the role {role} for {unit} until {end}", "{actor}在{unit}担任{role}，至{end}")
_COVERS = Text("standing in for {covers}", "代行{covers}的职责")
_SELF = Text("it is {actor}'s own data", "数据属于{actor}本人")
_BASIS = Text("basis: {kind} {ref}", "处理依据：{kind} {ref}")


class PolicyExplainer:
    """Puts the decisions of one compiled policy into words.

    Args:
        compiled: the policy.
        zone: in which moments are told.
    """

    def __init__(self, compiled: CompiledPolicy, zone: tzinfo = UTC) -> None:
        """Keep the policy, and what is needed to try what would help."""
        self._compiled, self._zone = compiled, zone
        self._judge = Judge(compiled, self)
        self._permits = {permit.id: permit for permit in compiled.policy.permits}
        self._words = {role.name: role.words for role in compiled.policy.roles}
        self._purposes = {purpose.name: purpose.words for purpose in compiled.policy.purposes}

    def owed(self, decision: AccessDecision) -> tuple[Text, ...]:
        """What is owed, with what people call the roles."""
        return tuple(each.called(self._words.get(each.to)) for each in decision.obligations)

    def reasons(self, decision: AccessDecision) -> tuple[Text, ...]:
        """Why it was decided so."""
        request, facts = decision.request, decision.facts
        if decision.rule == ERROR_DENY:
            return (_ERROR.fill(error=facts.error),)
        row = self._row(request)
        if decision.allowed:
            return tuple(self._allowed(decision))
        forbids = self._hitting(request, facts, row)
        if forbids:
            return tuple(_sourced(rule, _FORBIDDEN, _FORBIDDEN_BY_LAW) for rule in forbids)
        return tuple(self._not_permitted(request, facts, row))

    def would_allow_if(self, decision: AccessDecision) -> tuple[Alternative, ...]:
        """What would have to be otherwise."""
        if decision.allowed or decision.rule == ERROR_DENY:
            return ()
        return Remedies(self._compiled, self._judge).of(decision.request, decision.facts)

    def _row(self, request: AccessRequest) -> Row:
        return self._compiled.row(request.action, request.tier, request.purpose.name, request.field)

    def _hitting(self, request: AccessRequest, facts: Facts, row: Row) -> list[Forbid]:
        """Every forbid that hits, each once, by id."""
        kinds = in_force(request, facts)
        held = self._judge.active(request, facts)
        roles = {None, *(SELF if each is None else each.role for each in held)}
        found = {rule.id: rule for role in roles for rule in self._compiled.forbids_of(role, row.what)}
        return [rule for _, rule in sorted(found.items()) if hits(rule, request, kinds)]

    def _allowed(self, decision: AccessDecision) -> Iterable[Text]:
        request, held = decision.request, decision.assignment
        permit = self._permits[decision.rule]
        yield _SELF.fill(actor=request.actor) if held is None else self._as_holder(held)
        yield _sourced(permit, _ALLOWED, _ALLOWED_BY)
        kinds = in_force(request, decision.facts) & permit.bases
        yield from dict.fromkeys(
            _BASIS.fill(kind=in_words([each.basis.kind]), ref=each.basis.ref)
            for each in decision.facts.bases
            if each.basis.kind in kinds
            and each.holds(request.at, request.tier)
            and each.reaches(request.action, request.field)
        )

    def _as_holder(self, held: Assignment) -> Text:
        words = _AS if held.end is None else _UNTIL
        end = "" if held.end is None else self._clock_of(held.end)
        said = words.fill(actor=held.holder, role=self._words[held.role], unit=held.unit, end=end)
        if held.covers is None:
            return said
        return Text(", ", "，").join([said, _COVERS.fill(covers=held.covers)])

    def _clock_of(self, moment: datetime) -> str:
        """A moment as the clocks of the community show it."""
        with suppress(OverflowError):  # at the end of all times there is no other clock
            moment = moment.astimezone(self._zone)
        return moment.isoformat(timespec="minutes")

    def _not_permitted(self, request: AccessRequest, facts: Facts, row: Row) -> Iterable[Text]:
        held = self._judge.active(request, facts)
        if not held:
            yield (_OVER if facts.held else _NOBODY).fill(actor=request.actor)
            return
        kinds = in_force(request, facts)
        found = False
        for each in held:
            role, near = (SELF, Scope.SUBJECT) if each is None else (each.role, nearness(each, request, facts))
            for permit in row[role].permits:
                found = True
                yield from _lacking(permit, near, request, kinds)
        if not found:
            roles = dict.fromkeys(SELF if each is None else each.role for each in held)
            yield _NO_PERMIT.fill(
                roles=_COMMA.join(self._words[role] for role in roles),
                action=row.what.action.words,
                field=request.field,
                tier=row.what.tier.name,
                purpose=self._purposes.get(request.purpose.name, request.purpose.words),
            )


def _lacking(permit: Permit, near: Scope, request: AccessRequest, kinds: frozenset[BasisKind]) -> Iterable[Text]:
    """The conditions of a permit that do not hold."""
    if near < permit.scope:
        yield _TOO_FAR.fill(rule=permit.id, scope=permit.scope.words)
    if permit.emergency and request.emergency is not True:
        yield _NO_EMERGENCY.fill(rule=permit.id)
    if permit.bases and permit.bases.isdisjoint(kinds):
        yield _NO_BASIS.fill(rule=permit.id, kinds=in_words(permit.bases))


def _sourced(rule: Permit | Forbid, plain: Text, with_source: Text) -> Text:
    return (with_source if rule.source.en else plain).fill(rule=rule.id, source=rule.source)
