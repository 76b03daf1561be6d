"""The faults of `make faults` in a short form: nothing lost, half or doubled; planted faults are caught."""

import pytest

from faults import full_disk, killing, power, racing

BOTH = pytest.mark.parametrize("how", [killing.post_told_too_early, killing.post_without_transaction])


def test_whoever_is_killed_while_posting_leaves_the_books_whole(database_place):
    found = killing.kill(database_place, 8)
    assert found.faults == 0
    assert found.told > 0


@BOTH
def test_a_store_that_cheats_is_caught_by_the_same_test(database_place, how):
    assert killing.kill(database_place, 100, how=how, stop_at_fault=True).faults > 0


def test_what_was_answered_survives_a_loss_of_power(tmp_path):
    found = power.lose_power(tmp_path, iter(range(60)))
    assert (found.lost, found.broken) == (0, 0)
    assert found.untold > 0  # the power also went between the sync and the answer
    assert found.told < 60 * power.BATCHES * power.BATCH


def test_a_store_that_does_not_sync_is_caught_by_the_same_test(tmp_path):
    found = power.lose_power(tmp_path, iter(range(20)), synchronous="OFF")
    assert found.lost > 0
    assert found.broken > 0


def test_many_processes_sell_what_there_is_and_no_more(database_place):
    sale = racing.sell(database_place, processes=8, attempts=40, stock=30, limit=4)
    assert sale.sold == sale.taken == sale.stock
    assert sale.over == 0


def test_of_two_who_settle_one_hold_or_reverse_one_entry_one_does(database_place):
    assert racing.settle_twice(database_place, holds=60) == (60, 60)


def test_a_full_disk_is_told_and_the_journal_goes_on_when_there_is_room(tmp_path):
    said, number = full_disk.told_when_full(tmp_path)
    assert number > 0
    assert "disk" in said


def test_a_file_that_may_only_be_read_is_told_and_unchanged():
    assert "readonly" in full_disk.told_when_read_only()
