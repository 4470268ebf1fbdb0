"""PDF invoices read and laid aside: looked at field by field, confirmed or put aside by a person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from encours.acts.import_file.printed import Confirmed, confirm_printed, decline_printed
from encours.core.einvoice.documents import Party
from encours.core.einvoice.parties import same_party
from encours.core.extraction import SURE
from encours.core.refusals import RuleError
from encours.desk import clock
from encours.desk.acting import REFUSED, made_from, performed
from encours.desk.deciding import decide_today, home
from encours.desk.fields import CentsField, day_field
from encours.desk.giving import given
from encours.desk.paging import sliced
from encours.desk.plain import in_words
from encours.desk.shell import render, said
from encours.desk.visits import DeskRequest, Visit, visiting
from encours.records.documents.keeping import UnreadableKeptFileError, opened
from encours.records.intake.models import PrintedInvoice
from encours.records.parties.models import Customer
from encours.records.parties.searching import beginning

_SHOWN, _NEAR = 50, 8
_DAYS: Final = ("issued_on", "due_on")
_READ: Final = ("kind", "number", "issued_on", "due_on", "currency", "net_cents", "tax_cents", "total_cents")


def _kinds() -> list[tuple[str, str]]:
    return [("invoice", _("Facture")), ("credit_note", _("Avoir"))]


class Printed(forms.Form):
    """What the document says, as a person confirms it."""

    kind = forms.ChoiceField(label=gettext_lazy("Nature"), choices=_kinds)
    number = forms.CharField(label=gettext_lazy("Numéro"), max_length=100)
    issued_on = day_field(label=gettext_lazy("Émise le"))
    due_on = day_field(
        label=gettext_lazy("Échéance"),
        required=False,
        help_text=gettext_lazy("Vide : le délai du client est appliqué."),
    )
    currency = forms.CharField(label=gettext_lazy("Devise"), min_length=3, max_length=3)
    net_cents = CentsField(label=gettext_lazy("Total hors taxe"))
    tax_cents = CentsField(label=gettext_lazy("TVA"))
    total_cents = CentsField(label=gettext_lazy("Total TTC"))
    customer = forms.CharField(
        label=gettext_lazy("Client"),
        max_length=200,
        help_text=gettext_lazy(
            "Son compte ou son nom. Un nom que personne ne porte encore ouvre un nouveau client."
        ),
    )

    def clean_currency(self) -> str:
        """Three capitals."""
        code: str = self.cleaned_data["currency"].upper()
        if not (code.isascii() and code.isalpha()):
            raise forms.ValidationError(_("Trois lettres : EUR, USD…"))
        return code


@dataclass(frozen=True, slots=True)
class Read:
    """One field as it was read, for the page: in doubt or not, and the line that says it."""

    bound: forms.BoundField
    confidence: int | None
    sure: bool
    where: str
    line: str


@visiting(right="import")
def printed_invoices(request: DeskRequest, visit: Visit) -> HttpResponse:
    """List the PDF invoices that wait for a person."""
    waiting = PrintedInvoice.objects.of([visit.creditor.pk]).filter(state="waiting")
    part = sliced(waiting, "-pk", request, size=_SHOWN)
    rows = [(row, row.read.get("number", {}).get("value", ""), _doubts(row)) for row in part.rows]
    return render(request, "imports/printed.html", {"rows": rows, "slice": part})


def _doubts(row: PrintedInvoice) -> int:
    needed = [name for name in _READ if name != "due_on" and name not in row.read]
    return len(needed) + sum(1 for name in _READ if row.read.get(name, {}).get("confidence", SURE) < SURE)


@visiting(right="import", methods=("GET", "POST"), subject=PrintedInvoice.objects.select_related("intake"))
def printed_invoice(request: DeskRequest, visit: Visit, row: PrintedInvoice) -> HttpResponse:
    """Show what was read beside where it was read; take it in as a person confirms it, or put it aside."""
    if request.method != "POST":
        return _shown(request, visit, row, Printed(initial=_initial(visit, row)), 200)
    if "decline" in request.POST:
        return _declined(request, visit, row)
    form = Printed(request.POST)
    if not form.is_valid():
        return _shown(request, visit, row, form, REFUSED)
    told = _confirmed(visit, row, form.cleaned_data)
    common: dict[str, Any] = {"author": visit.author, "at": clock.now(), "on": visit.on, "home": home()}
    version = made_from(request)
    status = performed(form, lambda: confirm_printed(row, told, made_from=version, **common))
    if status is not None:
        return _shown(request, visit, row, form, status)
    decide_today(visit.creditor, author=visit.author)
    return said(
        redirect("printed_invoices"),
        _("Facture %(number)s importée ; son PDF y est joint.") % {"number": told.number},
    )


def _declined(request: DeskRequest, visit: Visit, row: PrintedInvoice) -> HttpResponse:
    try:
        decline_printed(row, made_from=made_from(request), author=visit.author, at=clock.now())
    except RuleError as refusal:
        return said(redirect("printed_invoice", pk=row.pk), in_words(refusal.sentence), "late")
    return said(redirect("printed_invoices"), _("Document écarté : rien n’est dû."))


@visiting(right="import", subject=PrintedInvoice.objects.select_related("kept"))
def printed_file(request: DeskRequest, visit: Visit, row: PrintedInvoice) -> HttpResponse:
    """Give the PDF as it came."""
    try:
        content = opened(row.kept, home=home())
    except (FileNotFoundError, UnreadableKeptFileError) as gone:
        raise Http404 from gone
    return given(content, row.kept.name, row.kept.media_type)


def _initial(visit: Visit, row: PrintedInvoice) -> dict[str, Any]:
    told = {name: row.read[name]["value"] for name in _READ if name in row.read}
    for name in _DAYS:
        if name in told:
            told[name] = date.fromisoformat(told[name])
    buyer = _by_numbers(visit, row)
    return {
        "kind": "invoice",
        "currency": visit.creditor.currency,
        **told,
        "customer": buyer.account if buyer else "",
    }


def _by_numbers(visit: Visit, row: PrintedInvoice) -> Customer | None:
    """The customer that the document's numbers name: any of them that is not ours."""
    seen = Customer.objects.seen(visit.sight)
    for name, column in (("buyer_siren", "siren"), ("buyer_vat", "vat_number"), ("seller_siren", "siren")):
        value = row.read.get(name, {}).get("value", "")
        if value and value not in {visit.creditor.siren, visit.creditor.vat_number}:
            found = seen.filter(**{column: value}).order_by("pk").first()
            if found is not None:
                return found
    return None


