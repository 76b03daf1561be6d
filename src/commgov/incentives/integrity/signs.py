"""From counts to flags: what the detectors that compare with peers have in common."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from attrs import frozen

from commgov.incentives.facts.service import RecordId
from commgov.incentives.integrity.chance import Flags, Ints
from commgov.incentives.integrity.flag import Flag, FlagKind, Measure
from commgov.incentives.integrity.peers import BeyondPeers, beyond_peers, usual_share
from commgov.incentives.integrity.policy import IntegrityPolicy
from commgov.incentives.integrity.records import Records, are_among, grouped
from commgov.wording import Text

_NOTHING: Mapping[str, object] = {}


@frozen
class Wording:
    """How a detector speaks.

    Args:
        kind: of its flags.
        measure: what it measures.
        reason: what was seen; may name `{who}` and what else the detector fills in.
        clears: what would clear it.
    """

    kind: FlagKind
    measure: Text
    reason: Text
    clears: Text

    def flag(self, about: Sequence[str], evidence: tuple[RecordId, ...], measure: Measure, **values: object) -> Flag:
        """A flag in these words."""
        reason = self.reason.fill(who=Text(", ", "、").join(Text(one, one) for one in about), **values)
        return Flag(self.kind, tuple(about), evidence, reason, measure, self.clears)


def by_signs(
    records: Records,
    rows: Ints,
    sign: Flags,
    group: Ints,
    policy: IntegrityPolicy,
    words: Wording,
    *,
    within: Ints | None = None,
) -> list[Flag]:
    """Flag the people with more signs on their records than their peers.

    Args:
        records: all records.
        rows: the rows that are looked at.
        sign: whether each of these rows has the sign.
        group: whose each of these rows is, as a person code.
        policy: the limits.
        words: how to say it.
        within: what each of these rows is to be compared within, as a code; or None.
    """
    if not len(rows):
        return []
    size = int(group.max()) + 1
    expected = None if within is None else usual_share(sign, group, within, policy, size)
    signs, trials = np.bincount(group[sign], minlength=size), np.bincount(group, minlength=size)
    found = beyond_peers(signs, trials, policy, expected)
    return flags_of(found, words, records, rows[sign], group[sign])


def flags_of(
    found: BeyondPeers,
    words: Wording,
    records: Records,
    rows: Ints,
    group: Ints,
    more: Callable[[int], Mapping[str, object]] = lambda _: _NOTHING,
) -> list[Flag]:
    """A flag for each person who stands out. The words may name `{signs}`, `{trials}` and `{usual}`, a share.

    Args:
        found: who stands out.
        words: how to say it.
        records: all records.
        rows: the rows with the sign.
        group: whose each of these rows is, as a person code.
        more: what else the words name, by person code.
    """
    theirs = are_among(group, found.groups, len(records.people))
    evidence = grouped(rows[theirs], group[theirs])
    flags = []
    for at, code in enumerate(found.groups.tolist()):
        signs, trials, usual = int(found.signs[at]), int(found.trials[at]), float(found.usual[at])
        measure = Measure(words.measure, signs / trials, usual, float(found.chance[at]))
        values = {"signs": signs, "trials": trials, "usual": f"{usual:.1%}", **more(code)}
        flags.append(words.flag([records.people[code]], records.of_rows(evidence[code]), measure, **values))
    return flags
