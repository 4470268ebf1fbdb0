"""The company's double-entry books, as plain entries and lines."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

ACCOUNTS = {
    "101000": "Capital social",
    "106100": "Réserve légale et autres réserves",
    "120000": "Résultat de l'exercice",
    "164000": "Emprunts auprès des établissements de crédit",
    "215400": "Matériel industriel",
    "281540": "Amortissements du matériel industriel",
    "401000": "Fournisseurs",
    "411000": "Clients",
    "411700": "Clients – retenues de garantie",
    "413000": "Clients – effets à recevoir",
    "416000": "Clients douteux ou litigieux",
    "419100": "Clients – avances et acomptes reçus",
    "431000": "Sécurité sociale",
    "445510": "TVA à décaisser",
    "445660": "TVA déductible sur biens et services",
    "445670": "Crédit de TVA à reporter",
    "445710": "TVA collectée",
    "491000": "Dépréciations des comptes de clients",
    "512100": "Banque de l'Atelier",
    "512200": "Crédit des Trois-Vallées",
    "606100": "Eau, énergie",
    "607100": "Achats de marchandises",
    "613200": "Locations immobilières",
    "624100": "Transports sur ventes",
    "627000": "Services bancaires",
    "641100": "Salaires et appointements",
    "645100": "Cotisations sociales",
    "681740": "Dotations aux dépréciations des créances",
    "707100": "Ventes de marchandises",
    "707200": "Ventes de marchandises à l'export",
}
JOURNALS = {
    "AN": "À nouveaux",
    "VE": "Ventes",
    "AC": "Achats",
    "BQ": "Banque de l'Atelier",
    "BC": "Crédit des Trois-Vallées",
    "OD": "Opérations diverses",
}
RECEIVABLE_ROOTS = ("411", "413", "416", "419")
_BALANCE_SHEET = frozenset("12345")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an entry; `group` names what is lettered together (empty: never lettered).

    `piece`, `piece_on` and `label` are the entry's own unless the line carries another's forward.
    """

    account: str
    debit_cents: int = 0
    credit_cents: int = 0
    auxiliary: str = ""
    auxiliary_label: str = ""
    group: str = ""
    piece: str = ""
    piece_on: date | None = None
    label: str = ""

    @property
    def balance_cents(self) -> int:
        """Debit less credit."""
        return self.debit_cents - self.credit_cents


@dataclass(frozen=True, slots=True)
class BankNote:
    """What the bank says of a movement, beside the ledger's own words."""

    counterparty: str = ""
    iban: str = ""
    wording: str = ""
    end_to_end_id: str = ""
    reference: str = ""
    return_reason: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A balanced entry of a journal."""

    journal: str
    on: date
    piece: str
    piece_on: date
    label: str
    lines: tuple[Line, ...]
    bank: BankNote | None = None


@dataclass(slots=True)
class Books:
    """Every entry of the story, in the order it was thought of; `post` refuses an unbalanced one."""

    entries: list[Entry] = field(default_factory=list)
    groups: int = 0

    def post(self, entry: Entry) -> None:
        """Add an entry. An unbalanced one is a fault of the generator."""
        if sum(line.balance_cents for line in entry.lines):
            raise ValueError(f"unbalanced entry {entry.piece} of {entry.on}")
        self.entries.append(entry)

    def new_group(self) -> str:
        """A fresh name for lines that will be lettered together."""
        self.groups += 1
        return f"g{self.groups}"

    def between(self, first_on: date, last_on: date) -> list[Entry]:
        """Entries of those days, in order of day then of posting."""
        return sorted(
            (entry for entry in self.entries if first_on <= entry.on <= last_on), key=lambda entry: entry.on
        )


def balances(entries: list[Entry]) -> dict[str, int]:
    """Balance in cents of every account touched by these entries."""
    found: dict[str, int] = defaultdict(int)
    for entry in entries:
        for line in entry.lines:
            found[line.account] += line.balance_cents
    return dict(found)


def opening_entry(entries: list[Entry], opening_on: date) -> Entry:
    """The opening of the year that follows `entries`: customers and suppliers line by line.

    A lettered group that sums to zero is gone; every line of another group is carried with its own
    voucher, so the next year still sees invoice and part payment. Other accounts of the balance
    sheet carry one balance, and the year's result goes to account 120.
    """
    open_groups: dict[str, int] = defaultdict(int)
    for entry in entries:
        for line in entry.lines:
            open_groups[line.group] += line.balance_cents if line.group else 0
    carried = [
        _carried(line, entry)
        for entry in entries
        for line in entry.lines
        if line.auxiliary and (not line.group or open_groups[line.group])
    ]
    plain: dict[str, int] = defaultdict(int)
    for entry in entries:
        for line in entry.lines:
            if not line.auxiliary:
                kept = line.account if line.account[0] in _BALANCE_SHEET else "120000"
                plain[kept] += line.balance_cents
    lines = [balance_line(account, cents) for account, cents in sorted(plain.items()) if cents]
    return Entry("AN", opening_on, "AN", opening_on, "À nouveau", tuple(lines + carried))


def balance_line(account: str, cents: int, **more: str) -> Line:
    """A line that debits a positive amount and credits a negative one."""
    return Line(account, debit_cents=max(cents, 0), credit_cents=max(-cents, 0), **more)  # type: ignore[arg-type]


def _carried(line: Line, entry: Entry) -> Line:
    return Line(
        line.account,
        line.debit_cents,
        line.credit_cents,
        line.auxiliary,
        line.auxiliary_label,
        line.group,
        line.piece or entry.piece,
        line.piece_on or entry.piece_on,
        line.label or entry.label,
    )
