"""The invariants written by hand, of every subject: each query gives the rows that break it.

Columns: creditor_id, id, label (what a person calls the row), found, expected.
"""

from __future__ import annotations

from typing import Final

from encours.records.frames.invariants_of_cash import RECEIVED
from encours.records.frames.invariants_of_debits import DEBITS
from encours.records.frames.invariants_of_doubtful import DOUBTFUL
from encours.records.frames.invariants_of_entries import ENTRIES
from encours.records.frames.invariants_of_experiments import EXPERIMENTS
from encours.records.frames.invariants_of_history import HISTORY
from encours.records.frames.invariants_of_leaving import LEAVING
from encours.records.frames.invariants_of_messages import MESSAGES
from encours.records.frames.invariants_of_what_is_owed import OWED

WRITTEN: Final = {
    **OWED,
    **RECEIVED,
    **LEAVING,
    **MESSAGES,
    **HISTORY,
    **ENTRIES,
    **DEBITS,
    **EXPERIMENTS,
    **DOUBTFUL,
}
"""By code: the table, and the query of the rows that break it."""
