"""The page of an invoice, the acts one does from it, and the two lists."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from encours.acts import hold as holding
from encours.acts import note as noting
from encours.acts.assign_invoice import assign_invoice
from encours.acts.edit_receivable import edit_receivable
from encours.core.contracts import by_contract
from encours.desk import matched
from encours.desk.acting import Ask, act_page, made_from
from encours.desk.custom_fields import showing as own_fields
from encours.desk.customers import story, telling_file
from encours.desk.customers.forms import Hold as HoldForm
from encours.desk.deciding import stop_after, stop_for
from encours.desk.filter_form import panel as filter_panel
from encours.desk.invoices import claims, electronic, expecting, forms, instalments, listing
from encours.desk.invoices.asking import why
from encours.desk.invoices.brief import brief_of, documents_of
from encours.desk.invoices.doubles import standing
from encours.desk.invoices.lines import lines_of
from encours.desk.items import items, running_holds
from encours.desk.shell import render
from encours.desk.sources.telling import said_of
from encours.desk.visits import DeskRequest, Visit, visiting
from encours.desk.work.forms import Note as NoteForm
from encours.records.cases.models import Hold
from encours.records.cash.models import Application
from encours.records.contracts.reading import agreed_with
from encours.records.disputes.models import Dispute
from encours.records.policies.reading import current_scenario, interest_rules
from encours.records.prepared import prepared
from encours.records.receivables.models import Receivable
from encours.words.deductions import REASONS as DEDUCTIONS

_INVOICES = Receivable.objects.select_related("customer", "intake")


@visiting(subject=_INVOICES)
def invoice(request: DeskRequest, visit: Visit, row: Receivable) -> HttpResponse:
    """Show one invoice: its facts, what paid it, what is contested, and why it is where it is."""
    on = _asked_day(request) or visit.on
    rules = interest_rules(visit.creditor)
    owed = claims.claim(row, on=on, rules=rules, shadow=visit.creditor.shadow)
    applications = _applications(row)
    item = items([row], on=visit.on)[0]
    context = {
        "row": row,
        "item": item,
        "expecting": expecting.expecting(visit) if row.amount_cents > 0 and not row.factor else None,
        "on": on,
        "told": why(row, visit, on=on, rules=rules, owed=claims.as_facts(owed)),
        "owed": owed if owed and (owed.cents or owed.indemnity_cents) else None,
        "applications": applications,
        "application_reason": matched.application_reason,
        "evidence_of": matched.evidence,
        "given_up_name": matched.given_up_name,
        "undo_urls": _undo_urls(applications, visit),
        "deductions": DEDUCTIONS,
        "disputes": _disputes(row.pk),
        "holds": _holds(visit.on, row.pk),
        "documents": documents_of(row),
        "electronic": electronic.told_of(row),
        "planned": instalments.planned(row),
        "lines": lines_of(row),
        "told_by": said_of(row),
        "aside": standing(row),
        "by_contract": by_contract(agreed_with(row.customer_id), row.issued_on, row.due_on)
        if row.amount_cents > 0
        else None,
        "said": telling_file,
        "brief": brief_of(row.customer, visit),
        "own": own_fields.sheet_of(visit, "invoice", row.pk),
        "story": story.of_invoice(row, visit, request),
    }
    return render(request, "invoices/invoice.html", context)


def _asked_day(request: DeskRequest) -> date | None:
    try:
        return date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        return None


def _applications(row: Receivable) -> list[Application]:
    """What paid it or, for a credit note, what it paid; oldest first."""
    return _paying(row.pk) if row.amount_cents < 0 else _paid_by(row.pk)


@prepared
def _paying(credit_note: int) -> QuerySet[Application]:
    return _in_order(Application.objects.filter(credit_note=credit_note))


@prepared
def _paid_by(receivable: int) -> QuerySet[Application]:
    return _in_order(Application.objects.filter(receivable=receivable))


def _in_order(applications: QuerySet[Application]) -> QuerySet[Application]:
    beside = ("payment__bank_line", "credit_note", "receivable", "reversed_by")
    return applications.select_related(*beside).order_by("applied_on", "pk")


@prepared
def _disputes(receivable: int) -> QuerySet[Dispute]:
    return Dispute.objects.filter(receivable=receivable).order_by("-opened_on", "-pk")


@prepared
def _holds(on: date, receivable: int) -> QuerySet[Hold]:
    return running_holds(on).filter(receivable=receivable)


def _undo_urls(applications: list[Application], visit: Visit) -> dict[int, str]:
    """Where each application that stands can be undone."""
    if not visit.may("cash"):
        return {}
    return {
        one.pk: reverse("undo_application", args=[one.pk])
        for one in applications
        if one.reverses_id is None and not hasattr(one, "reversed_by")
    }


def _here(row: Receivable) -> str:
    return reverse("invoice", args=[row.pk])


@visiting(right="collect", methods=("GET", "POST"), subject=_INVOICES)
def edit_invoice(request: DeskRequest, visit: Visit, row: Receivable) -> HttpResponse:
    """Give an invoice its due date or its purchase order."""
    ask = Ask(
        title=_("Échéance de la facture %(number)s") % {"number": row.number},
        lead=row.customer.name,
        verb=_("Enregistrer"),
        back=_here(row),
        done=_("La facture est à jour, son échéance est confirmée."),
        version=row.version,
    )
    return act_page(
        request,
        ask,
        forms.EditInvoice,
        lambda values: stop_after(  # a letter laid that a later due date makes wrong is recalled
            visit,
            edit_receivable(row, **values, made_from=made_from(request), author=visit.author, at=visit.at),
        ),
        {"due_on": row.due_on, "po_number": row.po_number},
    )


@visiting(right="collect", methods=("GET", "POST"), subject=_INVOICES)
def factor_invoice(request: DeskRequest, visit: Visit, row: Receivable) -> HttpResponse:
    """Say that an invoice was assigned to a factor, or that it came back."""
    ask = Ask(
        title=_("Cession de la facture %(number)s") % {"number": row.number},
        lead=_(
            "Cédée, elle est payée à l’affactureur : elle n’est plus relancée ici. Sans nom, elle est reprise."
        ),
        verb=_("Enregistrer"),
        back=_here(row),
        done=_("La facture est à jour."),
        version=row.version,
    )

    def act(values: Mapping[str, Any]) -> None:
        assign_invoice(row, **values, made_from=made_from(request), author=visit.author, at=visit.at)
        stop_for(visit, [row.customer_id])

    return act_page(
        request,
        ask,
        forms.Factor,
        act,
        {"factor": row.factor, "factored_on": row.factored_on or visit.on},
    )


@visiting(right="collect", methods=("GET", "POST"), subject=_INVOICES)
def hold_invoice(request: DeskRequest, visit: Visit, row: Receivable) -> HttpResponse:
    """Pause the reminders of one invoice."""
    ask = Ask(
        title=_("Suspendre la facture %(number)s") % {"number": row.number},
        lead=_("Les autres factures de %(name)s restent relancées.") % {"name": row.customer.name},
        verb=_("Suspendre"),
        back=_here(row),
        done=_("La facture est suspendue."),
    )
    return act_page(
        request,
        ask,
        HoldForm,
        lambda told: stop_after(
            visit, holding.hold(row.customer, receivable=row, **told, author=visit.author, at=visit.at)
        ),
        {"from_on": visit.on},
    )


@visiting(right=("collect", "note"), methods=("GET", "POST"), subject=_INVOICES)
def note_invoice(request: DeskRequest, visit: Visit, row: Receivable) -> HttpResponse:
    """Write a note about an invoice."""
    ask = Ask(
        title=_("Ajouter une note sur %(number)s") % {"number": row.number},
        lead=row.customer.name,
        verb=_("Ajouter la note"),
        back=_here(row),
        done=_("La note est au fil du dossier du client."),
    )
    return act_page(
        request,
        ask,
        NoteForm,
        lambda values: noting.add_note(
            row.customer,
            text=values["text"],
            audience=values["audience"] or "internal",
            receivable=row,
            author=visit.author,
            at=visit.at,
        ),
        {"audience": "internal"},
    )


@visiting()
def unpaid(request: DeskRequest, visit: Visit) -> HttpResponse:
    """List what is overdue."""
    return _list(request, visit, overdue=True)


@visiting()
def awaiting(request: DeskRequest, visit: Visit) -> HttpResponse:
    """List what is not yet due."""
    return _list(request, visit, overdue=False)


def _list(request: DeskRequest, visit: Visit, *, overdue: bool) -> HttpResponse:
    panel = filter_panel(request, visit, "invoices", request.path)
    rows = listing.answering(listing.listed(visit, overdue=overdue), panel.values, visit)
    sort = request.GET.get("sort", "")
    told = expecting.expecting(visit) if overdue else None
    if told and sort in expecting.SORTS:
        page = expecting.page_by_expected(rows, visit, told.curve, request, down=sort.startswith("-"))
    else:
        page = listing.page_of(rows, sort if sort in listing.SORTS else "due_on", request)
    scenario, _version = current_scenario(visit.creditor.pk)
    context = {
        "overdue": overdue,
        "panel": panel,
        "filtered": bool(panel.values),
        "totals": listing.totals(visit, rows, panel.values, overdue=overdue),
        "slice": page,
        "items": items(page.rows, on=visit.on),
        "own": own_fields.columns(visit, "invoice", [one.pk for one in page.rows]),
        "scenario": scenario,
        "expecting": told,
    }
    return render(request, "invoices/list.html", context, status=422 if panel.form.errors else 200)
