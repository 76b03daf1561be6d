"""The examples in docstrings run, and every public name says what it is and is shown in use somewhere."""

import ast
import doctest
import inspect
import pkgutil
import re
from enum import Enum
from functools import cache
from importlib import import_module
from itertools import pairwise
from pathlib import Path

import pytest

import commgov

ROOT = Path(__file__).resolve().parents[2]
MODULES = sorted(["commgov", *(found.name for found in pkgutil.walk_packages(commgov.__path__, "commgov."))])
PACKAGES = [name for name in MODULES if name != "commgov" and hasattr(import_module(name), "__all__")]
PUBLIC = [(package, name) for package in PACKAGES for name in import_module(package).__all__]

RESULT = "comes out of a function whose example shows it; nobody builds it"
PART = "written by the method of a larger value, whose example shows it"
ENTRY = "an entry that the scenario fills and nothing reads yet"
EXCUSED = {
    "AccessAccount": RESULT,
    "Approval": PART,  # SharingDesk.approve
    "ConsentReceipt": PART,  # ConsentBook.receipt
    "Consents": PART,  # ConsentBook.give
    "Exposure": RESULT,
    "IncidentNotice": RESULT,
    "IncidentTask": RESULT,
    "IssueAnswer": RESULT,
    "LateTask": RESULT,
    "NotGranted": RESULT,
    "OfficeNight": RESULT,
    "OpenAnswer": RESULT,
    "OpenedPackage": RESULT,
    "RightsAnswer": RESULT,
    "RightsCase": RESULT,
    "RightsReply": RESULT,
    "SharingMoment": "what a rule of the house is asked about; built by SharingDesk",
    "Shareable": "what a SharingSource gives; built by it",
    "Sighting": RESULT,
    "TaskDone": PART,  # IncidentDesk.told
    "Traced": RESULT,
    "StreamEvent": RESULT,
    "StreamHead": RESULT,
    "AccessNotice": "given to whoever `VaultOptions.on_notice` names; nobody builds it",
    "Erased": PART,  # Session.erase
    "Found": PART,  # Session.find
    "Listed": PART,  # Session.list
    "RowsErased": RESULT,
    "Seen": PART,  # Session.get
    "Session": PART,  # Vault.session
    "SetBackError": "raised by a Vault; nobody builds it",
    "Stored": RESULT,
    "BrokenLogError": "raised by AuditLog.verify; nobody builds it",
    "ConsistencyProof": PART,  # AuditLog.prove_growth
    "InclusionProof": PART,  # AuditLog.prove
    "SignedRoot": PART,  # AuditLog.sign
    "VerifiedLog": PART,  # AuditLog.verify
    "VerifiedVault": PART,  # Vault.verify
    "Anonymity": RESULT,
    "EarlierRelease": RESULT,
    "PublishedList": RESULT,
    "Released": RESULT,
    "Spent": RESULT,
    "AccessDecision": RESULT,
    "Alternative": RESULT,
    "DeadRule": RESULT,
    "Missing": RESULT,
    "PolicyDiff": RESULT,
    "Region": RESULT,
    "ScopeFilter": RESULT,
    "WhoCan": RESULT,
    "Allotted": RESULT,
    "Appeal": PART,  # CaseBook.appeal
    "CareSignal": RESULT,
    "Findings": RESULT,
    "Case": RESULT,
    "CaseAct": "what a rule of review is asked about; built by CaseBook",
    "CaseEvent": "what the events of a case have in common",
    "CaseHeld": PART,  # CaseBook.hold
    "ConsentWithdrawn": PART,  # ProtectionBook.withdraw
    "HoldEnded": PART,  # CaseBook.end_hold
    "ProtectionEvent": "what the events of a service's protection have in common",
    "Review": PART,  # CaseBook.review
    "Unprotected": RESULT,
    "TamperedServices": RESULT,
    "AnsweredSkill": PART,  # Profile.answer
    "AskedTwice": RESULT,
    "Assessment": RESULT,
    "AttestationCase": "what an attestation rule is asked about; built by RecordBook",
    "Award": RESULT,
    "AwardChange": RESULT,
    "Backup": RESULT,
    "Balance": RESULT,
    "Bin": RESULT,
    "BlindIndex": RESULT,
    "BoardAnswer": RESULT,
    "BoardEvent": "what the events of a claim board have in common",
    "BoardMessage": RESULT,
    "BoardOrder": RESULT,
    "BoardStep": RESULT,
    "BrokenLock": RESULT,
    "BrokenStreamsError": "what Ledger.verify raises",
    "Closure": RESULT,
    "Columns": RESULT,
    "Commitment": RESULT,
    "CommitmentStep": RESULT,
    "ContentTier": RESULT,
    "Coverage": RESULT,
    "DaySlot": PART,  # Timetable.parse
    "CommunityKeys": "what a KeyStore keeps; built by KeyTree",
    "Deal": RESULT,
    "Delivery": PART,  # NeedsList.deliver
    "DryRun": RESULT,
    "Due": RESULT,
    "Employer": ENTRY,
    "Entry": RESULT,
    "ErasureReceipt": RESULT,
    "FairnessCurve": RESULT,
    "FairPlan": RESULT,
    "FieldEntry": PART,  # FieldLedger.collect
    "Gift": RESULT,
    "GradeExplanation": RESULT,
    "GroupResult": RESULT,
    "GuardVerdict": RESULT,
    "HonourLine": RESULT,
    "Interval": RESULT,
    "LoadRow": "a row of PlanTables, as UnitRow is",
    "Mark": RESULT,
    "MemberResult": RESULT,
    "Move": RESULT,
    "Netting": RESULT,
    "Notice": RESULT,
    "OrderAssigned": RESULT,
    "OverrideRow": "a row of PlanTables, as UnitRow is",
    "OverrideUse": RESULT,
    "Partnering": RESULT,
    "Payment": RESULT,
    "Payout": RESULT,
    "PointsChange": RESULT,
    "PoolShare": RESULT,
    "Post": RESULT,
    "Prefilled": RESULT,
    "ProcessingRegister": RESULT,
    "ProcessingRow": RESULT,
    "Progress": RESULT,
    "Promises": RESULT,
    "Publication": RESULT,
    "Quality": "a part of PlanTables",
    "RanOut": RESULT,
    "Reason": RESULT,
    "Receipt": RESULT,
    "RecordEvent": "what the events of a service record have in common",
    "RecordStep": RESULT,
    "Refusal": RESULT,
    "RegisterAnswer": RESULT,
    "RegisterEntry": RESULT,
    "RegistrationEvent": PART,  # RegistrationBook.enter, confirm
    "RegistrationHistory": PART,  # RegistrationBook
    "Replan": RESULT,
    "Responsible": RESULT,
    "RetentionRun": RESULT,
    "ReuseCase": "what a rule about reuse is asked about; built by prefill",
    "RotationProgress": RESULT,
    "SendingMark": RESULT,
    "SendingResult": RESULT,
    "ServiceLine": RESULT,
    "ServiceRecord": RESULT,
    "ShownRatings": RESULT,
    "ShrunkenMeans": RESULT,
    "SkillKind": RESULT,
    "SkillProposal": RESULT,
    "SkillStanding": RESULT,
    "Standing": RESULT,
    "StandingDuty": RESULT,
    "State": RESULT,
    "StockFigures": RESULT,
    "StoredKey": "what a KeyStore keeps; built by KeyTree",
    "Suited": RESULT,
    "SystemClock": "one method, which says all",
    "Team": ENTRY,
    "Tie": RESULT,
    "UnmetRow": "a row of PlanTables, as UnitRow is",
    "Unpaired": RESULT,
    "Verification": RESULT,
    "Verified": RESULT,
    "Viewed": RESULT,
    "Violation": RESULT,
    "Waiting": RESULT,
    "WaitRow": "a row of PlanTables, as UnitRow is",
    "WatchStep": PART,  # WatchCase.judge, object ...
    "WaveDue": RESULT,
    "WeeklySlot": PART,  # Timetable.parse
}


