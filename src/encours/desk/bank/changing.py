"""What other rules of matching would change, a sentence each."""

from __future__ import annotations

from dataclasses import replace

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from encours.core.matching.policy import MATCHERS, Policy
from encours.desk.bank.accuracy import bps
from encours.words.amounts import money
from encours.words.matchers import MATCHERS as NAMES


def changes(before: Policy, after: Policy, currency: str, language: str) -> list[str]:
    """The sentences, in the order of the form; none when nothing changes."""
    told = []
    amounts = (
        (_("Écart accepté"), before.difference_cents, after.difference_cents),
        (_("Frais de banque acceptés"), before.charge_cents, after.charge_cents),
    )
    for name, had, has in amounts:
        if had != has:
            told.append(_moved(name, money(had, currency, language), money(has, currency, language)))
    if before.difference_bps != after.difference_bps:
        had_bps, has_bps = (bps(one.difference_bps, language) for one in (before, after))
        told.append(_moved(_("Part de la facture acceptée comme écart"), had_bps, has_bps))
    if before.discount_grace_days != after.discount_grace_days:
        told.append(
            _moved(
                _("Grâce d’un escompte"),
                _days(before.discount_grace_days),
                _days(after.discount_grace_days),
            )
        )
    if before.order != after.order:
        told.append(_moved(_("Argent qui ne cite rien"), order_name(before.order), order_name(after.order)))
    return told + _of_matchers(before, after, language)


def _of_matchers(before: Policy, after: Policy, language: str) -> list[str]:
    told = []
    now, then = before.in_force().proposed_only, _kept(before, after).in_force().proposed_only
    for code in MATCHERS:
        name = str(NAMES[code]).capitalize()
        if code in then - now:
            told.append(_("%(rule)s : ne fera plus que proposer, une personne confirmera.") % {"rule": name})
        elif code in now - then:
            told.append(_("%(rule)s : affectera sans personne.") % {"rule": name})
        if before.threshold_of(code) != after.threshold_of(code):
            had, has = (bps(one.threshold_of(code), language) for one in (before, after))
            told.append(_moved(_("Seuil de : %(rule)s") % {"rule": NAMES[code]}, had, has))
    return told


def _kept(before: Policy, after: Policy) -> Policy:
    """The other rules with the trust that was learnt."""
    return replace(after, trust=before.trust)


def _moved(name: str, had: str, has: str) -> str:
    return _("%(what)s : %(before)s → %(after)s") % {"what": name, "before": had, "after": has}


def _days(length: int) -> str:
    return ngettext("%(n)s jour", "%(n)s jours", length) % {"n": length}


def order_name(code: str) -> str:
    """An order of imputation in a few words."""
    return {
        "none": _("attend une personne"),
        "oldest": _("le plus ancien d’abord"),
        "legal": _("ordre de la loi"),
        "legal_interest": _("ordre de la loi, intérêts et frais d’abord"),
    }[code]
