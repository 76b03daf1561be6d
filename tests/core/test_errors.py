"""Errors speak English and Chinese, wherever they come from, and keep both between processes."""

import pickle

import pytest

from commgov.core import MemoryStreams
from commgov.errors import (
    CommgovError,
    ConflictError,
    InvalidInputError,
    MissingExtraError,
    NotFoundError,
    Place,
    Problem,
    RuleFailedError,
    SolverError,
    StorageError,
    WrongAnswerError,
)
from commgov.grid import Organisation, Unit
from commgov.incentives import RecordBook, TimeBank
from commgov.incentives.ledger import MINUTES, Account, BrokenJournalError, Command, Ledger, Open, Void
from commgov.storage import Database
from commgov.wording import Text

SAID = Text("the disk is full", "磁盘已满")


@pytest.mark.parametrize(
    "kind",
    [
        CommgovError,
        ConflictError,
        MissingExtraError,
        NotFoundError,
        RuleFailedError,
        SolverError,
        StorageError,
        WrongAnswerError,
    ],
)
def test_an_error_speaks_both_languages_also_after_a_journey(kind):
    for error in (kind(SAID), pickle.loads(pickle.dumps(kind(SAID)))):  # noqa: S301 -- our own bytes
        assert (type(error), str(error)) == (kind, SAID.en)
        assert (error.text, error.to("en"), error.to("zh")) == (SAID, SAID.en, SAID.zh)


def test_wrong_input_lists_all_problems_in_both_languages():
    problems = [Problem(Place.of("Member").at("id"), Text("an id", "应为编号")), Problem("grid", SAID, "x")]
    error = InvalidInputError(problems)
    assert error.to("zh").splitlines() == [each.to("zh") for each in problems]
    assert error.to("en") == str(error)
    assert pickle.loads(pickle.dumps(error)).problems == tuple(problems)  # noqa: S301 -- our own bytes


def key_reused():
    ledger = Ledger()
    assert ledger.post(Command("k", (Open(Account("a", MINUTES)),), by="o-1", cause="c"))
    ledger.post(Command("k", (Void(1),), by="o-1", cause="c"))


RAISED = {
    "account": (lambda: Ledger().standing("a"), "账户'a'不存在"),
    "record": (lambda: RecordBook(Ledger()).record("s-1"), "服务记录's-1'不存在"),
    "stream": (lambda: MemoryStreams().append("record/s-1", 2, "x"), "record/s-1已被他人更改"),
    "member": (lambda: TimeBank("b", Ledger()).balance("m-1"), "'m-1'没有账户"),
    "key": (key_reused, "幂等键'k'已用于另一指令"),
}


@pytest.mark.parametrize("what", RAISED)
def test_where_they_are_raised_they_speak_chinese(what):
    cause, zh = RAISED[what]
    with pytest.raises(CommgovError) as raised:
        cause()
    assert raised.value.to("zh") == zh


def test_a_broken_journal_names_its_entry_in_both_languages():
    error = BrokenJournalError(4, SAID)
    assert (str(error), error.to("zh")) == ("journal entry 4: the disk is full", "日记账第4条：磁盘已满")
    assert pickle.loads(pickle.dumps(error)).seq == 4  # noqa: S301 -- our own bytes


def test_a_unit_that_is_not_there_is_named_in_both_languages():
    with pytest.raises(NotFoundError) as missing:
        Organisation.from_units([Unit("committee")]).ancestors("grid-9")
    assert missing.value.to("zh") == "当日没有单元 'grid-9'"


def test_what_the_database_cannot_do_is_told_in_both_languages(tmp_path):
    with pytest.raises(StorageError) as failed:
        Database.open(f"sqlite:///{tmp_path}")  # a folder
    assert failed.value.to("zh").startswith("数据库未能完成：")
    with pytest.raises(NotFoundError) as empty:
        Database.open(f"sqlite:///{tmp_path / 'new.db'}", create=False)
    assert empty.value.to("zh") == "数据库中没有commgov的表"
