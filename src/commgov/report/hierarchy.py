"""The hierarchy with its coverage and vacancies, folded: the upper units open on a click, the rest are tables."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from attrs import frozen

from commgov.report.blocks import Column, Table, fold, left_out, note
from commgov.report.charts import meter, percent
from commgov.report.markup import Html, data, element, join, words
from commgov.report.tables import UnitRow
from commgov.wording import Text

UNITS_MAX = 1500
_FOLDS = 2  # levels under the top that fold; what lies deeper stands in tables
_INDENT = "\u2003"

_COLUMNS = (
    Column(Text("unit", "单元")),
    Column(Text("served", "已服务"), "number"),
    Column(Text("demands", "需求"), "number"),
    Column(Text("coverage", "满足率"), "number"),
    Column(Text("members", "成员"), "number"),
    Column(Text("vacant", "空缺"), "number"),
    Column(Text("posts", "岗位"), "number"),
)


@frozen
class _Branch:
    """A unit with all that lies under it.

    Args:
        row: the unit, with the sums over itself and all units under it.
        depth: 0 at the top.
        key: a short word, unique on the page.
        children: the units right under it.
    """

    row: UnitRow
    depth: int
    key: str
    children: tuple["_Branch", ...]

    def under(self) -> Iterator["_Branch"]:
        """All units under it, each before those under it; a stack, for a hierarchy may be deep."""
        waiting = list(reversed(self.children))
        while waiting:
            branch = waiting.pop()
            yield branch
            waiting.extend(reversed(branch.children))


def hierarchy(rows: Sequence[UnitRow], *, units_max: int = UNITS_MAX) -> Html:
    """The hierarchy as nested folds.

    Args:
        rows: the units, each with what belongs to itself, in the order to show them.
        units_max: the most units to show; in a larger hierarchy the lowest levels are summed up and left out.
    """
    tops = _branches(rows)
    waiting = [branch for top in tops for branch in (top, *top.under())]
    sizes: dict[int, int] = defaultdict(int)
    for branch in waiting:
        sizes[branch.depth] += 1
    depth_max = _depth_shown(sizes, units_max)
    shown: list[Html] = []
    for top in tops[:units_max]:
        shown.append(_line(top, "div"))
        first = [_folded(child, depth_max) for child in top.children[:units_max]] if depth_max else []
        shown.append(join((*first, left_out(units_max, len(top.children), ""))))
    left = sum(size for depth, size in sizes.items() if depth > depth_max)
    below = Text(
        "{left:,} units of the lowest levels are not listed: their numbers are in the units above them.",
        "最下层{left:,}个单元未逐一列出，其数据已计入上级单元。",
    ).fill(left=left)
    return join((*shown, left_out(units_max, len(tops), ""), *([note(below)] if left else [])))


def _depth_shown(sizes: dict[int, int], units_max: int) -> int:
    """The deepest level down to which all units together are few enough; the one under the top is always shown."""
    total, deepest = 0, 0
    for depth in sorted(sizes):
        total += sizes[depth]
        if total > units_max and depth > 1:
            break
        deepest = depth
    return deepest


def _branches(rows: Sequence[UnitRow]) -> tuple[_Branch, ...]:
    """The rows as a forest with sums: ordered so that each unit comes after the one above it, then built from below."""
    children: dict[str | None, list[UnitRow]] = defaultdict(list)
    for row in rows:
        children[row.parent].append(row)
    ordered = [(row, 0) for row in children[None]]
    for row, depth in ordered:  # grows while it is read
        ordered += [(child, depth + 1) for child in children[row.unit]]
    built: dict[str | None, list[_Branch]] = defaultdict(list)
    for at, (row, depth) in reversed(list(enumerate(ordered))):
        below = tuple(reversed(built.pop(row.unit, [])))
        built[row.parent].append(_Branch(_summed(row, below), depth, f"unit-{at}", below))
    return tuple(reversed(built[None]))


def _summed(row: UnitRow, below: Sequence[_Branch]) -> UnitRow:
    names = ("members", "demands", "served", "posts", "vacant")
    sums = {name: getattr(row, name) + sum(getattr(branch.row, name) for branch in below) for name in names}
    return UnitRow(row.unit, row.parent, row.level, row.name, **sums)


def _folded(branch: _Branch, depth_max: int) -> Html:
    """A unit that opens, with folds or a table inside; a plain line where nothing lies under it."""
    if not branch.children or branch.depth >= depth_max:
        return _line(branch, "div")
    if branch.depth < _FOLDS:
        inside = join(_folded(child, depth_max) for child in branch.children)
    else:
        inside = _table(branch, depth_max)
    return fold(_line(branch, "span"), element("div", inside, class_="inside"), class_="unit")


def _line(branch: _Branch, tag: str) -> Html:
    """A unit in one line: its name, how much of its demands is served, its members and vacancies."""
    row = branch.row
    served = Text("{served:,} of {demands:,} served", "需求{demands:,}，已服务{served:,}")
    posts = Text("{vacant:,} of {posts:,} posts vacant", "岗位{posts:,}，空缺{vacant:,}")
    facts = (
        served.fill(served=row.served, demands=row.demands),
        Text("{members:,} members", "成员{members:,}").fill(members=row.members),
        posts.fill(vacant=row.vacant, posts=row.posts),
    )
    name = element("bdi", data(row.name or row.unit), class_="name")
    return element(
        tag,
        element("span", name, Html(" "), element("small", words(row.level)), class_="who"),
        element(
            "span", meter(row.served, row.demands), element("b", data(percent(row.served, row.demands))), class_="how"
        ),
        element("span", *(element("span", words(fact)) for fact in facts), class_="facts"),
        class_="line",
    )


def _table(branch: _Branch, depth_max: int) -> Html:
    """All units under a unit as one table, the deeper ones indented."""
    rows = []
    for under in branch.under():
        row = under.row
        if under.depth <= depth_max:
            name = _INDENT * min(under.depth - branch.depth - 1, 8) + (row.name or row.unit)
            share = percent(row.served, row.demands)
            rows.append((name, row.served, row.demands, share, row.members, row.vacant, row.posts))
    caption = branch.children[0].row.level
    return Table(branch.key, caption, _COLUMNS, rows, rows_max=len(rows), sortable=False).html()
