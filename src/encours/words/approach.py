"""How a customer is best approached, in words: what to offer and why, by which channel and what that was told from."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from encours.core.approach import Proposed
from encours.words.amounts import money, number
from encours.words.days import day

_OFFERS: Final[Mapping[str, Promise]] = {
    "none": gettext_lazy("Rien à proposer"),
    "wait": gettext_lazy("Attendre %(days)s jours avant d’insister"),
    "undisputed": gettext_lazy("Payer dès maintenant la part non contestée, %(amount)s"),
    "date": gettext_lazy("Convenir d’une date, dans les %(days)s jours, pour %(amount)s"),
    "plan": gettext_lazy("Un échéancier de %(months)s mois, %(amount)s par mois"),
    "no_more_promises": gettext_lazy("Plus de délai : demander le paiement, %(amount)s"),
}
_BECAUSE: Final[Mapping[str, Promise]] = {
    "nothing_overdue": gettext_lazy("rien n’est échu"),
    "part_disputed": gettext_lazy("une partie est contestée : le reste est dû"),
    "in_difficulty": gettext_lazy("le client est en difficulté passagère"),
    "promises_broken": gettext_lazy("des promesses n’ont pas été tenues"),
    "long_and_large": gettext_lazy("la somme est grande et en retard depuis plus de deux mois"),
    "within_habit": gettext_lazy("son retard reste dans son habitude, et il paie"),
    "getting_worse": gettext_lazy("il paie plus tard qu’il y a six mois"),
    "by_hand": gettext_lazy("une personne l’a choisi pour ce message"),
    "one_date": gettext_lazy("une date suffit pour un retard de cette sorte"),
}


def offer(told: Proposed, currency: str, language: str) -> str:
    """What to offer, in a sentence without its full stop."""
    facts = {
        "amount": money(told.cents, currency, language),
        "days": number(told.days, language),
        "months": number(told.months, language),
    }
    return str(_OFFERS[told.offer]) % facts


def dated(on: date, cents: int, currency: str, language: str) -> str:
    """The offer of a date, once the day is known."""
    facts = {"amount": money(cents, currency, language), "day": day(on, language)}
    return _("Convenir du %(day)s au plus tard pour %(amount)s") % facts


def in_part(on: date, cents: int, total: int, currency: str, language: str) -> str:
    """The offer of paying in two times, the first of them soon."""
    facts = {
        "amount": money(cents, currency, language),
        "total": money(total, currency, language),
        "day": day(on, language),
    }
    return _("Une part d’abord, %(amount)s sur %(total)s, pour le %(day)s") % facts


def because(told: Proposed) -> str:
    """Why it is offered."""
    return why(told.because)


def why(rule: str) -> str:
    """The same of a rule."""
    return str(_BECAUSE[rule])


def counts(told: Mapping[str, int], channel: str) -> str:
    """What came of the reminders of a channel."""
    names = ("delivered", "bounced", "answered", "paid")
    return _(
        "%(delivered)s remis, %(bounced)s revenus, %(answered)s suivis d’une réponse, %(paid)s d’un paiement"
    ) % {name: told.get(f"{channel}_{name}", 0) for name in names}
