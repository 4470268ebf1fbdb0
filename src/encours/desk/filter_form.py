"""The form of the filter: every criterion optional, read from the address, told back as small words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from encours.acts.noticing import members
from encours.core.ageing import BUCKET_CODES
from encours.core.companies import ACTIVE, CEASED, SECTIONS, STAFF
from encours.core.segments import Segment
from encours.desk.custom_fields.criteria import criteria
from encours.desk.fields import CentsField, day_field
from encours.desk.filters import chosen
from encours.desk.telling import regime_name, segment_name
from encours.desk.visits import Visit
from encours.desk.work.whose import portfolios
from encours.records.fields.reading import segment_names
from encours.records.parties.models import REGIMES, Group
from encours.records.people.models import LANGUAGES
from encours.records.work.models import SavedFilter
from encours.words.boards.names import bucket_name
from encours.words.companies import section_name, size_name, state_name
from encours.words.languages import nearest
from encours.words.reason_labels import STEPS

_GROUPS_AT_MOST = 300
_SAVED_AT_MOST = 30


def _any(pairs: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    return [("", gettext("Tous")), *pairs]


def _yes_no() -> list[tuple[str, str]]:
    return [("", gettext("Indifférent")), ("yes", gettext("Oui")), ("no", gettext("Non"))]


def _any_of_nothing() -> list[tuple[str, str]]:
    """Until a visit says whose choices they are."""
    return [("", "")]


def _asked(label: Any, choices: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=choices, required=False)


class Filters(forms.Form):
    """Which customers, or which invoices; all criteria hold together."""

    customer = forms.CharField(label=_("Client (nom, compte, SIREN)"), max_length=100, required=False)
    number = forms.CharField(label=_("Numéro de pièce"), max_length=100, required=False)
    min_cents = CentsField(label=_("Reste dû, de"), required=False)
    max_cents = CentsField(label=_("à"), required=False)
    due_from = day_field(label=_("Échéance, du"), required=False)
    due_to = day_field(label=_("au"), required=False)
    late_min = forms.IntegerField(label=_("Jours de retard, de"), required=False)
    late_max = forms.IntegerField(label=_("à"), required=False)
    bucket = _asked(_("Tranche d’âge"), lambda: _any([(c, bucket_name(c)) for c in BUCKET_CODES]))
    step = _asked(
        _("Dernière étape"),
        lambda: _any(
            [("0", gettext("Aucune relance")), *((str(n), str(s)) for n, s in enumerate(STEPS.values(), 1))]
        ),
    )
    next_from = day_field(label=_("Prochaine étape, du"), required=False)
    next_to = day_field(label=_("au"), required=False)
    segment = _asked(_("Segment"), _any_of_nothing)
    owner = forms.ChoiceField(label=_("Suivi par"), required=False)
    portfolio = forms.ChoiceField(label=_("Portefeuille"), required=False)
    group = forms.ChoiceField(label=_("Groupe"), required=False)
    regime = _asked(_("Régime"), lambda: _any([(one, regime_name(one)) for one in REGIMES]))
    section = _asked(_("Secteur"), lambda: _any([(one, section_name(one)) for one in SECTIONS]))
    staff = _asked(_("Effectif"), lambda: _any([(one, size_name(one)) for one in STAFF]))
    activity = _asked(
        _("Selon le registre"), lambda: _any([(one, state_name(one)) for one in (ACTIVE, CEASED)])
    )
    country = forms.CharField(label=_("Pays"), max_length=2, required=False)
    language = _asked(
        _("Langue"),
        lambda: _any([(c, {"fr": gettext("Français"), "en": gettext("Anglais")}[c]) for c in LANGUAGES]),
    )
    currency = forms.CharField(label=_("Devise"), max_length=3, required=False)
    due_source = _asked(
        _("Date d’échéance"),
        lambda: _any(
            [
                ("assumed", gettext("supposée")),
                ("file", gettext("du fichier")),
                ("person", gettext("confirmée")),
            ]
        ),
    )
    held = _asked(_("Suspendu"), _yes_no)
    disputed = _asked(_("En litige"), _yes_no)
    email = _asked(_("A une adresse e-mail"), _yes_no)
    no_address = _asked(_("Adresse postale incomplète"), _yes_no)
    unapplied = _asked(_("A des encaissements non affectés"), _yes_no)
    limit_min = CentsField(label=_("Limite de crédit, de"), required=False)
    limit_max = CentsField(label=_("à"), required=False)
    exposure_min = CentsField(label=_("Exposition au dernier calcul, de"), required=False)
    exposure_max = CentsField(label=_("à"), required=False)
    signal = _asked(
        _("Signal au commerce"),
        lambda: _any(
            [
                ("any", gettext("un signal, quel qu’il soit")),
                ("limit_exceeded", gettext("limite de crédit dépassée")),
                ("deal_overdue", gettext("affaire en cours et retard")),
                ("none", gettext("aucun signal")),
            ]
        ),
    )
    reminded_from = day_field(label=_("Relancé depuis le"), required=False)
    not_since = day_field(label=_("Non relancé depuis le"), required=False)
    note = forms.CharField(label=_("Note contenant"), max_length=100, required=False)

    def __init__(self, *given: Any, visit: Visit, **named: Any) -> None:
        super().__init__(*given, **named)
        people = [(str(one.user_id), one.user.name) for one in members(visit.creditor.pk, on=visit.on)]
        groups = Group.objects.of([visit.creditor.pk]).order_by("name")[:_GROUPS_AT_MOST]
        choices = {
            "owner": [("none", gettext("personne")), *people],
            "portfolio": [(str(one.pk), one.name) for one in portfolios(visit)],
            "segment": _segments(visit),
            "group": [(str(one.pk), one.name) for one in groups] if visit.sight.whole else [],
        }
        if not visit.shows("pricing"):  # a limit that is not shown is not to be guessed either
            del self.fields["limit_min"], self.fields["limit_max"]
        for name, pairs in choices.items():
            self.fields[name].choices = _any(pairs)  # type: ignore[attr-defined] # of a ChoiceField
        self.fields.update(criteria(visit))


def _segments(visit: Visit) -> list[tuple[str, str]]:
    """The segments of the house, then the creditor's own."""
    own = segment_names(visit.creditor.pk, nearest(get_language()))
    return [*((one.value, segment_name(one.value)) for one in Segment), *own.items()]


