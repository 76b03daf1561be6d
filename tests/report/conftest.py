"""A community's week as plain rows, and a real browser."""

import shutil
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest

from commgov.core import between
from commgov.report import ExpertiseRow, LoadRow, PlanTables, Quality, ServiceRow, UnitRow, UnmetRow
from commgov.wording import Text

LEVELS = (
    Text("community party committee", "社区党委"),
    Text("garden branch", "苑区党支部"),
    Text("grid branch", "网格党支部"),
    Text("building group", "楼栋党小组"),
)
CATEGORIES = (
    "home repair", "帮扶老人", "paperwork", "tutoring", "环境整治", "patrol", "health check", "mediation",
    "parking", "pet care", "文体活动", "errands", "elevator", "noise", "propaganda", "haircut", "sewing",
)  # fmt: skip
REASONS = {
    "skills": Text("nobody nearby has the skills", "附近无人具备所需技能"),
    "weekly limit": Text("all who could are at their weekly limit", "能服务者均已达每周上限"),
    "busy": Text("all who could serve others at that time", "能服务者该时段均在服务他人"),
    "availability": Text("nobody is free at that time", "该时段无人有空"),
}
BROWSER_OPTIONS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip


def one_of(choices, *key):
    """One of the choices, the same one for the same key."""
    return choices[between(7, 0, len(choices) - 1, *key)]


def units() -> list[UnitRow]:
    """One committee, 9 garden branches, 84 grid branches, 620 building groups."""
    rows = [UnitRow("community-b", None, LEVELS[0], "Community B · 社区B", posts=5, vacant=1)]
    rows += [UnitRow(f"garden-{g}", "community-b", LEVELS[1], f"garden {g}", posts=3) for g in range(1, 10)]
    rows += [UnitRow(f"grid-{g}", f"garden-{g % 9 + 1}", LEVELS[2], posts=4, vacant=g % 3 // 2) for g in range(1, 85)]
    for group in range(1, 621):
        demands = between(7, 0, 5, "demands", group)
        rows.append(
            UnitRow(
                f"group-{group}",
                f"grid-{group % 84 + 1}",
                LEVELS[3],
                members=8,
                demands=demands,
                served=demands - min(demands, between(7, 0, 3, "unserved", group) // 2),
                posts=6,
                vacant=between(7, 0, 2, "vacant", group),
            )
        )
    return rows


def loads(members: int, services: int) -> list[LoadRow]:
    """Most serve nothing in a week; few serve often."""
    minutes, times = [0] * members, [0] * members
    for service in range(services):
        at = min(between(7, 0, members - 1, "who", service, turn) for turn in range(3))
        minutes[at] += one_of((30, 45, 60, 90, 120, 180), "long", service)
        times[at] += 1
    return [LoadRow(f"m-{at:05}", minutes[at], times[at], None if at % 50 == 0 else 600) for at in range(members)]


def community_tables(*, members: int = 5000, demands: int = 1450) -> PlanTables:
    """The tables of a plausible plan; ids only, all invented."""
    services, unmet = [], []
    for at in range(demands):
        unit, category = f"group-{between(7, 1, 620, 'place', at)}", one_of(CATEGORIES, "category", at)
        if between(7, 0, 9, "served", at):
            hour, day = between(7, 8, 19, "hour", at), between(7, 2, 8, "day", at)
            who = f"m-{between(7, 0, members - 1, 'member', at):05}"
            times = (f"2026-03-{day:02} {hour:02}:00", f"2026-03-{day:02} {hour + 1:02}:30")
            services.append(ServiceRow(f"d-{at:05}", category, unit, who, *times))
        else:
            code = one_of(tuple(REASONS), "code", at)
            n = between(7, 2, 9, "n", at)
            reason = Text("{n} with the skills in {unit}: {why}", "{unit}有{n}人具备技能：{why}").fill(
                n=n, unit=unit, why=REASONS[code]
            )
            unmet.append(UnmetRow(f"d-{at:05}", category, unit, between(7, 1, 3, "priority", at), code, reason))
    return PlanTables(
        figures=(
            (Text("members", "成员"), f"{members:,}"),
            (Text("demands", "需求"), f"{demands:,}"),
            (Text("served", "已服务"), f"{len(services):,}"),
            (Text("unmet", "未满足"), f"{len(unmet):,}"),
            (Text("proven gap", "已证明的差距"), "0.4%"),
        ),
        services=tuple(services),
        unmet=tuple(unmet),
        loads=tuple(loads(members, len(services))),
        units=tuple(units()),
        quality=Quality(objective=312_000, bound=305_100, nothing=2_150_000),
        expertise=(
            ExpertiseRow(Text("this plan", "本方案"), len(services), len(services), 510, 90, 75, 2),
            ExpertiseRow(Text("first come, first served", "先到先得"), 1_301, 1_301, 402, 260, 110, 121),
        ),
        reasons=REASONS,
    )


@pytest.fixture(scope="session")
def week() -> PlanTables:
    """A week of a community with 5,000 members and 1,450 demands."""
    return community_tables()


@pytest.fixture(scope="session")
def stress_week() -> PlanTables:
    """A week with 10,000 demands."""
    return community_tables(demands=10_000)


@pytest.fixture(scope="session")
def browser() -> Iterator[object]:
    """A headless Chromium, the system's own."""
    path = shutil.which("chromium") or shutil.which("google-chrome")
    if path is None:
        pytest.skip("no Chromium on this machine")
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - only where there is a browser

    with sync_playwright() as play:
        chromium = play.chromium.launch(executable_path=path, args=list(BROWSER_OPTIONS))
        yield chromium
        chromium.close()


class Structure(HTMLParser):
    """What a parser reads from a page; refuses end tags that close something else."""

    VOID = frozenset({"meta", "input", "br"})
    LANGUAGES = frozenset({"en", "zh-CN"})

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[tuple[str, str]] = []  # (tag around it, text)
        self.said: dict[str, list[str]] = {language: [] for language in self.LANGUAGES}
        self._language: list[str | None] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attrs):
        assert len(dict(attrs)) == len(attrs), (tag, attrs)
        self.tags.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)
            self._language.append(dict(attrs).get("lang") if tag != "html" else None)
            if self._language[-1] is not None:
                self.said[self._language[-1]].append("")

    def handle_endtag(self, tag):
        assert self.open.pop() == tag
        self._language.pop()

    def handle_data(self, data):
        self.texts.append((self.open[-1] if self.open else "", data))
        if self._language and self._language[-1] is not None:
            self.said[self._language[-1]][-1] += data

    def named(self, tag: str) -> list[dict[str, str | None]]:
        """The attributes of every element with a tag."""
        return [attributes for name, attributes in self.tags if name == tag]

    def words(self) -> str:
        """All text that is neither style nor script."""
        return " ".join(text for tag, text in self.texts if tag not in {"style", "script"})


@pytest.fixture(scope="session")
def read_page() -> type[Structure]:
    """A reader of pages."""
    return Structure
