"""Portfolios and absences: who follows what, how much it is, who is away and who stands in."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from encours.acts import absence as leaving
from encours.acts import organise
from encours.acts.noticing import members
from encours.core.refusals import RuleError
from encours.desk.acting import Ask, act_page, made_from
from encours.desk.plain import in_words
from encours.desk.shell import render, said
from encours.desk.visits import DeskRequest, Visit, refuse, visiting
from encours.desk.work import forms
from encours.desk.work.followed import followed
from encours.records.people.models import User
from encours.records.work.models import Absence, Assignment, Portfolio

_BOTH = ("GET", "POST")
_MOST = 200


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
    by_portfolio, by_owner = followed(visit)
    owners = User.objects.filter(pk__in=[key for key in by_owner if key]).order_by("name")
    context = {
        "portfolios": [Row(one, *by_portfolio.get(one.pk, (0, []))) for one in rows.order_by("name")[:_MOST]],
        "owners": [Row(one, *by_owner[one.pk]) for one in owners[:_MOST]],
        "absences": _absences(visit),
    }
    return render(request, "work/portfolios.html", context)


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
        {
            "person": visit.person.pk,
            "substitute": next((key for key in people if key != visit.person.pk), None),
            "from_on": visit.on,
        },
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
