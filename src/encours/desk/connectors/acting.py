"""What is done of connected systems: added, changed, tried, read now; an uncertain writing answered."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from encours.acts.connect.answer import answer_intention
from encours.acts.connect.configure import Wanted, add_connector, ask_sync, change_connector, opened
from encours.connectors.registry import KINDS, kind_of
from encours.core.refusals import RuleError
from encours.desk.acting import Ask, act_page, made_from
from encours.desk.connectors.forms import Answer, Settings
from encours.desk.plain import in_words
from encours.desk.shell import said
from encours.desk.visits import DeskRequest, Visit, visiting
from encours.records.connectors.models import Connector, Intention
from encours.words import connectors as words

_OWN = ("name", "every_minutes", "writes", "is_on")


def _home() -> Path:
    return Path(str(settings.ENCOURS["home"]))


def _wanted(told: Mapping[str, Any]) -> Wanted:
    return Wanted(
        name=told["name"],
        told={name: value for name, value in told.items() if name not in _OWN},
        writes=bool(told.get("writes")),
        every_minutes=told["every_minutes"],
        is_on=told["is_on"],
    )


@visiting(right="policy", methods=("GET", "POST"))
def add(request: DeskRequest, visit: Visit, kind: str) -> HttpResponse:
    """Connect a system; it is read at once."""
    if kind not in KINDS:
        raise Http404
    known = kind_of(kind)
    ask = Ask(
        title=_("Connecter %(name)s") % {"name": known.name},
        lead=_("Il apporte : %(what)s.") % {"what": ", ".join(words.brought(one) for one in known.brings)},
        verb=_("Connecter"),
        back=reverse("connectors"),
        done=_("%(name)s est connecté : sa première lecture commence.") % {"name": known.name},
    )
    return act_page(
        request,
        ask,
        _form(known.code, known_secrets=False),
        lambda told: add_connector(
            visit.creditor,
            kind,
            _wanted(told),
            author=visit.author,
            at=visit.at,
            home=_home(),
        ),
        {"name": known.name},
    )


def _form(kind: str, *, known_secrets: bool) -> Any:
    """The form of a kind, called as Django calls a class: the data first, then the files."""

    def made(data: Any = None, files: Any = None, **options: Any) -> Settings:
        return Settings(kind_of(kind), known=known_secrets, data=data, files=files, **options)

    return made


@visiting(right="policy", methods=("GET", "POST"), subject=Connector.objects)
def change(request: DeskRequest, visit: Visit, row: Connector) -> HttpResponse:
    """Change how a system is asked."""
    ask = Ask(
        title=_("Régler %(name)s") % {"name": row.name},
        verb=_("Enregistrer"),
        back=reverse("connector", args=[row.pk]),
        done=_("Le connecteur est réglé."),
        version=row.version,
    )
    shown = {
        "name": row.name, "every_minutes": row.every_minutes, "writes": row.writes, "is_on": row.is_on,
    }  # fmt: skip
    return act_page(
        request,
        ask,
        _form(row.kind, known_secrets=True),
        lambda told: change_connector(
            row,
            _wanted(told),
            made_from=made_from(request),
            author=visit.author,
            at=visit.at,
            home=_home(),
        ),
        {**row.settings, **shown},
    )


@visiting(right="policy", methods=("POST",), subject=Connector.objects)
def sync(_request: DeskRequest, visit: Visit, row: Connector) -> HttpResponse:
    """Want a system read now; the worker does it."""
    ask_sync(row, at=visit.at)
    sentence = _("%(name)s est lu dans quelques secondes, par le processus d’arrière-plan.") % {
        "name": row.name
    }
    return said(redirect("connector", pk=row.pk), sentence, "info")


@visiting(right="policy", methods=("POST",), subject=Connector.objects)
def test(_request: DeskRequest, _visit: Visit, row: Connector) -> HttpResponse:
    """Ask a system who it is; nothing is written, here or there."""
    back = redirect("connector", pk=row.pk)
    try:
        answer = opened(row, home=_home()).greet()
    except RuleError as wrong:
        return said(back, in_words(wrong.sentence), "late")
    return said(back, _("La connexion est bonne : %(answer)s.") % {"answer": answer})


@visiting(right="policy", methods=("GET", "POST"), subject=Intention.objects)
def answer(request: DeskRequest, visit: Visit, row: Intention) -> HttpResponse:
    """Say whether a thing was written at the source: what is uncertain is never written twice."""
    ask = Ask(
        title=_("%(what)s : écrit ou non ?") % {"what": words.told(row.kind).capitalize()},
        lead=_("Cherchez à la source la référence %(key)s. %(detail)s")
        % {"key": row.key, "detail": row.detail},
        verb=_("Répondre"),
        back=reverse("connector", args=[row.connector_id]),
        done=_("Réponse gardée."),
        version=row.version,
    )
    act = partial(answer_intention, row, author=visit.author, at=visit.at)
    return act_page(request, ask, Answer, lambda told: act(said=told["said"], made_from=made_from(request)))
