"""The command line as a person uses it: in a process of its own, from files."""

import contextlib
import csv
import json
import os
import sqlite3
import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime

import openpyxl
import pytest

from commgov.incentives import MINUTES, Account, Command, Open, Transfer
from commgov.privacy import AuditEntry
from commgov.privacy.audit import WitnessFile
from commgov.seal import SigningKey
from commgov.storage import Database

UNITS = "unit,parent,level\ncommittee,,committee\ngarden-1,committee,garden\n"
MEMBERS = (
    "member,unit,skills,availability,weekly_minutes,weekly_services\n"
    "m-1,garden-1,plumbing:3,Mon-Fri 18:00-21:00,180,3\n"
    "m-2,garden-1,,always,60,1\n"
)
DEMANDS = (
    "demand,kind,category,unit,start,end,minutes,skills\n"
    "d-1,wish,home repair,garden-1,2026-03-02 18:00,2026-03-02 19:00,60,plumbing:2\n"
    "d-2,appeal,escort,garden-1,2026-03-03 09:00,2026-03-03 12:00,60,\n"
    "d-3,appeal,escort,garden-1,2026-03-04 09:00,2026-03-04 10:00,60,\n"
)


def commgov(*arguments, **environment):
    """Run the command line; the finished process."""
    command = [sys.executable, "-c", "from commgov.cli import main; main()", *map(str, arguments)]
    env = os.environ | {"LC_ALL": "en_US.UTF-8", "PYTHONIOENCODING": "utf-8"} | environment
    return subprocess.run(command, check=False, capture_output=True, encoding="utf-8", env=env)


