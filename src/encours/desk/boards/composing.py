"""Arranging one's board: every gesture is a form, so it works without script, by keyboard or by dragging."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from encours.acts import compose_board as composing
from encours.core.boards.tiles import WIDTHS
from encours.core.refusals import RuleError
from encours.desk.acting import made_from
from encours.desk.boards import looking
from encours.desk.plain import in_words
from encours.desk.shell import render, said
from encours.desk.visits import DeskRequest, Visit, visiting
from encours.words.boards import telling
from encours.words.boards.figures import units

_LONGEST = 70


@visiting()
def compose(request: DeskRequest, visit: Visit) -> HttpResponse:
    """Show the board with what changes it beside each tile."""
    seen = looking.board(visit)
    there = {place.code for place in seen.places}
    context = {
        "seen": seen,
        "groups": [
            (title, [row for row in rows if row[0] not in there])
            for title, rows in telling.choices(seen.basis)
        ],
        "widths": [(width, width_name(width)) for width in WIDTHS],
        "chart_json": looking.chart_json,
        "at": request.GET.get("at", ""),
        "did": request.GET.get("did", ""),
    }
    return render(request, "boards/compose.html", context)


@visiting(methods=("POST",))
def change(request: DeskRequest, visit: Visit) -> HttpResponse:
    """Do one gesture, and show the board again where the person was."""
    do, code = request.POST.get("do", ""), request.POST.get("tile", "")[:_LONGEST]
    back = reverse("compose_board")
    try:
        _done(request, visit, do, code)
    except RuleError as refusal:
        return said(redirect(back), in_words(refusal.sentence), "late")
    if do == "reset":
        return said(redirect(back), _("Le tableau est celui de votre profil."))
    if do == "remove":
        return said(redirect(back), _("La tuile est retirée."))
    # A fragment would take the focus from the button pressed, which leads there by itself.
    return redirect(f"{back}#tile-{code}" if do == "move" else f"{back}?at={code}&did={do}")


def width_name(width: int) -> str:
    """A width in words."""
    return {
        2: _("Très étroite"),
        3: _("Étroite"),
        4: _("Un tiers"),
        6: _("La moitié"),
        8: _("Deux tiers"),
        12: _("Toute la largeur"),
    }[width]


def _done(request: DeskRequest, visit: Visit, do: str, code: str) -> None:
    owner = composing.Owner(visit.creditor, visit.person, visit.role)
    version = made_from(request)
    if do == "add":
        composing.add_tile(owner, code, known=set(units()), made_from=version)
    elif do == "remove":
        composing.remove_tile(owner, code, made_from=version)
    elif do in {"before", "after"}:
        composing.shift_tile(owner, code, by=-1 if do == "before" else 1, made_from=version)
    elif do == "move":
        composing.move_tile(owner, code, to=_number(request, "to"), made_from=version)
    elif do == "resize":
        composing.resize_tile(owner, code, width=_number(request, "width"), made_from=version)
    elif do == "reset":
        composing.reset_board(owner, made_from=version)
    else:
        raise RuleError("gesture_unknown", _("Ce geste n’existe pas : utiliser les boutons du tableau."))


def _number(request: DeskRequest, name: str) -> int:
    told = request.POST.get(name, "")
    return int(told) if told.isdecimal() and len(told) < len("1000") else 0
