"""A chain of changes: what would have to be served differently, and what that costs."""

from collections.abc import Iterable
from collections.abc import Set as AbstractSet

from attrs import frozen

from commgov.core import DemandId, Service
from commgov.wording import Text


@frozen
class Chain:
    """Changes that a plan can make together: they turn its services into a service list that breaks no rule.

    Args:
        removed: services that are no more, ordered.
        added: services that come in: that of the demand in question first, then those of the displaced, one by one.
        dropped: demands that are served today and would not be, ordered.
        gained: demands that are not served today and would be, ordered.
        extra_cost: by how much the plan's cost would rise; below zero the plan would be better.
        exact: whether it is proven that no other way is cheaper; if not, it is the cheapest way found.

    Example:
        >>> from datetime import UTC, datetime
        >>> from commgov.core import Service
        >>> nine, ten = datetime(2026, 3, 2, 9, tzinfo=UTC), datetime(2026, 3, 2, 10, tzinfo=UTC)
        >>> before, after = Service("d-1", 0, "m-1", nine, ten), Service("d-1", 0, "m-2", nine, ten)
        >>> chain = Chain((before,), (after,), dropped=(), gained=(), extra_cost=12, exact=True)
        >>> print(chain.text)
        m-2 serves d-1 on 03-02 09:00 instead of m-1: the plan costs 12 more (proven: no way is cheaper)
        >>> [service.member for service in chain.applied_to([before])]
        ['m-2']
    """

    removed: tuple[Service, ...]
    added: tuple[Service, ...]
    dropped: tuple[DemandId, ...]
    gained: tuple[DemandId, ...]
    extra_cost: int
    exact: bool

    def applied_to(self, services: Iterable[Service]) -> tuple[Service, ...]:
        """A plan's services after the changes, ordered by demand and seat.

        Args:
            services: the services of the plan that the chain was found for.
        """
        after = {*services} - {*self.removed} | {*self.added}
        return tuple(sorted(after, key=lambda service: (service.demand, service.seat)))

    @property
    def changes(self) -> tuple[Text, ...]:
        """Each change in plain words: first what is served by somebody else or at another time, then what is left."""
        before = {(service.demand, service.seat): service for service in self.removed}
        told: list[Text] = []
        for service in self.added:
            old = before.get((service.demand, service.seat))
            told.append(_told(service, old))
        return (*told, *(_LEFT.fill(demand=demand) for demand in self.dropped))

    @property
    def text(self) -> Text:
        """All changes and what they cost, in one line."""
        costs = _COSTS if self.extra_cost > 0 else _SAVES if self.extra_cost < 0 else _FREE
        cost = costs.fill(cost=abs(self.extra_cost))
        proof = _EXACT if self.exact else _FOUND
        return _TEXT.fill(changes=Text("; ", "；").join(self.changes), cost=cost, proof=proof)


def in_order(added: AbstractSet[Service], removed: AbstractSet[Service], first: DemandId) -> tuple[Service, ...]:
    """Services in the order in which they displace each other.

    Args:
        added: the services that come in.
        removed: the services that are no more.
        first: the demand that it is all for.
    """
    left, found = sorted(added, key=lambda service: (service.demand != first, service)), list[Service]()
    holder = {(service.demand, service.seat): service.member for service in removed}
    while left:
        last = found[-1].member if found else None
        displaced = (each for each in left if last is not None and holder.get((each.demand, each.seat)) == last)
        own = next((each for each in left if each.demand == first), None)
        following = own or next(displaced, left[0])
        found.append(following)
        left.remove(following)
    return tuple(found)


def _told(service: Service, old: Service | None) -> Text:
    values = {"demand": service.demand, "member": service.member, "start": f"{service.start:%m-%d %H:%M}"}
    if old is None:
        return _SERVES.fill(**values)
    if old.member == service.member:
        return _MOVES.fill(**values, was=f"{old.start:%m-%d %H:%M}")
    return _INSTEAD.fill(**values, old=old.member)


_SERVES = Text("{member} serves {demand} on {start}", "{member}于{start}承接{demand}")
_INSTEAD = Text("{member} serves {demand} on {start} instead of {old}", "{demand}（{start}）由{old}改为{member}承接")
_MOVES = Text("{member} serves {demand} on {start}, not on {was}", "{member}承接{demand}的时间由{was}改为{start}")
_LEFT = Text("{demand} stays unmet", "{demand}不再安排")
_COSTS = Text("the plan costs {cost} more", "方案成本增加{cost}")
_SAVES = Text("the plan costs {cost} less", "方案成本减少{cost}")
_FREE = Text("the plan costs the same", "方案成本不变")
_EXACT = Text("proven: no way is cheaper", "已证明：没有更低成本的办法")
_FOUND = Text("the cheapest way found", "已找到的最低成本办法")
_TEXT = Text("{changes}: {cost} ({proof})", "{changes}：{cost}（{proof}）")
