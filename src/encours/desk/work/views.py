"""The work list, and the figures by which it is ranked."""

from __future__ import annotations

from collections import Counter

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from encours.acts.recovery import recovery_curve
from encours.acts.weigh_work import weigh_work
from encours.core.work.ranking import DEFAULTS
from encours.desk.acting import Ask, act_page
from encours.desk.shell import render
from encours.desk.visits import DeskRequest, Visit, visiting
from encours.desk.work import forms
from encours.desk.work.kinds import kind_name
from encours.desk.work.listing import SHOWN, shown, weights, work_lines
from encours.desk.work.telling import told
from encours.desk.work.whose import absences, portfolios, whose
from encours.words import recovery as words
from encours.words.languages import nearest


@visiting()
def work_list(request: DeskRequest, visit: Visit) -> HttpResponse:
    """Say what to do today, the best minute first; what goes on by itself is not there."""
    away = absences(visit)
    chosen = whose(visit, request.GET.get("whose", ""), away)
    curve = recovery_curve(visit.creditor)
    lines = work_lines(visit, chosen, away, curve)
    kind = request.GET.get("kind", "")
    counts = Counter(one.rank.candidate.kind for one in lines)
    if kind in DEFAULTS:
        lines = [one for one in lines if one.rank.candidate.kind == kind]
    context = {
        "lines": [told(one, visit) for one in shown(lines[:SHOWN])],
        "count": len(lines),
        "kinds": [(code, kind_name(code), count) for code in DEFAULTS if (count := counts[code])],
        "kind": kind,
        "whose": chosen.code,
        "portfolios": portfolios(visit),
        "absences": away,
        "ranked_by": words.basis(curve, nearest(get_language()), counts=visit.sight.whole),
    }
    return render(request, "work/list.html", context)


@visiting(right="policy", methods=("GET", "POST"))
def work_weights(request: DeskRequest, visit: Visit) -> HttpResponse:
    """Say how long each kind of work takes, and what it brings."""
    names = {kind: kind_name(kind) for kind in DEFAULTS}
    ask = Ask(
        title=_("Ce que vaut une minute de travail"),
        lead=_(
            "Le rang d’une tâche est le montant × la part attendue ÷ les minutes. Ces valeurs sont des "
            "estimations : remplacez-les par ce que vous observez."
        ),
        verb=_("Enregistrer"),
        back=reverse("work_list"),
        done=_("La liste est classée avec ces valeurs."),
    )
    said = weights(visit.creditor.pk)
    initial = {
        **{f"{kind}_minutes": said[kind].minutes for kind in DEFAULTS},
        **{f"{kind}_percent": said[kind].percent for kind in DEFAULTS},
    }
    return act_page(
        request,
        ask,
        lambda *given, **named: forms.Weights(*given, names=names, **named),
        lambda values: weigh_work(
            visit.creditor,
            {kind: (values[f"{kind}_minutes"], values.get(f"{kind}_percent")) for kind in DEFAULTS},
            author=visit.author,
            at=visit.at,
        ),
        initial,
    )
