"""A customer's statement of account: open items or movements, at any day, on screen and to take away."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import polars as pl
from django import forms
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from encours.channels.letter.account import account_pdf
from encours.core.statement import Account
from encours.desk.fields import day_field
from encours.desk.shell import render
from encours.desk.visits import DeskRequest, Visit, visiting
from encours.records.frames.account import accounts_of
from encours.records.parties.models import Creditor, Customer
from encours.words import account as words
from encours.words.languages import LANGUAGES, nearest, speaking
from encours.words.sheets import csv_lines, xlsx

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_SHOWN = 500
KINDS = ("pdf", "xlsx", "csv")


class Asked(forms.Form):
    """Which statement."""

    form = forms.ChoiceField(
        label=gettext_lazy("Contenu"),
        choices=[("open", gettext_lazy("Pièces ouvertes")), ("ledger", gettext_lazy("Tous les mouvements"))],
        required=False,
    )
    on = day_field(label=gettext_lazy("Au"), required=False)
    from_on = day_field(label=gettext_lazy("Mouvements depuis le"), required=False)
    known = forms.BooleanField(label=gettext_lazy("Tel que connu ce jour-là"), required=False)


class Shown(Asked):
    """Which statement, in whose language its files are written: the customer's where nothing is chosen."""

    language = forms.ChoiceField(label=gettext_lazy("Langue des fichiers"), required=False)

    def __init__(self, *given: Any, customer: Customer, **named: Any) -> None:
        super().__init__(*given, **named)
        language = self.fields["language"]
        assert isinstance(language, forms.ChoiceField)  # noqa: S101 — declared above
        language.choices = languages(customer)


def languages(customer: Customer) -> list[tuple[str, str]]:
    """In which a statement is written: the customer's language, or one that somebody chooses."""
    own = _("Celle du client : %(language)s") % {"language": language_name(customer.language)}
    return [("", own), *((code, language_name(code)) for code in LANGUAGES)]


def language_name(code: str) -> str:
    """A language in the reader's."""
    return {"fr": _("français"), "en": _("anglais")}.get(code, code)


@visiting(subject=Customer.objects)
def statement(request: DeskRequest, visit: Visit, customer: Customer) -> HttpResponse:
    """Show the account of a customer at a day."""
    asked = Shown(_told(request, visit), customer=customer)
    told = _statement(visit.creditor, customer, asked, visit)
    context = {
        "customer": customer,
        "form": asked,
        "told": told,
        "shown": _SHOWN,
        "kind_name": words.kind_name,
        "own_amount": words.own_amount,
        "query": request.GET.urlencode(),
        "language": language_name(_language(asked, customer)),
        "kinds": KINDS,
    }
    return render(request, "customers/statement.html", context)


@visiting(subject=Customer.objects)
def download(request: DeskRequest, visit: Visit, customer: Customer, kind: str) -> HttpResponseBase:
    """Give the statement as PDF, XLSX or CSV, in the language asked for, else the customer's."""
    if kind not in KINDS:
        raise Http404
    asked = Shown(_told(request, visit), customer=customer)
    answer: HttpResponseBase
    told = _statement(visit.creditor, customer, asked, visit)
    with speaking(_language(asked, customer)):
        if kind == "pdf":
            page = account_pdf(words.page(told), written_at=visit.at)
            answer = HttpResponse(page, content_type="application/pdf")
        else:
            answer = _sheet(told, kind)
    answer.headers["Content-Disposition"] = f'attachment; filename="{words.file_name(told)}.{kind}"'
    return answer


def _sheet(told: words.Statement, kind: str) -> HttpResponseBase:
    columns = words.columns(told.form)
    if kind == "xlsx":
        return HttpResponse(xlsx(_("Relevé de compte"), columns, words.rows(told)), content_type=_XLSX)
    # Written here and now: streamed, it would be spoken after the language is the reader's again.
    text = "".join(csv_lines(columns, list(words.rows(told)), nearest(get_language())))
    return HttpResponse(text, content_type="text/csv; charset=utf-8")


def _told(request: DeskRequest, visit: Visit) -> dict[str, str]:
    """What the address asks, today's open items where it says nothing."""
    asked = {name: request.GET.get(name, "") for name in Shown.base_fields}
    return asked | {"on": asked["on"] or visit.on.isoformat(), "form": asked["form"] or "open"}


def _language(asked: Shown, customer: Customer) -> str:
    told: str = asked.cleaned_data.get("language", "") if asked.is_valid() else ""
    return told or customer.language


def _day(asked: Asked, visit: Visit) -> date:
    """The day asked for; nothing is known of a day to come."""
    told: date | None = asked.cleaned_data.get("on") if asked.is_valid() else None
    return min(told or visit.on, visit.on)


def _statement(creditor: Creditor, customer: Customer, asked: Asked, visit: Visit) -> words.Statement:
    told = asked.cleaned_data if asked.is_valid() else {}
    on, form = _day(asked, visit), told.get("form") or "open"
    from_on = told.get("from_on") if form == "ledger" else None
    known = bool(told.get("known")) and on < visit.on
    shows = visit.shows("personal")
    address = words.lines_of(customer.address, customer.postcode, customer.city) if shows else ()
    return words.Statement(
        form=form,
        accounts=[
            _seen_by(visit, one) for one in accounts_of(customer.pk, on=on, from_on=from_on, as_known=known)
        ],
        on=on,
        from_on=from_on,
        as_known=known,
        account=customer.account,
        creditor=creditor.name,
        creditor_lines=words.lines_of(creditor.address, creditor.postcode, creditor.city),
        recipient=(customer.name, *address),
    )


def _seen_by(visit: Visit, account: Account) -> Account:
    """The words of a bank line may hold addresses or bank details that this person is not shown."""
    if visit.shows("personal", "bank"):
        return account
    hide = pl.col("label").map_elements(visit.free_text, return_dtype=pl.String)
    return replace(account, lines=account.lines.with_columns(hide), items=account.items.with_columns(hide))
