"""Simulation: a scenario followed among simulated debtors, drawn again and again from how real ones paid."""

from encours.core.simulation.calibrating import CALIBRATED, calibration, cut_of, really
from encours.core.simulation.debtors import Debtors
from encours.core.simulation.habits import Habits, fitted
from encours.core.simulation.running import (
    MEASURES,
    WITHIN,
    Course,
    followed,
    less,
    outcomes,
    spread,
    sums,
    together,
)

__all__ = [
    "CALIBRATED",
    "MEASURES",
    "WITHIN",
    "Course",
    "Debtors",
    "Habits",
    "calibration",
    "cut_of",
    "fitted",
    "followed",
    "less",
    "outcomes",
    "really",
    "spread",
    "sums",
    "together",
]
