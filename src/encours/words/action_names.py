"""What was done, in words: a step by its channel, a call by its outcome, a person's step; as measures name them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from encours.words.reason_labels import CHANNELS, ON_DEMAND, SEGMENTS, STEPS

_CALLS: Final[Mapping[str, Promise]] = {
    "call:reached": _("Appel, client joint"),
    "call:left": _("Appel, message laissé"),
    "call:missed": _("Appel sans réponse"),
}


_STOPS: Final[Mapping[str, Promise]] = {
    "needs_approval": _("Attend l’accord d’une personne"),
    "no_address": _("Sans adresse"),
    "recipient_doubtful": _("Adresse douteuse"),
    "opted_out": _("Ne veut plus de courriels"),
    "held": _("Facture suspendue"),
    "customer_held": _("Client suspendu"),
    "disputed": _("En litige"),
    "due_date_assumed": _("Échéance supposée"),
    "regime_assumed": _("Régime supposé"),
    "rate_provisional": _("Taux à confirmer"),
    "dates_doubtful": _("Dates douteuses"),
    "amount_doubtful": _("Montant douteux"),
    "duplicate_doubtful": _("Doublon possible"),
    "account_doubtful": _("Compte douteux"),
    "ladder_finished": _("Échelle terminée, rien après"),
    "person_step": _("Attend l’étape d’une personne"),
    "below_minimum": _("Sous le minimum d’un message"),
}
KINDS: Final[Mapping[str, Promise]] = {
    "step": _("Étape"),
    "segment": _("Segment"),
    "template": _("Modèle"),
    "user": _("Personne"),
}
"""The kinds of bottleneck (`core.measures.bottlenecks`), as their lines begin."""


def bottleneck_name(code: str, names: Mapping[str, str] | None = None) -> str:
    """Where money waits, without its kind; `names` are those of the creditor's own segments."""
    kind, _separator, what = code.partition(":")
    if kind == "step":
        return str(_STOPS.get(what, what))
    if kind == "segment":
        return str((names or {}).get(what) or SEGMENTS.get(what, what))
    return action_name(what) if kind == "template" else what or str(_("sans responsable"))


def action_name(code: str) -> str:
    """What an action (`core.measures.action_effects.named`) is called; a code of something else as it is."""
    if code in _CALLS:
        return str(_CALLS[code])
    if code.partition(":")[0] in KINDS:
        return f"{KINDS[code.partition(':')[0]]} – {bottleneck_name(code)}"
    what, separator, how = code.partition(":")
    if not separator:
        return code
    name = str(STEPS.get(what) or ON_DEMAND.get(what) or what)
    way = str(CHANNELS[how]) if how in CHANNELS else ""
    return f"{name[:1].upper()}{name[1:]}" + (f" ({way})" if way else "")
