"""Every reason of `core` as a sentence, in the reader's language: a code and its facts in, words out.

Placeholders are the facts' own names. How a fact is written follows its name: `_on` a day, `_cents` an
amount in the facts' `currency`, `days` a length; `step`, `channel`, `state` and `otherwise` by their labels.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from encours.core.matching.holding import MAY_BE_PAID
from encours.core.reasons import Reason, ReasonCode
from encours.words import amounts, days, refusals
from encours.words.doubtful import RULES
from encours.words.experiments import ARMS
from encours.words.languages import speaking
from encours.words.legal import PHASES, PROCEDURES
from encours.words.reason_labels import CHANNEL_BECAUSE, CHANNELS, EVENTS, STATES, STEPS, THEN
from encours.words.reason_sentences import SENTENCES
from encours.words.scenarios import scenario_name

_LENGTHS: Final = frozenset({"days", "gap_days", "cap_days", "after_days"})
_NOTHING: Final = "—"


def sentence(code: str, facts: Mapping[str, Any], language: str) -> str:
    """The reason as one sentence or two; ValueError for a code that `core` does not have.

    A fact that the sentence names and that is not there is shown as a dash, so that an old history
    can always be read.
    """
    with speaking(language):
        return str(SENTENCES[ReasonCode(code)]) % _Said(facts, language)


def say(reason: Reason, language: str) -> str:
    """The same, of a reason just computed."""
    return sentence(reason.code, reason.facts, language)


def say_position(reason: str, facts: Mapping[str, Any], language: str, *, currency: str) -> str:
    """The same, of a stored position: `facts` as `core.reasons.of_position` names them."""
    return sentence(reason, {"currency": currency, **facts}, language)


class _Said(dict[str, str]):
    """The facts, each written when the sentence asks for it."""

    def __init__(self, facts: Mapping[str, Any], language: str) -> None:
        super().__init__()
        self._facts, self._language = facts, language

    def __missing__(self, name: str) -> str:
        if name == "which":
            return self._which()
        value = self._facts.get(name)
        if self._language == "en":  # what people named in both languages
            value = self._facts.get(f"{name}_en") or value
        if name in _OPTIONAL:
            return str(_OPTIONAL[name]) % {"value": self._written(name, value)} if value else ""
        return _NOTHING if value is None else self._written(name, value)

    def _which(self) -> str:
        """The name of the step beside its number, where it is known."""
        step = self._facts.get("step")
        return f" ({self._written('step', step)})" if step else ""

    def _written(self, name: str, value: Any) -> str:
        if name.endswith("_on"):
            day = value if isinstance(value, date) else date.fromisoformat(value)
            return days.day_long(day, self._language)
        if name.endswith("_cents"):
            return amounts.money(value, self._facts.get("currency") or "EUR", self._language)
        if name in _LENGTHS:
            return amounts.days(value, self._language)
        if name == "scenario":
            return scenario_name(value)
        if name in _LABELS:
            return str(_LABELS[name].get(value, value))
        told = ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
        return refusals.sentence(told, self._language) if name == "detail" else told  # said by a floor below


_LABELS: Final[Mapping[str, Mapping[str, Promise]]] = {
    "hold_reason": {MAY_BE_PAID: _("un encaissement non affecté la paie peut-être")},
    "step": STEPS,
    "after": STEPS,
    "channel": CHANNELS,
    "instead_of": CHANNELS,
    "event": EVENTS,
    "then": THEN,
    "channel_because": CHANNEL_BECAUSE,
    "state": STATES,
    "arm": ARMS,
    "phase": PHASES,
    "procedure": PROCEDURES,
    "rule": RULES,
}
_OPTIONAL: Final[Mapping[str, Promise]] = {
    "hold_reason": _(" Motif : %(value)s."),
    "detail": _(" Détail : %(value)s"),
    "procedure_reason": _(". Motif : %(value)s."),
    "assumed": _(" (échéance présumée)"),
    "invoice": _(" %(value)s"),
    "chosen": _(", choisi par le segment « %(value)s »"),
    "by_regime": _(", choisi par son régime"),
    "after_days": _(" (%(value)s)"),
    "otherwise": _(" En envoi réel, autre chose l’arrêterait encore."),
}
"""Facts that a sentence tells only when they are there."""
