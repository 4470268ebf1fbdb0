"""A provider's payout and the bank's credit are one fact: customers' payments count once, in any order."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from itertools import permutations
from pathlib import Path

import pytest

from books import (
    AT,
    AUTHOR,
    OURS,
    SIREN,
    Books,
    apply,
    ours,
    owed,
    received,
    sound,
    statement,
    take_in,
    take_ledger,
)
from encours.acts.apply_line import apply_line, attach_account
from encours.acts.confirm_same import confirm_same
from encours.acts.entries.drawing import draw
from encours.acts.open_creditor import open_creditor
from encours.acts.payouts import await_payout, dismiss_payout, tie_payout, tie_payouts, untie_payout
from encours.core.matching.payouts import near
from encours.core.refusals import RuleError
from encours.records.cash.models import BankAccount, BankLine, Doubt, Payment
from encours.records.cash.payouts import Payout
from encours.records.frames.payouts import credits_of_payouts, payouts_waiting
from encours.records.parties.models import Creditor, Customer
from encours.records.receivables.models import Receivable
from houses import Begin

HEADS = "id,Type,Source,Amount,Fee,Net,Currency,Created (UTC),Description"
WEEK = (
    "txn_1,charge,ch_1,1200.00,30.00,1170.00,eur,2026-10-05 10:00,Facture FA101",
    "txn_2,charge,ch_2,50.00,1.50,48.50,eur,2026-10-05 11:00,Facture FA102",
    "txn_3,payout,po_1aaaaaaa,-1218.50,0,-1218.50,eur,2026-10-06 10:00,STRIPE PAYOUT",
)
CREDITED = (date(2026, 10, 8), 121_850, "VIR STRIPE PAYMENTS EUROPE LTD")


@pytest.fixture
def creditor(house: Path, begin: Begin) -> Creditor:
    begin("payouts", lambda: _begun(house))
    return Creditor.objects.get()


def _begun(house: Path) -> None:
    found = open_creditor(name="Atelier Vauban", siren=SIREN, author=AUTHOR, at=AT)
    ours(found)
    account = {"creditor": found, "recorded_at": AT, "number": "STRIPE", "currency": "EUR"}
    attach_account(BankAccount.objects.create(**account), made_from=1, author=AUTHOR, at=AT)


def stripe(creditor: Creditor, home: Path, *rows: str, name: str = "stripe.csv") -> None:
    take_in(creditor, "\n".join([HEADS, *(rows or WEEK), ""]).encode(), name, home)


def bank(creditor: Creditor, home: Path, *lines: tuple[date, int, str]) -> None:
    take_in(creditor, statement(*(received(*each) for each in lines or (CREDITED,))), "releve.xml", home)


def ledger(creditor: Creditor, home: Path) -> None:
    books = Books().sale(date(2026, 9, 1), "DUPONT", "FA101", 120_000)
    take_ledger(creditor, books.sale(date(2026, 9, 1), "DURAND", "FA102", 5_000), 2026, home)


def whole() -> BankLine:
    return BankLine.objects.get(account__number=BankAccount.objects.exclude(number="STRIPE").get().number)


EVENTS: dict[str, Callable[[Creditor, Path], None]] = {
    "ledger": ledger,
    "provider": stripe,
    "bank": bank,
}


@pytest.mark.parametrize("order", list(permutations(EVENTS)), ids="-".join)
def test_any_order_ends_in_the_same_ledger(creditor: Creditor, house: Path, order: tuple[str, ...]) -> None:
    for name in order:
        EVENTS[name](creditor, house)
        apply(creditor)
    payout = Payout.objects.get()
    assert (payout.state, payout.tied_because, payout.line) == ("tied", "provider_named", whole())
    assert (payout.gross_cents, payout.fee_cents, payout.net_cents) == (125_000, -3_150, 121_850)
    assert whole().state == "detailed"
    assert (owed(creditor), Receivable.objects.exclude(open_cents=0).count()) == (0, 0)
    live = Payment.objects.filter(gone_on__isnull=True)
    assert sorted(live.values_list("amount_cents", "unapplied_cents")) == [(5_000, 0), (120_000, 0)]
    assert not BankLine.objects.filter(state__in=("unapplied", "doubtful")).exists()
    assert not any(apply(creditor).values())
    sound(creditor, house)


@pytest.mark.both
def test_a_payout_in_time_pays_nothing_twice_and_says_so_in_history(creditor: Creditor, house: Path) -> None:
    ledger(creditor, house)
    bank(creditor, house)
    apply(creditor)
    assert whole().state == "unapplied"
    stripe(creditor, house)
    apply(creditor)
    assert (whole().state, owed(creditor)) == ("detailed", 0)
    stripe(creditor, house, *WEEK[1:], name="encore.csv")
    assert Payout.objects.count() == 1
    sound(creditor, house)


def test_the_credit_of_a_payout_told_by_another_format_is_the_same(creditor: Creditor, house: Path) -> None:
    stripe(creditor, house)
    bank(creditor, house)
    apply(creditor)
    again = f"Date,Label,Amount,Balance\n{CREDITED[0]},VIR STRIPE,1218.50,6218.50\n"
    told = take_in(creditor, again.encode(), f"{OURS.iban}.csv", house).intake.counts
    assert (told["new"], told["elsewhere"]) == (0, 1)
    apply(creditor)
    assert whole().state == "detailed"
    sound(creditor, house)


def test_equal_payouts_end_alike_whichever_statement_is_read_first(creditor: Creditor, house: Path) -> None:
    """The second credit comes before the first: the ties are looked at anew, and nothing waits at the end."""
    rows = [
        f"txn_{rank},payout,po_{rank}aaaaaaa,-100.00,0,-100.00,eur,2026-10-{day:02} 10:00,"
        for rank, day in ((1, 1), (2, 8))
    ]
    stripe(creditor, house, rows[0])
    bank(creditor, house, (date(2026, 10, 12), 10_000, "STRIPE"))
    apply(creditor)
    assert Payout.objects.get().state == "tied"
    stripe(creditor, house, rows[1], name="deux.csv")
    bank(creditor, house, (date(2026, 10, 5), 10_000, "STRIPE"))
    apply(creditor)
    tied = Payout.objects.order_by("paid_on").values_list("state", "line__booked_on")
    assert list(tied) == [("tied", date(2026, 10, 5)), ("tied", date(2026, 10, 12))]
    sound(creditor, house)


def test_a_payer_set_aside_does_not_hide_its_payout(creditor: Creditor, house: Path) -> None:
    bank(creditor, house)
    BankLine.objects.update(state="set_aside", set_aside_reason="payeur connu, pas un client")
    stripe(creditor, house)
    assert tie_payouts(creditor, author=AUTHOR, at=AT) == 1
    assert whole().state == "detailed"


def test_nothing_is_tied_before_the_providers_account_is_attached(creditor: Creditor, house: Path) -> None:
    BankAccount.objects.update(attached=False)
    stripe(creditor, house)
    bank(creditor, house)
    apply(creditor)
    assert (Payout.objects.get().state, whole().state) == ("waiting", "unapplied")


def test_a_difference_is_tied_by_a_person_who_says_why(creditor: Creditor, house: Path) -> None:
    stripe(creditor, house)
    bank(creditor, house, (CREDITED[0], 121_000, CREDITED[2]))
    apply(creditor)
    payout = Payout.objects.get()
    assert payout.state == "waiting"
    told = {"made_from": payout.version, "author": AUTHOR, "at": AT}
    with pytest.raises(RuleError, match="diffèrent"):
        tie_payout(payout, whole(), reason=" ", **told)
    tie_payout(payout, whole(), reason="frais de change", **told)
    payout.refresh_from_db()
    assert (payout.state, payout.reason, whole().state) == ("tied", "frais de change", "detailed")
    apply(creditor)
    assert Payout.objects.get().tied_because == "by_person"
    sound(creditor, house)


@pytest.mark.both
def test_a_tie_is_undone_and_stays_so_until_a_person_awaits_it_again(creditor: Creditor, house: Path) -> None:
    stripe(creditor, house)
    bank(creditor, house)
    apply(creditor)
    told = {"made_from": None, "author": AUTHOR, "at": AT}
    untie_payout(Payout.objects.get(), reason="autre encaissement", **told)
    apply(creditor)
    assert (Payout.objects.get().state, whole().state) == ("waiting", "unapplied")
    sound(creditor, house)
    await_payout(Payout.objects.get(), **told)
    apply(creditor)
    assert (Payout.objects.get().state, whole().state) == ("tied", "detailed")
    sound(creditor, house)


def test_a_payout_no_more_awaited_takes_no_credit(creditor: Creditor, house: Path) -> None:
    stripe(creditor, house)
    told = {"made_from": None, "author": AUTHOR, "at": AT}
    with pytest.raises(RuleError, match="pourquoi"):
        dismiss_payout(Payout.objects.get(), reason="", **told)
    dismiss_payout(Payout.objects.get(), reason="autre banque", **told)
    bank(creditor, house)
    apply(creditor)
    assert (Payout.objects.get().state, whole().state) == ("dismissed", "unapplied")


def test_a_payout_that_its_provider_took_back_is_awaited_no_more(creditor: Creditor, house: Path) -> None:
    back = "txn_9,payout_failure,po_1aaaaaaa,1218.50,0,1218.50,eur,2026-10-07 10:00,"
    stripe(creditor, house, *WEEK, back)
    assert Payout.objects.get().state == "dismissed"
    sound(creditor, house)


def test_what_a_person_applied_stays_applied(creditor: Creditor, house: Path) -> None:
    ledger(creditor, house)
    bank(creditor, house)
    told = {"remember_payer": False, "made_from": None, "author": AUTHOR, "at": AT}
    apply_line(whole(), [], customer=Customer.objects.get(account="DUPONT"), **told)
    stripe(creditor, house)
    apply(creditor)
    assert (Payout.objects.get().state, whole().state) == ("waiting", "applied")
    with pytest.raises(RuleError, match="pas un encaissement qui attend"):
        tie_payout(Payout.objects.get(), whole(), reason="", made_from=None, author=AUTHOR, at=AT)
    sound(creditor, house)


NET_IN_BOOKS = (date(2026, 10, 8), "DUPONT", 121_850)


def ledger_with_the_net(creditor: Creditor, home: Path) -> None:
    """The accountant entered the payout as a payment of DUPONT."""
    books = Books().sale(date(2026, 9, 1), "DUPONT", "FA101", 120_000)
    books.sale(date(2026, 9, 1), "DURAND", "FA102", 5_000)
    take_ledger(creditor, books.receipt(*NET_IN_BOOKS, label="STRIPE PAYMENTS FA101"), 2026, home)


@pytest.mark.parametrize("order", list(permutations(("ledger", "provider", "bank"))), ids="-".join)
def test_a_net_credit_that_the_books_enter_as_a_customers_payment_is_the_payout_all_the_same(
    creditor: Creditor, house: Path, order: tuple[str, ...]
) -> None:
    events = {**EVENTS, "ledger": ledger_with_the_net, "bank": bank_naming_its_invoice}
    for name in order:
        events[name](creditor, house)
        apply(creditor)
    payout = Payout.objects.get()
    assert (payout.state, payout.line, whole().state) == ("tied", whole(), "detailed")
    assert payout.posted is not None
    assert (payout.posted.customer.account, payout.posted.bank_line) == ("DUPONT", None)
    kinds = draw(creditor, on=date(2026, 11, 20)).entries["kind"].to_list()
    assert "payout" not in kinds
    assert not any(apply(creditor).values())
    sound(creditor, house)


def bank_naming_its_invoice(creditor: Creditor, home: Path) -> None:
    bank(creditor, home, (date(2026, 10, 8), 121_850, "VIR STRIPE PAYMENTS EUROPE LTD FA101"))


def test_a_credit_that_a_person_said_to_be_the_ledgers_payment_is_proposed_and_tied_by_one_word(
    creditor: Creditor, house: Path
) -> None:
    ledger_with_the_net(creditor, house)
    bank(creditor, house)
    apply(creditor)
    confirm_same(Doubt.objects.get(), same=True, author=AUTHOR, at=AT, on=date(2026, 11, 20))
    stripe(creditor, house)
    apply(creditor)
    assert (Payout.objects.get().state, whole().state) == ("waiting", "confirmed")
    waits = payouts_waiting(creditor.pk).drop("line_id")
    offered = near(waits, credits_of_payouts(creditor.pk, waits))
    assert offered.select("line_id", "difference_cents", "reason").rows() == [(whole().pk, 0, "posted")]
    payout = Payout.objects.get()
    tie_payout(payout, whole(), reason="", made_from=payout.version, author=AUTHOR, at=AT)
    payout.refresh_from_db()
    assert payout.posted is not None
    assert whole().state == "detailed"
    sound(creditor, house)
    untie_payout(payout, reason="erreur", made_from=payout.version, author=AUTHOR, at=AT)
    apply(creditor)
    assert (Payout.objects.get().posted, Payout.objects.get().state) == (None, "waiting")
    sound(creditor, house)
