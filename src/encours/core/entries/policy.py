"""The accounts and journals of a creditor's entries, with those of the general chart of accounts where it says none.

Chart: 512 banks, 517 other financial bodies, 411 customers, 467 sundry debtors, 627 bank services, 665 discounts
granted, 658 sundry operating charges, 416 doubtful customers, 491 depreciation of customers' accounts, 68174 and 78174
what it costs and what is taken back (PCG, art. 932-1, classes 4 to 7). A discount is entered with its VAT in 665:
whether the VAT of the invoice is put right (CGI, art. 272, 1) depends on what the invoice says, and is left to the
accountant, as is the VAT of a provider's fees.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

SEPARATORS: Final = {"tab": "\t", "semicolon": ";"}
GIVEN_UP: Final = ("charge", "discount", "difference")
LONGEST_WAIT = 365
_ACCOUNT: Final = re.compile(r"\d{3}[0-9A-Za-z]{0,17}")
_JOURNAL: Final = re.compile(r"[0-9A-Za-z_.\-]{1,20}")
_MOST_BANKS = 50
_WAITING: Final = ("5", "467")  # banks and bodies alike, sundry debtors
_BEGINS: Final[Mapping[str, str | tuple[str, ...]]] = {
    "bank": "5",
    "customers": "411",
    "charge": "6",
    "discount": "6",
    "difference": "6",
    "provider": _WAITING,
    "fee": "6",
    "doubtful": "416",
    "depreciation": "491",
    "allowance": "68",
    "reversal": "78",
}


@dataclass(frozen=True, slots=True)
class EntryPolicy:
    """`banks`: by the number of a bank account, its account in the books and its journal.

    `provider` is where payment providers hold what they have not sent yet, `fee` what they keep; `payouts` and `notes`
    say whether the entries of payouts, and of credit notes set against invoices, are written at all.
    """

    bank_journal: str = "BQ"
    other_journal: str = "OD"
    bank: str = "512000"
    customers: str = "411000"
    charge: str = "627000"
    discount: str = "665000"
    difference: str = "658000"
    provider: str = "517000"
    fee: str = "627800"
    doubtful: str = "416000"
    depreciation: str = "491000"
    allowance: str = "681740"
    reversal: str = "781740"
    banks: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    from_on: date | None = None
    separator: str = "tab"
    letters: bool = True
    awaited_days: int = 45
    pushes: bool = False
    payouts: bool = True
    notes: bool = False

    def place_of(self, number: str, *, provider: bool = False) -> tuple[str, str]:
        """The account in the books and the journal of a bank account, or of a payment provider's."""
        return self.banks.get(number, (self.provider if provider else self.bank, self.bank_journal))

    def account_of(self, kind: str) -> str:
        """The account of what is given up: charge, discount or difference."""
        return {"charge": self.charge, "discount": self.discount, "difference": self.difference}[kind]

    def accounts(self, *, providers: bool) -> frozenset[str]:
        """Every account but those of customers; those of payment providers where the creditor has any."""
        told = {self.bank, self.charge, self.discount, self.difference}
        beside = {self.provider, self.fee} if providers else set[str]()
        return frozenset(told | beside | {account for account, _ in self.banks.values()})

    @property
    def journals(self) -> frozenset[str]:
        """Every journal."""
        return frozenset({self.bank_journal, self.other_journal, *(one for _, one in self.banks.values())})


def never_seen(policy: EntryPolicy, seen: Collection[str], *, providers: bool = False) -> list[str]:
    """The accounts of a policy, but those of customers, that no ledger taken in has; nothing where none told any."""
    return sorted(policy.accounts(providers=providers) - set(seen)) if seen else []


def wrong_in(policy: EntryPolicy) -> str:
    """The first field that cannot be, empty where all can."""
    for name, begins in _BEGINS.items():
        account = str(getattr(policy, name))
        if not _ACCOUNT.fullmatch(account) or not account.startswith(begins):
            return name
    for name in ("bank_journal", "other_journal"):
        if not _JOURNAL.fullmatch(str(getattr(policy, name))):
            return name
    for account, journal in policy.banks.values():
        if not (_ACCOUNT.fullmatch(account) and account.startswith(_WAITING) and _JOURNAL.fullmatch(journal)):
            return "banks"
    if len(policy.banks) > _MOST_BANKS:
        return "banks"
    if policy.separator not in SEPARATORS:
        return "separator"
    return "" if 1 <= policy.awaited_days <= LONGEST_WAIT else "awaited_days"
