"""Portfolios and absences: who follows what, how much it is, who is away and who stands in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl
from django.db.models import Count, Sum
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from encours.acts import absence as leaving
from encours.acts import organise
from encours.acts.aged_customers import kept_aged_sheet
from encours.acts.noticing import members
from encours.core.refusals import RuleError
from encours.desk.acting import Ask, act_page, made_from
from encours.desk.plain import in_words
from encours.desk.shell import render, said
from encours.desk.visits import DeskRequest, Visit, refuse, visiting
from encours.desk.work import forms
from encours.records.people.models import User
from encours.records.receivables.models import Receivable
from encours.records.work.models import Absence, Assignment, Portfolio

_BOTH = ("GET", "POST")
_MOST = 200
_WHOSE = {"customer_id": pl.Int64, "whose": pl.Int64}


@dataclass(frozen=True, slots=True)
class Row:
    """A portfolio or a person, how many customers, and what they owe, a sum a currency."""

    what: Portfolio | User | None
    customers: int
    owed: list[tuple[str, int]]


@visiting()
def portfolios(request: DeskRequest, visit: Visit) -> HttpResponse:
    """Show portfolios and owners with their customers and what is open there, as the person sees them."""
    seen = Assignment.objects.seen(visit.sight)
    rows = Portfolio.objects.of([visit.creditor.pk])
    if not visit.sight.whole:
        rows = rows.filter(pk__in=seen.values("portfolio_id"))
    by_portfolio, by_owner = _counts(visit, "portfolio"), _counts(visit, "owner")
    owners = User.objects.filter(pk__in=[key for key in by_owner if key]).order_by("name")
    context = {
        "portfolios": [Row(one, *by_portfolio.get(one.pk, (0, []))) for one in rows.order_by("name")[:_MOST]],
        "owners": [Row(one, *by_owner[one.pk]) for one in owners[:_MOST]],
        "absences": _absences(visit),
    }
    return render(request, "work/portfolios.html", context)


def _counts(visit: Visit, field: str) -> dict[int | None, tuple[int, list[tuple[str, int]]]]:
    """Customers and open amounts by portfolio or owner, from the sheet of the day where one is kept."""
    seen = Assignment.objects.seen(visit.sight).exclude(**{f"{field}__isnull": True})
    counts = dict(seen.order_by().values_list(field).annotate(Count("pk")))
    owed: dict[int | None, list[tuple[str, int]]] = defaultdict(list)
    sheet = kept_aged_sheet(visit.creditor, on=visit.on)
    if sheet is not None:
        whose = dict(seen.order_by().values_list("customer_id", field))
        for key, currency, cents in _summed(sheet, whose):
            owed[key].append((currency, cents))
        return {key: (count, owed[key]) for key, count in counts.items()}
    open_ones = Receivable.objects.filter(
        customer__in=seen.values("customer_id"), gone_on__isnull=True
    ).exclude(open_cents=0)
    path = f"customer__assignment__{field}"
    sums = open_ones.order_by().values_list(path, "currency").annotate(cents=Sum("open_cents"))
    for key, currency, cents in sums.order_by("currency"):
        owed[key].append((currency, cents))
    return {key: (count, owed[key]) for key, count in counts.items()}


def _summed(sheet: pl.DataFrame, whose: dict[int, int | None]) -> Iterable[tuple[int | None, str, int]]:
    """What is open by whose it is and currency: the sheet's totals, before the cash that is not yet applied."""
    keys = pl.DataFrame({"customer_id": list(whose), "whose": list(whose.values())}, schema=_WHOSE)
    open_cents = (pl.col("total_cents") - pl.col("unapplied_cents")).sum()
    found = sheet.join(keys, on="customer_id").group_by("whose", "currency").agg(open_cents.alias("cents"))
    return found.filter(pl.col("cents") != 0).sort("whose", "currency").iter_rows()


