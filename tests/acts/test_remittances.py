"""What a payer says it pays: kept once, tied to its bank line whichever comes first, and what it leaves out settled."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from books import AT, AUTHOR, SIREN, Books, apply, ours, received, sound, statement, take_in, take_ledger
from encours.acts.open_creditor import open_creditor
from encours.acts.remittances.ruling import let_short
from encours.acts.remittances.settling import treat_short
from encours.acts.remittances.tying import set_remittance_aside, tie_by_hand, untie
from encours.core.refusals import RuleError
from encours.core.remittance.parts import Part
from encours.core.remittance.shorts import Shorts
from encours.records.cash.models import Application, BankLine
from encours.records.disputes.models import Dispute
from encours.records.parties.models import Creditor
from encours.records.promises.models import Promise
from encours.records.receivables.models import Receivable
from encours.records.remittances.models import Remittance, RemittanceLine, ShortPart
from houses import Begin

PAID = date(2026, 10, 2)
WORDING = "VIR SEPA CLIENT DUPONT"


def advice(*rows: str, total: str, number: str = "VIR-77812", currency: str = "EUR") -> bytes:
    """An advice as a table."""
    head = [
        "Avis de paiement",
        "Payeur : Client DUPONT",
        "Date de paiement : 02/10/2026",
        f"Référence virement : {number}",
        f"Devise : {currency}",
        "N° facture;Montant brut;Escompte;Retenue;Net payé;Motif",
    ]
    return "\n".join([*head, *rows, f"TOTAL;;;;{total};"]).encode()


TWO = advice("FA101;1200,00;;50,00;1150,00;manquant 2 cartons", "FA102;300,00;;;300,00;", total="1450,00")


@pytest.fixture
def creditor(house: Path, begin: Begin) -> Creditor:
    begin("remittances", lambda: _begun(house))
    return Creditor.objects.get()


def _begun(house: Path) -> None:
    found = open_creditor(name="Atelier Vauban", siren=SIREN, author=AUTHOR, at=AT)
    ours(found)
    books = Books().sale(date(2026, 9, 1), "DUPONT", "FA101", 120_000)
    books.sale(date(2026, 9, 2), "DUPONT", "FA102", 30_000).sale(date(2026, 9, 3), "DUPONT", "FA103", 145_000)
    take_ledger(found, books, 2026, house)


def credit(cents: int = 145_000, wording: str = WORDING) -> bytes:
    return statement(received(PAID, cents, wording, counterparty="Client DUPONT"))


def open_cents() -> dict[str, int]:
    return dict(Receivable.objects.filter(open_cents__gt=0).values_list("number", "open_cents"))


@pytest.mark.both
def test_an_advice_says_what_its_line_pays_and_its_deduction_is_contested(
    creditor: Creditor, house: Path
) -> None:
    take_in(creditor, TWO, "avis.csv", house)
    take_in(creditor, credit(), "r.xml", house)
    assert apply(creditor)["applied"] == 1
    assert open_cents() == {"FA101": 5_000, "FA103": 145_000}
    assert {one.reason for one in Application.objects.all()} == {"remittance_advice"}
    deduction = Dispute.objects.get()
    assert (deduction.kind, deduction.code, deduction.amount_cents) == ("deduction", "shortage", 5_000)
    assert (deduction.reason, deduction.opened_on) == ("manquant 2 cartons", PAID)
    sound(creditor, house)


@pytest.mark.both
def test_the_line_first_then_its_advice_ends_in_the_same_ledger(creditor: Creditor, house: Path) -> None:
    """The bank's words alone pay the one invoice of that very amount: the advice says otherwise, and is followed."""
    take_in(creditor, credit(wording="VIR DUPONT FA103"), "r.xml", house)
    apply(creditor)
    assert open_cents() == {"FA101": 120_000, "FA102": 30_000}
    take_in(creditor, TWO, "avis.csv", house)
    apply(creditor)
    assert open_cents() == {"FA101": 5_000, "FA103": 145_000}
    assert Dispute.objects.get().amount_cents == 5_000
    apply(creditor)
    assert (open_cents(), Dispute.objects.count()) == ({"FA101": 5_000, "FA103": 145_000}, 1)
    sound(creditor, house)


def test_the_same_advice_by_two_files_is_one(creditor: Creditor, house: Path) -> None:
    first = take_in(creditor, TWO, "avis.csv", house)
    assert (first.intake.counts["new"], first.again) == (1, False)
    assert take_in(creditor, TWO, "autre-nom.csv", house).again
    other = take_in(creditor, TWO.replace(b"\n", b"\r\n"), "copie.csv", house)
    assert (other.intake.counts["new"], other.intake.counts["known"]) == (0, 1)
    assert (Remittance.objects.count(), RemittanceLine.objects.count()) == (1, 2)


