"""The acts that can be done to many customers at once: what each asks, who may, and what it does."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from encours.acts import bulk
from encours.acts.custom_fields.fill import fill_many
from encours.acts.noticing import members
from encours.acts.organise import Given, transfer
from encours.acts.requests.ask import Wanted, ask_many
from encours.desk.custom_fields.showing import fields_shown
from encours.desk.customers.forms import Hold, Regime, Terms
from encours.desk.deciding import stop_for
from encours.desk.fields import day_field
from encours.desk.requests.forms import AskMany
from encours.desk.visits import Visit
from encours.desk.work.forms import Note, Nothing
from encours.desk.work.whose import portfolios
from encours.words.languages import nearest

_Values = Mapping[str, Any]


class Move(forms.Form):
    """Another day."""

    to_on = day_field(ahead=True, label=_("Nouvelle date"), help_text=_("Un jour ouvré."))


class FillField(forms.Form):
    """One field of the creditor's own, and what it is to say of all those chosen."""

    field = forms.ChoiceField(label=_("Champ"))
    value = forms.CharField(
        label=_("Valeur"),
        max_length=500,
        required=False,
        help_text=_("Oui ou non, un jour comme 31/12/2026, un montant comme 1 234,50 ; vide pour effacer."),
    )

    def __init__(self, *given: Any, visit: Visit, **named: Any) -> None:
        super().__init__(*given, **named)
        language = nearest(get_language())
        pairs = [(one.code, one.label(language)) for one in fields_shown(visit, "customer")]
        self.fields["field"].choices = pairs  # type: ignore[attr-defined] # of a ChoiceField


class Transfer(forms.Form):
    """To whom, and into which portfolio; what is left as it is stays as it is."""

    owner = forms.ChoiceField(label=_("Suivi par"), required=False)
    portfolio = forms.ChoiceField(label=_("Portefeuille"), required=False)

    def __init__(self, *given: Any, visit: Visit, **named: Any) -> None:
        super().__init__(*given, **named)
        same = ("", gettext("inchangé"))
        people = [(str(one.user_id), one.user.name) for one in members(visit.creditor.pk, on=visit.on)]
        ours = [(str(one.pk), one.name) for one in portfolios(visit)]
        self.fields["owner"].choices = [same, ("none", gettext("personne")), *people]  # type: ignore[attr-defined] # of a ChoiceField
        self.fields["portfolio"].choices = [same, ("none", gettext("aucun")), *ours]  # type: ignore[attr-defined] # the same


@dataclass(frozen=True, slots=True)
class Bulk:
    """One act: its code and name, the rights of which one is needed, its form, and what it does."""

    code: str
    label: str
    verb: str
    rights: tuple[str, ...]
    form: Callable[[Visit, Any], forms.Form]
    act: Callable[[Visit, list[int], _Values], int]


def allowed(visit: Visit) -> list[Bulk]:
    """The acts that this person may do here."""
    return [
        one
        for one in (*_of_reminders(), *_of_notes(), *_of_customers())
        if any(visit.may(right) for right in one.rights)
    ]


def _plain(make: type[forms.Form]) -> Callable[[Visit, Any], forms.Form]:
    def made(visit: Visit, data: Any) -> forms.Form:
        initial = {"from_on": visit.on, "to_on": visit.on, "audience": "internal", "regime": "b2b"}
        return make(data, initial=initial)

    return made


def _who(visit: Visit) -> dict[str, Any]:
    return {"author": visit.author, "at": visit.at}


def _transfer(visit: Visit, keys: list[int], told: _Values) -> int:
    people = {str(one.user_id): one.user for one in members(visit.creditor.pk, on=visit.on)}
    ours = {str(one.pk): one for one in portfolios(visit)}
    to = Given(
        owner=people.get(told["owner"]),
        portfolio=ours.get(told["portfolio"]),
        nobody=told["owner"] == "none",
        no_portfolio=told["portfolio"] == "none",
    )
    return transfer(visit.creditor, keys, to, **_who(visit))


def _hold(visit: Visit, keys: list[int], told: _Values) -> int:
    count = bulk.hold_many(visit.creditor, keys, **told, **_who(visit))
    stop_for(visit, keys)
    return count


def _release(visit: Visit, keys: list[int], _told: _Values) -> int:
    count = bulk.release_many(visit.creditor, keys, on=visit.on, **_who(visit))
    stop_for(visit, keys)
    return count


def _of_reminders() -> list[Bulk]:
    return [
        Bulk(
            "hold",
            gettext("Relances suspendues"),
            gettext("Suspendre"),
            ("collect",),
            _plain(Hold),
            _hold,
        ),
        Bulk(
            "release",
            gettext("Suspensions levées"),
            gettext("Lever la suspension"),
            ("collect",),
            _plain(Nothing),
            _release,
        ),
        Bulk(
            "approve",
            gettext("Relances approuvées"),
            gettext("Approuver"),
            ("approve",),
            _plain(Nothing),
            lambda visit, keys, _told: bulk.approve_many(visit.creditor, keys, on=visit.on, **_who(visit)),
        ),
        Bulk(
            "move",
            gettext("Prochaines relances déplacées"),
            gettext("Déplacer la prochaine relance"),
            ("collect", "send"),
            _plain(Move),
            lambda visit, keys, told: bulk.move_many(
                visit.creditor, keys, **told, on=visit.on, **_who(visit)
            ),
        ),
    ]


def _of_customers() -> list[Bulk]:
    return [
        Bulk(
            "transfer",
            gettext("Clients transférés"),
            gettext("Transférer"),
            ("policy",),
            lambda visit, data: Transfer(data, visit=visit),
            _transfer,
        ),
        *_of_files(),
        Bulk(
            "terms",
            gettext("Délais confirmés"),
            gettext("Confirmer le délai de paiement"),
            ("collect",),
            _plain(Terms),
            lambda visit, keys, told: bulk.confirm_terms_many(visit.creditor, keys, **told, **_who(visit)),
        ),
        Bulk(
            "regime",
            gettext("Régimes confirmés"),
            gettext("Confirmer le régime"),
            ("collect",),
            _plain(Regime),
            lambda visit, keys, told: bulk.confirm_regime_many(visit.creditor, keys, **told, **_who(visit)),
        ),
    ]


def _of_files() -> list[Bulk]:
    return [
        Bulk(
            "field",
            gettext("Champ rempli"),
            gettext("Remplir un champ"),
            ("collect",),
            lambda visit, data: FillField(data, visit=visit),
            lambda visit, keys, told: fill_many(
                visit.creditor, keys, told["field"], told["value"], **_who(visit)
            ),
        ),
        Bulk(
            "documents",
            gettext("Documents demandés"),
            gettext("Demander des documents"),
            ("collect",),
            _plain(AskMany),
            lambda visit, keys, told: ask_many(
                visit.creditor,
                keys,
                Wanted(tuple(told["kinds"]), told["text"], told["due_on"], str(settings.ENCOURS["address"])),
                on=visit.on,
                **_who(visit),
            ),
        ),
    ]


def _of_notes() -> list[Bulk]:
    return [
        Bulk(
            "note",
            gettext("Note ajoutée"),
            gettext("Ajouter une note"),
            ("collect", "note"),
            _plain(Note),
            lambda visit, keys, told: bulk.note_many(
                visit.creditor,
                keys,
                text=told["text"],
                audience=told["audience"] or "internal",
                **_who(visit),
            ),
        ),
    ]
