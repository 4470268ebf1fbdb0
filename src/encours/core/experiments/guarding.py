"""What stops an experiment before its end: the challenger annoys customers, or costs too much.

Of the customers who complained, each would be of the challenger's arm with the chance of that arm's share, if both
annoyed alike. The evidence against that is a mixture of likelihood ratios: a fair game if they do, so the chance that
it ever exceeds 1/α is α at most, whatever the number of looks (Ville's inequality; Robbins, *Annals of Mathematical
Statistics* 41, 1970).

Costs are means of money, compared as the outcome is (`comparing`): the rail breaks once the whole interval that may be
looked at every day lies beyond the limit. What a customer costs grows with its days, so the fraction of the experiment
behind is counted in customer-days: those entered, each by the share of its days that has passed.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, inf, lgamma, log
from typing import Final

import polars as pl

from encours.core.experiments.assigning import CHALLENGER
from encours.core.experiments.comparing import FEWEST, compared, sums

ALPHA: Final = 0.05
COMPLAINTS, OPT_OUTS, COST = "complaints", "opt_outs", "cost"


@dataclass(frozen=True, slots=True)
class Rails:
    """What is watched: complaints and opt-outs always; `cost_cents` the most that the challenger may cost more.

    A customer, on average; None: whatever it costs.
    """

    cost_cents: int | None = None


def broken(entered: pl.DataFrame, rails: Rails, *, planned: int) -> str | None:
    """The first rail that is broken, if one is (`COMPLAINTS`, `OPT_OUTS`, `COST`).

    `entered` are the customers of the experiment up to now, whether their days are over or not: `arm`, `stratum`,
    `lived` (share of its days behind, 0 to 1), and since each entered `complained`, `opted_out` (whether) and
    `cost_cents`. `planned`: the customers that the experiment was planned for.
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
    costs_more = rails.cost_cents is not None and _costs(entered, planned) > rails.cost_cents
    return COST if costs_more else None


def _costs(entered: pl.DataFrame, planned: int) -> float:
    """How much more a customer of the challenger costs at least, beyond doubt; minus infinity where nothing is."""
    behind = float(entered["lived"].sum()) / planned
    rows = entered.lazy().with_columns(measure=pl.lit(COST))
    if behind <= 0:
        return -inf
    sized = round(len(entered) / min(behind, 1))
    found = compared(sums(rows, "cost_cents", by=["measure"]), by=["measure"], planned=sized)
    enough = pl.min_horizontal("champions", "challengers") >= FEWEST
    return next(iter(found.filter(enough)["held_low"]), -inf)


def against_alike(mine: int, all_of_them: int, share: float) -> float:
    """How much `mine` of `all_of_them` speaks against an even chance `share` of each: the mixed likelihood ratio."""
    theirs = all_of_them - mine
    mixed = lgamma(mine + 1) + lgamma(theirs + 1) - lgamma(all_of_them + 2)
    return exp(mixed - mine * log(share) - theirs * log(1 - share))
