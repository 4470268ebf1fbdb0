"""The list of modules, and the switch of one."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from encours.acts.switch_module import switch_module
from encours.desk.acting import Ask, act_page, made_from
from encours.desk.modules import forms
from encours.desk.modules.telling import module_name, module_use
from encours.desk.shell import render
from encours.desk.telling import author_name
from encours.desk.visits import DeskRequest, Visit, visiting
from encours.records.modules.models import CONSULTED, MODULES, ModuleChoice, ModuleSwitch

_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Line:
    """One module of the list."""

    code: str
    name: str
    use: str
    is_on: bool


@visiting(right="people")
def modules(request: DeskRequest, visit: Visit) -> HttpResponse:
    """List the modules, and the last switches."""
    context = {
        "lines": [Line(code, module_name(code), module_use(code), visit.uses(code)) for code in MODULES],
        "switches": ModuleSwitch.objects.of([visit.creditor.pk]).order_by("-recorded_at", "-pk")[:_SHOWN],
        "module_name": module_name,
        "author": author_name,
    }
    return render(request, "modules/list.html", context)


@visiting(right="people", methods=("GET", "POST"))
def switch(request: DeskRequest, visit: Visit, code: str) -> HttpResponse:
    """Switch one module to what it is not."""
    if code not in MODULES:
        raise Http404
    to_on = not visit.uses(code)
    choice: ModuleChoice | None = getattr(visit.creditor, "module_choice", None)
    name = module_name(code)
    asking = to_on and code in CONSULTED
    ask = Ask(
        title=(_("Allumer « %(name)s »") if to_on else _("Éteindre « %(name)s »")) % {"name": name},
        lead=_lead(to_on=to_on, asking=asking),
        verb=_("Allumer") if to_on else _("Éteindre"),
        back=reverse("modules"),
        done=(_("« %(name)s » est allumé.") if to_on else _("« %(name)s » est éteint.")) % {"name": name},
        version=choice.version if choice else 1,
    )
    return act_page(
        request,
        ask,
        forms.Consulted if asking else forms.Switch,
        lambda values: switch_module(
            visit.creditor,
            code,
            is_on=to_on,
            on=visit.on,
            made_from=made_from(request),
            author=visit.author,
            at=visit.at,
            **values,
        ),
    )


def _lead(*, to_on: bool, asking: bool) -> str:
    if asking:
        return _(
            "Chacun voit d’abord ses propres chiffres ; le gestionnaire n’en voit qu’un total, plus tard. "
            "Les deux dates sont gardées à l’historique."
        )
    if to_on:
        return _("Ses pages, ses liens et ses boutons apparaissent pour ceux que leur rôle y autorise.")
    return _(
        "Ses pages, ses liens et ses boutons disparaissent pour tous. Rien de ce qui est enregistré n’est effacé."
    )
