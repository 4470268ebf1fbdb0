"""Check keys and forms: SIREN, VAT number, postcode, e-mail, telephone.

What is plainly right is told by one pass over the column; only what is left is asked of the libraries one by one.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import phonenumbers
import polars as pl
from email_validator import EmailNotValidError, validate_email
from stdnum import get_cc_module
from stdnum.exceptions import ValidationError

_MAILBOX = r"[A-Za-z0-9_%+-]+(?:\.[A-Za-z0-9_%+-]+)*"
_DOMAIN = r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z]{2,24}"
_PLAIN_EMAIL = rf"^{_MAILBOX}@{_DOMAIN}$"
_PLAIN_AT_MOST = 64  # characters: no part of it can then be too long
_RESERVED = r"(?i)\.(?:test|invalid|local|localhost|arpa|onion)$"
_PLAIN, _KEPT_APART = re.compile(_PLAIN_EMAIL), re.compile(_RESERVED)
_FRENCH_PHONE = r"^(?:0|\+33|0033)[1-9][0-9]{8}$"
_SEPARATORS = r"[\s .\-()/\u00a0\u202f]"
_SIREN_WEIGHTS = (1, 2, 1, 2, 1, 2, 1, 2, 1)
_DIGITS = 9


def bad_email(column: pl.Expr) -> pl.Expr:
    """Whether an address is no e-mail address; an empty one is not asked about."""
    plain = (
        column.str.contains(_PLAIN_EMAIL)
        & ~column.str.contains(_RESERVED)
        & (column.str.len_chars() <= _PLAIN_AT_MOST)
    )
    return _asked(column, plain, is_bad_email)


def is_bad_email(address: str) -> bool:
    """The same, of one address; whether its domain answers is not looked up."""
    if len(address) <= _PLAIN_AT_MOST and _PLAIN.match(address) and not _KEPT_APART.search(address):
        return False
    try:
        validate_email(address, check_deliverability=False)
    except EmailNotValidError:
        return True
    return False


def bad_phone(column: pl.Expr) -> pl.Expr:
    """Whether a number cannot be dialled: read as French unless it says its country."""
    bare = column.str.replace_all(_SEPARATORS, "")
    return _asked(column, bare.str.contains(_FRENCH_PHONE), is_bad_phone)


def is_bad_phone(told: str) -> bool:
    """The same, of one number."""
    try:
        number = phonenumbers.parse(told, "FR")
    except phonenumbers.NumberParseException:
        return True
    return not phonenumbers.is_possible_number(number)


def bad_siren(column: pl.Expr) -> pl.Expr:
    """Whether a SIREN is not nine digits with a right Luhn key."""
    digits = [column.str.slice(place, 1).cast(pl.Int32, strict=False) for place in range(_DIGITS)]
    parts = [digit * weight for digit, weight in zip(digits, _SIREN_WEIGHTS, strict=True)]
    luhn = pl.sum_horizontal(pl.when(part > _DIGITS).then(part - _DIGITS).otherwise(part) for part in parts)
    right = column.str.contains(r"^[0-9]{9}$") & (luhn % 10 == 0)
    return (column != "") & ~right


def bad_vat(column: pl.Expr) -> pl.Expr:
    """Whether a VAT number has not the form and key of its country."""
    bare = compact(column)
    siren = bare.str.slice(4, 9).cast(pl.Int64, strict=False)
    key = bare.str.slice(2, 2).cast(pl.Int64, strict=False)
    french = bare.str.contains(r"^FR[0-9]{11}$") & ((12 + 3 * (siren % 97)) % 97 == key).fill_null(
        value=False
    )
    return _asked(column, french, is_bad_vat)


def is_bad_vat(told: str) -> bool:
    """The same, of one number; that of a country outside the Union is not judged."""
    country = told.strip()[:2].lower()
    module = get_cc_module("gr" if country == "el" else country, "vat") if country.isalpha() else None
    if module is None:
        return not country.isalpha()
    try:
        module.validate(told)
    except ValidationError:
        return True
    return False


def vat_of_another(vat: pl.Expr, siren: pl.Expr) -> pl.Expr:
    """Whether a French VAT number names another SIREN than the one held."""
    bare = compact(vat)
    return bare.str.contains(r"^FR[0-9A-Z]{2}[0-9]{9}$") & (siren != "") & (bare.str.slice(4, 9) != siren)


def bad_postcode(postcode: pl.Expr, country: pl.Expr, address: pl.Expr) -> pl.Expr:
    """Whether a French address has no postcode of five digits; one not filled in is missing, not wrong."""
    french = country.is_in(["FR", ""]) & ((postcode != "") | (address != ""))
    return french & ~postcode.str.replace_all(" ", "").str.contains(r"^[0-9]{5}$")


def compact(column: pl.Expr) -> pl.Expr:
    """Without spaces nor dots, in capitals."""
    return column.str.replace_all(r"[\s.\-]", "").str.to_uppercase()


def _asked(column: pl.Expr, plain: pl.Expr, is_bad: Callable[[str], bool]) -> pl.Expr:
    rest = pl.when((column != "") & ~plain).then(column)
    return rest.map_elements(is_bad, return_dtype=pl.Boolean, skip_nulls=True).fill_null(value=False)
