"""Callers who come while somebody writes are written together, and each gets an own answer."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from commgov.storage import group_commit
from commgov.storage.group_commit import GroupCommit


class Disk:
    """Writes numbers; the first write waits until it may go on. 13 breaks it."""

    def __init__(self):
        self.written, self.first, self.may_go_on = [], Event(), Event()

    def __call__(self, asked):
        if not self.first.is_set():
            self.first.set()
            assert self.may_go_on.wait(60)
        if 13 in asked:
            raise OSError("13")
        self.written.append(list(asked))
        return [2 * number for number in asked]


def ask_while_the_first_is_written(together, numbers, disk):
    """The first number is asked for; once it is being written, the others are, and wait in line."""
    with ThreadPoolExecutor(len(numbers)) as pool:
        asked = [pool.submit(together.ask, numbers[0])]
        assert disk.first.wait(60)
        asked += [pool.submit(together.ask, number) for number in numbers[1:]]
        while len(together._line) < len(numbers) - 1:
            pass
        disk.may_go_on.set()
        return [each.exception() or each.result() for each in asked]


def test_a_single_caller_is_written_alone_at_once():
    disk = Disk()
    disk.may_go_on.set()
    together = GroupCommit(disk)
    assert [together.ask(number) for number in (1, 2)] == [2, 4]
    assert disk.written == [[1], [2]]


def test_who_comes_meanwhile_is_written_together():
    disk = Disk()
    answers = ask_while_the_first_is_written(GroupCommit(disk), range(1, 9), disk)
    assert answers == [2, 4, 6, 8, 10, 12, 14, 16]
    assert [1] in disk.written
    assert sorted(map(len, disk.written)) == [1, 7]


def test_no_more_are_written_together_than_said():
    disk = Disk()
    ask_while_the_first_is_written(GroupCommit(disk, together_max=3), range(1, 9), disk)
    assert sorted(map(len, disk.written)) == [1, 1, 3, 3]


def test_an_error_meets_only_the_caller_whose_it_is():
    disk = Disk()
    answers = ask_while_the_first_is_written(GroupCommit(disk), [1, 12, 13, 14], disk)
    assert [type(answer) for answer in answers] == [int, int, OSError, int]
    assert sorted(disk.written) == [[1], [12], [14]]


def test_after_an_error_the_next_caller_is_written():
    disk = Disk()
    disk.may_go_on.set()
    together = GroupCommit(disk)
    with pytest.raises(OSError, match="13"):
        together.ask(13)
    assert together.ask(1) == 2


class Interrupted:
    """The gate of somebody who is interrupted while they wait, or as soon as it is their turn to write."""

    def __init__(self, gate, when):
        self.gate, self.when = gate, when

    def acquire(self):
        if self.when == "turn":
            self.gate.acquire()
        raise KeyboardInterrupt

    def release(self):
        self.gate.release()


@pytest.mark.parametrize("when", ["wait", "turn"])
def test_whoever_is_interrupted_in_line_leaves_it_and_nobody_waits_for_them(monkeypatch, when):
    begin = group_commit._Place.__init__

    def impatient(place, asked):
        begin(place, asked)
        if asked == 2:
            place.gate = Interrupted(place.gate, when)

    monkeypatch.setattr(group_commit._Place, "__init__", impatient)
    disk = Disk()
    together = GroupCommit(disk)
    with ThreadPoolExecutor(4) as pool:
        first = pool.submit(together.ask, 1)
        assert disk.first.wait(60)
        second = pool.submit(together.ask, 2)
        while when == "turn" and not together._line:
            pass
        if when == "wait":
            assert isinstance(second.exception(60), KeyboardInterrupt)
        third = pool.submit(together.ask, 3)
        while len(together._line) < (2 if when == "turn" else 1):
            pass
        disk.may_go_on.set()
        assert isinstance(second.exception(60), KeyboardInterrupt)
        assert (first.result(60), third.result(60)) == (2, 6)
    assert together.ask(4) == 8
    assert disk.written == [[1], [3], [4]]


def test_if_whoever_leads_is_interrupted_nobody_is_left_without_an_answer():
    class Stopped(Disk):
        def __call__(self, asked):
            if asked == [3]:
                raise KeyboardInterrupt
            return super().__call__(asked)

    answers = ask_while_the_first_is_written(GroupCommit(disk := Stopped()), [1, 2, 3, 13], disk)
    assert sum(isinstance(answer, KeyboardInterrupt) for answer in answers[2:]) >= 1
    assert None not in answers
