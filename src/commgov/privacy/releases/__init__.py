"""Disclosure to the public, through one door: `release`. Counts, rows, lists; suppression, generalisation, noise."""

from commgov.privacy.releases.answers import Released as Released
from commgov.privacy.releases.answers import Withheld as Withheld
from commgov.privacy.releases.budget import PrivacyBudget as PrivacyBudget
from commgov.privacy.releases.budget import Spent as Spent
from commgov.privacy.releases.counting import Counts as Counts
from commgov.privacy.releases.counting import CountTable as CountTable
from commgov.privacy.releases.counting import Dimension as Dimension
from commgov.privacy.releases.earlier import EarlierRelease as EarlierRelease
from commgov.privacy.releases.earlier import ReleaseKind as ReleaseKind
from commgov.privacy.releases.elsewhere import note_elsewhere as note_elsewhere
from commgov.privacy.releases.generalising import Bands as Bands
from commgov.privacy.releases.generalising import Taxonomy as Taxonomy
from commgov.privacy.releases.listing import ListEntry as ListEntry
from commgov.privacy.releases.listing import PublishedList as PublishedList
from commgov.privacy.releases.listing import StatutoryList as StatutoryList
from commgov.privacy.releases.measuring import Anonymity as Anonymity
from commgov.privacy.releases.measuring import measure as measure
from commgov.privacy.releases.noise import discrete_laplace as discrete_laplace
from commgov.privacy.releases.noise import geometric as geometric
from commgov.privacy.releases.policy import ReleasePolicy as ReleasePolicy
from commgov.privacy.releases.public_rows import PublicRows as PublicRows
from commgov.privacy.releases.register import ReleaseRegister as ReleaseRegister
from commgov.privacy.releases.releasing import release as release
from commgov.privacy.releases.rows import Column as Column
from commgov.privacy.releases.rows import Rows as Rows

__all__ = [
    "Anonymity",
    "Bands",
    "Column",
    "CountTable",
    "Counts",
    "Dimension",
    "EarlierRelease",
    "ListEntry",
    "PrivacyBudget",
    "PublicRows",
    "PublishedList",
    "ReleaseKind",
    "ReleasePolicy",
    "ReleaseRegister",
    "Released",
    "Rows",
    "Spent",
    "StatutoryList",
    "Taxonomy",
    "Withheld",
    "discrete_laplace",
    "geometric",
    "measure",
    "note_elsewhere",
    "release",
]
