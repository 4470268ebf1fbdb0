"""Simulation: a scenario followed among simulated debtors, drawn again and again from how real ones paid."""

from encours.core.simulation.debtors import Debtors, part
from encours.core.simulation.habits import Habits, fitted
from encours.core.simulation.running import MEASURES, outcome, spread

__all__ = ["MEASURES", "Debtors", "Habits", "fitted", "outcome", "part", "spread"]
