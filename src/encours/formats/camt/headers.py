"""What stands before the entries of a statement: its account, its period, its balances."""

from __future__ import annotations

from datetime import date
from typing import Any

from encours.core.matching.statements import BOOKING_KINDS, Statement
from encours.core.refusals import UnreadableFileError
from encours.formats.bank_text import account_of, valid_iban
from encours.formats.camt.amounts import cents, day, day_of, known_currency, signed
from encours.formats.camt.details import first

KINDS = {"Stmt": "camt.053", "Rpt": "camt.052", "Ntfctn": "camt.054"}


Balance = tuple[int, str, date | None]


def statement_of(element: Any, kind: str) -> Statement:
    """Read what precedes the entries of a `Stmt`, `Rpt` or `Ntfctn`.

    Raises UnreadableFileError when the account is missing or the balances mix currencies.
    """
    line = int(element.sourceline or 0)
    balances = _balances(element)
    opening, closing = _opening(balances), _closing(balances)
    statement = Statement(
        kind=kind,
        id=(first(element, "{*}Id") or "")[:100],
        account=_account(element, line),
        opening_cents=None if opening is None else opening[0],
        closing_cents=None if closing is None else closing[0],
        from_on=day_of(first(element, "{*}FrToDt/{*}FrDtTm", "{*}FrToDt/{*}FrDt"))
        or (None if opening is None else opening[2]),
        to_on=day_of(first(element, "{*}FrToDt/{*}ToDtTm", "{*}FrToDt/{*}ToDt"))
        or (None if closing is None else closing[2]),
    )
    if kind not in BOOKING_KINDS and statement.to_on is None:
        statement.to_on = day_of(first(element, "{*}CreDtTm"))
    told = [balance[1] for balance in (opening, closing) if balance is not None]
    statement.currency = told[0] if told else first(element, "{*}Acct/{*}Ccy") or ""
    if len(set(told)) > 1:
        raise mixed(statement, told[1], line)
    return statement


def mixed(statement: Statement, other: str, line: int) -> UnreadableFileError:
    """The refusal of a statement that speaks of two currencies."""
    return UnreadableFileError(
        "mixed_currencies",
        f"Ligne {line} : le relevé {statement.id or statement.account} est en "
        f"{statement.currency}, mais un de ses soldes ou mouvements est en {other}.",
        "Un relevé tient un compte dans une seule devise : demandez un relevé par devise.",
        line=line,
    )


def announced(element: Any) -> int | None:
    """How many entries the statement says that it holds, when it says so."""
    told = first(element, "{*}TxsSummry/{*}TtlNtries/{*}NbOfNtries")
    return int(told) if told and told.isascii() and told.isdecimal() and len(told) < 16 else None  # noqa: PLR2004 — the schema's own bound


def _account(element: Any, line: int) -> str:
    number = first(
        element,
        "{*}Acct/{*}Id/{*}IBAN",
        "{*}Acct/{*}Id/{*}Othr/{*}Id",
        "{*}Acct/{*}Id/{*}PrtryAcct/{*}Id",
        "{*}Acct/{*}Id/{*}BBAN",
    )
    return valid_iban(number) or account_of(number or "", line, "Acct/Id")


def _balances(element: Any) -> list[tuple[str, Balance]]:
    found = []
    for balance in element.findall("{*}Bal"):
        code = first(balance, "{*}Tp/{*}CdOrPrtry/{*}Cd", "{*}Tp/{*}Cd")
        amount = balance.find("{*}Amt")
        if code not in {"OPBD", "PRCD", "ITBD", "CLBD"} or amount is None:
            continue
        line = int(balance.sourceline or 0)
        value = signed(cents(amount.text, line), first(balance, "{*}CdtDbtInd"), line)
        currency = known_currency(amount.get("Ccy"), line)
        found.append((code, (value, currency, day(balance.find("{*}Dt")))))
    return found


def _opening(balances: list[tuple[str, Balance]]) -> Balance | None:
    """OPBD, else the previous closing; else, on a page after the first, the interim balance."""
    told = dict(reversed(balances))
    interim = [balance for code, balance in balances if code == "ITBD"]
    starts_inside = bool(interim) and ("CLBD" in told or len(interim) > 1)
    return told.get("OPBD") or told.get("PRCD") or (interim[0] if starts_inside else None)


def _closing(balances: list[tuple[str, Balance]]) -> Balance | None:
    """CLBD; else, on a page before the last, the interim balance."""
    told = dict(balances)
    interim = [balance for code, balance in balances if code == "ITBD"]
    ends_inside = bool(interim) and (bool(told.keys() & {"OPBD", "PRCD"}) or len(interim) > 1)
    return told.get("CLBD") or (interim[-1] if ends_inside else None)
