"""What the demo's payers agreed to: a mandate of direct debit, announced, and a promise made by telephone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from encours.acts.debits.announce import announce_debits
from encours.acts.debits.mandates import save_mandate
from encours.acts.debits.ruling import let_debit
from encours.acts.promise import promise
from encours.core.debits.rules import DebitRules
from encours.jobs.opening import now
from encours.records.cash.models import BankLine
from encours.records.disputes.models import Dispute
from encours.records.parties.models import Creditor, Customer
from encours.records.promises.models import Promise
from encours.records.receivables.models import Receivable

_ICS = "FR72ZZZ123456"  # the example of the French banks' guide, nobody's
_PROMISED_IN = 9  # days
_SIGNED = timedelta(days=200)


def tell_payers(creditor: Creditor, *, on: date, author: str, say: Callable[[str], object]) -> None:
    """Say both by acts, as the desk would, and what became of the advices.

    In shadow mode the pre-notification does not leave: the page of direct debits says so, and no file is made.
    """
    debits, promises = _debit(creditor, on=on, author=author), _promised(creditor, on=on, author=author)
    deducted = Dispute.objects.of([creditor.pk]).filter(kind="deduction").count()
    by_advice = Promise.objects.of([creditor.pk]).filter(source="advice").count()
    say(
        _(
            "  avis de paiement : %(deducted)s déduction contestée, %(promised)s solde promis ; par téléphone : "
            "%(promises)s promesse ; prélèvements annoncés : %(debits)s"
        )
        % {"deducted": deducted, "promised": by_advice, "promises": promises, "debits": debits}
    )


def _debit(creditor: Creditor, *, on: date, author: str) -> int:
    """A mandate of the first customer whose account the bank told, and who owes what is not due yet."""
    told: dict[str, Any] = {"author": author, "at": now()}
    later = _open(creditor).filter(due_on__gte=on).exclude(due_source="assumed")
    known = {
        line.payments.first().customer_id: line  # type: ignore[union-attr] # each has one
        for line in BankLine.objects.of([creditor.pk])
        .exclude(iban="")
        .filter(payments__isnull=False)
        .distinct()
    }
    item = later.filter(customer__in=known).order_by("due_on", "pk").first()
    if item is None:
        return 0
    let_debit(creditor, DebitRules(ics=_ICS), made_from=None, **told)
    values = {
        "umr": f"BREV-{item.customer.account}-1", "scheme": "B2B", "sequence": "FRST", "signed_on": on - _SIGNED,
        "debtor": item.customer.name, "iban": known[item.customer_id].iban, "bic": "", "document": None,
    }  # fmt: skip
    save_mandate(item.customer, values, on=on, **told)
    return announce_debits(creditor, on=on, **told)


def _promised(creditor: Creditor, *, on: date, author: str) -> int:
    """The customer who owes most overdue, with no dispute nor promise yet, promises its oldest invoice."""
    late = _open(creditor).filter(due_on__lt=on, promised__isnull=True)
    item = late.order_by("-open_cents", "pk").first()
    if item is None:
        return 0
    customer = Customer.objects.get(pk=item.customer_id)
    due_on = on + timedelta(days=_PROMISED_IN)
    words = "Rappelé par la comptable : virement au prochain lot de règlements."
    promise(
        customer, items=[(item, item.open_cents)], due_on=due_on, source="call", on=on, text=words, author=author,
        at=now(),
    )  # fmt: skip
    return 1


def _open(creditor: Creditor) -> QuerySet[Receivable]:
    ours = Receivable.objects.of([creditor.pk]).filter(
        kind="invoice", open_cents__gt=0, gone_on__isnull=True, currency="EUR", disputes__isnull=True
    )
    return ours.select_related("customer")
