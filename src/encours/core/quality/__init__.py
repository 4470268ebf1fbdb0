"""How far the data can be trusted: what is missing, wrong, doubled or contradicted, and what it puts at stake."""

from encours.core.quality.assessing import SAME, Assessed, assessed, figures
from encours.core.quality.rules import CODES, RULES, Rule

__all__ = ["CODES", "RULES", "SAME", "Assessed", "Rule", "assessed", "figures"]