@visiting(right="policy", methods=_BOTH)
def add_portfolio(request: DeskRequest, visit: Visit) -> HttpResponse:
    """Open a portfolio."""
    ask = Ask(
        title=_("Nouveau portefeuille"),
        lead=_("Des clients suivis ensemble, sous un nom."),
        verb=_("Créer"),
        back=reverse("portfolios"),
        done=_("Le portefeuille est créé : transférez-y des clients."),
    )
    return act_page(
        request,
        ask,
        forms.Name,
        lambda told: organise.make_portfolio(
            visit.creditor, name=told["name"], author=visit.author, at=visit.at
        ),
    )


@visiting(right="policy", methods=_BOTH, subject=Portfolio.objects)
def rename_portfolio(request: DeskRequest, visit: Visit, portfolio: Portfolio) -> HttpResponse:
    """Give a portfolio another name."""
    ask = Ask(
        title=_("Renommer %(name)s") % {"name": portfolio.name},
        verb=_("Enregistrer"),
        back=reverse("portfolios"),
        done=_("Le portefeuille porte son nouveau nom."),
        version=portfolio.version,
    )
    return act_page(
        request,
        ask,
        forms.Name,
        lambda told: organise.rename_portfolio(
            portfolio, name=told["name"], made_from=made_from(request), author=visit.author, at=visit.at
        ),
        {"name": portfolio.name},
    )


@visiting(right="policy", methods=("POST",), subject=Portfolio.objects)
def close_portfolio(request: DeskRequest, visit: Visit, portfolio: Portfolio) -> HttpResponse:
    """Close an empty portfolio, or open it again."""
    try:
        organise.close_portfolio(
            portfolio, on=visit.on, made_from=made_from(request), author=visit.author, at=visit.at
        )
    except RuleError as refusal:
        return said(redirect("portfolios"), in_words(refusal.sentence), "late")
    return said(redirect("portfolios"), _("C’est fait."))


@visiting(methods=_BOTH)
def add_absence(request: DeskRequest, visit: Visit) -> HttpResponse:
    """Say when one is away and who stands in; a manager says it of anybody."""
    people = {one.user_id: one.user for one in members(visit.creditor.pk, on=visit.on)}
    away = people if visit.may("policy") else {visit.person.pk: people[visit.person.pk]}
    ask = Ask(
        title=_("Noter une absence"),
        lead=_("Les tâches vont au remplaçant pendant ces jours, puis reviennent d’elles-mêmes."),
        verb=_("Enregistrer"),
        back=reverse("portfolios"),
        done=_("L’absence est notée, le remplaçant est prévenu."),
    )
    return act_page(
        request,
        ask,
        lambda *given, **named: forms.Away(*given, people=_choices(people), away=_choices(away), **named),
        lambda told: leaving.set_absence(
            visit.creditor,
            person=people[int(told["person"])],
            substitute=people[int(told["substitute"])],
            from_on=told["from_on"],
            until_on=told["until_on"],
            author=visit.author,
            at=visit.at,
        ),
        {"person": visit.person.pk, "from_on": visit.on},
    )


@visiting(methods=("POST",), subject=Absence.objects.select_related("person"))
def cancel_absence(request: DeskRequest, visit: Visit, absence: Absence) -> HttpResponse:
    """Come back earlier; one's own absence, or a manager's word."""
    if absence.person_id != visit.person.pk and not visit.may("policy"):
        refuse(request, "policy")
    try:
        leaving.cancel_absence(absence, author=visit.author, at=visit.at)
    except RuleError as refusal:
        return said(redirect("portfolios"), in_words(refusal.sentence), "late")
    return said(redirect("portfolios"), _("L’absence est annulée : les tâches sont revenues."))


def _absences(visit: Visit) -> list[Absence]:
    rows = Absence.objects.of([visit.creditor.pk]).filter(until_on__gte=visit.on, cancelled_at__isnull=True)
    return list(rows.select_related("person", "substitute").order_by("from_on", "pk")[:_MOST])


def _choices(people: dict[int, User]) -> list[tuple[str, str]]:
    return [(str(key), user.name or user.email) for key, user in people.items()]