def test_an_advice_whose_sums_do_not_tie_waits_for_a_person(creditor: Creditor, house: Path) -> None:
    broken = advice("FA101;1200,00;;50,00;1150,00;", "FA102;300,00;;;300,00;", total="1500,00")
    taken = take_in(creditor, broken, "avis.csv", house)
    assert taken.intake.notices[0]["rule"] == "total_does_not_tie"
    take_in(creditor, credit(150_000), "r.xml", house)
    apply(creditor)
    kept = Remittance.objects.get()
    assert (kept.state, kept.flaw) == ("review", "total_does_not_tie")
    tie_by_hand(kept, BankLine.objects.get(), made_from=kept.version, author=AUTHOR, at=AT)
    kept.refresh_from_db()
    assert (kept.state, kept.tied_because) == ("tied", "person")


def test_between_two_lines_alike_nothing_is_chosen(creditor: Creditor, house: Path) -> None:
    take_in(creditor, TWO, "avis.csv", house)
    both = statement(
        received(PAID, 145_000, "VIR A", counterparty="Client DUPONT"),
        received(PAID, 145_000, "VIR B", counterparty="Client DUPONT"),
    )
    take_in(creditor, both, "r.xml", house)
    apply(creditor)
    assert Remittance.objects.get().state == "waiting"


def test_an_advice_of_another_currency_goes_with_no_line(creditor: Creditor, house: Path) -> None:
    take_in(creditor, advice("FA101;1450,00;;;1450,00;", total="1450,00", currency="USD"), "avis.csv", house)
    take_in(creditor, credit(), "r.xml", house)
    apply(creditor)
    assert Remittance.objects.get().state == "waiting"


def test_what_is_left_for_later_becomes_a_promise(creditor: Creditor, house: Path) -> None:
    rest = advice("FA101;1200,00;;200,00;1000,00;solde à suivre", total="1000,00")
    take_in(creditor, rest, "avis.csv", house)
    take_in(creditor, credit(100_000), "r.xml", house)
    apply(creditor)
    made = Promise.objects.get()
    assert (made.amount_cents, made.source, made.due_on) == (20_000, "advice", date(2026, 10, 17))
    assert made.until_on == date(2026, 10, 20)
    assert not Dispute.objects.exists()
    sound(creditor, house)


def test_a_small_difference_is_given_up_within_the_rule_and_asked_beyond_it(
    creditor: Creditor, house: Path
) -> None:
    let_short(creditor, Shorts(accept_cents=100, accept_bps=50), made_from=0, author=AUTHOR, at=AT)
    small = advice("FA101;1200,00;;0,80;1199,20;arrondi", total="1199,20")
    large = advice("FA102;300,00;;20,00;280,00;frais bancaires", total="280,00", number="VIR-9")
    for name, content in (("a.csv", small), ("b.csv", large)):
        take_in(creditor, content, name, house)
    lines = statement(
        received(PAID, 119_920, "VIR 1", counterparty="Client DUPONT"),
        received(PAID, 28_000, "VIR 2", counterparty="Client DUPONT"),
    )
    take_in(creditor, lines, "r.xml", house)
    apply(creditor)
    assert open_cents() == {"FA102": 2_000, "FA103": 145_000}
    asked = RemittanceLine.objects.get(treated="ask")
    assert (asked.number, asked.missing_cents, asked.reason) == ("FA102", 2_000, "charges")
    treat_short(asked, [Part("accept", "charges", 2_000)], author=AUTHOR, at=AT)
    assert open_cents() == {"FA103": 145_000}
    with pytest.raises(RuleError) as again:
        treat_short(asked, [Part("deduct", "charges", 2_000)], author=AUTHOR, at=AT)
    assert again.value.rule == "short_not_asked"
    sound(creditor, house)


def test_a_credit_note_that_the_payer_takes_is_used_with_the_invoice(creditor: Creditor, house: Path) -> None:
    told = Receivable.objects.get(number="FA102")
    told.pk, told.key, told.number, told.kind = None, "avoir", "AV7", "credit_note"
    told.amount_cents = told.open_cents = -10_000
    told.save(force_insert=True)
    take_in(
        creditor,
        advice("FA101;1200,00;;;1200,00;", "AV7;-100,00;;;-100,00;", total="1100,00"),
        "a.csv",
        house,
    )
    take_in(creditor, credit(110_000), "r.xml", house)
    apply(creditor)
    assert open_cents() == {"FA102": 30_000, "FA103": 145_000}
    assert Receivable.objects.get(number="AV7").open_cents == 0


