"""Assessment: 5,000 members with some 50,000 ratings, beside the shared sketch `assess`, on the same data.

The sketch draws members' true merit, and ratings from residents of whom each neighbourhood is stricter or kinder; then
it works out four estimates of each member: raw mean, Wilson's lower bound, Bayesian mean, two-way shrunken mean. The
last two are given the true variances; ours are estimated from the ratings. Generator and sums of the sketch are run
unchanged, one after the other, so that both sides see the same ratings; a service of an hour on some day of the year
stands behind each of them.

*Time*: processor time of a whole assessment (minutes that count, variance components, effects, satisfaction, quota,
grades), from columns and from `ServiceFacts` and `Outcome` objects, beside the sketch's sums alone; medians of
interleaved rounds. *Accuracy*: which share of the true best 20 % is among those that an estimate chooses, of the
members with five ratings or more; means over seeds.
"""

import ast
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from statistics import median
from time import process_time
from typing import Any

import numpy as np
from attrs import frozen

from benchmarks.instances import SHARED
from commgov.core import MemberId, Outcome, OutcomeState
from commgov.incentives import Attestation, Criteria, Grade, ServiceFacts, Side, assess, publish_criteria
from commgov.incentives.assessment.assessing import assess_columns
from commgov.incentives.assessment.evidence import ServiceColumns
from commgov.incentives.ratings import RatingColumns, calibrate, shrunken_means

ROUNDS = 9
SEEDS = range(12)
SETTINGS = ((0.0, 1.0), (0.15, 0.0), (0.15, 0.3), (0.15, 1.0))
"""The spread of neighbourhoods' severity, and the share of raters from elsewhere."""

ENOUGH = 5
HOODS, OF_ONE = 295, 10
YEAR = datetime(2026, 1, 1, 9, tzinfo=UTC)
CRITERIA = Criteria("assessment", 1, date(2026, 1, 1), date(2026, 12, 31), zone="UTC", excellent=Fraction(1, 5))
PUBLISHED = publish_criteria(CRITERIA, at=YEAR - timedelta(days=30), by="office-1")
Locals = dict[str, Any]


def sketch() -> tuple[Callable[..., Locals], Callable[..., Locals]]:
    """The sketch's generator and its sums, cut where it begins to count, without the rest of the script."""
    tree = ast.parse((SHARED / "prototypes" / "incentives" / "assess.py").read_text(encoding="utf-8"))
    whole = next(node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == "ratings")
    names = [ast.unparse(node.targets[0]) if isinstance(node, ast.Assign) else "" for node in whole.body]
    begins, ends = names.index("cnt"), names.index("out")
    given = [name for node in whole.body[:begins] for name in _assigned(node)]
    parts = (
        ("drawn", whole.args, whole.body[:begins]),
        ("summed", _arguments([*(argument.arg for argument in whole.args.args), *given]), whole.body[begins:ends]),
    )
    space: Locals = {"np": np}
    for name, arguments, body in parts:
        back = ast.parse("return dict(locals())").body
        node = ast.FunctionDef(name=name, args=arguments, body=[*body, *back], decorator_list=[], type_params=[])
        exec(compile(ast.fix_missing_locations(ast.Module([node], [])), "assess.py", "exec"), space)  # noqa: S102
    return space["drawn"], space["summed"]


def _assigned(node: ast.stmt) -> list[str]:
    return [name.id for name in ast.walk(node) if isinstance(name, ast.Name) and isinstance(name.ctx, ast.Store)]


def _arguments(names: list[str]) -> ast.arguments:
    unique = [ast.arg(arg=name) for name in dict.fromkeys(names)]
    return ast.arguments(posonlyargs=[], args=unique, kwonlyargs=[], kw_defaults=[], defaults=[])


@frozen(eq=False)
class Drawn:
    """What the sketch drew for one seed."""

    merit: np.ndarray
    member: np.ndarray
    rater: np.ndarray
    liked: np.ndarray
    made: Locals

    @classmethod
    def of(cls, made: Locals) -> "Drawn":
        """From the generator's local names."""
        return cls(made["q"], made["vi"], made["ri"], made["y"].astype(np.int64), made)

    @property
    def place(self) -> np.ndarray:
        """The rater's neighbourhood, as the sketch lays it out."""
        return self.rater // OF_ONE % HOODS

    def ratings(self, *, raters: bool, places: bool) -> RatingColumns:
        """As the library's columns."""
        rater, place = (self.rater if raters else None), (self.place if places else None)
        return RatingColumns(self.member, 1000 * self.liked, len(self.merit), rater, place)

    def columns(self) -> ServiceColumns:
        """A service of an hour behind each rating; nine demands of ten were solved."""
        rng, number = np.random.default_rng(1), len(self.member)
        return ServiceColumns(
            members=tuple(MemberId(f"m-{at:04}") for at in range(len(self.merit))),
            member=self.member,
            day=np.sort(rng.integers(0, 365, number)) + YEAR.toordinal(),
            minutes=np.full(number, 60),
            effect=np.where(rng.random(number) < 0.9, 1000, 0),
            satisfaction=1000 * self.liked,
            rater=self.rater,
            place=self.place,
        )


