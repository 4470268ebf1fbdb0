"""Strategies that the house proposes by itself: changes of a scenario worth trying, each with its reason."""

from encours.core.strategies.candidates import Candidate, candidates

__all__ = ["Candidate", "candidates"]
