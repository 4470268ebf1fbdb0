"""Saying who the creditor is: identity, bank details, sender, usual terms, penalty rate."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import F
from schwifty import BIC, IBAN
from schwifty.exceptions import SchwiftyException
from stdnum.eu import vat
from stdnum.fr import siren as sirens

from encours.acts.confirm import set_regime, set_terms
from encours.acts.rules import same_version
from encours.core.letters import MOST_DAYS, POSTED_AFTER
from encours.core.refusals import RuleError
from encours.records.history.writing import Record, recording
from encours.records.parties.models import TERM_MODES, Creditor
from encours.records.people.models import User

FIELDS = frozenset(
    {
        "name", "legal_form", "siren", "address", "postcode", "city", "country", "rcs", "vat_number", "iban",
        "bic", "sender_name", "sender_email", "phone", "language", "terms_days", "terms_mode",
        "terms_confirmed", "regime_confirmed", "penalty_bps", "chase_retentions",
        "posted_after_days",
    }
)  # fmt: skip
_TERMS = ("terms_days", "terms_mode", "terms_confirmed")
_BREAKS = ("\n", "\r", "\x00")


def set_up_creditor(
    creditor: Creditor, values: Mapping[str, Any], *, made_from: int | None, author: str, at: datetime
) -> Creditor:
    """Write what is given of `FIELDS`, and return the creditor as it now is.

    The first set-up writes the IBAN; a later change is only asked for, until somebody else confirms it.
    Terms and "my customers are businesses" also reach the due dates and customers already known.

    Raises
        StaleFormError: somebody changed it since the form was made.
        RuleError: a field that cannot be so (its `rule` is the field and `_wrong`).
    """
    unknown = values.keys() - FIELDS
    if unknown:
        raise RuleError("field_unknown", f"Champs inconnus : {', '.join(sorted(unknown))}.")
    wanted = checked(values)
    with recording(creditor, "set_up_creditor", author=author, cause="desk", at=at) as record:
        now = record.creditor
        same_version(now.version, made_from, now.name)
        _siren_free(now, wanted.get("siren", ""))
        before = {name: getattr(now, name) for name in wanted}
        _write(record, wanted, author=author)
        after = Creditor.objects.get(pk=now.pk)
        told = [name for name in wanted if getattr(after, name) != before[name]]
        record.tell(changed={name: getattr(after, name) for name in told})
        record.tell(before={name: before[name] for name in told}, iban_asked=after.iban_asked)
    return after


def confirm_iban(creditor: Creditor, *, author: str, at: datetime) -> None:
    """Put the IBAN that was asked for in force; it takes another person than the one who asked.

    Raises
        RuleError: nothing was asked, or by this very person.
    """
    with recording(creditor, "confirm_iban", author=author, cause="second person", at=at) as record:
        now = _asked(record)
        if now.iban_asked_by is None or now.iban_asked_by.email == author:
            raise RuleError(
                "same_person",
                "Un changement d'IBAN se confirme par une autre personne que son demandeur.",
            )
        record.tell(iban=now.iban_asked, before=now.iban, asked_by=now.iban_asked_by.email)
        Creditor.objects.filter(pk=now.pk).update(
            iban=now.iban_asked,
            bic=str(IBAN(now.iban_asked).bic or ""),
            iban_asked="",
            iban_asked_by=None,
            version=F("version") + 1,
        )


def give_up_iban(creditor: Creditor, *, author: str, at: datetime) -> None:
    """Drop the IBAN that was asked for; anyone who may change it may also give it up.

    Raises
        RuleError: nothing was asked.
    """
    with recording(creditor, "give_up_iban", author=author, cause="desk", at=at) as record:
        now = _asked(record)
        record.tell(iban=now.iban, given_up=now.iban_asked)
        Creditor.objects.filter(pk=now.pk).update(iban_asked="", iban_asked_by=None, version=F("version") + 1)


def checked(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values as they will be kept; RuleError for the first that cannot be so."""
    wanted = {name: value.strip() if isinstance(value, str) else value for name, value in values.items()}
    for name, value in wanted.items():
        if isinstance(value, str) and any(sign in value for sign in _BREAKS):
            raise RuleError(f"{name}_wrong", "Un champ tient sur une ligne : retirer les sauts de ligne.")
    for name, check in _CHECKS.items():
        if wanted.get(name):
            wanted[name] = check(wanted[name])
    if "name" in wanted and not wanted["name"]:
        raise RuleError("name_wrong", "Indiquer la raison sociale.")
    if wanted.get("posted_after_days", POSTED_AFTER) is None:
        del wanted["posted_after_days"]  # left as it is
    if not 1 <= int(wanted.get("posted_after_days", POSTED_AFTER)) <= MOST_DAYS:
        raise RuleError(
            "posted_after_days_wrong", f"Un courrier se rappelle de 1 à {MOST_DAYS} jours ouvrés."
        )
    if wanted.get("terms_mode", "net") not in TERM_MODES:
        raise RuleError("terms_mode_wrong", "Ce mode de calcul de l'échéance n'existe pas.")
    return wanted


