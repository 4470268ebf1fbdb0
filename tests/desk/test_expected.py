"""What is still expected of a debt: on its page, in the unpaid list that sorts by it, and in the rank of the work."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction

import pytest
from django.test import Client

from desk import situations as some
from desk.looking import keys, link, page, queries
from encours.acts.explain import explain_receivable
from encours.core.measures import Line, Measure
from encours.core.measures.kept import to_plain
from encours.records.measures.models import KeptMeasure
from encours.records.parties.models import Creditor
from encours.records.receivables.models import InstalmentDue, Receivable
from encours.records.runs.models import Position
from encours.words.reasons import say

SHARES = {
    "not_due": 97, "late_1_7": 90, "late_8_14": 90, "late_15_30": 80, "late_31_60": 62, "late_61_90": 40,
    "late_91_120": 25, "late_121_180": 12, "late_181_365": 5, "late_over_365": 5,
}  # fmt: skip


def kept(creditor: Creditor, *, version: int = 1, shares: dict[str, int] = SHARES) -> None:
    facts = {"invoices": 812, "customers": 92, "horizon_days": 365, "overdue_cents": 0, "expected_cents": 0}
    lines = tuple(
        Line(label, Fraction(share, 100), {"invoices": 12, "at_most": 1} if label == "late_over_365" else
             {"invoices": 200, "least_percent": share - 4, "most_percent": min(share + 5, 100)})
        for label, share in shares.items()
    )  # fmt: skip
    if not shares:
        facts = {"invoices": 12, "customers": 3}
    made = Measure("expected_recovery", version, some.TODAY, "share", None, facts, "EUR", lines=lines)
    KeptMeasure.objects.create(
        creditor=creditor, on=some.TODAY, known="now", currency="EUR", code="expected_recovery",
        content=to_plain(made), computed_at=some.NOW,
    )  # fmt: skip


def test_an_invoice_says_what_is_expected_of_it_with_its_interval_and_what_it_rests_on(
    desk: Client, creditor: Creditor
) -> None:
    kept(creditor)
    invoice = some.an_invoice(some.a_customer(creditor), 100_000, due_in=-45)
    shown = page(desk, f"/invoices/{invoice.pk}")
    assert "<dt>Attendu de ce qui reste dû</dt><dd>620,00 €</dd>" in shown
    assert (
        "De 31 à 60 jours de retard : 62 % de ce qui reste dû rentre avant 365 jours de retard, de 58 % à 67 %"
        in shown
    )
    assert "812 factures de 92 clients au 18/11/2026" in shown
    assert "Part attendue selon l’âge : Non échue 97 %, De 1 à 7 jours de retard 90 %" in shown


def test_of_an_age_that_too_few_reached_the_figure_is_only_a_bound(desk: Client, creditor: Creditor) -> None:
    kept(creditor)
    invoice = some.an_invoice(some.a_customer(creditor), 100_000, due_in=-800)
    shown = page(desk, f"/invoices/{invoice.pk}")
    assert "<dd>au plus 50,00 €</dd>" in shown
    assert "Plus de 365 jours : trop peu de vos factures atteignirent cet âge. Au plus 5 %" in shown


def test_without_enough_history_no_sum_is_told_and_the_convention_is_named(
    desk: Client, creditor: Creditor
) -> None:
    kept(creditor, shares={})
    invoice = some.an_invoice(some.a_customer(creditor), 100_000, due_in=-45)
    shown = page(desk, f"/invoices/{invoice.pk}")
    assert "Attendu de ce qui reste dû" not in shown
    assert "Pas assez d’historique : 12 factures de 3 clients échues depuis 90 jours au moins" in shown
    assert "barème de départ d’Encours, version 1 : une convention. À cet âge, il donne 30 %." in shown
    assert "30 % du barème" in page(desk, "/unpaid")


def test_before_anything_was_followed_or_by_another_version_the_convention_stands(
    desk: Client, creditor: Creditor
) -> None:
    kept(creditor, version=0)
    invoice = some.an_invoice(some.a_customer(creditor), due_in=-45)
    assert "Vos factures n’ont pas encore été suivies" in page(desk, f"/invoices/{invoice.pk}")


def test_a_settled_invoice_and_a_credit_expect_nothing(desk: Client, creditor: Creditor) -> None:
    customer = some.a_customer(creditor)
    for row in (
        some.an_invoice(customer, open_cents=0),
        some.an_invoice(customer, -5_000, kind="credit_note"),
    ):
        assert 'id="expected"' not in page(desk, f"/invoices/{row.pk}")


def test_a_debt_a_day_older_never_expects_more(desk: Client, creditor: Creditor) -> None:
    kept(creditor)
    invoice = some.an_invoice(some.a_customer(creditor), 100_000, due_in=-30)
    assert "<dd>800,00 €</dd>" in page(desk, f"/invoices/{invoice.pk}")
    Receivable.objects.update(due_on=some.TODAY - timedelta(days=31))
    assert "<dd>620,00 €</dd>" in page(desk, f"/invoices/{invoice.pk}")


def _all(desk: Client, sort: str) -> list[int]:
    """Every row of the unpaid list, page after page; the way back shows the same pages."""
    answer = desk.get("/unpaid", {"sort": sort})
    pages = [keys(answer, "invoices")]
    while following := link(answer, "next"):
        answer = desk.get(following)
        pages.append(keys(answer, "invoices"))
    for before in reversed(pages[:-1]):
        answer = desk.get(link(answer, "prev") or "")
        assert keys(answer, "invoices") == before
    return [key for one in pages for key in one]


@pytest.mark.both
@pytest.mark.parametrize("few", [0, 2_000])
def test_the_unpaid_list_is_ranked_by_what_is_expected_over_all_its_pages(
    desk: Client, creditor: Creditor, few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("encours.desk.invoices.expecting._FEW", few)
    kept(creditor, shares={**SHARES, "late_181_365": 0, "late_over_365": 0})
    customer = some.a_customer(creditor)
    for rank in range(130):
        some.an_invoice(customer, 10_000 * (1 + rank * 37 % 11), due_in=-(1 + rank * 53 % 400))
    parts = some.an_invoice(customer, 20_000, due_in=20)
    InstalmentDue.objects.create(receivable=parts, creditor=creditor, due_on=some.TODAY - timedelta(days=3))

    def worth(row: Receivable) -> int:
        due = parts.instalment_due.due_on if row.pk == parts.pk else row.due_on
        days = (some.TODAY - due).days
        bounds = ((8, 90), (15, 90), (31, 80), (61, 62), (91, 40), (121, 25), (181, 12))
        return row.open_cents * next((share for limit, share in bounds if days < limit), 0)

    expected = sorted(Receivable.objects.all(), key=lambda row: (-worth(row), -row.pk))
    assert _all(desk, "-expected") == [row.pk for row in expected]
    assert _all(desk, "expected") == [row.pk for row in reversed(expected)]


def test_a_page_by_what_is_expected_asks_as_much_for_three_rows_as_for_one(
    desk: Client, creditor: Creditor
) -> None:
    kept(creditor)
    customer = some.a_customer(creditor)
    some.an_invoice(customer, due_in=-45)
    one = queries(desk, "/unpaid", sort="-expected")
    for days in (3, 400):
        some.an_invoice(customer, due_in=-days)
    assert queries(desk, "/unpaid", sort="-expected") == one


def test_the_work_is_ranked_by_the_curve_that_the_invoice_shows(desk: Client, creditor: Creditor) -> None:
    kept(creditor)
    for name, cents, days in (("Jeune", 100_000, 20), ("Ancien", 100_000, 150)):
        invoice = some.an_invoice(some.a_customer(creditor, name), cents, due_in=-days)
        some.a_standing(invoice, step=3, segment="standard")
    Position.objects.update(reason="ladder_finished")
    shown = page(desk, "/work", whose="all")
    assert "1 000,00 € × 80 % attendus à 20 jours de retard, en 10 min : 80,00 € la minute" in shown
    assert "1 000,00 € × 12 % attendus à 150 jours de retard, en 10 min : 12,00 € la minute" in shown
    assert shown.index("Jeune") < shown.index("Ancien")
    assert "La part attendue suit 812 factures de 92 clients au 18/11/2026" in shown


def test_why_says_what_is_expected_where_the_history_tells_it(creditor: Creditor) -> None:
    invoice = some.an_invoice(some.a_customer(creditor), 100_000, due_in=-45)
    assert "expected_recovery" not in [
        one.code for one in explain_receivable(creditor, invoice, on=some.TODAY)
    ]
    kept(creditor)
    (told,) = [one for one in explain_receivable(creditor, invoice, on=some.TODAY) if "expected" in one.code]
    assert "620,00" in say(told, "fr")
    assert told.facts == {"expected_cents": 62_000, "currency": "EUR", "percent": 62, "invoices": 200}
