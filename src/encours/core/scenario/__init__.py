"""A scenario: the ladder of steps by which a creditor chases, and its limits."""

from encours.core.scenario.default import DEFAULT_SCENARIO
from encours.core.scenario.ladder import Scenario, Step
from encours.core.scenario.reading import from_dict, to_dict
from encours.core.scenario.rules import ScenarioError, faults

__all__ = ["DEFAULT_SCENARIO", "Scenario", "ScenarioError", "Step", "faults", "from_dict", "to_dict"]
