"""One credit, many cheques: the slip and the bank in any order, each cheque pays what it says, no cent is lost."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from django.db.models import Sum

from books import AT, AUTHOR, ON, SIREN, Books, apply, ours, received, sound, statement, take_in, take_ledger
from encours.acts.deposit import (
    Slipped,
    cancel_deposit,
    key_in_deposit,
    tie_deposit,
    untie_deposit,
)
from encours.acts.open_creditor import open_creditor
from encours.acts.undo_application import undo_application
from encours.core.refusals import RuleError, UnreadableFileError
from encours.formats.deposit_slips import read_slip
from encours.records.cash.deposits import Deposit
from encours.records.cash.models import Application, BankLine, Payment
from encours.records.parties.models import Creditor
from encours.records.receivables.models import Receivable
from houses import Begin
from unpaid_240 import Unpaid, unpaid

DAY = date(2026, 10, 2)
CHEQUES = "0001;DUPONT;1200,00;FA101\n0002;Client DURAND;50,00\n0003;Madame Inconnue;33,00"


@pytest.fixture
def creditor(house: Path, begin: Begin) -> Creditor:
    begin("deposit", lambda: _begun(house))
    return Creditor.objects.get()


def _begun(house: Path) -> None:
    found = open_creditor(name="Atelier Vauban", siren=SIREN, author=AUTHOR, at=AT)
    ours(found)
    books = Books().sale(date(2026, 9, 1), "DUPONT", "FA101", 120_000)
    take_ledger(found, books.sale(date(2026, 9, 1), "DURAND", "FA102", 5_000), 2026, house)


def keyed(creditor: Creditor, text: str = CHEQUES, *, kind: str = "cheque", fee: int = 0) -> Deposit:
    told = Slipped(kind, "4711001", DAY, fee, "EUR", read_slip(text).lines)
    return key_in_deposit(creditor, told, author=AUTHOR, at=AT, on=ON)


def booked(
    creditor: Creditor, home: Path, cents: int = 128_300, wording: str = "REMISE CHEQUES 4711001"
) -> None:
    take_in(creditor, statement(received(date(2026, 10, 5), cents, wording)), "r.xml", home)


def whole() -> BankLine:
    return BankLine.objects.get(batch="")


def opened(number: str) -> int:
    return Receivable.objects.get(number=number).open_cents


@pytest.mark.both
@pytest.mark.parametrize("slip_first", [True, False])
def test_each_cheque_pays_what_it_says_whichever_comes_first(
    creditor: Creditor, house: Path, *, slip_first: bool
) -> None:
    if slip_first:
        keyed(creditor)
        booked(creditor, house)
    else:
        booked(creditor, house)
        apply(creditor)
        keyed(creditor)
    apply(creditor)
    deposit = Deposit.objects.get()
    assert (deposit.state, deposit.tied_because, whole().state) == ("tied", "slip_number", "detailed")
    assert (opened("FA101"), opened("FA102")) == (0, 0)
    stranger = BankLine.objects.get(counterparty="Madame Inconnue")
    assert (stranger.state, stranger.amount_cents) == ("unapplied", 3_300)
    lines = BankLine.objects.exclude(state="detailed").aggregate(cents=Sum("amount_cents"))["cents"]
    assert lines == whole().amount_cents
    sound(creditor, house)


def test_the_same_statement_again_adds_nothing(creditor: Creditor, house: Path) -> None:
    keyed(creditor)
    booked(creditor, house)
    apply(creditor)
    known = BankLine.objects.count(), Payment.objects.count()
    again = statement(received(date(2026, 10, 5), 128_300, "REMISE CHEQUES 4711001")).replace(
        b"<MsgId>", b"<MsgId>Z"
    )
    take_in(creditor, again, "encore.xml", house)
    apply(creditor)
    assert (BankLine.objects.count(), Payment.objects.count()) == known


@pytest.mark.both
def test_card_payments_less_the_acquirers_fee_are_one_credit_counted_once(
    creditor: Creditor, house: Path
) -> None:
    keyed(creditor, "T1;DUPONT;1200,00;FA101\nT2;DURAND;50,00;FA102", kind="card", fee=1_500)
    booked(creditor, house, 123_500, "REMCB 4711001")
    apply(creditor)
    assert (opened("FA101"), opened("FA102")) == (0, 0)
    fee = BankLine.objects.get(amount_cents=-1_500)
    assert fee.state == "debit"
    paid = Payment.objects.filter(gone_on__isnull=True).aggregate(cents=Sum("amount_cents"))["cents"]
    assert paid == 125_000
    sound(creditor, house)


@pytest.mark.parametrize(("cents", "beside"), [(128_000, -300), (128_800, 500)])
def test_a_difference_is_proposed_and_once_a_person_ties_it_stands_as_a_line(
    creditor: Creditor, house: Path, cents: int, beside: int
) -> None:
    deposit = keyed(creditor)
    booked(creditor, house, cents)
    apply(creditor)
    deposit.refresh_from_db()
    assert deposit.state == "waiting"
    tie_deposit(deposit, whole(), made_from=deposit.version, author=AUTHOR, at=AT)
    lines = BankLine.objects.exclude(state="detailed")
    assert lines.get(wording__startswith="ECART").amount_cents == beside
    assert lines.aggregate(cents=Sum("amount_cents"))["cents"] == cents
    sound(creditor, house)


@pytest.mark.both
def test_a_slip_is_taken_from_its_credit_once_nothing_of_it_is_applied(
    creditor: Creditor, house: Path
) -> None:
    deposit = keyed(creditor)
    booked(creditor, house)
    apply(creditor)
    with pytest.raises(RuleError, match="affectées"):
        untie_deposit(deposit, reason="erreur", made_from=None, author=AUTHOR, at=AT)
    for one in Application.objects.filter(reverses__isnull=True):
        undo_application(one, reason="erreur", author=AUTHOR, at=AT, on=ON)
    untie_deposit(deposit, reason="erreur", made_from=None, author=AUTHOR, at=AT)
    deposit.refresh_from_db()
    assert (deposit.state, whole().state) == ("waiting", "unapplied")
    assert not BankLine.objects.exclude(batch="").exclude(state="detailed").exists()
    sound(creditor, house)
    apply(creditor)
    deposit.refresh_from_db()
    assert deposit.state == "tied"
    assert (opened("FA101"), opened("FA102")) == (0, 0)
    sound(creditor, house)


def test_a_slip_that_cannot_be_is_refused(creditor: Creditor, house: Path) -> None:
    for text, fee in (("", 0), ("1;A;5,00", 500), ("1;A;5,00", -1)):
        with pytest.raises(RuleError):
            keyed(creditor, text, fee=fee)
    deposit = keyed(creditor)
    with pytest.raises(RuleError, match="déjà enregistré"):
        keyed(creditor)
    cancel_deposit(deposit, reason="doublon", made_from=deposit.version, author=AUTHOR, at=AT)
    booked(creditor, house)
    apply(creditor)
    assert whole().state == "unapplied"
    assert keyed(creditor).state == "waiting"


@pytest.mark.both
@pytest.mark.parametrize(
    ("kind", "words"), [("cheque", "CHEQUE IMPAYE 0001234"), ("bill", "LCR IMPAYEE 1234")]
)
def test_a_cheque_or_bill_unpaid_reopens_its_own_invoice_the_same_day(
    creditor: Creditor, house: Path, kind: str, words: str
) -> None:
    keyed(creditor, "1234;DUPONT;1200,00;FA101\n1235;DURAND;50,00;FA102", kind=kind)
    booked(creditor, house, 125_000, "REMISE 4711001")
    apply(creditor)
    assert (opened("FA101"), opened("FA102")) == (0, 0)
    back = received(date(2026, 10, 12), -120_000, words, return_reason="AM04")
    take_in(creditor, statement(back, rank=2), "s.xml", house)
    assert apply(creditor)["returned"] == 1
    assert (opened("FA101"), opened("FA102")) == (120_000, 0)
    sound(creditor, house)


@pytest.mark.parametrize(("kind", "operation"), [("cheque", "03"), ("bill", "33")])
def test_a_file_of_unpaid_cheques_or_bills_reopens_their_invoices(
    creditor: Creditor, house: Path, kind: str, operation: str
) -> None:
    keyed(creditor, "1234;DUPONT;1200,00;FA101\n1235;DURAND;50,00;FA102", kind=kind)
    booked(creditor, house, 125_000, "REMISE 4711001")
    apply(creditor)
    rows = (Unpaid(120_000, "20", "0001234 IMPAYE"), Unpaid(5_000, "75", "N 1235"))
    take_in(creditor, unpaid(date(2026, 10, 12), *rows, operation=operation), "impayes.240", house)
    assert apply(creditor)["returned"] == 2
    assert (opened("FA101"), opened("FA102")) == (120_000, 5_000)
    sound(creditor, house)


@pytest.mark.parametrize("slip_first", [True, False])
def test_a_slip_that_comes_as_a_file_is_tied_and_pays_like_one_keyed(
    creditor: Creditor, house: Path, *, slip_first: bool
) -> None:
    content = f"Bordereau;4711001\nDate;02/10/2026\n{CHEQUES}\n".encode()
    if slip_first:
        take_in(creditor, content, "bordereau.csv", house)
    booked(creditor, house)
    if not slip_first:
        apply(creditor)
        take_in(creditor, content, "bordereau.csv", house)
    assert take_in(creditor, content, "bordereau.csv", house).again
    apply(creditor)
    deposit = Deposit.objects.get()
    assert (deposit.kind, deposit.state, deposit.entry.act) == ("cheque", "tied", "import_deposit")
    assert (opened("FA101"), opened("FA102")) == (0, 0)
    with pytest.raises(UnreadableFileError) as known:
        take_in(creditor, content + b"0004;DUPONT;1,00\n", "encore.csv", house)
    assert known.value.rule == "number_wrong"
    sound(creditor, house)
