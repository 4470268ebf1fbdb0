"""What stops an experiment before its end: the challenger annoys customers, or costs too much.

Of the customers who complained, each would be of the challenger's arm with the chance of that arm's share, if both
annoyed alike. The evidence against that is a mixture of likelihood ratios: a fair game if they do, so the chance that
it ever exceeds 1/α is α at most, whatever the number of looks (Ville's inequality; Robbins, *Annals of Mathematical
Statistics* 41, 1970).
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, lgamma, log
from typing import Final

import polars as pl

from encours.core.experiments.assigning import CHALLENGER
from encours.core.experiments.comparing import FEWEST

ALPHA: Final = 0.05
COMPLAINTS, OPT_OUTS, COST = "complaints", "opt_outs", "cost"


@dataclass(frozen=True, slots=True)
class Rails:
    """What is watched: complaints and opt-outs always; `cost_cents` the most that the challenger may cost more.

    A customer, on average; None: whatever it costs.
    """

    cost_cents: int | None = None


def broken(entered: pl.DataFrame, rails: Rails) -> str | None:
    """The first rail that is broken, if one is (`COMPLAINTS`, `OPT_OUTS`, `COST`).

    `entered` are the customers of the experiment up to now, whether their days are over or not: `arm`, and since each
    entered `complained`, `opted_out` (whether), `cost_cents`.
    """
    challenger = pl.col("arm") == CHALLENGER
    ours = entered.filter(challenger)
    if ours.is_empty() or len(ours) == len(entered):
        return None
    share = len(ours) / len(entered)
    for rail, name in ((COMPLAINTS, "complained"), (OPT_OUTS, "opted_out")):
        marked = entered.filter(pl.col(name))
        mine = marked.filter(challenger).height
        if mine > share * len(marked) and against_alike(mine, len(marked), share) >= 1 / ALPHA:
            return rail
    theirs = entered.filter(~challenger)
    if rails.cost_cents is None or min(len(ours), len(theirs)) < FEWEST:
        return None
    cost = [int(arm["cost_cents"].sum()) / len(arm) for arm in (ours, theirs)]
    return COST if cost[0] - cost[1] > rails.cost_cents else None


def against_alike(mine: int, all_of_them: int, share: float) -> float:
    """How much `mine` of `all_of_them` speaks against an even chance `share` of each: the mixed likelihood ratio."""
    theirs = all_of_them - mine
    mixed = lgamma(mine + 1) + lgamma(theirs + 1) - lgamma(all_of_them + 2)
    return exp(mixed - mine * log(share) - theirs * log(1 - share))
