"""Disclosure to the public, through one door: `release`. Counts, rows, lists; suppression, generalisation, noise."""

from commgov.privacy.release.answers import Released as Released
from commgov.privacy.release.answers import Withheld as Withheld
from commgov.privacy.release.budget import PrivacyBudget as PrivacyBudget
from commgov.privacy.release.budget import Spent as Spent
from commgov.privacy.release.counting import Counts as Counts
from commgov.privacy.release.counting import CountTable as CountTable
from commgov.privacy.release.counting import Dimension as Dimension
from commgov.privacy.release.generalising import Bands as Bands
from commgov.privacy.release.generalising import Taxonomy as Taxonomy
from commgov.privacy.release.listing import ListEntry as ListEntry
from commgov.privacy.release.listing import PublishedList as PublishedList
from commgov.privacy.release.listing import StatutoryList as StatutoryList
from commgov.privacy.release.measuring import Anonymity as Anonymity
from commgov.privacy.release.measuring import measure as measure
from commgov.privacy.release.noise import discrete_laplace as discrete_laplace
from commgov.privacy.release.noise import geometric as geometric
from commgov.privacy.release.policy import ReleasePolicy as ReleasePolicy
from commgov.privacy.release.public_rows import PublicRows as PublicRows
from commgov.privacy.release.register import EarlierRelease as EarlierRelease
from commgov.privacy.release.register import ReleaseKind as ReleaseKind
from commgov.privacy.release.register import ReleaseRegister as ReleaseRegister
from commgov.privacy.release.releasing import release as release
from commgov.privacy.release.rows import Column as Column
from commgov.privacy.release.rows import Rows as Rows
from commgov.privacy.release.store import MemoryReleaseStore as MemoryReleaseStore
from commgov.privacy.release.store import ReleaseStore as ReleaseStore

__all__ = [
    "Anonymity",
    "Bands",
    "Column",
    "CountTable",
    "Counts",
    "Dimension",
    "EarlierRelease",
    "ListEntry",
    "MemoryReleaseStore",
    "PrivacyBudget",
    "PublicRows",
    "PublishedList",
    "ReleaseKind",
    "ReleasePolicy",
    "ReleaseRegister",
    "ReleaseStore",
    "Released",
    "Rows",
    "Spent",
    "StatutoryList",
    "Taxonomy",
    "Withheld",
    "discrete_laplace",
    "geometric",
    "measure",
    "release",
]
