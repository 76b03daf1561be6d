"""The rules of one community's bank, in one value. Other rules are another value: nothing agreed on before changes."""

from collections.abc import Mapping

from attrs import Factory, field, frozen

from commgov.core import Text
from commgov.core.checks import Checks
from commgov.incentives.timebank.catalogue import Catalogue, check_line
from commgov.incentives.timebank.convertibility import CASE_STUDY, MINUTES_AN_HOUR, Convertibility
from commgov.incentives.timebank.kinship import GiftPolicy, Relation
from commgov.incentives.timebank.leaving import LeavingPolicy
from commgov.incentives.timebank.letters import PartnerKey
from commgov.incentives.timebank.lots import ExpiryPolicy
from commgov.incentives.timebank.periods import PersonLimit

Line = tuple[str, str]
"""A budget line: a fund, and the purpose for which a part of it is set apart."""


@frozen
class BankRules:
    """What a community's time bank goes by.

    Args:
        catalogue: what can be redeemed.
        convertibility: what hours and points may be exchanged for.
        expiry: when they run out.
        gifts: what may be given to relatives.
        relations: the register of relations.
        ceiling: the most minutes that a member keeps; None: no limit. (1,500 hours in Nanjing.)
        donations: the pool that what is above the ceiling goes to.
        per_person: the most that one person may have of a budget line, in fen.
        partners: the register of other communities' keys: whose letters are believed, and on which days.
        leaving: where a member's minutes go when their accounts are closed.

    Raises:
        InvalidInputError: naming all that is wrong.

    Example:
        >>> BankRules(ceiling=None).donations
        'donated'
    """

    catalogue: Catalogue = Factory(Catalogue)
    convertibility: Convertibility = CASE_STUDY
    expiry: ExpiryPolicy = Factory(ExpiryPolicy)
    gifts: GiftPolicy = Factory(GiftPolicy)
    relations: tuple[Relation, ...] = field(default=(), repr=False)
    ceiling: int | None = 1_500 * MINUTES_AN_HOUR
    donations: str = "donated"
    per_person: Mapping[Line, PersonLimit] = Factory(dict)
    partners: tuple[PartnerKey, ...] = ()
    leaving: LeavingPolicy = Factory(LeavingPolicy)

    def __attrs_post_init__(self) -> None:
        checks = Checks("BankRules")
        kinds = (
            ("catalogue", Catalogue),
            ("convertibility", Convertibility),
            ("expiry", ExpiryPolicy),
            ("gifts", GiftPolicy),
            ("leaving", LeavingPolicy),
        )
        for name, kind in kinds:
            checks.instance(name, getattr(self, name), kind, Text(kind.__name__, kind.__name__))
        checks.every("relations", self.relations, Relation, Text("a Relation", "应为亲属关系登记（Relation）"))
        checks.every("partners", self.partners, PartnerKey, Text("a PartnerKey", "应为伙伴社区公钥登记（PartnerKey）"))
        if self.ceiling is not None:
            checks.whole("ceiling", self.ceiling, least=1)
        checks.identifier("donations", self.donations)
        for line, limit in self.per_person.items():
            check_line(checks, line)
            checks.instance("per_person", limit, PersonLimit, Text("a PersonLimit", "应为个人限额（PersonLimit）"))
        checks.refuse()
