"""Time bank, points and assessment: every minute accounted for, nothing counted that was not served.

::

    certificates | honours      what leaves the house of all this
    integrity | care            who should look at what, whom to call; nothing that counts depends on them
     └▶ assessment | points         what services come to: a grade for a year, points
         └▶ records | ratings           services, attested by both sides before they count; what each side says of them
             └▶ timebank                    what was earned is spent, given, donated, cleared, or runs out
                 └▶ ledger                      every amount, in double entry
                     └▶ facts                       one service, as references and numbers

Each public name has its home in one of these: `from commgov.incentives.timebank import Kinship`. Those that people need
first can be had from here too.
"""

from commgov.incentives.assessment import Assessment as Assessment
from commgov.incentives.assessment import Criteria as Criteria
from commgov.incentives.assessment import Grade as Grade
from commgov.incentives.assessment import Weights as Weights
from commgov.incentives.assessment import assess as assess
from commgov.incentives.assessment import explain_grade as explain_grade
from commgov.incentives.assessment import publish_criteria as publish_criteria
from commgov.incentives.care import ProtectionBook as ProtectionBook
from commgov.incentives.care import care_signals as care_signals
from commgov.incentives.certificates import Certificate as Certificate
from commgov.incentives.certificates import CertificateRegister as CertificateRegister
from commgov.incentives.certificates import Issuer as Issuer
from commgov.incentives.certificates import Verification as Verification
from commgov.incentives.certificates import certificate_lines as certificate_lines
from commgov.incentives.certificates import issue_certificate as issue_certificate
from commgov.incentives.certificates import verify_certificate as verify_certificate
from commgov.incentives.facts import Attestation as Attestation
from commgov.incentives.facts import Effect as Effect
from commgov.incentives.facts import Form as Form
from commgov.incentives.facts import RecordId as RecordId
from commgov.incentives.facts import RegisteredProxies as RegisteredProxies
from commgov.incentives.facts import ServiceFacts as ServiceFacts
from commgov.incentives.facts import Side as Side
from commgov.incentives.honours import DisplayConsent as DisplayConsent
from commgov.incentives.honours import DisplayLevel as DisplayLevel
from commgov.incentives.honours import grade_list as grade_list
from commgov.incentives.honours import star_list as star_list
from commgov.incentives.honours import year_end_tables as year_end_tables
from commgov.incentives.integrity import FlagKind as FlagKind
from commgov.incentives.integrity import Material as Material
from commgov.incentives.integrity import find_flags as find_flags
from commgov.incentives.integrity.review import CaseBook as CaseBook
from commgov.incentives.ledger import MINUTES as MINUTES
from commgov.incentives.ledger import POINTS as POINTS
from commgov.incentives.ledger import Account as Account
from commgov.incentives.ledger import BrokenJournalError as BrokenJournalError
from commgov.incentives.ledger import Command as Command
from commgov.incentives.ledger import Hold as Hold
from commgov.incentives.ledger import Ledger as Ledger
from commgov.incentives.ledger import LedgerStore as LedgerStore
from commgov.incentives.ledger import MemoryStore as MemoryStore
from commgov.incentives.ledger import Open as Open
from commgov.incentives.ledger import Settle as Settle
from commgov.incentives.ledger import Transfer as Transfer
from commgov.incentives.points import Award as Award
from commgov.incentives.points import AwardBook as AwardBook
from commgov.incentives.points import PointsPolicy as PointsPolicy
from commgov.incentives.points import award_points as award_points
from commgov.incentives.points import dry_run as dry_run
from commgov.incentives.ratings import RatingBook as RatingBook
from commgov.incentives.ratings import RatingSide as RatingSide
from commgov.incentives.records import Attested as Attested
from commgov.incentives.records import Drafted as Drafted
from commgov.incentives.records import RecordBook as RecordBook
from commgov.incentives.records import RecordPolicy as RecordPolicy
from commgov.incentives.records import RecordState as RecordState
from commgov.incentives.records import ServiceClaim as ServiceClaim
from commgov.incentives.records import ServiceRecord as ServiceRecord
from commgov.incentives.records import Submitted as Submitted
from commgov.incentives.timebank import CASE_STUDY as CASE_STUDY
from commgov.incentives.timebank import BankRules as BankRules
from commgov.incentives.timebank import Catalogue as Catalogue
from commgov.incentives.timebank import ExpiryPolicy as ExpiryPolicy
from commgov.incentives.timebank import Item as Item
from commgov.incentives.timebank import No as No
from commgov.incentives.timebank import TimeBank as TimeBank
from commgov.incentives.timebank import Use as Use

__all__ = [
    "CASE_STUDY",
    "MINUTES",
    "POINTS",
    "Account",
    "Assessment",
    "Attestation",
    "Attested",
    "Award",
    "AwardBook",
    "BankRules",
    "BrokenJournalError",
    "CaseBook",
    "Catalogue",
    "Certificate",
    "CertificateRegister",
    "Command",
    "Criteria",
    "DisplayConsent",
    "DisplayLevel",
    "Drafted",
    "Effect",
    "ExpiryPolicy",
    "FlagKind",
    "Form",
    "Grade",
    "Hold",
    "Issuer",
    "Item",
    "Ledger",
    "LedgerStore",
    "Material",
    "MemoryStore",
    "No",
    "Open",
    "PointsPolicy",
    "ProtectionBook",
    "RatingBook",
    "RatingSide",
    "RecordBook",
    "RecordId",
    "RecordPolicy",
    "RecordState",
    "RegisteredProxies",
    "ServiceClaim",
    "ServiceFacts",
    "ServiceRecord",
    "Settle",
    "Side",
    "Submitted",
    "TimeBank",
    "Transfer",
    "Use",
    "Verification",
    "Weights",
    "assess",
    "award_points",
    "care_signals",
    "certificate_lines",
    "dry_run",
    "explain_grade",
    "find_flags",
    "grade_list",
    "issue_certificate",
    "publish_criteria",
    "star_list",
    "verify_certificate",
    "year_end_tables",
]
