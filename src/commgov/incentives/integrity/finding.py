"""The door: all detectors are asked, and what could not be looked at is named."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from attrs import frozen

from commgov.incentives.integrity.copies import copies
from commgov.incentives.integrity.flag import Flag, FlagKind
from commgov.incentives.integrity.floating import floating
from commgov.incentives.integrity.heaping import heaping
from commgov.incentives.integrity.late_batch import late_batch
from commgov.incentives.integrity.long_days import long_days
from commgov.incentives.integrity.many_signatures import many_signatures
from commgov.incentives.integrity.material import Material
from commgov.incentives.integrity.no_outcome import no_outcome
from commgov.incentives.integrity.no_spread import no_spread
from commgov.incentives.integrity.one_device import one_device
from commgov.incentives.integrity.overlap import overlap
from commgov.incentives.integrity.period_end import period_end
from commgov.incentives.integrity.policy import IntegrityPolicy
from commgov.incentives.integrity.reporting_load import reporting_load
from commgov.incentives.integrity.rings import rings
from commgov.incentives.integrity.travel import travel
from commgov.wording import Text

Detector = Callable[[Material, IntegrityPolicy], list[Flag]]
"""Looks at the material and says what a person should look at; pure, and the same again for the same material."""

DETECTORS: Mapping[FlagKind, Detector] = MappingProxyType(
    {
        FlagKind.LATE_BATCH: late_batch,
        FlagKind.OVERLAP: overlap,
        FlagKind.TRAVEL: travel,
        FlagKind.ONE_DEVICE: one_device,
        FlagKind.RING: rings,
        FlagKind.FLOATING: floating,
        FlagKind.NO_OUTCOME: no_outcome,
        FlagKind.REPORTING_LOAD: reporting_load,
        FlagKind.HEAPING: heaping,
        FlagKind.COPIES: copies,
        FlagKind.MANY_SIGNATURES: many_signatures,
        FlagKind.LONG_DAYS: long_days,
        FlagKind.PERIOD_END: period_end,
        FlagKind.NO_SPREAD: no_spread,
    }
)
"""The built-in detectors, one file each."""

_OUTCOMES = Text("no outcomes of demands were given", "未提供需求办结结果")


@frozen
class Findings:
    """What the detectors found.

    Args:
        flags: detector by detector, each one's in a fixed order.
        not_looked_at: kinds that nothing can be said about, each with the reason: no flag is not the same as nothing
            to flag.
        policy: the version of the policy that was used.
    """

    flags: tuple[Flag, ...]
    not_looked_at: tuple[tuple[FlagKind, Text], ...]
    policy: str


def find_flags(
    material: Material,
    policy: IntegrityPolicy | None = None,
    detectors: Mapping[FlagKind, Detector] = DETECTORS,
) -> Findings:
    """Ask all detectors.

    Args:
        material: what to look at.
        policy: the limits; the default ones if None.
        detectors: which detectors, by the kind of their flags.

    Example:
        >>> findings = find_flags(Material.of([]))
        >>> findings.flags, [kind.value for kind, why in findings.not_looked_at]
        ((), ['floating service', 'no outcome', 'reporting load', 'impossible travel'])
    """
    limits = policy or IntegrityPolicy()
    missing = _missing(material)
    flags = [flag for detector in detectors.values() for flag in detector(material, limits)]
    unseen = tuple((kind, why) for kind, why in missing if kind in detectors)
    return Findings(tuple(flags), unseen, limits.version)


def _missing(material: Material) -> list[tuple[FlagKind, Text]]:
    missing = []
    if material.endings is None:
        missing += [(FlagKind.FLOATING, _OUTCOMES), (FlagKind.NO_OUTCOME, _OUTCOMES)]
    if material.paperwork is None:
        missing.append((FlagKind.REPORTING_LOAD, Text("no paperwork was given", "未提供填表时间")))
    if material.travel is None:
        missing.append((FlagKind.TRAVEL, Text("no travel times were given", "未提供路途时间")))
    return missing
