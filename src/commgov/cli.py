"""The command line: `commgov demo | plan | check | explain | verify`.

Results go to standard output, progress and problems to standard error. Exit codes: 0 done, 1 not done or found wrong,
2 wrong input.
"""

import json
import locale
import os
import sys
import time
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from commgov.errors import CommgovError, InvalidInputError, Problem
from commgov.matching.effort import OnProgress, Progress
from commgov.wording import Language, Text

app = typer.Typer(
    help="Community governance: orders in, the best provable service list out.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

FIRST_MONDAY = date(2026, 3, 2)
"""The week that the demonstration plans."""

PROBLEMS_SHOWN_MAX = 200
WRONG_INPUT = 2

Folder = Annotated[Path, typer.Argument(help="A folder with units, members and demands as CSV, or one workbook.")]
Out = Annotated[Path | None, typer.Option("--out", help="Where to write; the folder itself if not given.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print the key figures as one JSON object.")]
Seed = Annotated[
    int | None, typer.Option("--seed", min=0, help="For the lots that are drawn; the policy's if not given.")
]
Quick = Annotated[bool, typer.Option("--quick", help="About a tenth of the work: a rougher plan and bound, sooner.")]
Lang = Annotated[str, typer.Option("--lang", help="Language of messages and report: en or zh.")]


def main() -> None:
    """Run the command line."""
    app()


def _language(asked: str) -> Language:
    """The language asked for, or that of the environment."""
    if asked not in {"", "en", "zh"}:
        raise typer.BadParameter("en or zh")
    found = asked or os.environ.get("LC_ALL") or os.environ.get("LANG") or (locale.getlocale()[0] or "")
    return "zh" if found.lower().startswith("zh") else "en"


@app.command()
def plan(
    folder: Folder,
    out: Out = None,
    *,
    as_json: AsJson = False,
    seed: Seed = None,
    quick: Quick = False,
    lang: Lang = "",
) -> None:
    """Plan a folder's demands: writes services.csv, unmet.csv, services.xlsx and report.html."""
    language = _language(lang)
    with _problems_shown(language):
        target = out or (folder if folder.is_dir() else folder.parent)
        _check_out(target)
        _plan(folder, target, seed, language, as_json=as_json, quick=quick)


@app.command()
def check(folder: Folder, *, as_json: AsJson = False, lang: Lang = "") -> None:
    """Only check a folder; writes nothing."""
    from commgov.community.dispatching import organisation_of, problem_of  # noqa: PLC0415 - commands load what they use
    from commgov.storage import read_folder  # noqa: PLC0415

    language = _language(lang)
    with _problems_shown(language):
        inputs = read_folder(folder)
        problem_of(inputs, organisation_of(inputs))
        counts = {"units": len(inputs.units), "members": len(inputs.members), "demands": len(inputs.demands)}
        fine = Text(
            "all in order: {units} units, {members} members, {demands} demands",
            "检查通过：单元{units}个，成员{members}名，需求{demands}项",
        )
        typer.echo(json.dumps(counts) if as_json else fine.fill(**counts).to(language))


@app.command()
def explain(
    folder: Folder,
    *,
    demand: Annotated[str, typer.Option("--demand", help="Why is this demand served as it is, or not at all?")] = "",
    member: Annotated[str, typer.Option("--member", help="Why does this member serve what they serve?")] = "",
    seed: Seed = None,
    quick: Quick = False,
    lang: Lang = "",
) -> None:
    """Plan a folder and say why: about a demand, a member, or else where there are too few; writes nothing."""
    from commgov.community import dispatch  # noqa: PLC0415 - commands load what they use
    from commgov.matching import Effort, bottlenecks, explain_member  # noqa: PLC0415
    from commgov.matching import explain as explain_demand  # noqa: PLC0415
    from commgov.storage import read_folder  # noqa: PLC0415

    language = _language(lang)
    with _problems_shown(language), _bar(language) as on_progress:
        inputs = read_folder(folder)
        _check_known("--demand", demand, {each.id for each in inputs.demands})
        _check_known("--member", member, {each.id for each in inputs.members})
        effort = Effort.quick() if quick else Effort()
        made = dispatch(inputs, seed=seed, effort=effort, on_progress=on_progress).plan
        if member:
            told = explain_member(made, member, demand or None).text
        elif demand:
            told = explain_demand(made, demand).text
        else:
            told = bottlenecks(made).text
        typer.echo(told.to(language) or _NO_BOTTLENECK.to(language))


def _check_known(option: str, asked: str, known: AbstractSet[str]) -> None:
    """Refuse an id that the folder does not have before a plan is made for it."""
    if asked and asked not in known:
        raise InvalidInputError([Problem(option, Text("an id of the folder", "应为该文件夹中的编号"), asked)])


_NO_BOTTLENECK = Text("No demand stays unmet.", "没有未满足的需求。")


@app.command()
def verify(
    url: Annotated[str, typer.Argument(help="A community's database: sqlite:///a-file.db or postgresql+psycopg://...")],
    *,
    schema: Annotated[str | None, typer.Option("--schema", help="On PostgreSQL, the community's schema.")] = None,
    key: Annotated[
        list[str] | None, typer.Option("--key", help="A key trusted to sign checkpoints: did:key:z6Mk...")
    ] = None,
    access_log: Annotated[
        str | None, typer.Option("--access-log", help="Verify the access log of this name as well.")
    ] = None,
    witness: Annotated[
        Path | None,
        typer.Option(
            "--witness", exists=True, dir_okay=False, help="A file in which a witness keeps the access log's roots."
        ),
    ] = None,
    as_json: AsJson = False,
    lang: Lang = "",
) -> None:
    """Fold a stored ledger and its streams anew and judge every entry; exit code 1 if one is wrong. Changes nothing."""
    from commgov.core import BrokenStreamsError  # noqa: PLC0415 - commands load what they use
    from commgov.incentives import BrokenJournalError  # noqa: PLC0415
    from commgov.privacy import BrokenLogError  # noqa: PLC0415
    from commgov.privacy.audit import WitnessFile, check_books  # noqa: PLC0415
    from commgov.seal import VerifyingKey  # noqa: PLC0415
    from commgov.storage import Database  # noqa: PLC0415

    language = _language(lang)
    with _problems_shown(language):
        keys = [VerifyingKey.from_did(each) for each in key or ()]
        _check_there(url)
        with Database.open(url, schema=schema, create=False) as database:
            try:
                found = database.ledger().verify(keys=keys)
                log = None
                if access_log is not None:
                    asked = None if witness is None else WitnessFile(witness)
                    held = database.access_log(access_log, witness=asked)
                    log = held.verify(keys=keys)
                    check_books(held, database.streams())
            except BrokenLogError as error:
                typer.echo(error.to(language), err=True)
                raise typer.Exit(1) from error
            except BrokenJournalError as error:
                typer.echo(_BROKEN.fill(seq=error.seq, why=error.why).to(language), err=True)
                raise typer.Exit(1) from error
            except BrokenStreamsError as error:
                typer.echo(_BROKEN_STREAMS.fill(place=error.place, why=error.why).to(language), err=True)
                raise typer.Exit(1) from error
        figures = {
            "entries": found.entries,
            "link": found.link.hex(),
            "promised": dict(found.promised),
            "events": found.streams.place,
        }
        owed = Text(", ", "，").join(
            Text(f"{book} {amount}", f"{book} {amount}") for book, amount in found.promised.items()
        )
        if log is not None:
            vouched = None if log.witnessed is None else log.witnessed.size
            figures |= {"log_entries": log.size, "log_root": log.root.hex(), "log_roots": log.roots}
            figures |= {"log_witnessed": vouched}
        said = _WHOLE.fill(owed=owed, **figures).to(language)
        if log is not None:
            said += f"\n{_WHOLE_LOG.fill(**figures).to(language)}\n{log.words.to(language)}"
        typer.echo(json.dumps(figures) if as_json else said)


def _check_there(url: str) -> None:
    """Refuse a file that is not there: opening it would make an empty one."""
    scheme, _, path = url.partition(":///")
    if scheme.startswith("sqlite") and not Path(path.partition("?")[0]).is_file():
        raise InvalidInputError([Problem("url", Text("a file that is there", "应为已有的文件"), path)])


_BROKEN = Text("Journal entry {seq} is wrong: {why}", "日记账第{seq}条有误：{why}")
_BROKEN_STREAMS = Text("Stream event {place} is wrong: {why}", "第{place}条流事件有误：{why}")
_WHOLE_LOG = Text(
    "All {log_entries} entries of the access log are in order. Root: {log_root}",
    "访问日志{log_entries}条无误。根哈希：{log_root}",
)
_WHOLE = Text(
    "All {entries} entries are in order. Promised: {owed}. Last link: {link}. Stream events in order: {events}",
    "全部{entries}条分录无误。未兑现承诺：{owed}。末条链接值：{link}。流事件{events}条无误",
)


@app.command()
def demo(
    out: Annotated[Path, typer.Option("--out", help="Where to write.")] = Path("demo"),
    *,
    stress: Annotated[bool, typer.Option("--stress", help="A week of 10,000 demands; planned with `--quick`.")] = False,
    as_json: AsJson = False,
    seed: Seed = None,
    lang: Lang = "",
) -> None:
    """Make the case study's community with a week of demands, plan it, and say where to look."""
    from commgov.simulation import community_b, week  # noqa: PLC0415 - commands load what they use
    from commgov.storage import Inputs, PolicySettings, write_inputs  # noqa: PLC0415

    language = _language(lang)
    with _problems_shown(language):
        _check_out(out)
        _check_demo(out)
        scenario = community_b(seed or 0, language=language)
        demands = week(scenario, FIRST_MONDAY, stress=stress)
        policy = PolicySettings(seed=seed or 0)
        inputs = Inputs(scenario.units, scenario.members, demands, appointments=scenario.appointments, policy=policy)
        write_inputs(out, inputs, language=language)
        _plan(out, out, seed, language, as_json=as_json, quick=stress)


def _plan(folder: Path, out: Path, seed: int | None, language: Language, *, as_json: bool, quick: bool = False) -> None:
    """Read, plan, write; print where to look, or the key figures."""
    from commgov.community import dispatch, plan_files  # noqa: PLC0415 - commands load what they use
    from commgov.matching import Effort  # noqa: PLC0415
    from commgov.storage import read_folder, write_all  # noqa: PLC0415

    seconds: dict[str, float] = {}
    with _stage("read", seconds):
        inputs = read_folder(folder)
    with _stage("plan", seconds), _bar(language) as on_progress:
        effort = Effort.quick() if quick else Effort()
        done = dispatch(inputs, seed=seed, effort=effort, on_progress=on_progress)
    with _stage("write", seconds):
        title = Text("Service plan", "服务方案")
        files = plan_files(done, title=title, language=language)
        write_all(out, files)
    figures = done.figures() | {f"seconds_{name}": round(took, 3) for name, took in seconds.items()}
    if as_json:
        typer.echo(json.dumps(figures))
        return
    typer.echo(_SUMMARY.fill(**figures).to(language))
    if done.plan.proof.value == "optimal":
        typer.echo(_OPTIMAL.to(language))
    else:
        typer.echo(_BOUNDED.fill(percent=f"{100 * done.plan.value_gap:.2f}").to(language))
    for use in done.plan.overrides_used:
        typer.echo(_LIFTED.fill(trace=use.text).to(language))
    typer.echo(_LOOK.fill(out=out, files=", ".join(sorted(files))).to(language))
    if "services.xlsx" not in files:
        typer.echo(_NO_WORKBOOK.to(language), err=True)


def _check_out(out: Path) -> None:
    """Refuse a place that cannot be written to before a plan is made for it."""
    nearest = next(place for place in (out, *out.absolute().parents) if place.exists())
    if not nearest.is_dir() or not os.access(nearest, os.W_OK | os.X_OK):
        expected = Text("a folder that can be written to", "应为可写入的文件夹")
        raise InvalidInputError([Problem(str(out), expected)])


def _check_demo(out: Path) -> None:
    """Refuse to write the demonstration over somebody's own tables."""
    units = out / "units.csv"
    others = [path.name for path in out.glob("*") if path.suffix.lower() in {".csv", ".xlsx"}] if out.is_dir() else []
    is_ours = units.is_file() and any(mark in units.read_bytes() for mark in _OURS)
    if others and not is_ours:
        expected = Text("an empty folder, or one that this command made", "应为空文件夹，或由本命令生成的文件夹")
        raise InvalidInputError([Problem(str(out), expected, ", ".join(sorted(others)[:3]))])


_OURS = tuple(f"\ncommittee,,committee,{name}\r\n".encode() for name in ("Community B", "社区B"))
_NO_WORKBOOK = Text(
    "services.xlsx was left out: it needs pip install commgov[excel]",
    "未生成services.xlsx：需要先执行pip install commgov[excel]",
)
_SUMMARY = Text(
    "{served} of {demands} demands served, by {services} services of {serving} members; {unmet} stay unmet.",
    "需求{demands}项，已安排{served}项（服务{services}人次，参与成员{serving}名），未满足{unmet}项。",
)
_OPTIMAL = Text("Proven: no plan is better.", "已证明：不存在更好的方案。")
_BOUNDED = Text(
    "Proven: no plan can achieve more than {percent} % more of the value that is to be had.",
    "已证明：任何方案至多再多实现{percent}%的可得价值。",
)
_LIFTED = Text("Beyond the own cap: {trace}", "超出本人上限：{trace}")
_LOOK = Text("Look into {out}: {files}", "请查看{out}：{files}")


_NOT_DONE = Text("not done, nothing was written: {reason}", "未完成，未写入任何文件：{reason}")


@contextmanager
def _problems_shown(language: Language) -> Iterator[None]:
    """Wrong input ends the command with all problems, one a line, and exit code 2."""
    try:
        yield
    except InvalidInputError as error:
        _show(error.problems, language)
        raise typer.Exit(WRONG_INPUT) from error
    except OSError as error:
        reason = error.strerror or type(error).__name__
        typer.echo(_NOT_DONE.fill(reason=reason).to(language), err=True)
        raise typer.Exit(1) from error
    except CommgovError as error:
        typer.echo(_NOT_DONE.fill(reason=error.text).to(language), err=True)
        raise typer.Exit(1) from error


def _show(problems: tuple[Problem, ...], language: Language) -> None:
    noun = "problem" if len(problems) == 1 else "problems"
    head = Text(f"{{n}} {noun}; nothing was written:", "发现{n}个问题，未写入任何文件：").fill(n=len(problems))
    typer.echo(head.to(language), err=True)
    for problem in problems[:PROBLEMS_SHOWN_MAX]:
        typer.echo(f"  {problem.to(language)}", err=True)
    if len(problems) > PROBLEMS_SHOWN_MAX:
        more = Text("  ... and {n} more", "  ……另有{n}个").fill(n=len(problems) - PROBLEMS_SHOWN_MAX)
        typer.echo(more.to(language), err=True)


@contextmanager
def _stage(name: str, seconds: dict[str, float]) -> Iterator[None]:
    began = time.perf_counter()
    yield
    seconds[name] = time.perf_counter() - began


@contextmanager
def _bar(language: Language) -> Iterator[OnProgress | None]:
    """A progress bar on standard error; none where that is not a terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console  # noqa: PLC0415 - only where there is a terminal
    from rich.progress import Progress as Bar  # noqa: PLC0415
    from rich.progress import TaskID  # noqa: PLC0415

    with Bar(console=Console(stderr=True), transient=True) as bar:
        tasks: dict[str, TaskID] = {}

        def show(progress: Progress) -> None:
            if progress.stage not in tasks:
                name = _STAGES.get(progress.stage, Text(progress.stage, progress.stage)).to(language)
                tasks[progress.stage] = bar.add_task(name, total=progress.total)
            bar.update(tasks[progress.stage], completed=progress.done, total=progress.total)

        yield show


_STAGES = {"bound": Text("proving the bound", "证明下界"), "search": Text("searching", "搜索方案")}
