"""The leak guard: what is looked at before anything goes to a group, a notice board or the honour list.

A message is folded to plain text (`folding`), searched for numbers, addresses, names, tables and links to forms, and
judged by the rules of the channel it is bound for (`channels`). `watching` is the other way round: what residents
report of public groups, for a person to look at. Not here: pictures, voice messages, and whether an opinion is right.
"""

from commgov.privacy.guard.actions import GuardAction as GuardAction
from commgov.privacy.guard.addresses import Gazetteer as Gazetteer
from commgov.privacy.guard.channels import STANDARD_CHANNELS as STANDARD_CHANNELS
from commgov.privacy.guard.channels import ChannelRules as ChannelRules
from commgov.privacy.guard.channels import GuardPolicy as GuardPolicy
from commgov.privacy.guard.facts import VerifiedFact as VerifiedFact
from commgov.privacy.guard.kinds import LeakKind as LeakKind
from commgov.privacy.guard.leak_guard import LeakGuard as LeakGuard
from commgov.privacy.guard.names import LiveRoster as LiveRoster
from commgov.privacy.guard.names import NameIndex as NameIndex
from commgov.privacy.guard.names import Roster as Roster
from commgov.privacy.guard.reports import GroupReport as GroupReport
from commgov.privacy.guard.reports import ReportKind as ReportKind
from commgov.privacy.guard.reports import message_digest as message_digest
from commgov.privacy.guard.spans import LeakSpan as LeakSpan
from commgov.privacy.guard.verdict import GuardVerdict as GuardVerdict
from commgov.privacy.guard.watching import Judgement as Judgement
from commgov.privacy.guard.watching import WatchCase as WatchCase
from commgov.privacy.guard.watching import WatchState as WatchState
from commgov.privacy.guard.watching import WatchStep as WatchStep
from commgov.privacy.guard.watching import kept_cases as kept_cases
from commgov.privacy.guard.watching import removal_request as removal_request
from commgov.privacy.guard.watching import watch_counts as watch_counts

__all__ = [
    "STANDARD_CHANNELS",
    "ChannelRules",
    "Gazetteer",
    "GroupReport",
    "GuardAction",
    "GuardPolicy",
    "GuardVerdict",
    "Judgement",
    "LeakGuard",
    "LeakKind",
    "LeakSpan",
    "LiveRoster",
    "NameIndex",
    "ReportKind",
    "Roster",
    "VerifiedFact",
    "WatchCase",
    "WatchState",
    "WatchStep",
    "kept_cases",
    "message_digest",
    "removal_request",
    "watch_counts",
]
