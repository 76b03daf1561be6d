"""Proofs of the access log: RFC 9162 word by word, published vectors, another implementation, and every wrong bit."""

import base64
import json
from typing import ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pymerkle import InmemoryTree

from commgov.privacy import verify_consistency, verify_inclusion
from commgov.privacy.audit.merkle import Frontier, Node, consistency_way, covering, folded, inclusion_way
from commgov.privacy.audit.verifier import EMPTY_ROOT, leaf_hash, verify_leaf
from commgov.testing.access_log import root_of

ENTRIES = [b"entry %d" % number for number in range(40)]


class Tree:
    """A tree that has grown in steps of some sizes."""

    kept: ClassVar[dict[Node, bytes]]

    def __init__(self, entries, steps=(7, 1, 12)):
        frontier, self.kept, done = Frontier(), {}, 0
        while done < len(entries):
            step = entries[done : done + steps[done % len(steps)]]
            before = frontier.size
            for level, hashes in enumerate(frontier.add(step)):
                self.kept |= {(level, number): each for number, each in enumerate(hashes, before >> level)}
            done += len(step)
        self.frontier = frontier

    def find(self, nodes):
        return [self.kept[node] for node in nodes]

    def fold(self, span):
        return folded(self.find(covering(span)))

    def root(self, size):
        return self.fold((0, size))

    def inclusion(self, number, size):
        return inclusion_way(number, size).hashes(self.find, self.fold)

    def consistency(self, old, new):
        return consistency_way(old, new).hashes(self.find, self.fold)


TREE = Tree(ENTRIES)
ROOTS = [root_of(ENTRIES[:size]) for size in range(len(ENTRIES) + 1)]


def test_a_root_is_what_the_rfc_defines_at_every_size():
    assert [TREE.root(size) for size in range(len(ENTRIES) + 1)] == ROOTS
    assert TREE.frontier.root == ROOTS[-1]
    assert ROOTS[0] == EMPTY_ROOT == Frontier().root


def test_every_entry_is_proven_at_every_size_and_only_in_its_own_place():
    for size in range(1, len(ENTRIES) + 1):
        for number in range(size):
            path = TREE.inclusion(number, size)
            assert verify_inclusion(ENTRIES[number], number, size, path, ROOTS[size])
            assert not verify_inclusion(ENTRIES[number] + b"x", number, size, path, ROOTS[size])
            assert not verify_inclusion(ENTRIES[number], number, size, path, ROOTS[size - 1])
            others = [other for other in range(size) if other != number]
            assert not any(verify_inclusion(ENTRIES[number], other, size, path, ROOTS[size]) for other in others)


def test_growth_is_proven_between_any_two_sizes():
    for new in range(1, len(ENTRIES) + 1):
        for old in range(1, new + 1):
            path = TREE.consistency(old, new)
            assert verify_consistency(old, new, ROOTS[old], ROOTS[new], path)
            assert not verify_consistency(old, new, ROOTS[old - 1], ROOTS[new], path)
            assert not verify_consistency(old, new, ROOTS[old], ROOTS[new - 1], path)


@given(number=st.integers(0, 39), data=st.data())
def test_a_proof_with_one_bit_changed_one_hash_more_or_one_less_proves_nothing(number, data):
    path = TREE.inclusion(number, 40)
    at, bit = data.draw(st.integers(0, len(path) - 1)), data.draw(st.integers(0, 255))
    flipped = (int.from_bytes(path[at], "big") ^ (1 << bit)).to_bytes(32, "big")
    wrong = [[*path[:at], flipped, *path[at + 1 :]], path[:-1], [*path, bytes(32)], path[1:], [b"", *path], path[::-1]]
    for proof in wrong:
        assert not verify_inclusion(ENTRIES[number], number, 40, proof, ROOTS[40])


@pytest.mark.parametrize(("old", "new"), [(0, 0), (0, 3), (4, 3), (-1, 3)])
def test_nothing_is_proven_of_a_log_that_was_empty_or_shrank(old, new):
    assert not verify_consistency(old, new, ROOTS[0], ROOTS[max(0, new)], [])


@pytest.mark.parametrize(("number", "size"), [(0, 0), (3, 3), (-1, 3)])
def test_nothing_is_proven_of_an_entry_that_is_not_there(number, size):
    assert not verify_inclusion(ENTRIES[0], number, size, [], ROOTS[size])


def test_the_published_vectors_are_judged_as_published(shared):
    """All of transparency-dev's vectors of inclusion and consistency, those of size 0 with them."""
    judged = 0
    for line in (shared / "data/vectors/merkle/rfc6962_proofs.jsonl").read_text(encoding="utf-8").splitlines():
        vector = json.loads(line)
        if "start" in vector:
            continue  # proofs of subtrees: another matter
        path = [base64.b64decode(each) for each in vector["proof"] or []]
        hashes = {
            key: base64.b64decode(vector[key] or "") for key in ("root", "root1", "root2", "leafHash") if key in vector
        }
        if "size1" in vector:
            sizes = vector["size1"], vector["size2"]
            right = verify_consistency(*sizes, hashes["root1"], hashes["root2"], path)
        else:
            right = verify_leaf(hashes["leafHash"], vector["leafIdx"], vector["treeSize"], path, hashes["root"])
        assert right != vector["wantErr"], vector["case"]
        judged += 1
    assert judged == 196


def test_another_implementation_makes_the_same_roots_and_paths():
    tree = InmemoryTree(algorithm="sha256")
    for entry in ENTRIES:
        tree.append_entry(entry)
        assert tree.get_leaf(tree.get_size()) == leaf_hash(entry)
        assert tree.get_root() == ROOTS[tree.get_size()]


@given(first=st.integers(0, 200).map(lambda number: number * 64), length=st.integers(0, 64))
def test_a_span_is_covered_by_full_nodes_without_gap_or_overlap(first, length):
    covered = [
        entry
        for level, number in covering((first, first + length))
        for entry in range(number << level, (number + 1) << level)
    ]
    assert covered == list(range(first, first + length))


def test_a_proof_whose_hashes_are_cut_elsewhere_proves_nothing():
    """Two hashes side by side are hashed as one row of bytes: where one ends and the other begins has to stand."""
    cut = 0
    for new in range(2, 20):
        for old in range(1, new):
            path = TREE.consistency(old, new)
            for at in range(len(path) - 1):
                one, other = path[at], path[at + 1]
                for pair in (
                    [one + other[:1], other[1:]],
                    [one[:-1], one[-1:] + other],
                    [other[-1:] + one, other[:-1]],
                ):
                    moved = [*path[:at], *pair, *path[at + 2 :]]
                    assert not verify_consistency(old, new, ROOTS[old], ROOTS[new], moved)
                    cut += 1
    assert cut > 100