def rows_of(path):
    """A table that was written, as dicts."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def folder(tmp_path):
    """A small community that can be planned."""
    for name, text in (("units", UNITS), ("members", MEMBERS), ("demands", DEMANDS)):
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    return tmp_path


def test_plan_writes_the_service_list_and_what_stays_unmet(folder, tmp_path):
    out = tmp_path / "plan"
    done = commgov("plan", folder, "--out", out)
    assert (done.returncode, done.stderr) == (0, "")
    assert sorted(path.name for path in out.iterdir()) == ["report.html", "services.csv", "services.xlsx", "unmet.csv"]
    services = rows_of(out / "services.csv")
    first = services[0]
    assert (first["demand"], first["member"], first["minutes"]) == ("d-1", "m-1", "60")
    assert len(services) == 2
    [unmet] = rows_of(out / "unmet.csv")
    assert unmet["demand"] in {"d-2", "d-3"}
    assert unmet["why"]
    assert unmet["原因"]
    assert "2 of 3 demands served" in done.stdout


def test_json_is_one_flat_object_for_programs(folder):
    figures = json.loads(commgov("plan", folder, "--json", "--seed", 3).stdout)
    assert {
        "members", "demands", "seats", "serving", "served", "unmet", "objective", "bound", "gap", "value_gap", "proof",
        "seed",
    } <= figures.keys()  # fmt: skip
    assert {"seconds_read", "seconds_plan", "seconds_write"} <= figures.keys()
    assert all(isinstance(value, int | float | str) for value in figures.values())
    assert (figures["members"], figures["demands"], figures["served"], figures["seed"]) == (2, 3, 2, 3)
    assert figures["bound"] <= figures["objective"]


def test_the_workbook_is_for_people_and_speaks_their_language(folder, tmp_path):
    """The CSV files keep their headings, as programs rely on them."""
    for lang in ("en", "zh"):
        commgov("plan", folder, "--out", tmp_path / lang, "--lang", lang)
    english, chinese = (openpyxl.load_workbook(tmp_path / lang / "services.xlsx") for lang in ("en", "zh"))
    assert (english.sheetnames, chinese.sheetnames) == (["services", "unmet"], ["服务清单", "未满足需求"])
    heads = [cell.value for cell in chinese["服务清单"][1]]
    assert heads == [
        "需求", "类别", "单元", "席位", "角色", "成员", "开始", "结束", "时长（分钟）", "上限放宽批准人", "志愿服务队",
    ]  # fmt: skip
    row = [cell.value for cell in chinese["未满足需求"][2]]
    assert row[3:] == [1, "本周均已达上限", "成员1名（garden-1内1名），本周均已达上限"]
    assert english["unmet"]["E2"].value == "all at their weekly limit"
    for name in ("services.csv", "unmet.csv"):
        assert (tmp_path / "en" / name).read_bytes() == (tmp_path / "zh" / name).read_bytes()


def test_without_the_extra_for_workbooks_the_rest_is_written_and_the_lack_is_said(folder, tmp_path):
    script = (
        "import sys; sys.modules['openpyxl'] = None\n"
        "from commgov.cli import app\n"
        f"app(['plan', {str(folder)!r}, '--out', {str(tmp_path / 'out')!r}, '--lang', 'en'])\n"
    )
    done = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["report.html", "services.csv", "unmet.csv"]
    assert done.stderr == "services.xlsx was left out: it needs pip install commgov[excel]\n"


@pytest.mark.parametrize("place", ["taken", "taken/inside"])
def test_a_place_that_is_no_folder_is_refused_before_anything_is_planned(folder, tmp_path, place):
    (tmp_path / "taken").write_text("a file")
    done = commgov("plan", folder, "--out", tmp_path / place)
    assert (done.returncode, done.stdout) == (2, "")
    assert "a folder that can be written to" in done.stderr


@pytest.mark.skipif(not hasattr(os, "openpty"), reason="a terminal is imitated as Unix does it")
def test_long_work_shows_how_far_it_is_on_a_terminal_and_nowhere_else(folder):
    """The bar is on standard error: what is piped on stays clean."""
    leader, follower = os.openpty()
    command = [sys.executable, "-c", "from commgov.cli import main; main()", "plan", str(folder), "--lang", "en"]
    environment = os.environ | {"TERM": "xterm", "COLUMNS": "80"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=follower, env=environment) as running:
        os.close(follower)
        shown = b""
        with contextlib.suppress(OSError):  # the terminal is gone when the process is
            while part := os.read(leader, 4096):
                shown += part
        said = running.stdout.read()
    os.close(leader)
    assert b"proving the bound" in shown
    assert b"100%" in shown
    assert said.startswith(b"2 of 3 demands served")


def test_the_same_folder_and_seed_give_the_same_bytes(folder, tmp_path):
    for name in ("one", "two"):
        commgov("plan", folder, "--out", tmp_path / name, PYTHONHASHSEED=str(len(name)))
    for path in (tmp_path / "one").iterdir():
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes()


def test_check_says_that_all_is_in_order_and_writes_nothing(folder):
    before = sorted(folder.iterdir())
    done = commgov("check", folder)
    assert (done.returncode, done.stdout) == (0, "all in order: 2 units, 2 members, 3 demands\n")
    assert sorted(folder.iterdir()) == before
    assert json.loads(commgov("check", folder, "--json").stdout) == {"units": 2, "members": 2, "demands": 3}


@pytest.mark.parametrize("command", ["plan", "check"])
def test_every_problem_is_shown_and_nothing_is_written(folder, command):
    """File, row, column, value and what would be right; exit code 2."""
    (folder / "members.csv").write_text(
        MEMBERS.replace("180", "many").replace("garden-1,,", "garden-9,,"), encoding="utf-8"
    )
    (folder / "demands.csv").write_text(DEMANDS.replace("wish", "whish"), encoding="utf-8")
    before = sorted(folder.iterdir())
    done = commgov(command, folder)
    assert (done.returncode, done.stdout) == (2, "")
    assert "3 problems; nothing was written" in done.stderr
    for place in ("members.csv, row 2", "members.csv, row 3", "demands.csv, row 2", "many", "garden-9", "whish"):
        assert place in done.stderr
    assert sorted(folder.iterdir()) == before


def test_personal_columns_are_refused_without_repeating_them(folder):
    text = (
        MEMBERS.replace("member,unit", "member,姓名,unit").replace("m-1,", "m-1,王小明,").replace("m-2,", "m-2,李大山,")
    )
    (folder / "members.csv").write_text(text, encoding="utf-8")
    done = commgov("plan", folder)
    assert done.returncode == 2
    assert "姓名" in done.stderr
    assert "王小明" not in done.stdout + done.stderr


def test_messages_come_in_chinese_where_that_is_the_language(folder):
    assert commgov("check", folder, "--lang", "zh").stdout == "检查通过：单元2个，成员2名，需求3项\n"
    assert "需求3项" in commgov("plan", folder, LC_ALL="zh_CN.UTF-8").stdout
    (folder / "members.csv").write_text(MEMBERS.replace(",180", ",many"), encoding="utf-8")
    told = commgov("check", folder, "--lang", "zh").stderr
    assert "members.csv，第2行，“weekly_minutes”列：'many' — 应为整数" in told
    assert "row" not in told
    assert "column" not in told


def test_a_folder_that_is_not_there_is_a_problem_not_a_crash(tmp_path):
    done = commgov("plan", tmp_path / "nowhere")
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_units_that_the_hierarchy_cannot_hold_are_named(folder):
    (folder / "units.csv").write_text(UNITS + "second-root,,garden\n", encoding="utf-8")
    done = commgov("check", folder)
    assert done.returncode == 2
    assert "second-root" in done.stderr


def test_a_full_disk_leaves_nothing_half_written(folder, tmp_path):
    """A small file system fills up while the plan is written."""
    out = tmp_path / "out"
    script = (
        "import errno, pathlib, commgov.storage.whole_files as files\n"
        "def full(path, data): raise OSError(errno.ENOSPC, 'No space left on device')\n"
        "files._write = full\n"
        "from commgov.cli import app\n"
        f"app(['plan', {str(folder)!r}, '--out', {str(out)!r}])\n"
    )
    done = subprocess.run([sys.executable, "-c", script], check=False, capture_output=True, text=True)
    assert done.returncode == 1
    assert "No space left" in done.stderr
    assert not out.exists() or list(out.iterdir()) == []


def test_an_unknown_language_is_refused(folder):
    assert commgov("check", folder, "--lang", "fr").returncode == 2


def test_help_names_the_three_commands():
    text = commgov("--help").stdout
    assert all(command in text for command in ("plan", "check", "demo"))


def test_quick_plans_with_less_work_and_the_same_rules(folder):
    figures = json.loads(commgov("plan", folder, "--json", "--quick").stdout)
    assert figures["served"] == 2
    assert figures["bound"] <= figures["objective"]


def test_the_demonstration_is_the_case_studys_community_planned_to_a_proven_bound(tmp_path):
    """9 garden branches, 84 grid branches, 620 building groups, more than 5,000 members, a week of orders."""
    out = tmp_path / "demo"
    done = commgov("demo", "--out", out, "--json")
    assert (done.returncode, done.stderr) == (0, "")
    figures = json.loads(done.stdout)
    levels = Counter(row["level"] for row in rows_of(out / "units.csv"))
    assert levels == {"committee": 1, "garden": 9, "grid": 84, "group": 620}
    assert figures["members"] > 5_000
    assert 1_300 < figures["demands"] < 1_600
    assert figures["served"] + figures["unmet"] == figures["demands"]
    assert 0 <= figures["value_gap"] <= 0.02
    assert len(rows_of(out / "services.csv")) == figures["services"]
    assert len(rows_of(out / "unmet.csv")) == figures["unmet"]
    assert json.loads(commgov("check", out, "--json").stdout)["units"] == 714


def test_the_demonstration_is_not_written_over_somebodys_tables(folder):
    before = {path: path.read_bytes() for path in folder.iterdir()}
    done = commgov("demo", "--out", folder)
    assert done.returncode == 2
    assert "an empty folder, or one that this command made" in done.stderr
    assert {path: path.read_bytes() for path in folder.iterdir()} == before


def test_a_cap_lifted_by_name_is_told_of_in_either_language(folder):
    lifted = "m-2,weekly minutes,120,officer-3,flood\nm-2,weekly services,2,officer-3,flood\n"
    (folder / "overrides.csv").write_text("member,rule,most,by,why\n" + lifted, encoding="utf-8")
    for lang, said in (("en", "Beyond the own cap: m-2"), ("zh", "超出本人上限：m-2")):
        done = commgov("plan", folder, "--lang", lang)
        assert done.returncode == 0
        assert done.stdout.count(said) == 2
        assert "officer-3" in done.stdout
    by = {row["demand"]: row["cap lifted by"] for row in rows_of(folder / "services.csv")}
    assert by == {"d-1": "", "d-2": "officer-3", "d-3": "officer-3"}


def test_explain_says_why_in_the_language_asked_for_and_writes_nothing(tmp_path):
    for name, text in (("units", UNITS), ("members", MEMBERS), ("demands", DEMANDS)):
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    before = sorted(path.name for path in tmp_path.iterdir())
    asked = commgov("explain", tmp_path, "--demand", "d-3", "--lang", "en")
    assert asked.returncode == 0, asked.stderr
    assert asked.stdout.splitlines()[0] == "d-3 stays unmet"
    assert "m-2 serves d-2 03-03" in asked.stdout
    assert "d-3未安排" in commgov("explain", tmp_path, "--demand", "d-3", "--lang", "zh").stdout
    member = commgov("explain", tmp_path, "--member", "m-1", "--demand", "d-3")
    assert member.stdout.splitlines()[-1] == "not d-3: not available at that time"
    short = commgov("explain", tmp_path)
    assert "03-03 09:00 to 03-04 10:00: seats 2, possible 1, by 1 members; 1 unmet" in short.stdout
    assert sorted(path.name for path in tmp_path.iterdir()) == before


def test_explain_refuses_an_id_that_the_folder_does_not_have(tmp_path):
    for name, text in (("units", UNITS), ("members", MEMBERS), ("demands", DEMANDS)):
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    asked = commgov("explain", tmp_path, "--demand", "d-9", "--lang", "en")
    assert asked.returncode == 2
    assert "--demand: 'd-9' — an id of the folder" in asked.stderr


@pytest.fixture
def ledger_url(tmp_path):
    """A community's database with a few entries."""
    url = f"sqlite:///{tmp_path / 'community.db'}"
    accounts = Open(Account("issued", MINUTES, floor=None)), Open(Account("member/m-1", MINUTES))
    earned = Transfer("issued", "member/m-1", 90)
    with Database.open(url) as database:
        assert database.ledger().post(Command("begin", (*accounts, earned), by="officer-7", cause="opening"))
        database.streams().append("record/s-1", 1, "{}")
    return url


