"""From ledger lines to what each customer owes: receivables, payments, and what pays what."""

from encours.core.ledger.compare import Comparison, KnownPayment, KnownReceivable, compare
from encours.core.ledger.gathering import Gathered, gather
from encours.core.ledger.rebuilding import Ledger, LedgerControls, rebuild, rebuild_gathered

__all__ = [
    "Comparison",
    "Gathered",
    "KnownPayment",
    "KnownReceivable",
    "Ledger",
    "LedgerControls",
    "compare",
    "gather",
    "rebuild",
    "rebuild_gathered",
]