def checked_iban(text: str) -> str:
    """Return the IBAN without spaces; RuleError when its key or its length is wrong."""
    try:
        return str(IBAN(text).compact)
    except (SchwiftyException, ValueError) as error:
        raise RuleError(
            "iban_wrong", "Cet IBAN est faux (longueur, pays ou clé) : le recopier depuis le RIB."
        ) from error


def checked_siren(text: str) -> str:
    """Return the nine digits; RuleError when the key is wrong."""
    number = str(sirens.compact(text))
    if not sirens.is_valid(number):
        raise RuleError("siren_wrong", "Ce SIREN est faux : neuf chiffres, dont le dernier est une clé.")
    return number


def _checked_bic(text: str) -> str:
    try:
        return str(BIC(text).compact)
    except (SchwiftyException, ValueError) as error:
        raise RuleError("bic_wrong", "Ce BIC est faux : huit ou onze signes, comme AGRIFRPP.") from error


def _checked_vat(text: str) -> str:
    if not vat.is_valid(text):
        raise RuleError("vat_number_wrong", "Ce numéro de TVA intracommunautaire est faux : le vérifier.")
    return str(vat.compact(text))


_CHECKS = {"iban": checked_iban, "siren": checked_siren, "bic": _checked_bic, "vat_number": _checked_vat}


def _siren_free(now: Creditor, siren: str) -> None:
    if siren and Creditor.objects.filter(siren=siren).exclude(pk=now.pk).exists():
        raise RuleError("siren_wrong", "Un autre créancier a déjà ce SIREN.")


def _write(record: Record, wanted: Mapping[str, Any], *, author: str) -> None:
    now = record.creditor
    plain = {name: value for name, value in wanted.items() if name not in _TERMS}
    businesses = bool(plain.pop("regime_confirmed", False))
    if now.set_up_at is None:
        plain["set_up_at"] = record.at
    elif plain.get("iban", now.iban) != now.iban:
        plain |= _asking(plain.pop("iban"), author)
        plain.pop("bic", None)
    if plain.get("iban") and not plain.get("bic"):
        plain["bic"] = str(IBAN(plain["iban"]).bic or "")
    Creditor.objects.filter(pk=now.pk).update(**plain, version=F("version") + 1)
    now.refresh_from_db()
    if businesses and not now.regime_confirmed:
        set_regime(record, None, regime="b2b")
    _terms(record, wanted)


def _asking(iban: str, author: str) -> dict[str, Any]:
    if not iban:
        raise RuleError("iban_wrong", "L'IBAN ne se retire pas : en indiquer un autre.")
    asker = User.objects.filter(email=author).first()
    if asker is None:
        raise RuleError("iban_wrong", "Un changement d'IBAN se demande par une personne connue.")
    return {"iban_asked": iban, "iban_asked_by": asker}


def _terms(record: Record, wanted: Mapping[str, Any]) -> None:
    """Confirmed terms reach the due dates; unconfirmed ones are what the next import assumes."""
    now = record.creditor
    days, mode = wanted.get("terms_days", now.terms_days), wanted.get("terms_mode", now.terms_mode)
    confirmed = wanted.get("terms_confirmed", now.terms_confirmed)
    if confirmed and (not now.terms_confirmed or (days, mode) != (now.terms_days, now.terms_mode)):
        changed = set_terms(record, None, days=days, mode=mode)
        record.tell(due_dates_changed=changed)
    elif not confirmed:
        Creditor.objects.filter(pk=now.pk).update(terms_days=days, terms_mode=mode)


def _asked(record: Record) -> Creditor:
    now = Creditor.objects.select_related("iban_asked_by").get(pk=record.creditor.pk)
    if not now.iban_asked:
        raise RuleError("nothing_asked", "Aucun changement d'IBAN n'est demandé.")
    return now