@dataclass(frozen=True, slots=True)
class Panel:
    """The filter as a page shows it: its form, what is chosen in words, what is kept under a name."""

    room: str
    form: Filters
    values: dict[str, Any]
    active: list[tuple[str, str, str]]
    query: str
    saved: list[SavedFilter]
    address: str


def panel(request: HttpRequest, visit: Visit, room: str, address: str) -> Panel:
    """Read the filter of a page from its address; what cannot be read filters nothing and says so."""
    form = Filters(request.GET, visit=visit)
    form.is_valid()
    values = chosen({name: form.cleaned_data.get(name) for name in form.fields})
    kept = {name: request.GET[name] for name in values if name in request.GET}
    return Panel(
        room=room,
        form=form,
        values=values,
        active=[
            (str(form.fields[name].label), _told(form, name), _without(request, name)) for name in values
        ],
        query=urlencode(kept),
        saved=saved(visit, room),
        address=address,
    )


def saved(visit: Visit, room: str = "") -> list[SavedFilter]:
    """A person's filters here and those shared with it, by name."""
    rows = SavedFilter.objects.of([visit.creditor.pk])
    rows = rows.filter(person=visit.person) | rows.filter(shared=True)
    if room:
        rows = rows.filter(room=room)
    return list(rows.order_by("name", "pk")[:_SAVED_AT_MOST])


def _told(form: Filters, name: str) -> str:
    raw = form[name].value()
    field = form.fields[name]
    if isinstance(field, forms.ChoiceField):
        return str(dict(field.choices).get(raw, raw))  # type: ignore[arg-type] # pairs of text
    return str(raw)


def _without(request: HttpRequest, name: str) -> str:
    query = request.GET.copy()
    for one in (name, "after", "before"):
        query.pop(one, None)
    return f"{request.path}?{query.urlencode()}"
