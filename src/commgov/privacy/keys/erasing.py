"""Crypto-erasure and its receipt: what it reached, and what it could not.

A subject's data becomes unreadable when the keys it was encrypted with are gone (PIPL article 47; GDPR article 17). A
receipt that said no more would be untrue: keys lie in backups, and what was once decrypted is beyond any key.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Protocol

from attrs import frozen

from commgov.core import PersonRef
from commgov.privacy.keys.store import StoredKey
from commgov.privacy.tiers import Tier
from commgov.seal import Json
from commgov.wording import Text

_KEYS = Text("{n} keys in the key store ({tiers})", "密钥库中的{n}个密钥（{tiers}）")
_NO_KEYS = Text(
    "the key store held no key of the subject; none can be made any more", "密钥库中没有该主体的密钥；此后也不再能生成"
)
_OPEN = Text("{n} keys held open in this process", "本进程中打开的{n}个密钥")
_BACKUPS = Text(
    "backups of the key store made before {at}: with them and the root, the keys can be restored until the community "
    "keys {numbers} are rotated, retired, and gone from every backup",
    "{at}之前密钥库的备份：在社区密钥{numbers}轮换、停用并从所有备份中消失之前，可凭备份和根密钥恢复",
)
_PROCESSES = Text(
    "keys held open in other processes, for {seconds} seconds at most", "其他进程中打开的密钥，至多再保留{seconds}秒"
)
_MEMORY = Text(
    "bytes in the memory of this process, which Python cannot wipe, until it ends",
    "本进程内存中的残留内容，Python无法清除，直至进程结束",
)
_READ = Text(
    "what was decrypted before: exports, prints, messages, screens, other systems",
    "此前已解密的内容：导出件、打印件、消息、屏幕显示、其他系统",
)
_FAILED = Text("{name}: it raised {error}", "{name}：抛出{error}")
_LEFT = Text("{name}: {left}", "{name}：{left}")


class CopyHolder(Protocol):
    """Holds copies or traces of a subject that keys do not reach: index rows, caches, export packages."""

    name: Text

    def erase(self, subject: PersonRef) -> Text | None:
        """Erase what it holds of a subject. Returns what is left in spite of it, or None."""
        ...


@frozen
class ErasureReceipt:
    """What became of the erasure of a subject. It names no data, only references.

    Args:
        subject: whose keys.
        at: when.
        tiers: whose keys were destroyed.
        reached: what is gone.
        not_reached: what is not, and until when or under what condition; never empty.
    """

    subject: PersonRef
    at: datetime
    tiers: tuple[Tier, ...]
    reached: tuple[Text, ...]
    not_reached: tuple[Text, ...]

    def to_json(self) -> Json:
        """The receipt as plain values, for a log that is hashed or signed."""
        return {
            "subject": self.subject,
            "at": self.at.isoformat(),
            "tiers": [tier.name for tier in self.tiers],
            "reached": [{"en": each.en, "zh": each.zh} for each in self.reached],
            "not_reached": [{"en": each.en, "zh": each.zh} for each in self.not_reached],
        }


def receipt(
    subject: PersonRef,
    at: datetime,
    *,
    destroyed: Sequence[StoredKey],
    closed: int,
    open_seconds: int,
    holders: Iterable[CopyHolder],
) -> ErasureReceipt:
    """Have the holders erase what they hold, and write down what came of it.

    Args:
        subject: whose keys were destroyed.
        at: when.
        destroyed: the keys.
        closed: how many were held open in this process.
        open_seconds: how long another process may hold some open.
        holders: what else is to be erased; one that raises does not keep the others from it.
    """
    tiers = tuple(sorted(key.tier for key in destroyed))
    reached, not_reached = [], []
    if destroyed:
        names = ", ".join(tier.name for tier in tiers)
        reached.append(_KEYS.fill(n=len(destroyed), tiers=names))
    else:
        reached.append(_NO_KEYS)
    if closed:
        reached.append(_OPEN.fill(n=closed))
    for holder in holders:
        left = _left(holder, subject)
        if left is None:
            reached.append(holder.name)
        else:
            not_reached.append(left)
    if destroyed:
        numbers = ", ".join(str(number) for number in sorted({key.community_key for key in destroyed}))
        not_reached.append(_BACKUPS.fill(at=at.isoformat(), numbers=numbers))
    not_reached += [_PROCESSES.fill(seconds=open_seconds), _MEMORY, _READ]
    return ErasureReceipt(subject, at, tiers, tuple(reached), tuple(not_reached))


def _left(holder: CopyHolder, subject: PersonRef) -> Text | None:
    """What a holder could not erase."""
    try:
        left = holder.erase(subject)
    except Exception as error:  # noqa: BLE001 - whatever it is, it belongs into the receipt; its message may hold data
        return _FAILED.fill(name=holder.name, error=type(error).__name__)
    return None if left is None else _LEFT.fill(name=holder.name, left=left)
