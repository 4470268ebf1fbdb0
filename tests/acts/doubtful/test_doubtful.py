"""Doubtful customers at work: marked, written down, entered in the books once, and recognised when these come back."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from books import (
    AT,
    AUTHOR,
    ON,
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
from encours.acts.doubtful.booking import Totals, book, depreciations, lacking
from encours.acts.doubtful.marking import (
    accept_marks,
    end_doubtful,
    follow_doubtful,
    mark_doubtful,
    proposals,
    set_rate,
)
from encours.acts.doubtful.ruling import rule_doubtful
from encours.acts.entries.again import exported_again
from encours.acts.entries.exporting import export_entries
from encours.acts.hold import hold
from encours.acts.open_creditor import open_creditor
from encours.acts.rules import StaleFormError
from encours.core.doubtful.policy import DoubtfulPolicy
from encours.core.refusals import RuleError
from encours.records.doubtful.models import Booking, Doubtful
from encours.records.entries.models import ExportedEntry
from encours.records.frames.known import ledger_balance
from encours.records.parties.models import Creditor, Customer
from encours.records.receivables.models import Receivable

SOLD = date(2026, 2, 2)
WHO = {"author": AUTHOR, "at": AT}


@pytest.fixture
def creditor(house: Path) -> Creditor:
    found = open_creditor(name="Atelier Vauban", siren=SIREN, author=AUTHOR, at=AT)
    ours(found)
    return found


def sold(*numbers: str) -> Books:
    books = Books()
    for number in numbers:
        books.sale(SOLD, "DUPONT", number, 120_000)
    return books


def dupont() -> Customer:
    return Customer.objects.get(account="DUPONT")


def marked(creditor: Creditor, house: Path, *numbers: str) -> Books:
    books = sold(*numbers)
    take_ledger(creditor, books, 2026, house)
    accept_marks(creditor, [dupont().pk], on=ON, **WHO)
    return books


def everything(creditor: Creditor, *, in_books: bool = False, on: date = ON) -> int:
    rows = lacking(depreciations(creditor, on=on))
    return book(
        creditor, rows["receivable_id"].to_list(), seen=Totals.of(rows).mark, in_books=in_books, on=on, **WHO
    )


def exported(creditor: Creditor, home: Path) -> bytes:
    made = export_entries(creditor, author=AUTHOR, at=AT, on=ON, home=home)
    assert made is not None
    return exported_again(creditor, made.number, home=home)[1]


def lines(content: bytes) -> list[tuple[str, str, str, str, str]]:
    rows = [line.split("\t") for line in content.decode().splitlines()[1:]]
    return [(row[4], row[6], row[8], row[11], row[12]) for row in rows]


@pytest.mark.both
def test_a_late_customer_is_proposed_with_its_facts_and_marked_when_a_person_accepts(
    creditor: Creditor, house: Path
) -> None:
    take_ledger(creditor, sold("FA101"), 2026, house)
    (told,) = proposals(creditor, on=ON).to_dicts()
    assert (told["change"], told["rule"], told["overdue_cents"]) == ("mark", "overdue", 120_000)
    assert accept_marks(creditor, [dupont().pk], on=ON, **WHO) == 1
    mark = Doubtful.objects.get()
    assert (mark.rule, mark.from_on, mark.by) == ("overdue", ON, AUTHOR)
    assert '"overdue_cents":120000' in mark.facts
    assert proposals(creditor, on=ON).is_empty()
    with pytest.raises(RuleError, match="ne proposent plus rien"):
        accept_marks(creditor, [dupont().pk], on=ON, **WHO)
    sound(creditor, house)


@pytest.mark.both
def test_a_doubtful_debt_is_transferred_vat_included_and_written_down_vat_excluded_once(
    creditor: Creditor, house: Path
) -> None:
    books = marked(creditor, house, "FA101")
    assert everything(creditor) == 2
    content = exported(creditor, house)
    assert lines(content) == [
        ("416000", "DUPONT", "FA101", "1200,00", "0,00"),
        ("411000", "DUPONT", "FA101", "0,00", "1200,00"),
        ("681740", "", "FA101", "500,00", "0,00"),
        ("491000", "", "FA101", "0,00", "500,00"),
    ]
    assert lacking(depreciations(creditor, on=ON)).is_empty()
    assert export_entries(creditor, author=AUTHOR, at=AT, on=ON, home=house) is None
    sound(creditor, house)
    take_ledger(creditor, books.taken_in(content), 2026, house)
    assert owed(creditor) == ledger_balance(creditor.pk) == 120_000
    assert Receivable.objects.filter(open_cents__gt=0).count() == 1
    assert set(ExportedEntry.objects.values_list("seen_on", flat=True)) == {ON}
    assert lacking(depreciations(creditor, on=ON)).is_empty()
    sound(creditor, house)


@pytest.mark.both
def test_a_payment_in_part_is_entered_in_416_and_takes_back_its_part_of_the_depreciation(
    creditor: Creditor, house: Path
) -> None:
    books = marked(creditor, house, "FA101")
    everything(creditor)
    books = books.taken_in(exported(creditor, house))
    take_in(creditor, statement(received(ON - timedelta(days=1), 60_000, "VIR DUPONT FA101")), "r.xml", house)
    apply(creditor)
    assert Receivable.objects.get().open_cents == 60_000
    everything(creditor)
    content = exported(creditor, house)
    assert lines(content) == [
        ("512000", "", "ENC-BBBBF", "600,00", "0,00"),
        ("416000", "DUPONT", "FA101", "0,00", "600,00"),
        ("491000", "", "FA101", "250,00", "0,00"),
        ("781740", "", "FA101", "0,00", "250,00"),
    ]
    take_ledger(creditor, books.taken_in(content), 2026, house)
    assert owed(creditor) == ledger_balance(creditor.pk) == 60_000
    sound(creditor, house)


def test_a_customer_that_is_doubtful_no_more_goes_back_to_411_and_its_depreciation_is_taken_back(
    creditor: Creditor, house: Path
) -> None:
    marked(creditor, house, "FA101")
    everything(creditor)
    exported(creditor, house)
    end_doubtful(Doubtful.objects.get(), reason="Plan signé", on=ON, **WHO)
    everything(creditor)
    assert lines(exported(creditor, house)) == [
        ("411000", "DUPONT", "FA101", "1200,00", "0,00"),
        ("416000", "DUPONT", "FA101", "0,00", "1200,00"),
        ("491000", "", "FA101", "500,00", "0,00"),
        ("781740", "", "FA101", "0,00", "500,00"),
    ]
    assert sum(Booking.objects.values_list("booked_cents", flat=True)) == 0
    with pytest.raises(RuleError, match="livres ont déjà tout"):
        book(creditor, [Receivable.objects.get().pk], seen=None, on=ON, **WHO)
    sound(creditor, house)


def test_what_the_books_have_already_is_noted_and_never_exported(creditor: Creditor, house: Path) -> None:
    marked(creditor, house, "FA101")
    everything(creditor, in_books=True)
    assert export_entries(creditor, author=AUTHOR, at=AT, on=ON, home=house) is None
    assert lacking(depreciations(creditor, on=ON)).is_empty()
    sound(creditor, house)


def test_a_rate_that_a_person_chose_changes_the_depreciation_and_says_so(
    creditor: Creditor, house: Path
) -> None:
    marked(creditor, house, "FA101")
    everything(creditor)
    set_rate(Doubtful.objects.get(), rate_bps=8_000, reason="Actif cédé", **WHO)
    (row,) = lacking(depreciations(creditor, on=ON)).to_dicts()
    assert (row["transfer_cents"], row["depreciation_cents"], row["rate_source"]) == (0, 30_000, "person")
    with pytest.raises(RuleError, match="0 à 100"):
        set_rate(Doubtful.objects.get(), rate_bps=10_001, reason="Tout", **WHO)


def test_proposals_that_moved_since_they_were_seen_are_refused(creditor: Creditor, house: Path) -> None:
    marked(creditor, house, "FA101")
    seen = Totals.of(depreciations(creditor, on=ON)).mark
    set_rate(Doubtful.objects.get(), rate_bps=8_000, reason="Actif cédé", **WHO)
    with pytest.raises(StaleFormError):
        book(creditor, [Receivable.objects.get().pk], seen=seen, on=ON, **WHO)
    assert not Booking.objects.exists()


def test_a_rule_marks_by_itself_only_where_the_creditor_lets_it_and_takes_its_mark_back(
    creditor: Creditor, house: Path
) -> None:
    take_ledger(creditor, sold("FA101"), 2026, house)
    assert follow_doubtful(creditor, on=ON, author="rule:doubtful@1", at=AT) == 0
    rule_doubtful(creditor, DoubtfulPolicy(automatic=True), made_from=0, **WHO)
    assert follow_doubtful(creditor, on=ON, author="rule:doubtful@1", at=AT) == 1
    assert follow_doubtful(creditor, on=ON, author="rule:doubtful@1", at=AT) == 0
    line = received(ON - timedelta(days=1), 120_000, "VIR DUPONT FA101")
    take_in(creditor, statement(line), "r.xml", house)
    apply(creditor)
    assert follow_doubtful(creditor, on=ON, author="rule:doubtful@1", at=AT) == 1
    mark = Doubtful.objects.get()
    assert (mark.ended_on, mark.ended_by) == (ON, "rule:doubtful@1")
    sound(creditor, house)


def test_an_insolvency_makes_a_customer_doubtful_and_its_debts_written_down_whole(
    creditor: Creditor, house: Path
) -> None:
    take_ledger(creditor, Books().sale(ON - timedelta(days=5), "DUPONT", "FA1", 120_000), 2026, house)
    hold(dupont(), from_on=ON, until_on=None, reason="Liquidation", kind="insolvency", **WHO)
    assert accept_marks(creditor, [dupont().pk], on=ON, **WHO) == 1
    (row,) = lacking(depreciations(creditor, on=ON)).to_dicts()
    assert (row["rate_source"], row["base_cents"], row["depreciation_cents"]) == (
        "insolvency", 100_000, 100_000,
    )  # fmt: skip


def test_a_person_marks_a_customer_for_a_reason_and_only_once(creditor: Creditor, house: Path) -> None:
    take_ledger(creditor, Books().sale(ON - timedelta(days=50), "DUPONT", "FA1", 120_000), 2026, house)
    with pytest.raises(RuleError, match="motif"):
        mark_doubtful(dupont(), reason=" ", from_on=ON, on=ON, **WHO)
    with pytest.raises(RuleError, match="jour déjà venu"):
        mark_doubtful(dupont(), reason="Chèque impayé", from_on=ON + timedelta(days=1), on=ON, **WHO)
    mark_doubtful(dupont(), reason="Chèque impayé", from_on=ON - timedelta(days=2), on=ON, **WHO)
    with pytest.raises(RuleError, match="déjà classé"):
        mark_doubtful(dupont(), reason="Encore", from_on=ON, on=ON, **WHO)
    assert proposals(creditor, on=ON).is_empty()
    sound(creditor, house)


@pytest.mark.parametrize(
    ("policy", "said"),
    [
        (DoubtfulPolicy(rates=((180, 5_000), (0, 2_500))), "Un taux par ligne"),
        (DoubtfulPolicy(insolvent_bps=10_001), "0 à 100"),
        (DoubtfulPolicy(overdue_days=-1), "Le retard"),
    ],
)
def test_rules_that_cannot_be_are_refused(creditor: Creditor, policy: DoubtfulPolicy, said: str) -> None:
    with pytest.raises(RuleError, match=said):
        rule_doubtful(creditor, policy, made_from=0, **WHO)
