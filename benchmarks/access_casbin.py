"""The ready-made access policy in pycasbin, for requests of no emergency, by staff, for one resident.

Two ways to write it: as its documentation does, roles and units by `g`, a line for each role and action; or so that it
is fast, a line for each rule, its lists looked into by functions of ours, the cheapest question first.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from itertools import product
from types import SimpleNamespace
from typing import Any

import casbin

from commgov.privacy.access import AccessPolicy, AccessRequest, Assignment, Permit

ANY = "*"
_HEAD = """[request_definition]
r = post, asked
[policy_definition]
p = role, action, least, most, purposes, fields, scope, bases, lifts, eft
[role_definition]
g = _, _
g2 = _, _
[policy_effect]
e = some(where (p.eft == allow)) && !some(where (p.eft == deny))
[matchers]
"""
_CONDITIONS = (
    "r.asked.tier >= float(p.least) && r.asked.tier <= float(p.most) && among(r.asked.purpose, p.purposes) && "
    "among(r.asked.field, p.fields) && based(r.asked.kinds, p.bases) && stands(r.asked, p.lifts)"
)
_BEST = "m = among(r.asked.action, p.action) && among(r.post.role, p.role) && near(r.post, r.asked, p.scope) && "
_DOCS = (
    'm = (p.role == "*" || g(r.post.holder, p.role)) && (p.action == "*" || r.asked.action == p.action) && '
    '(p.scope == "0" || g2(r.asked.unit, r.post.unit) && near(r.post, r.asked, p.scope)) && '
)


def casbin_of(
    policy: AccessPolicy,
    staff: Mapping[str, Assignment],
    consents: set[tuple[str, str]],
    parents: Mapping[str, str | None],
    now: datetime,
    *,
    as_docs: bool,
) -> Callable[[AccessRequest], bool]:
    """What answers a request by pycasbin."""
    model = casbin.Model()
    model.load_model_from_text(_HEAD + (_DOCS if as_docs else _BEST) + _CONDITIONS)
    enforcer = casbin.Enforcer(model)
    for unit, above in parents.items():
        if above:
            enforcer.add_named_grouping_policy("g2", unit, above)
    for person, held in staff.items():
        enforcer.add_grouping_policy(person, held.role)
    _add_functions(enforcer, parents)
    for rule in policy.rules:
        for line in _lines(rule, as_docs=as_docs):
            enforcer.add_policy(*line)
    posts = {person: _post(held, now) for person, held in staff.items()}

    def enforce(request: AccessRequest) -> bool:
        asked = SimpleNamespace(
            action=request.action.value,
            tier=int(request.tier),
            purpose=request.purpose.name,
            field=request.field,
            unit=request.unit,
            subject=request.subject,
            service=request.service,
            kinds={"consent"} if (request.subject, request.purpose.name) in consents else set(),
            approvals=request.approvals,
            is_minor=request.is_minor,
        )
        post = posts[request.actor]
        return bool(post.is_active and enforcer.enforce(post, asked))

    return enforce


def _add_functions(enforcer: Any, parents: Mapping[str, str | None]) -> None:
    above: dict[str, set[str]] = {}
    for unit in parents:
        above[unit], one = set(), unit
        while one is not None:
            above[unit].add(one)
            one = parents[one]
    sets: dict[str, frozenset[str]] = {}

    def listed(text: str) -> frozenset[str]:
        if text not in sets:
            sets[text] = frozenset(text.split("|"))
        return sets[text]

    def near(post: Any, asked: Any, scope: str) -> bool:
        if scope == "0":
            return True
        inside = post.unit in above[asked.unit] and post.subject in {None, asked.subject}
        inside = inside and post.service in {None, asked.service}
        return inside and (scope != "2" or post.subject is not None) and (scope != "3" or post.service is not None)

    def stands(asked: Any, lifts: str) -> bool:
        if lifts == ANY:
            return True
        approvals, is_about_asked, minors = lifts.split("|")
        lifted = approvals != "0" and asked.approvals >= int(approvals)
        return is_about_asked == "True" and not lifted and (minors == "False" or asked.is_minor)

    def based(kinds: set[str], these: str) -> bool:
        return these == ANY or bool(listed(these[1:]) & kinds) == (these[0] == "+")

    enforcer.add_function("among", lambda value, these: these == ANY or value in listed(these))
    enforcer.add_function("near", near)
    enforcer.add_function("based", based)
    enforcer.add_function("stands", stands)
    enforcer.add_function("float", float)


def _post(held: Assignment, now: datetime) -> SimpleNamespace:
    return SimpleNamespace(
        holder=held.holder,
        role=held.role,
        unit=held.unit,
        subject=held.subject,
        service=held.service,
        is_active=held.start <= now and (held.end is None or now < held.end),
    )


def _lines(rule: Any, *, as_docs: bool) -> list[tuple[str, ...]]:
    """A rule as lines of columns; `*` where it asks nothing."""
    roles, actions = sorted(rule.roles) or [ANY], sorted(map(str, rule.actions)) or [ANY]
    if isinstance(rule, Permit):
        most = "0" if rule.emergency else str(int(rule.up_to))
        bases = "+" + _joined(rule.bases) if rule.bases else ANY
        rest = ("1", most, _joined(rule.purposes), _joined(rule.fields), str(int(rule.scope)), bases, ANY, "allow")
    else:
        bases = "-" + _joined(rule.unless_bases) if rule.unless_bases else ANY
        is_about_asked = not rule.third_party and rule.from_persons == 1
        lifts = f"{rule.unless_approvals}|{is_about_asked}|{rule.minors}"
        rest = (str(int(rule.from_tier)), "4", _joined(rule.purposes), _joined(rule.fields), "0", bases, lifts, "deny")
    if as_docs:
        return [(role, action, *rest) for role, action in product(roles, actions)]
    return [("|".join(roles), "|".join(actions), *rest)]


def _joined(entries: Any) -> str:
    return "|".join(sorted(map(str, entries))) or ANY
