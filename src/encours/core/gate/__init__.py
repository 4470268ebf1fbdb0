"""The one gate: every path that sends asks it, and nothing that it stops leaves."""

from encours.core.gate.asking import UNTRUE, ask, less_owed, refused_for, untrue_since
from encours.core.gate.demands import Demand, ask_on_demand
from encours.core.gate.facts import Addressee, Conditions, Item, Line, Message, Outcome, Stopped, Verdict

__all__ = [
    "UNTRUE",
    "Addressee",
    "Conditions",
    "Demand",
    "Item",
    "Line",
    "Message",
    "Outcome",
    "Stopped",
    "Verdict",
    "ask",
    "ask_on_demand",
    "less_owed",
    "refused_for",
    "untrue_since",
]
