"""Electronic documents set aside because another company seems to sell them, and taking them up again."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from encours.acts.import_file.einvoice_aside import is_ours_now, take_up_again
from encours.desk import clock
from encours.desk.deciding import decide_today, home
from encours.desk.paging import sliced
from encours.desk.shell import render, said
from encours.desk.visits import DeskRequest, Visit, refuse, visiting
from encours.records.intake.models import SetAside

_SHOWN = 50


@visiting(methods=("GET", "POST"))
def set_aside_documents(request: DeskRequest, visit: Visit) -> HttpResponse:
    """List what was set aside, and why; take up what proves to be ours."""
    if request.method == "POST":
        return _taken_up(request, visit)
    aside = SetAside.objects.seen(visit.sight).filter(taken_at__isnull=True).select_related("intake")
    part = sliced(aside, "-pk", request, size=_SHOWN)
    context = {
        "rows": [(row, is_ours_now(row, visit.creditor)) for row in part.rows],
        "slice": part,
        "creditor": visit.creditor,
        "may": visit.may("import"),
    }
    return render(request, "imports/aside.html", context)


def _taken_up(request: DeskRequest, visit: Visit) -> HttpResponse:
    if not visit.may("import"):
        refuse(request, "import")
    count = take_up_again(visit.creditor, author=visit.author, at=clock.now(), on=visit.on, home=home())
    if not count:
        sentence = _(
            "Aucun de ces documents n’est vendu par votre société, telle qu’elle est réglée aujourd’hui."
        )
        return said(redirect("set_aside_documents"), sentence, "info")
    decide_today(visit.creditor, author=visit.author)
    sentence = ngettext("%(n)s document repris.", "%(n)s documents repris.", count) % {"n": count}
    return said(redirect("set_aside_documents"), sentence)