def facts(columns: ServiceColumns) -> tuple[list[ServiceFacts], list[Outcome]]:
    """The same as objects."""
    services, outcomes = [], []
    for at in range(len(columns.member)):
        begun = YEAR + timedelta(days=int(columns.day[at]) - YEAR.toordinal(), seconds=at % 3600)
        ended = begun + timedelta(hours=1)
        member, resident = columns.members[columns.member[at]], f"r-{columns.rater[at]}"
        community, attested = (
            Attestation(side, by, ended, 60) for side, by in ((Side.COMMUNITY, "officer-7"), (Side.RESIDENT, resident))
        )
        fixed = (f"s-{at:05}", f"d-{at}", member, resident, "visit", f"grid-{columns.place[at]}", begun, ended, 60, 60)
        stars = 5 if columns.satisfaction[at] else 1
        services.append(ServiceFacts(*fixed, member, ended, community, attested, satisfaction=stars))
        state = OutcomeState.SOLVED if columns.effect[at] else OutcomeState.NOT_SOLVED
        outcomes.append(Outcome(f"d-{at}", state, ended, "officer-7", seen_by_resident=True))
    return services, outcomes


def measure() -> list[tuple[str, str, str]]:
    """Rows: time, then accuracy in each setting."""
    drawn, summed = sketch()
    return [*_time(drawn, summed), *_accuracy(drawn, summed)]


def _time(drawn: Callable[..., Locals], summed: Callable[..., Locals]) -> list[tuple[str, str, str]]:
    made = drawn(0, 0.15, 0.3)
    columns = Drawn.of(made).columns()
    services, outcomes = facts(columns)
    sides: dict[str, Callable[[], Any]] = {
        "sketch": lambda: summed(**made),
        "columns": lambda: assess_columns(columns, CRITERIA, PUBLISHED),
        "objects": lambda: assess(services, outcomes, CRITERIA, PUBLISHED, members=columns.members),
    }
    took: dict[str, list[float]] = {side: [] for side in sides}
    for _ in range(ROUNDS):
        for side, run in sides.items():
            began = process_time()
            run()
            took[side].append(process_time() - began)
    middle = {side: median(seconds) for side, seconds in took.items()}
    given, batched = sides["columns"](), sides["objects"]()
    counted = int(np.count_nonzero(batched.columns.satisfaction >= 0))
    ours = f"ours {1000 * middle['columns']:.0f} ms, sketch {1000 * middle['sketch']:.0f} ms"
    counts = ", ".join(f"{given.grades.count(grade):,} {grade.value}" for grade in Grade)
    what = f"{len(columns.members):,} members, {len(columns.member):,} ratings: "
    return [
        (
            f"{what}columns → grades",
            f"{middle['columns'] / middle['sketch']:.2f} × the sketch's sums",
            f"goal: at most 3 ×; {ours}; {counts}",
        ),
        (
            f"{what}objects → grades",
            f"{middle['objects'] / middle['sketch']:.2f} × the sketch's sums",
            f"ours {1000 * middle['objects']:.0f} ms; {counted:,} ratings count, in whole batches",
        ),
    ]


def _accuracy(drawn: Callable[..., Locals], summed: Callable[..., Locals]) -> list[tuple[str, str, str]]:
    rows = []
    for severity, outside in SETTINGS:
        found: list[list[float]] = []
        for seed in SEEDS:
            made = drawn(seed, severity, outside)
            theirs, ours = summed(**made), Drawn.of(made)
            estimates = [
                theirs["ph"],
                theirs["wil"],
                (theirs["s"] + theirs["ka"] * theirs["mu"]) / (theirs["cnt"] + theirs["ka"]),
                theirs["a"],
                *(_estimated(ours.ratings(raters=raters, places=raters)) for raters in (False, True)),
            ]
            enough = np.flatnonzero(theirs["cnt"] >= ENOUGH)
            found.append([_overlap(estimate, ours.merit, enough) for estimate in estimates])
        raw, wilson, bayes, two_way, plain, full = np.mean(found, axis=0)
        sketched = f"raw {raw:.3f}, Wilson {wilson:.3f}, Bayesian {bayes:.3f}, two-way {two_way:.3f}"
        rows.append(
            (
                f"severity s.d. {severity:.2f}, raters from elsewhere {outside:.0%}",
                f"**{full:.3f}** of the best found; best of the sketch {max(raw, wilson, bayes, two_way):.3f}",
                f"sketch: {sketched}; ours without raters and places {plain:.3f}",
            )
        )
    return rows


def _estimated(ratings: RatingColumns) -> np.ndarray:
    """Ours, with variances estimated from the ratings."""
    calibration = calibrate(ratings)
    assert calibration is not None
    return shrunken_means(ratings, calibration).mean


def _overlap(estimate: np.ndarray, merit: np.ndarray, enough: np.ndarray) -> float:
    """Which share of the true best fifth an estimate finds, chosen as the sketch chooses."""
    number = len(enough) // 5
    chosen, best = (set(enough[np.argsort(-by[enough], kind="stable")[:number]].tolist()) for by in (estimate, merit))
    return len(chosen & best) / number
