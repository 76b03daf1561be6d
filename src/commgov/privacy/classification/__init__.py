"""What kind of data a field holds, what law and standards say of that kind, and which tier follows, as tables.

* `categories`: the kinds of data.
* `law`: what PIPL, three Chinese standards and the GDPR say of each, a row for each article.
* `tiering`: from rows and the community's own decisions to a tier.
* `combining`: which kinds together are more than each alone.
"""

from commgov.privacy.classification.categories import Category as Category
from commgov.privacy.classification.combining import COMBINATIONS as COMBINATIONS
from commgov.privacy.classification.combining import Combination as Combination
from commgov.privacy.classification.combining import Combined as Combined
from commgov.privacy.classification.combining import combined_tier as combined_tier
from commgov.privacy.classification.law import LAW as LAW
from commgov.privacy.classification.law import LawRow as LawRow
from commgov.privacy.classification.law import LegalSource as LegalSource
from commgov.privacy.classification.tiering import DECISIONS as DECISIONS
from commgov.privacy.classification.tiering import STANDARD_TIERS as STANDARD_TIERS
from commgov.privacy.classification.tiering import TierDecision as TierDecision
from commgov.privacy.classification.tiering import TierPolicy as TierPolicy

__all__ = [
    "COMBINATIONS",
    "DECISIONS",
    "LAW",
    "STANDARD_TIERS",
    "Category",
    "Combination",
    "Combined",
    "LawRow",
    "LegalSource",
    "TierDecision",
    "TierPolicy",
    "combined_tier",
]