def test_a_stored_ledger_is_verified(ledger_url):
    done = commgov("verify", ledger_url)
    assert done.returncode == 0
    assert done.stdout.startswith("All 3 entries are in order. Promised: minutes 90. Last link: ")
    figures = json.loads(commgov("verify", ledger_url, "--json").stdout)
    assert (figures["entries"], figures["promised"], figures["events"]) == (3, {"minutes": 90}, 1)
    assert commgov("verify", ledger_url, "--lang", "zh").stdout.startswith("全部3条分录无误")


def test_a_changed_ledger_is_found_and_the_entry_named(ledger_url):
    with contextlib.closing(sqlite3.connect(ledger_url.removeprefix("sqlite:///"))) as connection:
        connection.execute("DROP TRIGGER ledger_entry_UPDATE")
        connection.execute("UPDATE ledger_entry SET amount = 900 WHERE seq = 3")
        connection.commit()
    done = commgov("verify", ledger_url)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "Journal entry 3 is wrong: its link does not fit its content and the entry before\n"


def test_a_changed_stream_event_is_found_and_named_in_the_language_asked_for(ledger_url):
    with contextlib.closing(sqlite3.connect(ledger_url.removeprefix("sqlite:///"))) as connection:
        connection.execute("DROP TRIGGER stream_event_UPDATE")
        connection.execute("UPDATE stream_event SET body = '[]'")
        connection.commit()
    done = commgov("verify", ledger_url, "--lang", "zh")
    assert (done.returncode, done.stderr) == (1, "第1条流事件有误：链接值与内容及前一条不符\n")


