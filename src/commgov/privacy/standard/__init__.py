"""What a community collects, declared once: residents, members, what they order. Used as it is, or extended.

Fields, tiers, masks and retention follow the tables of tiers and law; how long something is kept is a proposal that a
community's own rules replace. An integrator adds fields in a class of their own, by inheritance.
"""

from commgov.privacy.standard.member import MemberPerson as MemberPerson
from commgov.privacy.standard.order import ORDER_TRACES as ORDER_TRACES
from commgov.privacy.standard.order import OrderText as OrderText
from commgov.privacy.standard.resident import Resident as Resident

__all__ = [
    "ORDER_TRACES",
    "MemberPerson",
    "OrderText",
    "Resident",
]
