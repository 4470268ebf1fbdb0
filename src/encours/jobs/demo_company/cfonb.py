"""Write statements as CFONB120: records of 120 characters, signs punched over the last digit."""

from __future__ import annotations

import unicodedata
from datetime import date

from encours.jobs.demo_company.people import BankAccount
from encours.jobs.demo_company.statements import Movement, Statement, flat

_CREDIT_DIGITS = "{ABCDEFGHI"
_DEBIT_DIGITS = "}JKLMNOPQR"
_TRANSFER_IN, _TRANSFER_OUT, _CHARGES = "05", "06", "62"


def document(statements: list[Statement]) -> bytes:
    """The file's bytes, one record a line."""
    records = [record for statement in statements for record in _records(statement)]
    return "".join(f"{record}\r\n" for record in records).encode("latin-1")


def _records(statement: Statement) -> list[str]:
    account = statement.account
    found = [_balance("01", account, statement.from_on, statement.opening_cents)]
    for movement in flat(list(statement.movements)):
        found.append(_movement(account, movement))
        found += [_complement(account, movement, *each) for each in _complements(movement)]
    return [*found, _balance("07", account, statement.to_on, statement.closing_cents)]


def _head(code: str, account: BankAccount, *, internal: str = "    ", operation: str = "  ") -> str:
    """Positions 1 to 34: record, bank, branch, currency and decimals, account, operation."""
    return f"{code}{account.bank}{internal}{account.branch}EUR2 {account.number}{operation}"


def _balance(code: str, account: BankAccount, on: date, cents: int) -> str:
    return f"{_head(code, account)}{on:%d%m%y}{'':50}{_signed(cents)}{'':16}"


def _movement(account: BankAccount, movement: Movement) -> str:
    operation = _operation(movement)
    day = f"{movement.booked_on:%d%m%y}"
    label = _plain(movement.note.counterparty or movement.note.wording, 31)
    head = _head("04", account, internal="0000", operation=operation)
    return f"{head}{day}  {day}{label}  0000000  {_signed(movement.cents)}{'':16}"


def _complement(account: BankAccount, movement: Movement, qualifier: str, text: str) -> str:
    head = _head("05", account, internal="0000", operation=_operation(movement))
    return f"{head}{movement.booked_on:%d%m%y}{'':5}{qualifier}{_plain(text, 70)}{'':2}"


def _complements(movement: Movement) -> list[tuple[str, str]]:
    note = movement.note
    found = [
        ("NPY" if movement.cents > 0 else "NBE", note.counterparty),
        ("LCC", note.wording),
        ("LCS", note.reference),
        ("RCN", note.end_to_end_id),
    ]
    return [(qualifier, text) for qualifier, text in found if text]


def _operation(movement: Movement) -> str:
    if movement.kind == "charges":
        return _CHARGES
    return _TRANSFER_IN if movement.cents > 0 else _TRANSFER_OUT


def _plain(text: str, width: int) -> str:
    """Capitals without accents, as the format's users write, cut or padded to `width`."""
    folded = text.upper().replace("Œ", "OE").replace("Æ", "AE").replace("–", "-").replace("’", "'")
    letters = unicodedata.normalize("NFKD", folded).encode("ascii", "ignore").decode("ascii")
    return f"{letters[:width]:{width}}"


def _signed(cents: int) -> str:
    """Fourteen characters, the last digit carrying the sign."""
    digits = f"{abs(cents):014d}"
    punched = (_CREDIT_DIGITS if cents >= 0 else _DEBIT_DIGITS)[int(digits[-1])]
    return digits[:-1] + punched
