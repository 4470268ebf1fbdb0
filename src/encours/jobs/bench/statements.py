"""Tasks about a statement that pays what reminders ask: writing it, and taking it in with what it cancels."""

from __future__ import annotations

import time
from datetime import date
from pathlib import Path
from typing import Any

from encours.jobs.opening import home, now, open_house, outbox

AUTHOR = "rule:bench@1"

# One item of each customer: that of the reminder that waits, where there is one.
_PAID = """
SELECT r.number, r.open_cents FROM receivables_receivable r JOIN (
    SELECT a.customer_id, COALESCE(MIN(i.receivable_id), MIN(a.id)) AS id
    FROM receivables_receivable a
    LEFT JOIN encours_messages_message m ON m.customer_id = a.customer_id
      AND (m.state = 'proposed' OR (m.state = 'delivered' AND m.channel = 'letter'))
    LEFT JOIN encours_messages_messageitem i ON i.message_id = m.id AND i.position IS NOT NULL
    WHERE a.open_cents > 0 GROUP BY a.customer_id) one ON one.id = r.id
ORDER BY r.id
"""
_LEFT = """
SELECT COUNT(DISTINCT m.id) FROM encours_messages_message m
JOIN encours_messages_messageitem i ON i.message_id = m.id
JOIN receivables_receivable r ON r.id = i.receivable_id
WHERE (m.state IN ('proposed', 'approved') OR (m.state = 'delivered' AND m.channel = 'letter'))
  AND r.open_cents < i.open_cents
"""


def lay_letters(on: str) -> dict[str, Any]:
    """Lay every other reminder that waits in the outbox, as the sending would have: its delivery, its file."""
    open_house()
    import polars as pl
    from django.db import transaction

    from encours.acts.send.composing import letter_key
    from encours.records.frames import bulk
    from encours.records.messages.models import Delivery, Message

    rows = Message.objects.filter(state="proposed").order_by("pk")
    columns = ("pk", "customer_id", "creditor_id", "entry_id", "recorded_at")
    frame = pl.DataFrame(
        list(rows.values_list(*columns))[::2],
        schema=["message_id", "customer_id", "creditor_id", "entry_id", "recorded_at"],
        orient="row",
    )
    texts = {"state": "delivered", "channel": "letter", "recipient": "1 rue Haute", "detail": "", "subject": "Rappel",
             "document_sha256": "0" * 64}  # fmt: skip
    told = {name: pl.lit(text) for name, text in texts.items()}
    laid = frame.with_columns(on=pl.lit(date.fromisoformat(on)), **told)
    folder = outbox()
    folder.mkdir(parents=True, exist_ok=True)
    for key, creditor in frame.select("message_id", "creditor_id").iter_rows():
        (folder / f"{letter_key(creditor, key)}.pdf").write_bytes(b"%PDF-1.7")
    with transaction.atomic():
        bulk.insert(Delivery, laid)
        bulk.update(Message, laid.select("state", "channel", id="message_id"))
    return {"letters": len(frame)}


def write_statement(path: str, on: str) -> dict[str, Any]:
    """Write a CAMT.053 of the creditor's account: a line a customer, that names the item which it pays."""
    open_house()
    from django.db import connection

    from encours.jobs.demo_company import camt
    from encours.jobs.demo_company.ledger import BankNote
    from encours.jobs.demo_company.people import BankAccount
    from encours.jobs.demo_company.statements import Movement, Statement
    from encours.records.parties.models import Creditor

    day, account = (
        date.fromisoformat(on),
        BankAccount("30001", "00794", "12345678901", "512000", "BQ", "Banque"),
    )
    Creditor.objects.update(iban=account.iban)
    with connection.cursor() as cursor:
        cursor.execute(_PAID)
        paid = cursor.fetchall()
    moved = tuple(Movement(day, cents, BankNote(wording=f"VIR FACTURE {number}")) for number, cents in paid)
    whole = Statement(account, 1, day, day, 0, sum(one.cents for one in moved), moved)
    Path(path).write_bytes(camt.document([whole], day))
    return {"lines": len(moved)}


def stop_by_statement(path: str, on: str) -> dict[str, Any]:
    """Take the statement in, apply it and cancel what it makes pointless, as the worker does; then look once more."""
    open_house()
    from django.db import connection

    from encours.acts.apply_cash import apply_cash
    from encours.acts.import_file import import_file
    from encours.acts.stop_paid import stop_paid
    from encours.core.measures.stopping import quantile
    from encours.records.frames.measured_reminders import stopped
    from encours.records.parties.models import Creditor

    creditor, content, day = Creditor.objects.get(), Path(path).read_bytes(), date.fromisoformat(on)
    begun = time.perf_counter()
    import_file(creditor, content, Path(path).name, author=AUTHOR, at=now(), on=day, home=home())
    imported = time.perf_counter()
    cash = apply_cash(creditor, author=AUTHOR, at=now())
    applied = time.perf_counter()
    counts = stop_paid(creditor.pk, author=AUTHOR, clock=now, outbox=outbox())
    done = time.perf_counter()
    stop_paid(creditor.pk, author=AUTHOR, clock=now, outbox=outbox())
    idle = time.perf_counter()
    waited = stopped(creditor.pk, date(2000, 1, 1))["after_ms"]
    with connection.cursor() as cursor:
        cursor.execute(_LEFT)
        (left,) = cursor.fetchone()
    return {
        "import_seconds": imported - begun,
        "applied_seconds": applied - begun,
        "stop_seconds": done - applied,
        "idle_seconds": idle - done,
        "applied": cash["applied"],
        "stopped": counts["messages"],
        "recalled": counts["letters"],
        "left": left,
        "p50": float(quantile(waited, 50) or 0),
        "p99": float(quantile(waited, 99) or 0),
    }