def _confirmed(visit: Visit, row: PrintedInvoice, told: Mapping[str, Any]) -> Confirmed:
    words = told["customer"].strip()
    seen = Customer.objects.seen(visit.sight)
    customer = seen.filter(account=words).first()
    if customer is None:
        named = list(seen.filter(beginning(words)).order_by("search_key", "pk")[:_NEAR])
        same = [one for one in named if one.name.casefold() == words.casefold()]
        customer = same[0] if len(same) == 1 else None
    return Confirmed(
        **{name: told[name] for name in _READ},
        customer=customer,
        buyer_name=words,
        buyer_siren=_not_ours(visit, row, "buyer_siren"),
        buyer_vat=_not_ours(visit, row, "buyer_vat"),
    )


def _not_ours(visit: Visit, row: PrintedInvoice, name: str) -> str:
    read = row.read.get(name, {})
    value = str(read.get("value", ""))
    ours = value in {visit.creditor.siren, visit.creditor.vat_number}
    return "" if ours or read.get("confidence", 0) < SURE else value


def _shown(
    request: DeskRequest, visit: Visit, row: PrintedInvoice, form: Printed, status: int
) -> HttpResponse:
    context = {
        "row": row,
        "fields": [_field(form, row, name) for name in form.fields],
        "form": form,
        "ours": _ours(visit, row),
    }
    return render(request, "imports/printed_one.html", context, status=status)


def _field(form: Printed, row: PrintedInvoice, name: str) -> Read:
    read = row.read.get(name)
    if read is None or not read["said"]:
        return Read(form[name], None, name not in _READ or read is not None or name == "due_on", "", "")
    where = _("page %(page)s, ligne %(line)s") % read
    return Read(form[name], read["confidence"], read["confidence"] >= SURE, where, read["said"])


def _ours(visit: Visit, row: PrintedInvoice) -> bool | None:
    """Whether the seller's numbers are ours; None where none was read."""
    value = {name: row.read.get(name, {}).get("value", "") for name in ("seller_siren", "seller_vat")}
    one = visit.creditor
    return same_party(
        Party(siren=value["seller_siren"], vat_number=value["seller_vat"]),
        siren=one.siren,
        vat_number=one.vat_number,
        name="",
    )
