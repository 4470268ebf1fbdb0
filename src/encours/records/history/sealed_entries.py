"""Sealed columns of what the house made of its facts: accounting entries, trials and experiments of scenarios."""

from __future__ import annotations

from typing import Final

from encours.records.history.sealed_fact import SealedFact

OF_ENTRIES: Final = (
    SealedFact("entries.EntryPolicy", ("id", "number", "content", "by"), of_customer=False, since=8),
    SealedFact(
        "entries.EntryExport",
        (
            "id", "number", "kept_id", "entries", "from_on", "to_on", "exported_on", "debit_cents",
            "customers_cents", "currency", "by",
        ),
        of_customer=False,
        since=8,
    ),
    SealedFact(
        "entries.ExportedEntry",
        (
            "id", "customer_id", "export_id", "sequence", "key", "kind", "payment_id", "application_id",
            "reverses_id", "entry_on", "amount_cents", "lines",
        ),
        since=8,
        later=((23, ("booking_id",)),),
    ),
    SealedFact(
        "entries.ExportedPart", ("id", "customer_id", "exported_id", "application_id", "amount_cents"), since=8
    ),
    SealedFact(
        "entries.ExportedPayout",
        ("id", "exported_id", "payout_id", "line_id", "received_cents", "fee_cents"),
        of_customer=False,
        since=16,
    ),
)  # fmt: skip
OF_TRIALS: Final = (
    SealedFact(
        "trials.Trial",
        ("id", "kind", "name", "version_id", "content", "from_on", "to_on", "result", "by"),
        of_customer=False,
        since=19,
    ),
)
OF_EXPERIMENTS: Final = (
    SealedFact(
        "experiments.Experiment",
        (
            "id", "name", "hypothesis", "reason", "champion_id", "challenger_id", "kind", "share_percent",
            "within_days", "effect_cents", "currency", "planned", "with_running", "cost_cents", "start_on", "end_on",
            "owner_id", "by",
        ),
        of_customer=False,
        since=21,
    ),
    SealedFact(
        "experiments.Entered",
        ("id", "customer_id", "experiment_id", "arm", "stratum", "entered_on", "owed_cents"),
        since=21,
    ),
    SealedFact(
        "experiments.Ending",
        ("id", "experiment_id", "on", "how", "reason", "result", "by"),
        of_customer=False,
        since=21,
    ),
)  # fmt: skip
