"""The same advice, whatever its form, is read alike; what is no advice is refused for its reason."""

from __future__ import annotations

import contextlib
import io
from datetime import date

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from encours.core.refusals import UnreadableFileError
from encours.core.remittance.advice import flaw_of
from encours.formats.registry import detect
from encours.formats.remittance import read as read_file
from formats.remittance.advices import EDIFACT, HEAD, LABELS, MAIL, ROWS, X12, paper, read, table


def workbook() -> bytes:
    book = openpyxl.Workbook()
    for label in LABELS:
        book.active.append([label])
    book.active.append(list(HEAD))
    for row in ROWS:
        numbers = [float(cell.replace(" ", "").replace(",", ".")) if cell else None for cell in row[1:5]]
        book.active.append([row[0], *numbers, row[5]])
    book.active.append(["TOTAL", None, None, None, 1876.00, None])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


FORMS = {
    "remadv": EDIFACT.encode,
    "x12": X12.encode,
    "csv": table,
    "tsv": lambda: table("\t"),
    "xlsx": workbook,
    "pdf": paper,
    "mail": MAIL.encode,
}


@pytest.mark.parametrize("form", FORMS)
def test_the_same_advice_is_read_alike_in_every_form(form: str) -> None:
    (advice,) = read(FORMS[form](), "avis.xlsx" if form == "xlsx" else "avis.csv")
    assert flaw_of(advice) is None
    assert (advice.payer, advice.paid_on) == ("GRANDE SURFACE SAS", date(2026, 5, 12))
    assert (advice.total_cents, advice.currency) == (187_600, "EUR")
    lines = [(one.number, one.paid_cents, one.discount_cents, one.deduction_cents) for one in advice.lines]
    assert lines == [("F-1021", 117_600, 2_400, 0), ("F-1022", 80_000, 0, 5_000), ("AV-77", -10_000, 0, 0)]
    assert advice.lines[1].text.lower() == "manquant 2 cartons"


def test_a_mail_in_english_with_a_table_of_columns_is_read() -> None:
    mail = (
        "From: AP <ap@big.example>\nTo: ar@us.example\nSubject: Remittance advice 4500123\n"
        "Message-ID: <c@big.example>\nDate: Tue, 12 May 2026 09:00:00 +0200\n\n"
        "Payment of 4,976.00 GBP, value date 14 May 2026.\nPayment reference: 4500123\n\n"
        "Invoice        Gross amount   Discount   Deduction   Net paid   Reason\n"
        "INV-2026-001       3,000.00      60.00        0.00   2,940.00\n"
        "INV-2026-002       2,136.00       0.00      100.00   2,036.00   damaged goods\n"
        "Total                                                4,976.00\n"
    )
    (advice,) = read(mail.encode(), "mail.eml")
    assert (advice.number, advice.currency, advice.paid_on) == ("4500123", "GBP", date(2026, 5, 14))
    assert [(one.number, one.paid_cents, one.deduction_cents) for one in advice.lines] == [
        ("INV-2026-001", 294_000, 0),
        ("INV-2026-002", 203_600, 10_000),
    ]


def test_an_american_day_that_may_be_two_is_not_guessed() -> None:
    rows = (
        "Remittance advice",
        "Payment date,05/06/2026",
        "Invoice,Gross,Discount,Net paid",
        "INV-1,100.00,0.00,100.00",
    )
    told = "\n".join([*rows, "Total,,,100.00"])
    (advice,) = read(told.encode(), "remittance.csv")
    assert advice.paid_on is None


def test_sums_that_do_not_tie_are_told_with_what_fails() -> None:
    (advice,) = read(table().replace(b"1 876,00", b"1 900,00"), "avis.csv")
    flaw = flaw_of(advice)
    assert flaw is not None
    assert (flaw.rule, flaw.said_cents, flaw.found_cents) == ("total_does_not_tie", 190_000, 187_600)
    (advice,) = read(X12.replace("PO*800*850", "PO*801*850").encode(), "a.edi")
    flaw = flaw_of(advice)
    assert flaw is not None
    assert (flaw.rule, flaw.said_cents, flaw.found_cents) == ("line_does_not_tie", 80_100, 80_000)


REFUSED = {
    "not_an_advice": EDIFACT.replace("REMADV", "INVOIC").encode(),
    "cut_short": EDIFACT[: EDIFACT.index("UNS+S")].encode(),
    "unreadable_amount": EDIFACT.replace("MOA+12:800.00", "MOA+12:8OO").encode(),
    "unreadable_day": EDIFACT.replace("20260512", "20261312").encode(),
    "broken_announced_total": X12.replace("SE*12", "SE*14").encode(),
    "no_advice_lines": b"Avis de paiement\nBonjour;merci\nA bientot;oui\n",
}


@pytest.mark.parametrize("rule", REFUSED)
def test_what_cannot_be_relied_on_is_refused_for_its_reason(rule: str) -> None:
    with pytest.raises(UnreadableFileError) as refusal:
        list(read_file(io.BytesIO(REFUSED[rule])))
    assert refusal.value.rule == rule


def test_a_table_of_invoices_is_no_advice() -> None:
    invoices = "Client;Facture;Date;Montant TTC;Échéance\nDUPONT;F-1;01/04/2026;120,00;01/05/2026\n"
    assert detect(invoices.encode(), "factures.csv").kind != "remittance"


@given(st.data())
def test_a_damaged_advice_is_read_or_refused_and_never_crashes(data: st.DataObject) -> None:
    whole = data.draw(st.sampled_from([EDIFACT.encode(), X12.encode(), table(), MAIL.encode()]))
    at = data.draw(st.integers(0, len(whole)))
    noise = data.draw(st.binary(max_size=12))
    cut = data.draw(st.integers(0, 12))
    with contextlib.suppress(UnreadableFileError):
        (piece,) = read_file(io.BytesIO(whole[:at] + noise + whole[at + cut :]))
        assert all(advice.lines for advice in piece.facts["remittances"])
