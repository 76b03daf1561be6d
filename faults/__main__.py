"""All faults at full length: python -m faults [NAME ...] [--write]. Results go into docs/faults.md, between marks."""

import argparse
import platform
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from attrs import frozen
from tools import postgres

from faults import full_disk, killing, machine, mutants, power, racing

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "faults.md"
Row = tuple[str, str]


@contextmanager
def places() -> Iterator[tuple[Path, Callable[[str], dict[str, str]], Callable[[str], dict[str, str]]]]:
    """A folder, and what opens a fresh database of each kind."""
    with tempfile.TemporaryDirectory(prefix="commgov-faults-") as name, postgres.server(is_durable=True) as url:
        folder = Path(name)
        yield (
            folder,
            lambda named: {"url": f"sqlite:///{folder / f'{named}.db'}"},
            lambda named: {"url": url, "schema": named},
        )


def kill() -> list[Row]:
    """1,000 children on SQLite, 300 on PostgreSQL, and the two planted faults on both."""
    rows = []
    with places() as (_, sqlite, postgresql):
        for kind, place, rounds in (("SQLite", sqlite, 1_000), ("PostgreSQL", postgresql, 300)):
            found = killing.kill(place("honest"), rounds)
            assert found.faults == 0, found
            answered = f"{found.told:,} answered, {found.untold} there before the answer"
            bad = f"{found.lost} lost, {found.broken} broken, {found.doubled} doubled on repetition"
            rows.append((f"kill -9 × {rounds:,}, {kind}", f"{answered}, {bad}"))
            for words, how in (
                ("answers before it commits", killing.post_told_too_early),
                ("uses no transaction", killing.post_without_transaction),
            ):
                planted = killing.kill(place(f"planted_{how.__name__}"), rounds, how=how, stop_at_fault=True)
                assert planted.faults, f"{kind}: {words} was not caught"
                rows.append((f"planted on {kind}: {words}", f"caught after {planted.rounds} children"))
    return rows


def power_loss() -> list[Row]:
    """10,000 seeds, and a planted fault."""
    with tempfile.TemporaryDirectory(prefix="commgov-power-", dir=_memory()) as name:
        found = power.lose_power(Path(name), iter(range(10_000)))
        assert found.faults == 0, found
        planted = power.lose_power(Path(name), iter(range(200)), synchronous="OFF")
        assert planted.lost, planted
        assert planted.broken, planted
    answered = f"{found.told:,} commands answered, {found.untold:,} there before the answer"
    return [
        (
            f"power loss × {found.seeds:,} seeds, SQLite",
            f"{answered}, {found.lost} lost, {found.broken} files broken",
        ),
        (
            f"planted: nothing is synced (× {planted.seeds})",
            f"{planted.lost} of {planted.told:,} lost, {planted.broken} files broken",
        ),
    ]


def _memory() -> str | None:
    """Where files cost no disk: what a real disk does is played by the file system of the campaign."""
    return "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108 -- a passing folder of our own in it


def races() -> list[Row]:
    """One item, 8 and 32 processes; two processes and 10,000 holds."""
    rows = []
    with places() as (_, sqlite, postgresql):
        for kind, place in (("SQLite", sqlite), ("PostgreSQL", postgresql)):
            for processes in (8, 32):
                sale = racing.sell(
                    place(f"sale_{processes}"), processes=processes, attempts=2_000 // processes, stock=500, limit=30
                )
                assert sale.sold == sale.taken == sale.stock, sale
                assert sale.over == 0, sale
                rows.append(
                    (
                        f"{processes} processes, one item, {kind}",
                        f"{sale.attempts:,} attempts, {sale.sold} of {sale.stock} sold, {sale.over} over the limit",
                    )
                )
            holds = 10_000
            settled, undone = racing.settle_twice(place("holds"), holds=holds)
            assert (settled, undone) == (holds, holds)
            rows.append(
                (
                    f"two processes settle, then reverse, the same {holds:,} holds, {kind}",
                    f"{settled:,} settled and {undone:,} reversed: one winner each",
                )
            )
    return rows


def disk() -> list[Row]:
    """A full disk, and a file that may only be read."""
    with tempfile.TemporaryDirectory(prefix="commgov-disk-") as name:
        said, number = full_disk.told_when_full(Path(name))
    read_only = full_disk.told_when_read_only()
    return [
        ("no room on the disk", f"after {number} commands StorageError: {said}; the journal is whole and goes on"),
        ("a file that may only be read", f"StorageError: {read_only}; nothing was changed"),
    ]


def long_run(seed: int) -> list[Row]:
    """100,000 steps of the ledger's state machine in memory, as many on SQLite, and a planted fault."""
    steps = 100_000
    with tempfile.TemporaryDirectory(prefix="commgov-machine-", dir=_memory()) as name:
        rows = []
        for kind, open_store in (("in memory", machine.in_memory), ("on SQLite", machine.on_sqlite(Path(name)))):
            found = machine.run(open_store, steps, seed)
            rows.append((f"the machine, {kind}", f"{found.steps:,} steps of {found.seeds} seeds from {seed}, 0 faults"))
    try:
        machine.run(machine.planted, steps, seed)
    except (AssertionError, ExceptionGroup):
        return [*rows, ("planted: holds end a microsecond late", "caught")]
    raise AssertionError("a hold that ends late was not caught")


PACKAGE = ROOT / "src" / "commgov"


