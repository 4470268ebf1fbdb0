"""Tables of any layout taken in: asked about once, remembered, and written by the same acts as all others."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from books import AT, AUTHOR, ON, SIREN, sound, take_in
from encours.acts.import_file.remembering import import_mapped
from encours.acts.keep_mapping import keep_mapping
from encours.acts.open_creditor import open_creditor
from encours.core.mapping.plan import Mapping
from encours.core.refusals import RuleError, UnreadableFileError
from encours.records.cash.models import Application, Payment
from encours.records.credit.models import CreditScore
from encours.records.documents.models import Intake
from encours.records.history.models import Entry
from encours.records.mappings.models import TableMapping
from encours.records.parties.models import Contact, CreditLimit, Creditor, Customer
from encours.records.receivables.models import Receivable

ODD = "Qui;Quoi;Combien;Pour quand\nC1;F-1;10,50;31/12/2026\nC2;F-2;20,00;15/12/2026\n"
ODD_PLAN = Mapping(
    "invoices", {"account": "Qui", "number": "Quoi", "amount_cents": "Combien", "due_on": "Pour quand"}
)
OPEN = "Code client;Raison sociale;N° facture;Échéance;Montant TTC;Reste dû\n"


@pytest.fixture
def creditor(house: Path) -> Creditor:
    return open_creditor(name="Atelier Vauban", siren=SIREN, author=AUTHOR, at=AT)


def mapped(
    creditor: Creditor, content: str | bytes, house: Path, mapping: Mapping, name: str = "export.csv"
) -> Any:
    told = content.encode() if isinstance(content, str) else content
    return import_mapped(creditor, told, name, mapping, author=AUTHOR, at=AT, on=ON, home=house)


def test_a_new_layout_is_mapped_once_and_the_second_file_asks_nothing(
    creditor: Creditor, house: Path
) -> None:
    with pytest.raises(UnreadableFileError, match="une fois"):
        take_in(creditor, ODD.encode(), "export.csv", house)
    assert mapped(creditor, ODD, house, ODD_PLAN).intake.counts["new"] == 2
    later = "Édité le 20/11\n\nQui;Quoi;Combien;Pour quand\nC3;F-3;30,00;31/01/2027\n"
    assert take_in(creditor, later.encode(), "autre.csv", house).intake.counts["new"] == 1
    assert Receivable.objects.get(number="F-3").due_on == date(2027, 1, 31)
    assert TableMapping.objects.get().by == AUTHOR
    sound(creditor, house)


def test_the_same_bytes_read_the_same_way_change_nothing(creditor: Creditor, house: Path) -> None:
    first = mapped(creditor, ODD, house, ODD_PLAN)
    entries = Entry.objects.count()
    again = mapped(creditor, ODD, house, ODD_PLAN)
    assert (again.again, again.intake, Entry.objects.count()) == (True, first.intake, entries)
    assert take_in(creditor, ODD.encode(), "renommé.csv", house).again


@pytest.mark.both
def test_a_mapping_changed_keeps_the_one_before_it(creditor: Creditor, house: Path) -> None:
    mapped(creditor, ODD, house, ODD_PLAN)
    row = TableMapping.objects.get()
    other = Mapping("invoices", {"account": "Qui", "number": "Quoi"}, date_order="mdy")
    keep_mapping(creditor, other, signature=row.signature, name="x", author=AUTHOR, at=AT)
    row.refresh_from_db()
    assert (row.version, row.past.get().plan != row.plan) == (2, True)
    sound(creditor, house)


def test_a_mapping_that_cannot_be_followed_is_not_kept(creditor: Creditor, house: Path) -> None:
    with pytest.raises(RuleError):
        mapped(creditor, ODD, house, Mapping("invoices", {"account": "Qui"}))
    assert not TableMapping.objects.exists()
    assert not Intake.objects.exists()


@pytest.mark.both
def test_two_sheets_of_one_workbook_are_two_imports(creditor: Creditor, house: Path) -> None:
    book = openpyxl.Workbook()
    one = book.active
    assert one is not None
    one.title = "Clients"
    for row in (["Code client", "Raison sociale", "E-mail"], ["C1", "Dupont", "a@dupont.example"]):
        one.append(row)
    two = book.create_sheet("Factures")
    for row in (["Code client", "N° facture", "Échéance", "Montant TTC"], ["C1", 7, "31/12/2026", 10.5]):
        two.append(row)
    out = io.BytesIO()
    book.save(out)
    customers = Mapping("customers", {"account": "Code client", "name": "Raison sociale", "contact_email": "E-mail"},
                        sheet="Clients")  # fmt: skip
    invoices = Mapping("invoices", {"account": "Code client", "number": "N° facture", "due_on": "Échéance",
                                    "amount_cents": "Montant TTC"}, sheet="Factures")  # fmt: skip
    for plan in (customers, invoices, customers, invoices):
        mapped(creditor, out.getvalue(), house, plan, "classeur.xlsx")
    assert Intake.objects.count() == 2
    invoice = Receivable.objects.get()
    assert (invoice.number, invoice.amount_cents, invoice.customer.name) == ("7", 1_050, "Dupont")
    assert Contact.objects.get().email == "a@dupont.example"
    sound(creditor, house)


@pytest.mark.both
def test_the_next_export_of_open_items_tells_what_was_paid_since(creditor: Creditor, house: Path) -> None:
    take_in(
        creditor,
        (OPEN + "C1;Dupont;F1;12/11/2026;100,00;100,00\nC2;Durand;F2;30/11/2026;50,00;50,00\n").encode(),
        "a.csv",
        house,
    )
    later = take_in(
        creditor,
        (OPEN + "C1;Dupont;F1;12/11/2026;100,00;40,00\nC2;Durand;F2;30/11/2026;50,00;0,00\n").encode(),
        "b.csv",
        house,
    )
    assert later.intake.counts["paid"] == 2
    assert list(Receivable.objects.order_by("number").values_list("open_cents", flat=True)) == [4_000, 0]
    last = (OPEN + "C1;Dupont;F1;12/11/2026;100,00;0,00\n").encode()
    take_in(creditor, last, "c.csv", house)
    assert [one.amount_cents for one in Payment.objects.order_by("pk")] == [6_000, 5_000, 4_000]
    assert Customer.objects.get(account="C1").name == "Dupont"
    sound(creditor, house)


def test_a_table_never_pays_what_a_ledger_posts(creditor: Creditor, house: Path) -> None:
    from books import Books, take_ledger

    take_ledger(creditor, Books().sale(date(2026, 9, 1), "C1", "F1", 10_000), 2026, house)
    take_in(creditor, (OPEN + "C1;Dupont;F1;12/11/2026;100,00;0,00\n").encode(), "b.csv", house)
    assert Receivable.objects.get().open_cents == 10_000
    assert not Payment.objects.exists()
    sound(creditor, house)


@pytest.mark.both
def test_payments_settle_the_invoice_that_they_name_and_the_rest_waits(
    creditor: Creditor, house: Path
) -> None:
    take_in(creditor, (OPEN + "C1;Dupont;F1;12/11/2026;100,00;100,00\n").encode(), "a.csv", house)
    head = "Code client;Date de règlement;Montant réglé;Référence paiement;Facture payée\n"
    rows = "C1;13/11/2026;60,00;V1;F1\nC1;14/11/2026;60,00;V2;F1\nC1;15/11/2026;5,00;V3;\n"
    plan = Mapping("payments", {"account": "Code client", "paid_on": "Date de règlement",
                                "amount_cents": "Montant réglé", "reference": "Référence paiement",
                                "number": "Facture payée"})  # fmt: skip
    counts = mapped(creditor, head + rows, house, plan).intake.counts
    assert (counts["new"], counts["applied"]) == (3, 2)
    assert Receivable.objects.get().open_cents == 0
    assert list(Payment.objects.order_by("pk").values_list("unapplied_cents", flat=True)) == [0, 2_000, 500]
    mapped(creditor, head + rows + "C1;16/11/2026;1,00;V4;\n", house, plan)
    assert (Payment.objects.count(), Application.objects.count()) == (4, 2)
    sound(creditor, house)


@pytest.mark.both
def test_limits_cover_and_score_are_kept_with_their_day_and_source(creditor: Creditor, house: Path) -> None:
    take_in(creditor, (OPEN + "C1;Dupont;F1;12/11/2026;100,00;100,00\n").encode(), "a.csv", house)
    rows = "Client;Limite de crédit;Garantie;Note;Date de la note;Assureur\n"
    rows += "C1;5000,00;3000,00;B2;02/11/2026;Assureur X\nC9;1,00;;A;;\n"
    plan = Mapping("credit", {"account": "Client", "limit_cents": "Limite de crédit", "cover_cents": "Garantie",
                              "score": "Note", "said_on": "Date de la note", "source": "Assureur"})  # fmt: skip
    counts = mapped(creditor, rows, house, plan).intake.counts
    assert (counts["limits"], counts["scores"], counts["unknown"]) == (2, 1, 1)
    told = list(CreditLimit.objects.order_by("pk").values_list("limit_cents", "source"))
    assert told == [(300_000, "insurer"), (500_000, "file")]
    score = CreditScore.objects.get()
    assert (score.score, score.on, score.source) == ("B2", date(2026, 11, 2), "Assureur X")
    mapped(creditor, rows + "C1;5000,00;3000,00;A1;10/11/2026;Assureur X\n", house, plan)
    assert (CreditLimit.objects.count(), CreditScore.objects.count()) == (2, 2)
    sound(creditor, house)


@pytest.mark.both
def test_an_owner_nobody_knows_is_counted_not_invented(creditor: Creditor, house: Path) -> None:
    take_in(creditor, (OPEN + "C1;Dupont;F1;12/11/2026;100,00;100,00\n").encode(), "a.csv", house)
    plan = Mapping("owners", {"account": "Client", "owner": "Responsable"})
    counts = mapped(creditor, "Client;Responsable\nC1;inconnu@vauban.example\n", house, plan).intake.counts
    assert (counts["changed"], counts["unknown"]) == (0, 1)


@pytest.mark.both
def test_an_import_killed_before_it_ends_leaves_nothing_and_goes_through_again(
    creditor: Creditor, house: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from encours.acts.import_file import companion

    class KilledError(Exception):
        pass

    def killed(*_args: Any, **_named: Any) -> None:
        raise KilledError

    with monkeypatch.context() as patch:
        patch.setattr(companion, "keep_intake", killed)
        with pytest.raises(KilledError):
            mapped(creditor, ODD, house, ODD_PLAN)
    assert not any(model.objects.exists() for model in (Receivable, Customer, Intake, TableMapping))
    assert mapped(creditor, ODD, house, ODD_PLAN).intake.counts["new"] == 2
    sound(creditor, house)


@pytest.mark.both
def test_orders_older_than_the_first_invoice_are_taken_in(creditor: Creditor, house: Path) -> None:
    take_in(creditor, (OPEN + "C1;Dupont;F1;12/11/2026;100,00;100,00\n").encode(), "a.csv", house)
    rows = "Customer ID;Order Number;Order Date;Amount\nC1;O-1;2019-03-13;10.50\n"
    assert take_in(creditor, rows.encode(), "orders.csv", house).intake.counts["new"] == 1
    assert Customer.objects.get().orders.get().ordered_on == date(2019, 3, 13)