def has_examples(module: str) -> bool:
    return ">>> " in inspect.getsource(import_module(module))


@pytest.mark.parametrize("module", [module for module in MODULES if has_examples(module)])
def test_the_examples_of_a_module_run(module: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = doctest.testmod(import_module(module))
    assert result.attempted > 0
    assert result.failed == 0, "see the output above"


@pytest.mark.parametrize(("package", "name"), PUBLIC, ids=".".join)
def test_every_public_name_says_what_it_is(package: str, name: str) -> None:
    value = getattr(import_module(package), name)
    if inspect.isclass(value) or inspect.isroutine(value):
        words = value.__doc__ or ""
        assert words.strip(), f"{package}.{name} has no docstring"
        assert not words.startswith(f"{name}("), f"{package}.{name} has no docstring of its own"
    elif not hasattr(value, "__supertype__"):  # an id says all by its type
        assert name in described_constants(), f"{package}.{name} has no string under it"


@cache
def described_constants() -> frozenset[str]:
    """The constants under whose assignment a string stands."""
    found = set()
    for module in MODULES:
        body = ast.parse(inspect.getsource(import_module(module))).body
        for node, after in pairwise(body):
            target = node.targets[0] if isinstance(node, ast.Assign) else getattr(node, "target", None)
            words = after.value if isinstance(after, ast.Expr) else None
            if isinstance(target, ast.Name) and isinstance(words, ast.Constant) and isinstance(words.value, str):
                found.add(target.id)
    return frozenset(found)


@cache
def words_in_examples() -> frozenset[str]:
    """Every word of every example that runs: of docstrings and of pages."""
    finder = doctest.DocTestFinder()
    tests = [test for module in MODULES for test in finder.find(import_module(module))]
    sources = [example.source for test in tests for example in test.examples]
    for page in [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]:
        sources += re.findall(r"^```python\n(.*?)^```", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    return frozenset(word for source in sources for word in re.findall(r"\w+", source))


def is_shown(package: str, name: str) -> bool:
    """Whether an example shows it, its own or another's. A choice is shown by its members, a Protocol by what fits."""
    value = getattr(import_module(package), name)
    if not (inspect.isclass(value) or inspect.isroutine(value)):
        return True
    if inspect.isclass(value) and (issubclass(value, Enum) or getattr(value, "_is_protocol", False)):
        return True
    own = [value, *vars(value).values()] if inspect.isclass(value) else [value]
    return name in words_in_examples() or any(">>> " in (getattr(each, "__doc__", None) or "") for each in own)


def test_every_public_name_is_shown_in_an_example() -> None:
    missing = [f"{package}.{name}" for package, name in PUBLIC if not is_shown(package, name) and name not in EXCUSED]
    assert missing == [], "give these an Example"


def test_nobody_is_excused_without_need() -> None:
    needing = {name for package, name in PUBLIC if not is_shown(package, name)}
    assert sorted(EXCUSED.keys() - needing) == [], "these have an example, or are gone"
