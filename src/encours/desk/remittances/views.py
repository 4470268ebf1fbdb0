"""Advices: those that wait, one with its lines and the bank lines it may go with, and what a person decides of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from encours.acts.remittances.settling import treat_short
from encours.acts.remittances.tying import possible_lines, set_remittance_aside, tie_by_hand, untie
from encours.core.refusals import RuleError
from encours.desk.acting import Ask, act_page, made_from
from encours.desk.deciding import decide_today, stop_for
from encours.desk.paging import sliced
from encours.desk.plain import in_words
from encours.desk.remittances import telling
from encours.desk.remittances.forms import Because, TreatShort
from encours.desk.shell import render, said
from encours.desk.visits import DeskRequest, Visit, visiting
from encours.records.cash.models import BankLine
from encours.records.facts import FactQuerySet
from encours.records.remittances.models import Remittance, RemittanceLine, ShortPart
from encours.words.amounts import money
from encours.words.deductions import REASONS, TREATED
from encours.words.languages import nearest

_BOTH = ("GET", "POST")
_STATES = ("waiting", "review", "tied", "aside")
_LINES, _NEAR, _ASKED = 200, 20, 30
_POSSIBLE = ("unapplied", "applied", "confirmed", "doubtful")


@visiting()
def remittances(request: DeskRequest, visit: Visit) -> HttpResponse:
    """List advices of one state, the latest first, and what payers left out that nobody has answered."""
    state = request.GET.get("show", "waiting")
    state = state if state in _STATES else "waiting"
    ours = Remittance.objects.seen(visit.sight)
    part = sliced(ours.filter(state=state).select_related("customer"), "-id", request)
    asked = RemittanceLine.objects.seen(visit.sight).filter(treated="ask")
    context = {
        "state": state,
        "states": [
            (code, telling.state_name(code)[0], ours.filter(state=code)[:100].count()) for code in _STATES
        ],
        "rows": part.rows,
        "slice": part,
        "asked": list(asked.select_related("receivable", "customer", "remittance").order_by("-id")[:_ASKED]),
        "reasons": REASONS,
        "flaw_of": telling.flaw_of,
        "because": telling.because,
    }
    return render(request, "remittances/list.html", context)


@visiting(subject=Remittance.objects)
def remittance(request: DeskRequest, visit: Visit, row: Remittance) -> HttpResponse:
    """Show what an advice says, the bank line that it goes with or those that it may, and what is left out."""
    lines = list(
        row.lines.select_related("receivable").prefetch_related(_parts()).order_by("position")[:_LINES]
    )
    context = {
        "row": row,
        "state": telling.state_name(row.state),
        "flaw": telling.flaw_of(row),
        "because": telling.because,
        "lines": lines,
        "line": row.line,
        "near": _near(visit, row) if row.state in {"waiting", "review"} else [],
        "reasons": REASONS,
        "treated": TREATED,
        "aside_form": Because(),
    }
    return render(request, "remittances/remittance.html", context)


def _parts() -> Prefetch[str, FactQuerySet[ShortPart], str]:
    """The parts of each document that stand, in the order that they were said."""
    standing = ShortPart.objects.filter(undone_on__isnull=True).order_by("pk")
    return Prefetch("parts", standing, to_attr="standing_parts")


def _near(visit: Visit, row: Remittance) -> list[tuple[BankLine, str]]:
    """The bank lines that it may go with: those of its amount; of one whose sums do not tie, of either sum."""
    sums = {row.total_cents or 0, sum(row.lines.values_list("paid_cents", flat=True))}
    found = BankLine.objects.seen(visit.sight).filter(
        state__in=_POSSIBLE, amount_cents__in=sums, currency=row.currency, remittance__isnull=True
    )
    why = {}
    if row.state == "waiting" and visit.sight.whole:
        pairs = possible_lines(visit.creditor.pk)
        why = dict(pairs.filter(pairs["remittance_id"] == row.pk).select("line_id", "because").iter_rows())
    return [(each, why.get(each.pk, "amount")) for each in found.order_by("-booked_on", "-pk")[:_NEAR]]


@visiting(right="cash", methods=("POST",), subject=Remittance.objects)
def tie(request: DeskRequest, visit: Visit, row: Remittance) -> HttpResponse:
    """Say which bank line an advice goes with: it is applied as it says."""
    place = redirect("remittance", pk=row.pk)
    told = request.POST.get("line", "")
    line = BankLine.objects.seen(visit.sight).filter(pk=told).first() if told.isdecimal() else None
    if line is None:
        return said(place, _("Choisir une ligne de la banque."), "late")
    try:
        tie_by_hand(row, line, made_from=made_from(request), author=visit.author, at=visit.at)
    except RuleError as refusal:
        return said(place, in_words(refusal.sentence), "late")
    decide_today(visit.creditor, author=visit.author)
    return said(place, _("Avis rattaché : ce qu’il dit est affecté."))


@visiting(right="cash", methods=_BOTH, subject=Remittance.objects)
def detach(request: DeskRequest, visit: Visit, row: Remittance) -> HttpResponse:
    """Take an advice off its line."""
    ask = Ask(
        title=_("Détacher cet avis"),
        verb=_("Détacher"),
        back=reverse("remittance", args=[row.pk]),
        done=_("Avis détaché : ce qu’il avait affecté est de nouveau non affecté."),
        lead=row.payer,
        version=row.version,
    )
    return act_page(
        request,
        ask,
        Because,
        lambda told: untie(
            row, reason=told["reason"], made_from=made_from(request), author=visit.author, at=visit.at
        ),
    )


@visiting(right="cash", methods=_BOTH, subject=Remittance.objects)
def aside(request: DeskRequest, visit: Visit, row: Remittance) -> HttpResponse:
    """Say that an advice is not to be used."""
    ask = Ask(
        title=_("Écarter cet avis"),
        verb=_("Écarter"),
        back=reverse("remittances"),
        done=_("Avis écarté."),
        lead=row.payer,
        version=row.version,
    )
    return act_page(
        request,
        ask,
        Because,
        lambda told: set_remittance_aside(
            row, reason=told["reason"], made_from=made_from(request), author=visit.author, at=visit.at
        ),
    )


@visiting(right="cash", methods=_BOTH, subject=RemittanceLine.objects)
def treat(request: DeskRequest, visit: Visit, line: RemittanceLine) -> HttpResponse:
    """Say what becomes of what a document leaves out."""
    ask = Ask(
        title=_("Ce qui manque sur %(number)s") % {"number": line.number},
        verb=_("Enregistrer"),
        back=reverse("remittance", args=[line.remittance_id]),
        done=_("Le manque a sa réponse."),
        lead=_("Il manque %(amount)s.")
        % {"amount": money(line.missing_cents, line.remittance.currency, nearest(get_language()))}
        + (" " + _("« %(text)s »") % {"text": visit.free_text(line.text)} if line.text else ""),
    )

    def act(told: Mapping[str, Any]) -> None:
        treat_short(line, told["parts"], author=visit.author, at=visit.at)
        if line.receivable is not None:
            stop_for(visit, [line.receivable.customer_id])

    return act_page(
        request,
        ask,
        TreatShort,
        act,
        {"reason": line.reason or "other", "deduct_cents": line.missing_cents},
    )
