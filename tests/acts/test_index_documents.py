"""What comes into the house is found by what it says, on both databases, and whoever follows the customer is told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from desk import situations as some
from einvoices import Told, cii
from encours.acts.attach_document import attach_file, attach_link
from encours.acts.import_file.many import File, import_many
from encours.acts.index_documents import index_documents
from encours.acts.mail import file_mail, take_in_mail
from encours.acts.personal import choose
from encours.records.documents.models import FileWords
from encours.records.documents.searching import found_by_words
from encours.records.parties.models import Attachment, Creditor, Customer
from encours.records.people.models import User
from encours.records.work.models import Assignment, Notice
from paper import a_letter, a_pdf, a_workbook

WHO: dict[str, Any] = {"author": "lea@example.com", "at": some.NOW}
PICTURE = b"\xff\xd8\xff une image"
MAIL = (
    "From: Compta <compta@martin.example>\r\nTo: relances@delmas.example\r\nSubject: Votre relance\r\n"
    'Content-Type: multipart/mixed; boundary="b"\r\nMIME-Version: 1.0\r\n\r\n'
    "--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nVoici le bordereau.\r\n"
    "--b\r\nContent-Type: text/plain; charset=utf-8\r\n"
    'Content-Disposition: attachment; filename="bordereau.txt"\r\n\r\n'
    "Chantier de Plouézec\r\n--b--\r\n"
).encode()


def attached(customer: Customer, content: bytes, name: str, house: Path) -> Attachment:
    return attach_file(customer, content, name, kind="other", title="", home=house, **WHO)


def found(creditor: Creditor, words: str) -> list[int]:
    return found_by_words(creditor.pk, words)


@pytest.mark.both
@pytest.mark.parametrize(
    ("content", "name"),
    [
        (a_pdf("Commande BC-2026-118, poutrelles galvanisées"), "commande.pdf"),
        (a_letter("Commande BC-2026-118, poutrelles ", "galvanisées"), "lettre.docx"),
        (a_workbook(["BC-2026-118", "Commande"], ["poutrelles galvanisées", "12"]), "classeur.xlsx"),
        ("Commande;Objet\nBC-2026-118;poutrelles galvanisées\n".encode(), "table.csv"),
    ],
)
def test_a_document_is_found_by_its_words_whatever_its_sort(house: Path, content: bytes, name: str) -> None:
    creditor = some.a_creditor()
    made = attached(some.a_customer(creditor), content, name, house)
    assert FileWords.objects.get().state == "waiting"
    assert found(creditor, "poutrelle") == []
    assert index_documents(home=house) == 1
    for words in ("POUTRELLES", "poutrelle galvanisee", "bc-2026-118", f"{name} galvanisées"):
        assert found(creditor, words) == [made.kept_id], words
    assert found(creditor, "poutrelle bois") == []
    assert found(some.a_creditor("Scierie Vauban", "552100554"), "poutrelle") == []
    assert index_documents(home=house) == 0


@pytest.mark.both
def test_words_drawn_again_replace_those_before(house: Path) -> None:
    creditor = some.a_creditor()
    made = attached(some.a_customer(creditor), b"ancien", "note.txt", house)
    index_documents(home=house)
    row = FileWords.objects.get()
    row.words = "NOUVEAU"
    row.save()
    assert (found(creditor, "ancien"), found(creditor, "nouveau")) == ([], [made.kept_id])
    row.delete()
    assert found(creditor, "nouveau") == []


def test_what_is_typed_is_never_a_command_of_the_index(house: Path) -> None:
    creditor = some.a_creditor()
    attached(some.a_customer(creditor), b"rien", "note.txt", house)
    index_documents(home=house)
    for typed in (
        '" OR words : "',
        "NEAR(a b)",
        "*",
        "rien AND",
        "-rien OR zz",
        "creditor_id : 1",
        "\x00",
        "'",
    ):
        assert found(creditor, typed) == [], typed


def test_a_picture_is_said_to_have_no_text_and_is_found_by_its_name(house: Path) -> None:
    creditor = some.a_creditor()
    made = attached(some.a_customer(creditor), PICTURE, "bon-de-livraison.jpg", house)
    index_documents(home=house)
    assert FileWords.objects.get().state == "empty"
    assert found(creditor, "livraison") == [made.kept_id]


def test_a_file_that_cannot_be_opened_or_ends_the_worker_twice_is_left(house: Path) -> None:
    creditor = some.a_creditor()
    made = attached(some.a_customer(creditor), b"rien", "note.txt", house)
    assert made.kept is not None
    (house / "files" / made.kept.place).unlink()
    index_documents(home=house)
    assert FileWords.objects.get().state == "unreadable"
    attached(some.a_customer(creditor), b"rien", "autre.txt", house)
    FileWords.objects.filter(state="waiting").update(tries=2)
    index_documents(home=house)
    assert set(FileWords.objects.values_list("state", flat=True)) == {"unreadable"}


def test_card_numbers_are_not_indexed(house: Path) -> None:
    creditor = some.a_creditor()
    attached(some.a_customer(creditor), b"carte 4111111111111111 du client", "note.txt", house)
    index_documents(home=house)
    assert found(creditor, "carte client")
    assert found(creditor, "4111111111111111") == []
    assert "411111111111" not in FileWords.objects.get().text


def test_a_mail_is_found_by_what_came_with_it(house: Path) -> None:
    creditor = some.a_creditor()
    taken = take_in_mail(creditor, MAIL, home=house, **WHO)
    assert taken.received is not None
    index_documents(home=house)
    for words in ("bordereau", "chantier plouezec"):
        assert found(creditor, words) == [taken.received.kept_id]


@pytest.fixture
def followed(house: Path) -> tuple[Customer, User]:
    """A customer and whoever follows it."""
    customer = some.a_customer(some.a_creditor())
    person = some.a_person("collector", customer.creditor)
    fact = {"creditor": customer.creditor, "recorded_at": some.NOW}
    Assignment.objects.create(**fact, customer=customer, owner=person)
    return customer, person


def test_whoever_follows_a_customer_is_told_once_with_a_link(
    house: Path, followed: tuple[Customer, User]
) -> None:
    customer, person = followed
    made = attached(customer, b"rien", "note.txt", house)
    told = Notice.objects.get()
    assert (told.person, told.kind, told.attachment, told.text) == (person, "captured", made, "note.txt")
    attach_file(
        customer, b"rien", "mienne.txt", kind="other", title="", home=house, author=person.email, at=some.NOW
    )
    attach_link(customer, "https://ged.example/1", kind="other", title="GED", **WHO)
    assert Notice.objects.count() == 1


def test_whoever_muted_it_is_not_told(house: Path, followed: tuple[Customer, User]) -> None:
    customer, person = followed
    choose(customer.creditor, person, digest=False, muted=["captured"])
    attached(customer, b"rien", "note.txt", house)
    assert not Notice.objects.exists()


def test_a_mail_with_files_is_told_when_it_is_filed(house: Path, followed: tuple[Customer, User]) -> None:
    customer, person = followed
    received = take_in_mail(customer.creditor, MAIL, home=house, **WHO).received
    assert received is not None
    assert not Notice.objects.exists()
    file_mail(received, customer, made_from=received.version, **WHO)
    told = Notice.objects.get()
    assert (told.person, told.received, told.text) == (person, received, "bordereau.txt")


def test_an_electronic_invoice_is_told_and_found_and_many_are_one_notice(house: Path) -> None:
    creditor = some.a_creditor("Vauban Industrie", "732829320")
    person = some.a_person("collector", creditor)
    told: dict[str, Any] = {**WHO, "on": some.TODAY, "home": house}

    def come(*numbers: str) -> None:
        files = [File(f"{one}.xml", cii(Told(number=one))) for one in numbers]
        assert all(one.result for one in import_many(creditor, files, **told))

    come("F-1")
    customer = Customer.objects.get()
    Assignment.objects.create(creditor=creditor, recorded_at=some.NOW, customer=customer, owner=person)
    come("F-2", "F-3")
    notice = Notice.objects.get()
    assert (notice.customer, notice.text) == (customer, "F-2.xml, F-3.xml")
    come("F-2", "F-3")
    assert Notice.objects.count() == 1
    index_documents(home=house)
    assert found(creditor, "F-2") == [Attachment.objects.get(title="F-2.xml").kept_id]
