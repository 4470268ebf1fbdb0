"""A small invented company's books and bank: ledgers, statements and tables, written line by line."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

from django.db.models import Sum

from encours.acts.apply_cash import apply_cash
from encours.acts.import_file import ImportResult, import_file
from encours.jobs.demo_company import camt
from encours.jobs.demo_company.ledger import BankNote
from encours.jobs.demo_company.people import BankAccount
from encours.jobs.demo_company.statements import Movement, Statement
from encours.records.cash.models import Payment
from encours.records.frames.invariants import breaches
from encours.records.history.sealing import seal
from encours.records.history.verifying import verify
from encours.records.parties.models import Creditor
from encours.records.receivables.models import Receivable

SIREN = "732829320"
AUTHOR = "claire@vauban.example"
AT = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
ON = date(2026, 11, 20)
OURS = BankAccount("30006", "00001", "12345678901", "512000", "BQ", "Banque")
HEADER = (
    "JournalCode\tJournalLib\tEcritureNum\tEcritureDate\tCompteNum\tCompteLib\tCompAuxNum\tCompAuxLib\tPieceRef\t"
    "PieceDate\tEcritureLib\tDebit\tCredit\tEcritureLet\tDateLet\tValidDate\tMontantdevise\tIdevise"
)
JOURNALS = {"VE": "Ventes", "BQ": "Banque", "AN": "À nouveaux", "OD": "Opérations diverses"}


@dataclass
class Books:
    """A ledger in the making: each method posts one balanced entry; `let` is a lettering code."""

    rows: list[str] = field(default_factory=list)
    entries: int = 0

    def sale(self, on: date, account: str, number: str, cents: int, let: str = "") -> Books:
        """An invoice, or with negative cents a credit note."""
        return self._post("VE", on, number, f"Facture {number}", account, cents, "706000", let)

    def receipt(
        self, on: date, account: str, cents: int, piece: str = "", label: str = "VIR", let: str = ""
    ) -> Books:
        """Money received; with negative cents, given back."""
        return self._post("BQ", on, piece or f"R{self.entries}", label, account, -cents, "512000", let)

    def granted(self, on: date, account: str, cents: int, let: str = "") -> Books:
        """A discount granted for an early payment."""
        return self._post("OD", on, f"ESC{self.entries}", "Escompte accordé", account, -cents, "665000", let)

    def bill(self, on: date, account: str, number: str, cents: int, let: str) -> Books:
        """An accepted bill takes the place of an invoice: from 411 to 413."""
        self.entries += 1
        self._line("OD", on, "413000", account, number, on, f"LCR {number}", cents, "")
        self._line("OD", on, "411000", account, number, on, f"LCR {number}", -cents, let)
        return self

    def moved(self, on: date, account: str, to: str, cents: int, label: str = "Transfert") -> Books:
        """Money on a customer's account put on another's, in one entry."""
        self.entries += 1
        self._line("OD", on, "411000", account, f"T{self.entries}", on, label, cents, "")
        self._line("OD", on, "411000", to, f"T{self.entries}", on, label, -cents, "")
        return self

    def opening(self, on: date, *carried: tuple[str, str, date, int, str, str]) -> Books:
        """The opening of a year: (account, number, piece day, cents, root, lettering) each."""
        self.entries += 1
        for account, number, day, cents, root, let in carried:
            self._line("AN", on, f"{root}000", account, number, day, f"Report {number}", cents, let)
        total = sum(cents for _, _, _, cents, _, _ in carried)
        self._line("AN", on, "120000", "", "AN", on, "Report", -total, "")
        return self

    def taken_in(self, exported: bytes) -> Books:
        """What we exported, as an accounting software takes it in: numbered and validated."""
        rows = [line.split("\t") for line in exported.decode().splitlines()[1:]]
        balance = 0
        for cells in rows:
            self.entries += not balance
            balance += _cents(cells[11]) - _cents(cells[12])
            cells[2], cells[15] = f"{self.entries:06}", cells[3]
            self.rows.append("\t".join(cells))
        assert not balance
        return self

    def _post(
        self, journal: str, on: date, piece: str, label: str, account: str, cents: int, other: str, let: str
    ) -> Books:
        self.entries += 1
        self._line(journal, on, "411000", account, piece, on, label, cents, let)
        self._line(journal, on, other, "", piece, on, label, -cents, "")
        return self

    def _line(
        self,
        journal: str,
        on: date,
        number: str,
        account: str,
        piece: str,
        day: date,
        label: str,
        cents: int,
        let: str,
    ) -> None:
        debit, credit = max(cents, 0), max(-cents, 0)
        name = f"Client {account}" if account else ""
        fields = [
            journal,
            JOURNALS[journal],
            f"{self.entries:06}",
            f"{on:%Y%m%d}",
            number,
            "Compte",
            account,
            name,
        ]
        fields += [piece, f"{day:%Y%m%d}", label, _money(debit), _money(credit), let]
        fields += [f"{on:%Y%m%d}" if let.isupper() else "", f"{on:%Y%m%d}", "", ""]
        self.rows.append("\t".join(fields))

    def content(self) -> bytes:
        """The file."""
        return ("\r\n".join([HEADER, *self.rows]) + "\r\n").encode()


def _money(cents: int) -> str:
    return f"{cents // 100},{cents % 100:02}"


def _cents(text: str) -> int:
    return int(text.replace(",", ""))


def received(on: date, cents: int, wording: str, **note: str) -> Movement:
    """A line of the bank."""
    kind = "return" if note.get("return_reason") else "transfer"
    return Movement(on, cents, BankNote(wording=wording, **note), kind)


def statement(*movements: Movement, account: BankAccount = OURS, rank: int = 1) -> bytes:
    """A CAMT.053 of one account."""
    days = [one.booked_on for one in movements]
    total = sum(one.cents for one in movements)
    return camt.document(
        [Statement(account, rank, min(days), max(days), 500_000, 500_000 + total, movements)], max(days)
    )


def take_in(creditor: Creditor, content: bytes, name: str, home: Path, *, on: date = ON) -> ImportResult:
    """Import a file."""
    return import_file(creditor, content, name, author=AUTHOR, at=AT, on=on, home=home)


def take_ledger(creditor: Creditor, books: Books, year: int, home: Path) -> ImportResult:
    """Import a ledger of a calendar year."""
    return take_in(creditor, books.content(), f"{SIREN}FEC{year}1231.txt", home)


def apply(creditor: Creditor) -> dict[str, int]:
    """Apply the bank's lines."""
    return apply_cash(creditor, author="rule:cash@1", at=AT)


def ours(creditor: Creditor) -> None:
    """Say that the account of the statements is the creditor's own."""
    Creditor.objects.filter(pk=creditor.pk).update(iban=OURS.iban)


def owed(creditor: Creditor, account: str | None = None) -> int:
    """What a customer (or all) owes net of what it paid: what the ledger's balance must be."""
    items = Receivable.objects.filter(creditor=creditor, gone_on__isnull=True)
    money = Payment.objects.filter(creditor=creditor, gone_on__isnull=True)
    if account is not None:
        items, money = items.filter(customer__account=account), money.filter(customer__account=account)
    still = items.aggregate(cents=Sum("open_cents"))["cents"] or 0
    unused = money.aggregate(cents=Sum("unapplied_cents"))["cents"] or 0
    return int(still - unused)


def sound(creditor: Creditor, home: Path) -> None:
    """Every invariant holds and the history is whole."""
    broken = [(one.invariant.code, one.rows.to_dicts()) for one in breaches()]
    assert not broken, broken
    seal(creditor.pk, at=AT, home=home)
    report = verify(creditor.pk, home=home)
    assert not report.findings, report.findings
