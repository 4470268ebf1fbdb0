"""Champion and challenger: two scenarios followed at the same time by customers drawn at random, measured in money.

Pure: who follows which (`assigning`), how many customers are needed (`power`), what each brought in (`outcomes`), the
difference and what may be said of it (`comparing`), and what stops an experiment before its end (`guarding`).
"""

from encours.core.experiments.assigning import CHALLENGER, CHAMPION, assigned, strata, taking_part
from encours.core.experiments.comparing import compared, looked_at_daily, sums
from encours.core.experiments.guarding import Rails, broken
from encours.core.experiments.outcomes import outcomes
from encours.core.experiments.power import Spread, detectable, needed, spread_of
from encours.core.experiments.resulting import Facts, Plan, past_entries, result

__all__ = [
    "CHALLENGER",
    "CHAMPION",
    "Facts",
    "Plan",
    "Rails",
    "Spread",
    "assigned",
    "broken",
    "compared",
    "detectable",
    "looked_at_daily",
    "needed",
    "outcomes",
    "past_entries",
    "result",
    "spread_of",
    "strata",
    "sums",
    "taking_part",
]
