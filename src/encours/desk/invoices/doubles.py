"""Saying that an invoice or a payment is another one told twice; the list of those set aside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from encours.acts.doubles.set_aside import put_back, set_aside_invoice, set_aside_payment
from encours.desk.acting import Ask, act_page, made_from
from encours.desk.invoices import forms
from encours.desk.paging import sliced
from encours.desk.shell import render
from encours.desk.visits import DeskRequest, Visit, visiting
from encours.records.cash.models import Payment
from encours.records.receivables.models import Double, Receivable
from encours.words.amounts import money
from encours.words.days import day
from encours.words.languages import nearest

_MOST = 50
_BOTH = ("GET", "POST")
_BESIDE = ("receivable", "payment", "kept_receivable", "kept_payment", "customer", "undone_by")


@dataclass(frozen=True, slots=True)
class Aside:
    """A double as the list shows it; `doubtful` says why it may not be one any more."""

    event: Double
    what: str
    kept: str
    kept_url: str
    cents: int
    currency: str
    doubtful: str


@visiting(right="collect", methods=_BOTH, subject=Receivable.objects.select_related("customer"))
def double_invoice(request: DeskRequest, visit: Visit, row: Receivable) -> HttpResponse:
    """Set an invoice aside as a double of another one of the same customer and amount."""
    alike = Receivable.objects.filter(
        customer=row.customer_id, amount_cents=row.amount_cents, currency=row.currency, gone_on__isnull=True
    ).exclude(pk=row.pk)
    choices = [(one.pk, _invoice(one)) for one in alike.order_by("issued_on", "pk")[:_MOST]]
    ask = Ask(
        title=_("%(number)s est un doublon") % {"number": row.number},
        lead=_(
            "%(name)s · %(amount)s, émise le %(day)s. Écartée, elle n’est plus relancée, ne compte plus nulle part, "
            "et un nouvel import ne la ramène pas. Elle reste lisible, et se remet en compte."
        )
        % {
            "name": row.customer.name,
            "amount": money(row.amount_cents, row.currency, _language()),
            "day": day(row.issued_on, _language()),
        },
        verb=_("Écarter ce doublon"),
        back=reverse("invoice", args=[row.pk]),
        done=_("Le doublon est écarté : il ne compte plus."),
        version=row.version,
    )
    return act_page(
        request,
        ask,
        lambda *given, **named: forms.Double(*given, choices=choices, **named),
        lambda values: set_aside_invoice(
            row,
            Receivable.objects.get(pk=values["same_as"]),
            reason=values["reason"],
            made_from=made_from(request),
            author=visit.author,
            at=visit.at,
            on=visit.on,
        ),
        {"same_as": choices[0][0] if len(choices) == 1 else None},
    )


@visiting(right="cash", methods=_BOTH, subject=Payment.objects.select_related("customer"))
def double_payment(request: DeskRequest, visit: Visit, row: Payment) -> HttpResponse:
    """Set a payment aside as a double of another one of the same customer and amount."""
    alike = Payment.objects.filter(
        customer=row.customer_id, amount_cents=row.amount_cents, currency=row.currency, gone_on__isnull=True
    ).exclude(pk=row.pk)
    choices = [(one.pk, _payment(one)) for one in alike.order_by("paid_on", "pk")[:_MOST]]
    ask = Ask(
        title=_("Ce paiement est un doublon"),
        lead=_(
            "%(name)s · %(payment)s. Écarté, il ne compte plus nulle part, et un nouvel import ne le ramène pas. "
            "Il se remet en compte."
        )
        % {"name": row.customer.name, "payment": _payment(row)},
        verb=_("Écarter ce doublon"),
        back=reverse("customer", args=[row.customer_id]),
        done=_("Le doublon est écarté : il ne compte plus."),
    )
    return act_page(
        request,
        ask,
        lambda *given, **named: forms.Double(*given, choices=choices, **named),
        lambda values: set_aside_payment(
            row,
            Payment.objects.get(pk=values["same_as"]),
            reason=values["reason"],
            author=visit.author,
            at=visit.at,
            on=visit.on,
        ),
        {"same_as": choices[0][0] if len(choices) == 1 else None},
    )


@visiting(right=("collect", "cash"), methods=_BOTH, subject=Double.objects.select_related(*_BESIDE))
def back_double(request: DeskRequest, visit: Visit, event: Double) -> HttpResponse:
    """Put a double back: it counts again."""
    what = _invoice(event.receivable) if event.receivable else _payment(event.payment)
    ask = Ask(
        title=_("Ce n’est pas un doublon"),
        lead=_("%(name)s · %(what)s compte de nouveau, et se relance comme une autre.")
        % {"name": event.customer.name, "what": what},
        verb=_("Remettre en compte"),
        back=reverse("doubles"),
        done=_("La pièce compte de nouveau."),
    )
    return act_page(
        request,
        ask,
        forms.Because,
        lambda values: put_back(
            event, reason=values["reason"], author=visit.author, at=visit.at, on=visit.on
        ),
    )


@visiting()
def doubles(request: DeskRequest, visit: Visit) -> HttpResponse:
    """List what was set aside and stands so, the last first."""
    found = Double.objects.seen(visit.sight).filter(undoes__isnull=True, undone_by__isnull=True)
    page = sliced(found.select_related(*_BESIDE), "-pk", request)
    return render(request, "invoices/doubles.html", {"rows": told(page.rows), "page": page})


def told(events: Sequence[Double]) -> list[Aside]:
    """Doubles in words, with what puts them in doubt."""
    return [_aside(one) for one in events]


def standing(row: Receivable) -> Aside | None:
    """As what an invoice is set aside, if it is."""
    if row.same_as_id is None:
        return None
    events = Double.objects.filter(receivable=row, undoes__isnull=True, undone_by__isnull=True)
    event = events.select_related(*_BESIDE).first()
    return None if event is None else _aside(event)


def _aside(event: Double) -> Aside:
    double, kept = event.receivable, event.kept_receivable
    if double is not None and kept is not None:
        moved = double.open_cents != double.amount_cents
        return Aside(
            event,
            _invoice(double),
            _invoice(kept),
            reverse("invoice", args=[kept.pk]),
            double.amount_cents,
            double.currency,
            _doubt(kept.gone_on, moved=moved),
        )
    paid, stays = event.payment, event.kept_payment
    assert paid is not None  # noqa: S101 — the database keeps one or the other
    assert stays is not None  # noqa: S101 — the same
    return Aside(
        event,
        _payment(paid),
        _payment(stays),
        "",
        paid.amount_cents,
        paid.currency,
        _doubt(stays.gone_on, moved=paid.unapplied_cents != paid.amount_cents),
    )


def _doubt(gone_on: date | None, *, moved: bool) -> str:
    if gone_on is not None:
        return _("Celle qui restait n’est plus dans le dernier fichier : remettre celle-ci en compte ?")
    return _("Quelque chose vient d’y être affecté : est-ce bien un doublon ?") if moved else ""


def _language() -> str:
    return nearest(get_language())


def _invoice(row: Receivable) -> str:
    told = {"number": row.number or "–", "day": day(row.issued_on, _language())}
    return _("%(number)s du %(day)s") % told


def _payment(row: Payment | None) -> str:
    if row is None:
        return ""
    source = _("comptabilité") if row.source == "ledger" else _("banque")
    told = {
        "amount": money(row.amount_cents, row.currency, _language()),
        "day": day(row.paid_on, _language()),
        "source": source,
    }
    words = _("paiement de %(amount)s du %(day)s (%(source)s)") % told
    return f"{words} · {row.label}" if row.label else words
