"""One cell at a time: a text in, a clean value out, or the rule that it breaks.

Cells are data, never formulas: what starts with `=` is kept as written.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any

import phonenumbers
from babel import Locale
from email_validator import EmailNotValidError, validate_email
from stdnum.eu import vat
from stdnum.fr import siren, siret

from encours.formats.companion.tables import plain

DAY_FORMS = ("%Y-%m-%d", "%d/%m/%Y", "%Y%m%d", "%d.%m.%Y", "%d-%m-%Y", "%Y-%m-%d %H:%M:%S")
LONGEST_TERM_DAYS = 365
MOST_CENTS = 10**13
SIREN_DIGITS = 9
REGIMES = {
    "b2b": "b2b entreprise professionnel pro societe business company",
    "public": "public administration collectivite etat secteurpublic publicsector",
    "consumer": "consumer particulier consommateur b2c individual",
}
LANGUAGES = {"fr": "fr francais french fra frfr", "en": "en anglais english eng engb enus"}
TERM_MODES = {
    "net": "net jours jour j days dadefacture datedefacture",
    "days_then_eom": "daystheneom findemois fdm joursfindemois jfindemois joursfdm jfdm eom endofmonth "
    "jourspuisfindemois",
    "eom_then_days": "eomthendays findemoispuisjours findemoisle fdmle findemoisplusjours",
}
STATUSES = {
    "open": "open ouverte due impayee nonpayee unpaid enattente attente overdue echue",
    "paid": "paid payee reglee soldee",
    "disputed": "disputed litige enlitige contestee dispute",
}

ORDER_STATES = {
    "open": "open ouverte ouvert encours alivrer afacturer",
    "delivered": "delivered livree livre expediee shipped",
    "invoiced": "invoiced facturee facture billed",
    "cancelled": "cancelled canceled annulee annule",
}
DEAL_STAGES = {
    "lead": "lead piste prospect",
    "qualified": "qualified qualifiee qualifie",
    "proposed": "proposed proposition offre devis offreremise quote",
    "negotiating": "negotiating negociation ennegociation negotiation",
    "won": "won gagnee gagne signee",
    "lost": "lost perdue perdu abandonnee",
}
YES_OR_NO = {"yes": "yes oui o y true vrai 1 x exclu exclue", "no": "no non n false faux 0"}


class CellError(ValueError):
    """A cell that breaks a rule; `rule` is its stable code."""

    def __init__(self, rule: str) -> None:
        super().__init__(rule)
        self.rule = rule


def text(limit: int) -> Callable[[str], str]:
    """A reader of text of at most `limit` characters, control characters made spaces."""

    def read(value: str) -> str:
        clean = "".join(" " if unicodedata.category(letter) == "Cc" else letter for letter in value)
        clean = " ".join(clean.split())
        if len(clean) > limit:
            raise CellError("too_long")
        return clean

    return read


def one_of(choices: dict[str, str]) -> Callable[[str], str]:
    """A reader of a code written in one of its usual ways."""

    def read(value: str) -> str:
        for code, ways in choices.items():
            if plain(value) in ways.split():
                return code
        raise CellError("unknown_choice")

    return read


def siren_of(value: str) -> str:
    """A SIREN of nine digits, taken from a SIRET too, its check digit right."""
    digits = re.sub(r"[\s.\-]", "", value)
    right = siren.is_valid(digits) or siret.is_valid(digits)
    if not right or int(digits) == 0:
        raise CellError("siren_invalid")
    return digits[:SIREN_DIGITS]


def vat_of(value: str) -> str:
    """A VAT number of a member state (or XI), compact, its check digits right."""
    try:
        return str(vat.validate(value))
    except Exception as wrong:  # stdnum raises several unrelated types on odd input
        raise CellError("vat_invalid") from wrong


def email_of(value: str) -> str:
    """An e-mail address whose form is right; whether it exists is not asked."""
    try:
        return validate_email(value.strip(), check_deliverability=False).normalized
    except EmailNotValidError as wrong:
        raise CellError("email_invalid") from wrong


def phone_of(value: str) -> str:
    """A telephone number in the international form, French when it has no country code."""
    try:
        number = phonenumbers.parse(value, "FR")
    except phonenumbers.NumberParseException as wrong:
        raise CellError("phone_invalid") from wrong
    if not phonenumbers.is_valid_number(number):
        raise CellError("phone_invalid")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def day_of(value: str) -> date:
    """A day written the ISO way, the French way or as `AAAAMMJJ`."""
    for form in DAY_FORMS:
        try:
            found = datetime.strptime(value.strip(), form).date()  # noqa: DTZ007 — a day has no time zone
        except ValueError:
            continue
        if date(1950, 1, 1) <= found <= date(2100, 12, 31):
            return found
    raise CellError("date_invalid")


def days_of(value: str) -> int:
    """A number of days, from `30` or `30 jours fin de mois`."""
    found = re.match(r"^\s*(\d{1,4})(?:[.,]0+)?\b", value)
    if not found or int(found[1]) > LONGEST_TERM_DAYS:
        raise CellError("terms_invalid")
    return int(found[1])


def cents_of(value: str) -> int:
    """Whole cents from `1 234,56`, `1234.56` or `1.234,56`, never through a float."""
    shown = re.sub(r"[\s€']|EUR", "", value)
    if re.match(r"^-?\d{1,3}(\.\d{3})+,\d{1,2}$", shown):
        shown = shown.replace(".", "")
    elif re.match(r"^-?\d{1,3}(,\d{3})+\.\d{1,2}$", shown):
        shown = shown.replace(",", "")
    shown = shown.replace(",", ".")
    if not re.match(r"^[+-]?\d{1,12}(\.\d{0,2}0*)?$", shown, re.ASCII):
        raise CellError("amount_invalid")
    try:
        cents = int(Decimal(shown) * 100)
    except InvalidOperation as wrong:
        raise CellError("amount_invalid") from wrong
    if abs(cents) > MOST_CENTS:
        raise CellError("amount_invalid")
    return cents


def currency_of(value: str) -> str:
    """An ISO 4217 code; `€` is EUR."""
    code = {"€": "EUR", "EURO": "EUR", "EUROS": "EUR"}.get(value.strip().upper(), value.strip().upper())
    if code not in Locale("en").currencies:
        raise CellError("currency_unknown")
    return code


def country_of(value: str) -> str:
    """A two-letter country code, from the code or the French or English name."""
    code = _countries().get(plain(value))
    if code is None:
        raise CellError("country_unknown")
    return code


@cache
def _countries() -> dict[str, str]:
    names: dict[str, str] = {}
    for language in ("en", "fr"):
        for code, name in Locale(language).territories.items():
            if re.match(r"^[A-Z]{2}$", code) and code not in {"EU", "EZ", "UN", "ZZ", "XA", "XB"}:
                names |= {plain(name): code, plain(code): code}
    return names | {"uk": "GB", "angleterre": "GB", "england": "GB", "usa": "US"}


READERS: dict[str, dict[str, Callable[[str], Any]]] = {
    "customers": {
        "account": text(60),
        "name": text(200),
        "address": text(300),
        "postcode": text(12),
        "city": text(100),
        "country": country_of,
        "siren": siren_of,
        "vat_number": vat_of,
        "regime": one_of(REGIMES),
        "language": one_of(LANGUAGES),
        "terms_days": days_of,
        "terms_mode": one_of(TERM_MODES),
        "contact_name": text(120),
        "contact_role": text(60),
        "contact_email": email_of,
        "contact_phone": phone_of,
    },
    "invoices": {
        "account": text(60),
        "number": text(60),
        "name": text(200),
        "issued_on": day_of,
        "due_on": day_of,
        "po_number": text(60),
        "amount_cents": cents_of,
        "open_cents": cents_of,
        "instalment_cents": cents_of,
        "currency": currency_of,
        "status": one_of(STATUSES),
    },
    "orders": {
        "account": text(60),
        "number": text(100),
        "ordered_on": day_of,
        "amount_cents": cents_of,
        "currency": currency_of,
        "label": text(200),
        "state": one_of(ORDER_STATES),
    },
    "deals": {
        "account": text(60),
        "deal": text(200),
        "stage": one_of(DEAL_STAGES),
        "amount_cents": cents_of,
        "currency": currency_of,
        "closing_on": day_of,
        "owner": text(120),
    },
    "campaigns": {
        "account": text(60),
        "campaign": text(200),
        "from_on": day_of,
        "until_on": day_of,
        "excluded": one_of(YES_OR_NO),
        "reason": text(200),
    },
}