@frozen
class Core:
    """What decides, and what guards it.

    Args:
        files: the modules, below the package.
        tests: what pytest is told: where the tests are, and which of them.
        equivalent: the file that lists the mutants which behave as the code does.
    """

    files: tuple[str, ...]
    tests: tuple[str, ...]
    equivalent: str


LEDGER = Core(
    files=(
        *(
            f"incentives/ledger/{name}"
            for name in (
                *("accounts", "commands", "journal", "state", "applying", "plain", "answering", "verifying"),
                *("comparing", "checkpoints"),
            )
        ),
        *(f"incentives/records/{name}" for name in ("advancing", "attesting", "policy")),
    ),
    tests=(
        *("tests/incentives/ledger", "tests/incentives/records", "tests/storage/ledger/test_conformance.py"),
        # The core knows no store: one database stands for both, and for what examples show the one in memory does.
        *("-k", "not postgresql and not breaks_the_contract and (not sqlite or databases_keep)"),
    ),
    equivalent="equivalents.toml",
)
PRIVACY = Core(
    files=(
        *(f"privacy/access/{name}" for name in ("judging", "compiled", "control", "bases")),
        *(f"privacy/classification/{name}" for name in ("tiering", "combining")),
        *(f"privacy/vault/{name}" for name in ("judging", "marks", "noting")),
        *(f"privacy/audit/{name}" for name in ("merkle", "lately", "verifier")),
        *(f"privacy/sharing/{name}" for name in ("conditions", "house")),
        *("privacy/keys/label", "privacy/consents/consent", "privacy/releases/suppressing", "privacy/guard/verdict"),
    ),
    tests=(
        *(f"tests/privacy/{name}" for name in ("access", "audit", "consents", "keys", "release", "sharing", "vault")),
        *("tests/privacy/test_classification.py", "tests/privacy/guard/test_verdicts.py"),
        # In memory, and without what takes seconds to ask what a quicker test asks too.
        *("-k", "not postgresql and not sqlite and not " + " and not ".join((
            *("test_machine", "test_analysis", "test_regions", "test_cedar", "test_monthly", "test_budget"),
            *("test_noise", "test_mondrian", "store_in_memory", "series_of_releases"),
        ))),
    ),
    equivalent="equivalents_privacy.toml",
)  # fmt: skip
GOAL = 90


def mutate(core: Core, sample: int | None, seed: int) -> list[Row]:
    """All mutants of what decides, or a sample of them, against the tests that guard it."""
    files = [PACKAGE / f"{name}.py" for name in core.files]
    listed = mutants.equivalents(ROOT / "faults" / core.equivalent)
    found = mutants.hunt(files, core.tests, equivalent=listed, sample=sample, seed=seed)
    assert not found.refuted, f"not equivalent after all: {[mutants.named(each) for each in found.refuted]}"
    counted = found.by_file()
    rows = [(name, _score(*counted[name])) for name in counted]
    total = tuple(map(sum, zip(*counted.values(), strict=True)))
    rows.append((f"together{'' if sample is None else f', a sample by seed {seed}'}", _score(*total)))
    rows += [
        (f"survived: {mutants.named(each)[0]}, line {each.line}, `{each.within or 'on import'}`", each.change)
        for each in found.survivors
    ]
    assert 100 * total[1] >= GOAL * total[0], "\n".join(map(str, rows))
    return rows


def _score(able: int, killed: int, late: int, equivalent: int) -> str:
    """How many of the mutants that could be noticed were."""
    share = f"{100 * killed / able:.1f} %" if able else "none to be noticed"
    in_time = f", {late} by the time limit" if late else ""
    return f"{killed:,} of {able:,} noticed{in_time}: {share}" + (f"; {equivalent} equivalent" if equivalent else "")


def main() -> None:
    """Run what is asked for, print it, and write it if asked to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "names", nargs="*", help="of kill, power, races, disk, machine, mutants, privacy-mutants; none: all but mutants"
    )
    parser.add_argument("--write", action="store_true", help="write the tables into docs/faults.md")
    parser.add_argument("--sample", type=int, help="so many mutants, drawn by lot, instead of all")
    parser.add_argument("--seed", type=int, default=0, help="of the machine and of the lots")
    arguments = parser.parse_args()
    campaigns: dict[str, Callable[[], list[Row]]] = {
        "kill": kill,
        "power": power_loss,
        "races": races,
        "disk": disk,
        "machine": partial(long_run, arguments.seed),
        "mutants": partial(mutate, LEDGER, arguments.sample, arguments.seed),
        "privacy-mutants": partial(mutate, PRIVACY, arguments.sample, arguments.seed),
    }
    for name in arguments.names or [name for name in campaigns if "mutants" not in name]:
        lines = ["| what | found |", "|---|---|", *(f"| {what} | {found} |" for what, found in campaigns[name]())]
        day, build = datetime.now(UTC).date(), f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}"
        text = "\n".join(lines) + f"\n\n*`make faults ARGS={name}`, {day}, {build}.*"
        print(f"\n## {name}\n\n{text}", flush=True)
        if arguments.write:
            _write(name, text)


def _write(name: str, text: str) -> None:
    """Replace what stands between the marks of a campaign."""
    before, mark, rest = PAGE.read_text(encoding="utf-8").partition(f"<!-- {name} -->\n")
    _, end, after = rest.partition(f"<!-- /{name} -->\n")
    PAGE.write_text(f"{before}{mark}{text}\n{end}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
