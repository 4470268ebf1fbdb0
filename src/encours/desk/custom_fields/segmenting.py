"""Segments of a creditor's own: those published, one added, one taken away."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from encours.acts.custom_fields.segmenting import publish_segments
from encours.core.custom_fields import value_of
from encours.core.refusals import RuleError
from encours.core.segments import OF_REGISTER, OwnSegment, register_value
from encours.desk.acting import Ask, act_page, made_from
from encours.desk.custom_fields import forms, showing
from encours.desk.deciding import decide_today
from encours.desk.plain import in_words
from encours.desk.shell import render, said
from encours.desk.visits import DeskRequest, Visit, visiting
from encours.records.companies.models import Registered
from encours.records.fields.models import Field
from encours.records.fields.reading import fields_of, latest_segments, own_segments
from encours.words.languages import nearest
from encours.words.own_fields import said as in_language


@visiting()
def own_segments_page(request: DeskRequest, visit: Visit) -> HttpResponse:
    """List the segments published, in the order in which they are tried."""
    seen = {one.pk: one for one in showing.fields_shown(visit, "customer")}
    latest = latest_segments(visit.creditor.pk)
    rows = [(one, _sentence(one, seen)) for one in own_segments(visit.creditor.pk)]
    told = bool(seen) or _registered(visit)
    context = {"rows": rows, "number": latest.number if latest else 0, "told": told}
    return render(request, "custom_fields/segments.html", context)


def _registered(visit: Visit) -> bool:
    """Whether the register of companies was read for any customer."""
    return Registered.objects.of([visit.creditor.pk]).exists()


def _sentence(one: OwnSegment, fields: Mapping[int, Field]) -> str:
    """What puts a customer in a segment, where the person sees the field."""
    field, language = fields.get(one.field), nearest(get_language())
    if one.field in OF_REGISTER:
        told = ["" if one.test == "filled" else showing.register_value(one.field, one.key)]
        return " ".join([showing.register_name(one.field), showing.test_name(one.test), *filter(None, told)])
    if field is None:
        return _("masqué")
    value = in_language(field.kind, one.key, one.number, field.currency, language)
    if field.kind == "choice":
        value = next((each for each in field.chosen_from() if value_of("text", each).key == one.key), value)
    told = [field.label(language), showing.test_name(one.test), "" if one.test == "filled" else value]
    return " ".join(part for part in told if part)


@visiting(right="policy", methods=("GET", "POST"))
def add_segment(request: DeskRequest, visit: Visit) -> HttpResponse:
    """Add a segment after those there are, and decide the day again."""
    latest = latest_segments(visit.creditor.pk)
    fields = fields_of(visit.creditor.pk, "customer")
    register = _registered(visit)
    if not fields and not register:
        return said(
            redirect("own_fields"),
            _("Déclarez d’abord un champ de client : un segment s’appuie sur lui."),
            "info",
        )
    ask = Ask(
        title=_("Ajouter un segment"),
        lead=_("Les clients protégés par la loi et ceux sans adresse gardent le leur."),
        verb=_("Publier"),
        back=reverse("own_segments"),
        done=_("Le segment est publié, la journée recalculée."),
        version=latest.number if latest else 0,
    )

    def publish(told: Mapping[str, Any]) -> None:
        rows = [*own_segments(visit.creditor.pk), _told(told, fields)]
        publish_segments(visit.creditor, rows, made_from=made_from(request), author=visit.author, at=visit.at)
        decide_today(visit.creditor, author=visit.author)

    return act_page(request, ask, forms.add_segment(fields, register=register), publish)


def _told(told: Mapping[str, Any], fields: list[Field]) -> OwnSegment:
    named, written = int(told["field"]), told["value"] if told["test"] != "filled" else ""
    if named in OF_REGISTER:
        code = showing.register_code(named, written)
        key, number = register_value(named, code) if told["test"] != "filled" else ("", None)
    else:
        field = next(one for one in fields if one.pk == named)
        value = value_of(field.kind, written, field.chosen_from())
        key, number = value.key, value.number
    labels = {name: told[name] for name in ("code", "label_fr", "label_en")}
    return OwnSegment(**labels, field=named, test=told["test"], key=key, number=number)


@visiting(right="policy", methods=("POST",))
def remove_segment(request: DeskRequest, visit: Visit, code: str) -> HttpResponse:
    """Take a segment away, and decide the day again."""
    rows = [one for one in own_segments(visit.creditor.pk) if one.code != code]
    try:
        publish_segments(visit.creditor, rows, made_from=made_from(request), author=visit.author, at=visit.at)
    except RuleError as refusal:
        return said(redirect("own_segments"), in_words(refusal.sentence), "watch")
    decide_today(visit.creditor, author=visit.author)
    return said(redirect("own_segments"), _("Le segment est retiré, la journée recalculée."))
