"""Direct debits: what is announced and what is not, with reasons; the files made for the bank, one by one."""

from __future__ import annotations

from typing import Any

import polars as pl
from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from encours.acts.debits.announce import announce_debits
from encours.acts.debits.prepare import Preview, cancel_batch, hand_over, prepare_batch, preview
from encours.core.debits.choosing import chosen
from encours.core.refusals import RuleError
from encours.desk.acting import Ask, act_page, made_from
from encours.desk.debits import telling
from encours.desk.debits.forms import Because
from encours.desk.deciding import home
from encours.desk.giving import given
from encours.desk.paging import sliced
from encours.desk.plain import in_words
from encours.desk.shell import render, said
from encours.desk.visits import DeskRequest, Visit, visiting
from encours.records.debits.models import Debit, DebitBatch
from encours.records.debits.reading import debit_rules
from encours.records.documents.keeping import UnreadableKeptFileError, opened
from encours.records.frames.debits import debitable_items
from encours.records.parties.models import Customer

_SHOWN, _BATCHES = 200, 20
_NO_NEWS = ("announced",)


@visiting()
def debits(request: DeskRequest, visit: Visit) -> HttpResponse:
    """Show what is announced, with what becomes of it today; what is not, and why; the latest files."""
    rules = debit_rules(visit.creditor.pk)
    found = preview(visit.creditor, on=visit.on) if rules.ics else Preview()
    announced = Debit.objects.seen(visit.sight).filter(state="announced")
    items = chosen(_items(visit), rules, on=visit.on).filter(~pl.col("reason").is_in(_NO_NEWS))
    names = dict(
        Customer.objects.filter(pk__in=items["customer_id"].unique().to_list()).values_list("pk", "name")
    )
    context = {
        "rules": rules,
        "announced": [
            (debit, found.decisions.get(debit.pk))
            for debit in announced.select_related("customer")
            .prefetch_related("items__receivable")
            .order_by("collect_on", "pk")[:_SHOWN]
        ],
        "ready": len(found.ready),
        "ready_cents": found.cents,
        "ending": len(found.ending),
        "due": int((items["reason"] == "due").sum()),
        "items": items.head(_SHOWN).to_dicts(),
        "more": max(0, len(items) - _SHOWN),
        "counts": items["reason"].value_counts(sort=True).rows(),
        "names": names,
        "batches": _batches(visit),
        "reason_of": telling.reason_name,
    }
    return render(request, "debits/list.html", context)


def _items(visit: Visit) -> pl.DataFrame:
    """Items of customers with a mandate, of those that this person sees."""
    items = debitable_items(visit.creditor.pk, on=visit.on)
    if visit.sight.whole:
        return items
    keys = items["customer_id"].unique().to_list()
    seen = Customer.objects.seen(visit.sight).filter(pk__in=keys).values_list("pk", flat=True)
    return items.filter(pl.col("customer_id").is_in(list(seen)))


def _batches(visit: Visit) -> list[tuple[DebitBatch, tuple[str, str]]]:
    left = Count("debits", filter=Q(debits__state="prepared"))
    rows = DebitBatch.objects.seen(visit.sight).annotate(left=left).order_by("-number")[:_BATCHES]
    return [(row, telling.batch_state(row, row.left)) for row in rows]


@visiting(right="cash", methods=("POST",))
def announce(request: DeskRequest, visit: Visit) -> HttpResponse:
    """Announce what is due now, without waiting for the night."""
    place = redirect("debits")
    if not debit_rules(visit.creditor.pk).ics:
        return said(place, _("Renseigner d’abord l’identifiant créancier SEPA dans les règles."), "late")
    made = announce_debits(visit.creditor, on=visit.on, author=visit.author, at=visit.at)
    if not made:
        return said(place, _("Rien de nouveau n’est à annoncer."))
    told = ngettext(
        "%(n)s prélèvement annoncé : son préavis, s’il ne vient pas de la facture, part avec le prochain envoi.",
        "%(n)s prélèvements annoncés : leurs préavis, s’ils ne viennent pas des factures, partent avec le prochain "
        "envoi.",
        made,
    )
    return said(place, told % {"n": made})


@visiting(right="cash", methods=("POST",))
def prepare(request: DeskRequest, visit: Visit) -> HttpResponse:
    """Make the file of what may be collected."""
    try:
        batch = prepare_batch(visit.creditor, on=visit.on, author=visit.author, at=visit.at, home=home())
    except RuleError as refusal:
        return said(redirect("debits"), in_words(refusal.sentence), "late")
    return said(redirect("debit_batch", pk=batch.pk), _("Remise préparée : portez son fichier à la banque."))


@visiting(subject=DebitBatch.objects)
def batch(request: DeskRequest, visit: Visit, row: DebitBatch) -> HttpResponse:
    """Show one file, its transactions and what the bank says of each."""
    rows = Debit.objects.filter(batch=row).select_related("customer", "mandate")
    part = sliced(rows.prefetch_related("items__receivable"), "id", request)
    left = Debit.objects.filter(batch=row, state="prepared").count()
    context = {
        "row": row,
        "state": telling.batch_state(row, left),
        "untouched": left == row.debits_count,
        "rows": part.rows,
        "slice": part,
        "state_of": telling.debit_state,
        "reason_of": telling.reason_name,
    }
    return render(request, "debits/batch.html", context)


@visiting(right="cash", shows=("bank",), subject=DebitBatch.objects.select_related("kept"))
def batch_file(request: DeskRequest, visit: Visit, row: DebitBatch) -> HttpResponse:
    """Give the file as it was made."""
    del request, visit
    try:
        content = opened(row.kept, home=home())
    except (FileNotFoundError, UnreadableKeptFileError) as gone:
        raise Http404 from gone
    return given(content, row.kept.name, row.kept.media_type)


@visiting(right="cash", methods=("POST",), subject=DebitBatch.objects)
def hand(request: DeskRequest, visit: Visit, row: DebitBatch) -> HttpResponse:
    """Say that the bank was handed the file."""
    place = redirect("debit_batch", pk=row.pk)
    try:
        hand_over(row, made_from=made_from(request), on=visit.on, author=visit.author, at=visit.at)
    except RuleError as refusal:
        return said(place, in_words(refusal.sentence), "late")
    return said(place, _("Noté : la banque a le fichier."))


@visiting(right="cash", methods=("GET", "POST"), subject=DebitBatch.objects)
def cancel(request: DeskRequest, visit: Visit, row: DebitBatch) -> HttpResponse:
    """Say that a file will not be collected."""
    ask = Ask(
        title=_("Annuler la remise %(reference)s") % {"reference": row.reference},
        verb=_("Annuler la remise"),
        back=reverse("debit_batch", args=[row.pk]),
        done=_("Remise annulée : ses factures seront annoncées de nouveau."),
        lead=_("À faire seulement si la banque n’a pas le fichier, ou l’a refusé en entier."),
        version=row.version,
    )

    def act(told: Any) -> None:
        cancel_batch(
            row,
            reason=told["reason"],
            made_from=made_from(request),
            on=visit.on,
            author=visit.author,
            at=visit.at,
        )

    return act_page(request, ask, Because, act)