def test_an_advice_taken_off_its_line_leaves_both_to_a_person(creditor: Creditor, house: Path) -> None:
    take_in(creditor, TWO, "avis.csv", house)
    take_in(creditor, credit(), "r.xml", house)
    apply(creditor)
    kept = Remittance.objects.get()
    untie(kept, reason="mauvais virement", made_from=kept.version, author=AUTHOR, at=AT)
    kept.refresh_from_db()
    assert (kept.state, kept.line_id, BankLine.objects.get().state) == ("review", None, "doubtful")
    assert open_cents() == {"FA101": 120_000, "FA102": 30_000, "FA103": 145_000}
    set_remittance_aside(kept, reason="double", made_from=kept.version, author=AUTHOR, at=AT)
    kept.refresh_from_db()
    assert kept.state == "aside"


def test_a_line_that_a_person_applied_stays_as_it_is(creditor: Creditor, house: Path) -> None:
    from encours.acts.apply_line import apply_line

    take_in(creditor, credit(), "r.xml", house)
    line, item = BankLine.objects.get(), Receivable.objects.get(number="FA103")
    apply_line(
        line,
        [(item, 145_000)],
        customer=item.customer,
        remember_payer=False,
        made_from=None,
        author=AUTHOR,
        at=AT,
    )
    take_in(creditor, TWO, "avis.csv", house)
    apply(creditor)
    assert open_cents() == {"FA101": 120_000, "FA102": 30_000}
    assert Remittance.objects.get().state == "tied"


BOTH_ON_ONE = "FA101;1200,00;;50,00;700,00;manquant 2 cartons, solde fin octobre"


@pytest.mark.both
def test_one_document_may_hold_a_deduction_and_a_promise_of_its_own_words(
    creditor: Creditor, house: Path
) -> None:
    """Its sums do not tie: once a person ties it, the deduction is contested and the rest is promised."""
    take_in(creditor, advice(BOTH_ON_ONE, total="700,00"), "avis.csv", house)
    take_in(creditor, credit(70_000), "r.xml", house)
    apply(creditor)
    told = Remittance.objects.get()
    assert told.state == "review"
    tie_by_hand(told, BankLine.objects.get(), made_from=told.version, author=AUTHOR, at=AT)
    apply(creditor)
    line = RemittanceLine.objects.get()
    assert (line.treated, line.missing_cents) == ("several", 50_000)
    assert [(one.treated, one.reason, one.amount_cents) for one in ShortPart.objects.order_by("pk")] == [
        ("deduct", "shortage", 5_000),
        ("promise", "later", 45_000),
    ]
    assert Dispute.objects.get().amount_cents == 5_000
    assert Promise.objects.get().amount_cents == 45_000
    sound(creditor, house)
    told.refresh_from_db()
    untie(told, reason="erreur", made_from=told.version, author=AUTHOR, at=AT)
    assert not ShortPart.objects.filter(undone_on__isnull=True).exists()
    sound(creditor, house)


def test_a_person_says_several_parts_that_come_to_what_is_missing(creditor: Creditor, house: Path) -> None:
    rest = advice("FA101;1200,00;;200,00;1000,00;motif interne 77", total="1000,00")
    take_in(creditor, rest, "avis.csv", house)
    take_in(creditor, credit(100_000), "r.xml", house)
    apply(creditor)
    asked = RemittanceLine.objects.get(treated="ask")
    day = date(2026, 12, 1)
    parts = [
        Part("deduct", "damaged", 5_000),
        Part("promise", "later", 14_000, day),
        Part("accept", "rounding", 1_000),
    ]
    with pytest.raises(RuleError, match="ne font pas"):
        treat_short(asked, parts[:2], author=AUTHOR, at=AT)
    with pytest.raises(RuleError, match="porte un jour"):
        treat_short(asked, [Part("promise", "later", 20_000)], author=AUTHOR, at=AT)
    treat_short(asked, parts, author=AUTHOR, at=AT)
    asked.refresh_from_db()
    assert (asked.treated, asked.missing_cents, asked.parts.count()) == ("several", 20_000, 3)
    assert (Dispute.objects.get().amount_cents, Promise.objects.get().due_on) == (5_000, day)
    assert open_cents()["FA101"] == 19_000
    sound(creditor, house)
