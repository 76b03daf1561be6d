"""The use cases joined up: what one package decides, another stores and a third one shows."""

from commgov.community.certificates import certificate_sheet as certificate_sheet
from commgov.community.dispatching import Dispatch as Dispatch
from commgov.community.dispatching import dispatch as dispatch
from commgov.community.dispatching import plan_files as plan_files
from commgov.community.dispatching import problem_of as problem_of
from commgov.community.helping import Help as Help
from commgov.community.helping import Trainee as Trainee
from commgov.community.helping import what_would_help as what_would_help
from commgov.community.privacy_office import OfficeNight as OfficeNight
from commgov.community.privacy_office import PrivacyHouse as PrivacyHouse
from commgov.community.privacy_office import PrivacyOffice as PrivacyOffice
from commgov.community.seeing import assignments_of_posts as assignments_of_posts
from commgov.community.seeing import assignments_of_services as assignments_of_services
from commgov.community.serving import KnownTies as KnownTies
from commgov.community.serving import PostHolders as PostHolders
from commgov.community.serving import claims_of as claims_of
from commgov.community.serving import protections_of as protections_of
from commgov.community.shortages import shortages as shortages
from commgov.community.trade_off import fairness_svg as fairness_svg

__all__ = [
    "Dispatch",
    "Help",
    "KnownTies",
    "OfficeNight",
    "PostHolders",
    "PrivacyHouse",
    "PrivacyOffice",
    "Trainee",
    "assignments_of_posts",
    "assignments_of_services",
    "certificate_sheet",
    "claims_of",
    "dispatch",
    "fairness_svg",
    "plan_files",
    "problem_of",
    "protections_of",
    "shortages",
    "what_would_help",
]
