"""Invariants of experiments."""

from __future__ import annotations

from typing import Final

_ENDING = """
SELECT x.creditor_id, x.id, x.name AS label, COUNT(e.id) AS found,
       CASE WHEN x.ended_on IS NULL THEN 0 ELSE 1 END AS expected
FROM experiments_experiment x LEFT JOIN experiments_ending e ON e.experiment_id = x.id AND e."on" = x.ended_on
GROUP BY x.creditor_id, x.id, x.name, x.ended_on HAVING COUNT(e.id) <> CASE WHEN x.ended_on IS NULL THEN 0 ELSE 1 END
"""
_OUT_OF_TIME = """
SELECT x.creditor_id, x.id, x.name AS label, COUNT(*) AS found, 0 AS expected
FROM experiments_entered n JOIN experiments_experiment x ON x.id = n.experiment_id
WHERE n.entered_on < x.start_on OR n.entered_on > x.end_on OR n.entered_on > x.ended_on
GROUP BY x.creditor_id, x.id, x.name
"""
_TOO_MANY = """
SELECT x.creditor_id, x.id, x.name AS label, COUNT(n.id) AS found, x.planned AS expected
FROM experiments_experiment x JOIN experiments_entered n ON n.experiment_id = x.id
GROUP BY x.creditor_id, x.id, x.name, x.planned HAVING COUNT(n.id) > x.planned
"""
EXPERIMENTS: Final[dict[str, tuple[str, str]]] = {
    "experiment_over_without_its_ending": ("experiments.Experiment", _ENDING),
    "entered_out_of_the_experiments_time": ("experiments.Experiment", _OUT_OF_TIME),
    "entered_more_than_planned": ("experiments.Experiment", _TOO_MANY),
}
