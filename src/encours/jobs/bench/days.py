"""Tasks about a day: deciding it, and recording its sending in the history."""

from __future__ import annotations

import resource
import time
from datetime import date
from typing import TYPE_CHECKING, Any, cast

from encours.jobs.opening import home, now, open_house

if TYPE_CHECKING:
    from encours.acts.send.gathering import Dossier
    from encours.acts.send.receipts import Sent

AUTHOR = "rule:bench@1"
_BATCH = 1_000


def run(on: str) -> dict[str, Any]:
    """Decide a day, as `encours run` does; what it wrote is told by its entry."""
    open_house()
    from encours.acts.aged_customers import keep_aged_sheet
    from encours.acts.run_day import run_day
    from encours.records.frames.ahead import SEVERAL
    from encours.records.history.models import Entry
    from encours.records.messages.models import Message
    from encours.records.parties.models import Creditor

    creditor, before = Creditor.objects.get(), Entry.objects.count()
    begun = time.perf_counter()
    made = run_day(creditor, on=date.fromisoformat(on), author=AUTHOR, at=now(), home=home())
    decided = time.perf_counter()
    # The system tells of the biggest reading process alone: the others count as much. Asked now, for it counts what
    # this process held when it started them, and the sheet starts more.
    readers = SEVERAL * resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    keep_aged_sheet(creditor, on=date.fromisoformat(on))
    return {
        "seconds": decided - begun,
        "sheet_seconds": time.perf_counter() - decided,
        "reader_mb": readers,
        "run": made.pk,
        "entries": Entry.objects.count() - before,
        "proposals": Message.objects.filter(state="proposed").count(),
    }


def touch(on: str, *, one_in: int) -> dict[str, Any]:
    """Contest an overdue invoice of one customer in so many, each by an act of its own."""
    open_house()
    from encours.acts.dispute import open_dispute
    from encours.records.frames.journal import carry_journal
    from encours.records.parties.models import Customer
    from encours.records.receivables.models import Receivable

    day = date.fromisoformat(on)
    some = list(Customer.objects.order_by("pk").values_list("pk", flat=True))[::one_in]
    owed = Receivable.objects.filter(customer_id__in=some, open_cents__gt=0, due_on__lt=day)
    first = dict(owed.order_by("customer_id", "-pk").values_list("customer_id", "pk"))
    for receivable in Receivable.objects.filter(pk__in=first.values()).order_by("pk"):
        open_dispute(receivable, amount_cents=1, reason="banc d'essai", on=day, author=AUTHOR, at=now())
    carry_journal()  # as the worker does between two acts: what these wrote is no part of the run's own commit
    return {"customers": len(first)}


def record_sending(on: str) -> dict[str, Any]:
    """Lease all that the day proposed and write its receipts, a leaf a customer; only these are timed.

    Gathering, asking the gate, rendering and handing are what `bench send` measures.
    """
    open_house()
    from encours.acts.send.gathering import House, gather
    from encours.acts.send.leases import lease
    from encours.acts.send.receipts import write_receipts
    from encours.records.parties.models import Creditor

    creditor, day = Creditor.objects.get(), date.fromisoformat(on)
    at, seconds, items, told, last = now(), 0.0, 0, 0, None
    while True:
        begun = time.perf_counter()
        messages = lease(creditor.pk, worker="bench", on=day, at=at, count=_BATCH, after=last)
        seconds += time.perf_counter() - begun
        if not messages:
            return {"seconds": seconds, "messages": told, "items": items}
        told, last = told + len(messages), messages[-1]
        batch = [_delivered(dossier) for dossier in gather(House.of(creditor.pk), messages, on=day)]
        items += sum(len(one.dossier.lines) for one in batch)
        begun = time.perf_counter()
        write_receipts(creditor.pk, batch, on=day, author=AUTHOR, cause="bench", at=now())
        seconds += time.perf_counter() - begun


def _delivered(dossier: Dossier) -> Sent:
    """A message that reached its customer, of which no bytes are kept."""
    from encours.acts.send.accessories import Accessories
    from encours.acts.send.composing import Composed
    from encours.acts.send.receipts import Sent
    from encours.channels.letter_forms import Letter
    from encours.words.messages import Rendered

    composed = Composed(
        cast("Letter", None), Rendered("Rappel", "", "", {}), Accessories(), (), dossier.contacts[0].email
    )
    return Sent(dossier, composed, None, "delivered", "250 OK")