def test_a_ledger_that_is_not_there_is_not_made(tmp_path):
    done = commgov("verify", f"sqlite:///{tmp_path / 'nothing.db'}")
    assert done.returncode == 2
    assert "a file that is there" in done.stderr
    assert list(tmp_path.iterdir()) == []
    assert commgov("verify", "mysql://somewhere").returncode == 2


def test_verifying_looks_at_the_access_log_too_when_it_is_named(ledger_url):
    entry = AuditEntry(datetime(2026, 3, 2, tzinfo=UTC), "officer-7", "read")
    with Database.open(ledger_url) as database:
        database.access_log("b").append([entry, entry])
        database.access_log("b").sign(SigningKey.generate())
    done = commgov("verify", ledger_url, "--access-log", "b")
    assert done.returncode == 0, done.stderr
    assert "All 2 entries of the access log are in order" in done.stdout
    assert "Checked against 1 signed roots" in done.stdout
    assert "No witness" in done.stdout
    assert json.loads(commgov("verify", ledger_url, "--access-log", "b", "--json").stdout)["log_entries"] == 2
    with contextlib.closing(sqlite3.connect(ledger_url.removeprefix("sqlite:///"))) as connection:
        (guard,) = connection.execute("SELECT sql FROM sqlite_master WHERE name = 'audit_entry_DELETE'").fetchone()
        connection.execute("DROP TRIGGER audit_entry_DELETE")
        connection.execute("DELETE FROM audit_entry WHERE number = 1")
        connection.execute(guard)
        connection.commit()
    done = commgov("verify", ledger_url, "--access-log", "b", "--lang", "zh")
    assert done.returncode == 1
    assert "访问日志第1条" in done.stderr


