"""Files of credit transfers for refunds: prepared, downloaded, given up."""

from __future__ import annotations

from typing import Any

from django.db.models import Sum
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from encours.acts.refund_orders import cancel_refund_order, orderable, prepare_refund_order
from encours.core.refusals import RuleError
from encours.desk.acting import Ask
from encours.desk.bank.reasoning import reasoned
from encours.desk.deciding import home
from encours.desk.giving import given
from encours.desk.plain import in_words
from encours.desk.shell import said
from encours.desk.visits import DeskRequest, Visit, visiting
from encours.records.cash.outgoing import RefundOrder
from encours.records.documents.keeping import UnreadableKeptFileError, opened

_SHOWN = 10


def orders_shown(visit: Visit) -> dict[str, Any]:
    """The refunds that wait for a file, where all of them are seen, and the latest files."""
    if not visit.sight.whole:
        return {"orders": [], "ready": 0, "ready_cents": 0}
    waiting = orderable(visit.creditor.pk)
    return {
        "orders": list(RefundOrder.objects.seen(visit.sight).order_by("-number")[:_SHOWN]),
        "ready": waiting.count(),
        "ready_cents": waiting.aggregate(cents=Sum("amount_cents"))["cents"] or 0,
    }


@visiting(right="cash", methods=("POST",))
def prepare(request: DeskRequest, visit: Visit) -> HttpResponse:
    """Make the file of the refunds that wait."""
    del request
    place = redirect("unapplied_cash")
    if not visit.sight.whole:
        whole = _("Ces remboursements sont ceux de tout le créancier : à préparer par qui les voit tous.")
        return said(place, whole, "late")
    try:
        prepare_refund_order(visit.creditor, on=visit.on, author=visit.author, at=visit.at, home=home())
    except RuleError as refusal:
        return said(place, in_words(refusal.sentence), "late")
    return said(place, _("Fichier de virements préparé : portez-le à la banque."))


@visiting(right="cash", shows=("bank",), subject=RefundOrder.objects.select_related("kept"))
def file(request: DeskRequest, visit: Visit, row: RefundOrder) -> HttpResponse:
    """Give the file as it was made."""
    del request, visit
    try:
        content = opened(row.kept, home=home())
    except (FileNotFoundError, UnreadableKeptFileError) as gone:
        raise Http404 from gone
    return given(content, row.kept.name, row.kept.media_type)


@visiting(right="cash", methods=("GET", "POST"), subject=RefundOrder.objects)
def cancel(request: DeskRequest, visit: Visit, row: RefundOrder) -> HttpResponse:
    """Say that a file will not be paid."""
    ask = Ask(
        title=_("Annuler le fichier de virements %(reference)s") % {"reference": row.reference},
        verb=_("Annuler le fichier"),
        back=reverse("unapplied_cash"),
        done=_("Fichier annulé : ses remboursements attendent un autre fichier."),
        lead=_("À faire seulement si la banque n’a pas le fichier, ou l’a refusé en entier."),
        version=row.version,
        tone="danger",
    )
    return reasoned(request, visit, row, ask, cancel_refund_order)
