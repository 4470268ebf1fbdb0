"""A CFONB240 file of unpaid operations, written record by record as a bank does; invented."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from books import OURS
from encours.jobs.demo_company.people import BankAccount


@dataclass(frozen=True, slots=True)
class Unpaid:
    """One operation that came back: of whose account, how much, why, and in which words."""

    cents: int
    reason: str
    wording: str = ""
    name: str = "CLIENT"
    account: BankAccount | None = None
    reference: str = "000000"


def unpaid(on: date, *rows: Unpaid, account: BankAccount = OURS, operation: str = "27") -> bytes:
    """The file of one day and one sort of operation."""
    lines = [_record("31", 1, operation, on, account)]
    lines += [_operation(rank, operation, on, account, row) for rank, row in enumerate(rows, start=2)]
    total = _record("39", len(rows) + 2, operation, on, account)
    return "\n".join([*lines, total[:228] + f"{sum(row.cents for row in rows):012}"]).encode("latin-1")


def _place(account: BankAccount | None) -> str:
    return "" if account is None else f"{account.bank}{account.branch}{account.number}"


def _record(kind: str, rank: int, operation: str, on: date, account: BankAccount) -> str:
    return f"{kind}{rank:06}{operation}{on:%d%m%y}E    {_place(account)}".ljust(240)


def _operation(rank: int, operation: str, on: date, account: BankAccount, row: Unpaid) -> str:
    head = _record("34", rank, operation, on, account)[:42] + "CREANCIER".ljust(24)
    debtor = " " * 11 + _place(row.account).ljust(21) + row.name[:24].ljust(24) + row.reference[:6].ljust(6)
    tail = row.wording[:88].ljust(88) + f"{on:%d%m%y}" + f"    {row.reason}" + f"{row.cents:012}"
    return head + debtor + tail
