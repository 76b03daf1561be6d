"""The time bank: what was earned is kept, spent, given, donated, cleared with other communities, or runs out.

::

    TimeBank ──▶ shop | stock | gifts | pools | funds | expiry | clearing      counters, each a concept
                   └──▶ office     the journal read as deals and gifts; each intention posted once
                          └──▶ Ledger

* `bank`: the one door.
* `shop`, `stock`, `gifts`, `pools`, `funds`, `expiry`, `clearing`: the counters.
* `closing`: the counter that closes a member's accounts; `leaving`: its policy.
* `letters`: what communities tell each other, signed.
* `rules`: what a community's bank goes by; `catalogue`, `convertibility`, `kinship`, `lots`, `periods`: its parts.
* `allocation`, `netting`: who gets what from a pool, who pays whom between communities; pure.
* `office`, `history`, `baton`: how an intention becomes one command, whoever asks at the same time.
* `accounts`, `openings`: the names of the accounts, and as what they are opened.

Deals have no store of their own: the journal is folded (`history`), so there is one truth, also after a restart.
"""

from commgov.incentives.timebank.allocation import AllocationRule as AllocationRule
from commgov.incentives.timebank.allocation import Applicant as Applicant
from commgov.incentives.timebank.allocation import LoneEldersFirst as LoneEldersFirst
from commgov.incentives.timebank.allocation import PoolShare as PoolShare
from commgov.incentives.timebank.allocation import shared_out as shared_out
from commgov.incentives.timebank.answers import No as No
from commgov.incentives.timebank.bank import Balance as Balance
from commgov.incentives.timebank.bank import Promises as Promises
from commgov.incentives.timebank.bank import TimeBank as TimeBank
from commgov.incentives.timebank.catalogue import Catalogue as Catalogue
from commgov.incentives.timebank.catalogue import Item as Item
from commgov.incentives.timebank.clearing import Clearing as Clearing
from commgov.incentives.timebank.closing import Closure as Closure
from commgov.incentives.timebank.convertibility import BEIJING_2022 as BEIJING_2022
from commgov.incentives.timebank.convertibility import CASE_STUDY as CASE_STUDY
from commgov.incentives.timebank.convertibility import NANJING_2019 as NANJING_2019
from commgov.incentives.timebank.convertibility import SHANGHAI_2026 as SHANGHAI_2026
from commgov.incentives.timebank.convertibility import Convertibility as Convertibility
from commgov.incentives.timebank.convertibility import Redeemer as Redeemer
from commgov.incentives.timebank.convertibility import Use as Use
from commgov.incentives.timebank.deals import Deal as Deal
from commgov.incentives.timebank.deals import DealState as DealState
from commgov.incentives.timebank.expiry import Expiry as Expiry
from commgov.incentives.timebank.expiry import RanOut as RanOut
from commgov.incentives.timebank.funds import Funds as Funds
from commgov.incentives.timebank.funds import LineReport as LineReport
from commgov.incentives.timebank.funds import fund_totals as fund_totals
from commgov.incentives.timebank.gifts import Gifts as Gifts
from commgov.incentives.timebank.history import Gift as Gift
from commgov.incentives.timebank.history import Payout as Payout
from commgov.incentives.timebank.kinship import DIRECT_FAMILY as DIRECT_FAMILY
from commgov.incentives.timebank.kinship import GiftPolicy as GiftPolicy
from commgov.incentives.timebank.kinship import Kinship as Kinship
from commgov.incentives.timebank.kinship import Relation as Relation
from commgov.incentives.timebank.leaving import Destination as Destination
from commgov.incentives.timebank.leaving import Leaving as Leaving
from commgov.incentives.timebank.leaving import LeavingPolicy as LeavingPolicy
from commgov.incentives.timebank.letters import Letter as Letter
from commgov.incentives.timebank.letters import PartnerKey as PartnerKey
from commgov.incentives.timebank.letters import Remittance as Remittance
from commgov.incentives.timebank.letters import Reply as Reply
from commgov.incentives.timebank.letters import signed_letter as signed_letter
from commgov.incentives.timebank.lots import ExpiryPolicy as ExpiryPolicy
from commgov.incentives.timebank.lots import Notice as Notice
from commgov.incentives.timebank.netting import Netting as Netting
from commgov.incentives.timebank.netting import Payment as Payment
from commgov.incentives.timebank.netting import Statement as Statement
from commgov.incentives.timebank.netting import net as net
from commgov.incentives.timebank.periods import Period as Period
from commgov.incentives.timebank.periods import PersonLimit as PersonLimit
from commgov.incentives.timebank.pools import Pools as Pools
from commgov.incentives.timebank.rules import BankRules as BankRules
from commgov.incentives.timebank.shop import Allotted as Allotted
from commgov.incentives.timebank.shop import Shop as Shop
from commgov.incentives.timebank.stock import Stock as Stock
from commgov.incentives.timebank.stock import StockFigures as StockFigures

__all__ = [
    "BEIJING_2022",
    "CASE_STUDY",
    "DIRECT_FAMILY",
    "NANJING_2019",
    "SHANGHAI_2026",
    "AllocationRule",
    "Allotted",
    "Applicant",
    "Balance",
    "BankRules",
    "Catalogue",
    "Clearing",
    "Closure",
    "Convertibility",
    "Deal",
    "DealState",
    "Destination",
    "Expiry",
    "ExpiryPolicy",
    "Funds",
    "Gift",
    "GiftPolicy",
    "Gifts",
    "Item",
    "Kinship",
    "Leaving",
    "LeavingPolicy",
    "Letter",
    "LineReport",
    "LoneEldersFirst",
    "Netting",
    "No",
    "Notice",
    "PartnerKey",
    "Payment",
    "Payout",
    "Period",
    "PersonLimit",
    "PoolShare",
    "Pools",
    "Promises",
    "RanOut",
    "Redeemer",
    "Relation",
    "Remittance",
    "Reply",
    "Shop",
    "Statement",
    "Stock",
    "StockFigures",
    "TimeBank",
    "Use",
    "fund_totals",
    "net",
    "shared_out",
    "signed_letter",
]