def test_verifying_asks_the_witness_whose_file_is_named(ledger_url, tmp_path):
    entry, file = AuditEntry(datetime(2026, 3, 2, tzinfo=UTC), "officer-7", "read"), tmp_path / "roots.jsonl"
    with Database.open(ledger_url) as database:
        log = database.access_log("b", witness=WitnessFile(file))
        log.append([entry])
        log.sign(SigningKey.generate())
    asked = ("verify", ledger_url, "--access-log", "b", "--witness", str(file))
    assert "A witness vouches for the first 1 entries" in commgov(*asked).stdout
    assert json.loads(commgov(*asked, "--json").stdout)["log_witnessed"] == 1
    assert commgov(*asked[:-1], str(tmp_path / "none")).returncode == 2


def test_verifying_makes_no_tables(tmp_path):
    """A file of another program stays as it is."""
    file = tmp_path / "other.db"
    with contextlib.closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE theirs (a)")
        connection.commit()
    done = commgov("verify", f"sqlite:///{file}")
    assert done.returncode == 1
    assert "no tables of commgov" in done.stderr
    assert "数据库中没有commgov的表" in commgov("verify", f"sqlite:///{file}", "--lang", "zh").stderr
    with contextlib.closing(sqlite3.connect(file)) as connection:
        assert connection.execute("SELECT name FROM sqlite_master").fetchall() == [("theirs",)]
