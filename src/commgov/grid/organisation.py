"""The organisation as a graph: any scheme of levels, any day, every question of who is above and below whom."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
from attrs import evolve, field, frozen

from commgov.core.checks import Checks
from commgov.core.ids import MemberId, PersonRef, PostId, UnitId
from commgov.core.people import Member
from commgov.errors import InvalidInputError, NotFoundError, Problem
from commgov.grid.chain import MEMBER, Responsible
from commgov.grid.changes import Change
from commgov.grid.columns import UnitColumns
from commgov.grid.history import History
from commgov.grid.posts import Appointment, Post, Roster
from commgov.grid.preorder import NONE, column, not_found, unit_at
from commgov.grid.staffing import roster_problems
from commgov.grid.units import FIVE_LEVELS, HEAD, Level, Unit
from commgov.wording import Text

if TYPE_CHECKING:
    import networkx as nx


@frozen(repr=False)
class Organisation:
    """A tree of units, as it stood and as it stands. Each change gives a new value; the old one stays true.

    Every question takes `as_of`, a day; None asks for the latest state. An id that no unit has on that day raises
    `NotFoundError`. It fits `commgov.core.Hierarchy`. Build it with `from_units` or `from_columns`.

    Example:
        >>> from datetime import date
        >>> from commgov.grid import MoveUnit
        >>> org = Organisation.from_units(
        ...     [Unit("b"), Unit("east", "b"), Unit("west", "b"), Unit("grid-1", "east"), Unit("grid-2", "west")]
        ... )
        >>> org.descendants("b"), org.ancestors("grid-1"), org.distance("grid-1", "grid-2")
        (('east', 'grid-1', 'west', 'grid-2'), ('east', 'b'), 4)
        >>> moved = org.apply(MoveUnit(date(2026, 3, 1), "grid-1", "west"))
        >>> moved.parent("grid-1"), moved.parent("grid-1", date(2026, 2, 28))
        ('west', 'east')
    """

    _history: History
    _roster: Roster = field(factory=Roster)

    @classmethod
    def from_units(cls, units: Iterable[Unit], *, levels: Sequence[Level] = FIVE_LEVELS) -> "Organisation":
        """The organisation that some units make.

        Args:
            units: in any order; siblings keep the order given. A unit without a level gets the one below its parent's.
            levels: the scheme, from the top; a unit may skip levels. Empty: no levels at all.

        Raises:
            InvalidInputError: naming all that is wrong: no units, duplicates, orphans, no root or several, cycles,
                unknown levels, units not below their parent's level.
        """
        listed = tuple(units)
        checks = Checks("Organisation")
        checks.every("units", listed, Unit, Text("a Unit", "应为Unit"))
        checks.refuse()
        return cls.from_columns(
            [unit.id for unit in listed],
            [unit.parent for unit in listed],
            level_ids=[unit.level for unit in listed],
            names=[unit.name for unit in listed],
            levels=levels,
        )

    @classmethod
    def from_columns(
        cls,
        ids: Sequence[UnitId],
        parents: Sequence[UnitId | None],
        *,
        level_ids: Sequence[str] | None = None,
        names: Sequence[str] | None = None,
        levels: Sequence[Level] = FIVE_LEVELS,
    ) -> "Organisation":
        """The same from columns: for hundreds of thousands of units.

        Args:
            ids: one a unit.
            parents: the unit above each; None for the root.
            level_ids: the level of each; None: from its depth.
            names: of the units.
            levels: the scheme, from the top.

        Raises:
            InvalidInputError: as `from_units`, and for columns of unequal length.
        """
        scheme = tuple(levels)
        return cls(History(UnitColumns(ids, parents, level_ids, names, scheme).tree(), scheme))

    def apply(self, *changes: Change) -> "Organisation":
        """The organisation with dated changes made; it still answers for the days before them.

        Args:
            changes: `AddUnit`, `MoveUnit`, `MergeUnits`, `SplitUnit`, `CloseUnit`, on any day, also before changes that
                are known already. Those of one day are made in the order given.

        Raises:
            InvalidInputError: naming every change that cannot be made on its day, or every appointment to a post that
                would not have been there; then none is made.
        """
        return evolve(self, history=self._history.changed(changes)).with_roster(self._roster)

    def with_roster(self, roster: Roster) -> "Organisation":
        """The organisation with these posts and appointments, in place of those it had.

        Raises:
            InvalidInputError: naming every level that the scheme lacks, every appointment to a post that is not there
                on its first day, and every term that begins while another one runs on the same post.
        """
        problems = list(roster_problems(roster, self._history))
        if problems:
            raise InvalidInputError(problems)
        return evolve(self, roster=roster)

    def appoint(self, *appointments: Appointment) -> "Organisation":
        """With further appointments. Raises as `with_roster`."""
        return self.with_roster(self._roster.appoint(*appointments))

    def end_term(self, post: PostId, holder: MemberId | PersonRef, last: date) -> "Organisation":
        """With a term ended after a day. Raises `InvalidInputError` if they hold no such post on that day."""
        return self.with_roster(self._roster.end_term(post, holder, last))

    @property
    def levels(self) -> tuple[Level, ...]:
        """The scheme of levels, from the top."""
        return self._history.levels

    @property
    def changes(self) -> tuple[Change, ...]:
        """All changes, in the order in which they take effect."""
        return self._history.changes

    @property
    def roster(self) -> Roster:
        """The posts and the appointments."""
        return self._roster

    def units(self, as_of: date | None = None) -> tuple[UnitId, ...]:
        """All units in preorder: each before the units below it."""
        return self._history.tree(as_of).ids

    def root(self, as_of: date | None = None) -> UnitId:
        """The unit above all others."""
        return self.units(as_of)[0]

    def unit(self, unit: UnitId, as_of: date | None = None) -> Unit:
        """A unit with its parent, level and name."""
        tree = self._history.tree(as_of)
        return unit_at(tree, tree.at(unit), self._level_id(tree.level[tree.at(unit)]))

    def parent(self, unit: UnitId, as_of: date | None = None) -> UnitId | None:
        """The unit above, or None at the root."""
        return self._history.tree(as_of).parent(unit)

    def children(self, unit: UnitId, as_of: date | None = None) -> tuple[UnitId, ...]:
        """The units right below."""
        return self._history.tree(as_of).children(unit)

    def ancestors(self, unit: UnitId, as_of: date | None = None) -> tuple[UnitId, ...]:
        """The units above, the nearest first, the root last."""
        return self._history.tree(as_of).ancestors(unit)

    def descendants(self, unit: UnitId, as_of: date | None = None) -> tuple[UnitId, ...]:
        """The units below, in preorder, without the unit itself."""
        return self._history.tree(as_of).descendants(unit)

    def distance(self, one: UnitId, other: UnitId, as_of: date | None = None) -> int:
        """Steps up to the lowest unit above both, and down again; 0 for the same unit."""
        return self._history.tree(as_of).distance(one, other)

    def depth(self, unit: UnitId, as_of: date | None = None) -> int:
        """Steps from the root."""
        tree = self._history.tree(as_of)
        return tree.depth[tree.at(unit)]

    def level_of(self, unit: UnitId, as_of: date | None = None) -> str:
        """The id of the unit's level; "" where there is no scheme."""
        tree = self._history.tree(as_of)
        return self._level_id(tree.level[tree.at(unit)])

    def at_level(self, level: str, as_of: date | None = None, *, below: UnitId | None = None) -> tuple[UnitId, ...]:
        """The units of a level, in preorder.

        Args:
            level: the id of a level of the scheme.
            as_of: the day.
            below: only this unit and those below it.

        Raises:
            NotFoundError: if the scheme has no such level, or there is no such unit.
        """
        tree = self._history.tree(as_of)
        span = range(len(tree.ids)) if below is None else tree.below(below)
        found = np.flatnonzero(column(tree.level)[span.start : span.stop] == self._level_code(level)) + span.start
        return tuple(map(tree.ids.__getitem__, found.tolist()))

    def count(self, unit: UnitId, as_of: date | None = None, *, level: str | None = None) -> int:
        """How many units there are below a unit, itself included; of one level, if asked."""
        tree = self._history.tree(as_of)
        span = tree.below(unit)
        if level is None:
            return len(span)
        return int(np.count_nonzero(column(tree.level)[span.start : span.stop] == self._level_code(level)))

    def totals(self, amounts: Mapping[UnitId, int], as_of: date | None = None) -> dict[UnitId, int]:
        """Roll amounts up: for each unit the sum over itself and all units below it, in preorder.

        Args:
            amounts: whole numbers by unit; who is not named counts 0.
            as_of: the day.

        Example:
            >>> org = Organisation.from_units([Unit("b"), Unit("east", "b"), Unit("west", "b")])
            >>> org.totals({"east": 2, "west": 3})
            {'b': 5, 'east': 2, 'west': 3}
        """
        tree = self._history.tree(as_of)
        amounts_at = np.zeros(len(tree.ids), dtype=np.int64)
        for unit, amount in amounts.items():
            amounts_at[tree.at(unit)] = amount
        return dict(zip(tree.ids, tree.totals(amounts_at).tolist(), strict=True))

    def successors(self, unit: UnitId, as_of: date | None = None) -> tuple[UnitId, ...]:
        """The units that stand for a unit on a day: itself while it exists, then those that carry on for it.

        Several after a split, the main one first; none if it was closed for good.

        Raises:
            NotFoundError: if there never was such a unit, or not yet.
        """
        return self._history.successors(unit, as_of)

    def successor(self, unit: UnitId, as_of: date | None = None) -> UnitId | None:
        """The one unit that stands for a unit on a day: the main one of its `successors`, or None."""
        return next(iter(self.successors(unit, as_of)), None)

    def members_under(self, unit: UnitId, members: Iterable[Member], as_of: date | None = None) -> tuple[Member, ...]:
        """The members whose home is a unit or below it; whose home was merged counts with its successor.

        Args:
            unit: the unit.
            members: those in question; their order is kept.
            as_of: the day.

        Raises:
            NotFoundError: if there is no such unit.
            InvalidInputError: naming every member whose home unit never was a unit here.
        """
        tree = self._history.tree(as_of)
        span = tree.below(unit)
        asked = tuple(members)
        homes = {member.home_unit for member in asked}
        unknown = {home for home in homes if not self._history.knows(home)}
        if unknown:
            expected = Text("a unit of the organisation", "应为本组织的单元")
            raise InvalidInputError(
                [
                    Problem(f"Member {member.id}, home_unit", expected, member.home_unit)
                    for member in asked
                    if member.home_unit in unknown
                ]
            )
        inside = {home for home in homes if tree.position.get(self._home(home, as_of), NONE) in span}
        return tuple(member for member in asked if member.home_unit in inside)

    def posts(self, as_of: date | None = None) -> tuple[Post, ...]:
        """All posts of all units, by unit in preorder."""
        tree = self._history.tree(as_of)
        return tuple(
            post
            for unit, level in zip(tree.ids, tree.level, strict=True)
            for post in self._roster.posts(unit, self._level_id(level))
        )

    def holder(self, post: PostId, as_of: date | None = None) -> MemberId | PersonRef | None:
        """Who holds a post; None while it is vacant or not there. What `as_of=None` means: see `vacancies`."""
        day = self._day(as_of)
        return None if day is None else self._roster.holder(post, day)

    def vacancies(self, as_of: date | None = None) -> tuple[Post, ...]:
        """The posts that nobody holds, by unit in preorder; an expired term leaves its post vacant.

        Args:
            as_of: the day. None is the last day on which, as far as is known, a unit changed or a term began: give the
                day where terms may have run out since.
        """
        day = self._day(as_of)
        return tuple(post for post in self.posts(as_of) if day is None or self._roster.holder(post.id, day) is None)

    def responsibility_chain(self, member: Member, as_of: date | None = None) -> tuple[Responsible, ...]:
        """Who answers for a member, from the top down to the member: five links where the home is a building group.

        Args:
            member: whose chain; a home unit that was merged or split gives the chain of its successor.
            as_of: the day.

        Raises:
            NotFoundError: if the home is no unit on that day and none carries on for it.

        Example:
            >>> units = [Unit("b"), Unit("east", "b"), Unit("grid-1", "east"), Unit("group-1", "grid-1")]
            >>> chain = Organisation.from_units(units).responsibility_chain(Member("m-1", "group-1"))
            >>> [str(link.title) for link in chain][::2], len(chain)
            (['committee secretary', 'grid branch secretary', 'member'], 5)
        """
        home = self.successor(member.home_unit, as_of)
        if home is None:
            raise not_found(member.home_unit)
        way_down = (*reversed(self.ancestors(home, as_of)), home)
        return (*(self._responsible(unit, as_of) for unit in way_down), Responsible(home, "member", MEMBER, member.id))

    def to_networkx(self, as_of: date | None = None) -> "nx.DiGraph[UnitId]":
        """A networkx graph: an edge from each unit to those right below it; nodes carry `level` and `name`."""
        import networkx as nx  # noqa: PLC0415 - only who asks for a graph pays for networkx

        tree = self._history.tree(as_of)
        graph: nx.DiGraph[UnitId] = nx.DiGraph()
        for at, unit in enumerate(tree.ids):
            graph.add_node(unit, level=self._level_id(tree.level[at]), name=tree.names[at])
        graph.add_edges_from((tree.ids[tree.up[at]], tree.ids[at]) for at in range(1, len(tree.ids)))
        return graph

    def __iter__(self) -> Iterator[UnitId]:
        """The units of the latest state, in preorder."""
        return iter(self.units())

    def __len__(self) -> int:
        """How many units there are in the latest state."""
        return len(self.units())

    def __contains__(self, unit: object) -> bool:
        """Whether there is such a unit in the latest state."""
        return unit in self._history.tree(None).position

    def __repr__(self) -> str:
        """The size alone."""
        return f"Organisation({len(self)} units, {len(self.changes)} changes)"

    def _day(self, as_of: date | None) -> date | None:
        """The day, or the last one on record."""
        known = (self._history.latest_day(), self._roster.latest_day())
        return as_of or max((day for day in known if day is not None), default=None)

    def _responsible(self, unit: UnitId, as_of: date | None) -> Responsible:
        level = self.level_of(unit, as_of)
        leading = next((post for post in self._roster.posts(unit, level) if post.duty.leads), None)
        if leading is not None:
            return Responsible(unit, level, leading.title, self.holder(leading.id, as_of))
        head = next((known.head for known in self.levels if known.id == level), HEAD)
        return Responsible(unit, level, head, None)

    def _home(self, home: UnitId, as_of: date | None) -> UnitId:
        """The unit that stands for a home; the home itself where none does (it is then in no tree of that day)."""
        try:
            return self.successor(home, as_of) or home
        except NotFoundError:
            return home

    def _level_id(self, code: int) -> str:
        return "" if code == NONE else self.levels[code].id

    def _level_code(self, level: str) -> int:
        for code, known in enumerate(self.levels):
            if known.id == level:
                return code
        raise NotFoundError(Text(f"no level {level!r}", f"没有层级{level!r}"))
