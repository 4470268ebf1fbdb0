"""From ledger lines to what each customer owes: receivables, payments, and what pays what."""

from encours.core.ledger.anomalies import Anomaly
from encours.core.ledger.chaining import Year, opening_differs, years_said
from encours.core.ledger.compare import Comparison, KnownPayment, KnownReceivable, compare
from encours.core.ledger.earlier import EarlierItem, earlier_items
from encours.core.ledger.gathering import Gathered, gather
from encours.core.ledger.rebuilding import Ledger, LedgerControls, rebuild, rebuild_gathered
from encours.core.ledger.respelling import respelt

__all__ = [
    "Anomaly",
    "Comparison",
    "EarlierItem",
    "Gathered",
    "KnownPayment",
    "KnownReceivable",
    "Ledger",
    "LedgerControls",
    "Year",
    "compare",
    "earlier_items",
    "gather",
    "opening_differs",
    "rebuild",
    "rebuild_gathered",
    "respelt",
    "years_said",
]
