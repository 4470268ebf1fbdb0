"""The direct debits that a pre-notification announces, in the customer's language."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import cast

from encours.core.debits.rules import DebitRules
from encours.records.debits.models import Debit
from encours.records.messages.models import DEBIT_NOTICE, Message
from encours.words.message_context import MessageContext

_KNOWN_BY = 4  # last characters of an account: enough for its holder to know it


def debits_announced(messages: Sequence[Message]) -> dict[int, list[Debit]]:
    """By message, what it announces that is still to be collected; nothing is read where none does."""
    keys = [message.pk for message in messages if message.step_code == DEBIT_NOTICE]
    found: dict[int, list[Debit]] = defaultdict(list)
    if keys:
        rows = Debit.objects.filter(message__in=keys, state="announced").select_related("mandate")
        for debit in rows.prefetch_related("items__receivable").order_by("pk"):
            found[debit.message_id or 0].append(debit)
    return found


def of_debits(context: MessageContext, debits: Sequence[Debit], rules: DebitRules) -> MessageContext:
    """The facts of its message: the day, the amount, who collects, under which mandate, on which account."""
    first = debits[0]
    told = {
        "on": first.collect_on,
        "cents": sum(debit.announced_cents for debit in debits),
        "ics": rules.ics,
        "umr": first.mandate.umr,
        "account": first.mandate.iban[-_KNOWN_BY:],
        "times": len(debits),
        "lines": [
            {
                "number": item.receivable.number,
                "due_on": item.receivable.due_on,
                "cents": item.announced_cents,
            }
            for debit in debits
            for item in debit.items.all()
        ],
    }
    return cast("MessageContext", {**context, "debit": told})
