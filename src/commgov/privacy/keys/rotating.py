"""Rotation of the community key: every subject's key is wrapped anew, the data itself is not touched.

What is left to do stands in the store, so a rotation that was cancelled or broke off goes on where it ended.
"""

from collections.abc import Callable

from attrs import evolve, frozen

from commgov.core import PersonRef
from commgov.errors import SealError
from commgov.privacy.keys.community import Community
from commgov.privacy.keys.store import KeyStore
from commgov.privacy.tiers import Tier

BATCH = 100
Place = tuple[PersonRef, Tier]


@frozen
class RotationProgress:
    """How far a rotation is.

    Args:
        done: subjects' keys wrapped anew since it began, or went on.
        total: those that were to be wrapped anew then.
    """

    done: int
    total: int


OnRotation = Callable[[RotationProgress], bool | None]
"""Called after each batch with the `RotationProgress`; to return False ends the rotation there, to go on later."""


@frozen
class Rotation:
    """What came of a rotation.

    Args:
        number: the new community key's number.
        resumed: whether an earlier rotation went on.
        rewrapped: how many subjects' keys were wrapped anew.
        left: how many are still wrapped under older keys.
        damaged: those that do not open any more, by subject and tier; they stay as they are.
    """

    number: int
    resumed: bool
    rewrapped: int
    left: int
    damaged: tuple[Place, ...] = ()

    @property
    def is_complete(self) -> bool:
        """Whether no key is left under an older community key."""
        return self.left == 0


def rotate(store: KeyStore, community: Community, on_progress: OnRotation | None, *, anew: bool) -> Rotation:
    """Go on with the rotation that is under way, or begin one; wrap subjects' keys anew.

    If somebody else begins another one meanwhile, this one goes over to their key: two that each wrapped what the other
    had just wrapped would both end with keys left.
    """
    now = community.looked_up()
    total = outdated(store, now.keyset.primary)
    resumed = total > 0 and not anew
    if not resumed:
        now = community.rotated()
        total = outdated(store, now.keyset.primary)
    number, done, damaged, after = now.keyset.primary, 0, list[Place](), None
    while True:
        newest = community.looked_up().keyset.primary
        if newest != number:
            number, damaged, after = newest, [], None
        batch = store.wrapped_otherwise(number, after=after, limit=BATCH)
        if not batch:
            break
        for key in batch:
            after = key.place
            try:
                keyset = community.unwrapped(key)
            except SealError:
                damaged.append(key.place)
                continue
            done += store.keep(community.wrapped(evolve(key, version=key.version + 1), keyset))
        if on_progress is not None and on_progress(RotationProgress(done, total)) is False:
            break
    return Rotation(number, resumed, done, outdated(store, number), tuple(damaged))


def outdated(store: KeyStore, primary: int) -> int:
    """How many subjects' keys another community key wraps."""
    return sum(count for number, count in store.count().items() if number != primary)
