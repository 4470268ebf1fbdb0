"""Documents of a customer's file: kept here encrypted, or named where they are."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from desk import situations as some
from encours.acts.attach_document import attach_file, attach_link, remove_document
from encours.core.refusals import RuleError
from encours.records.documents.keeping import opened
from encours.records.history.sealing import seal
from encours.records.history.verifying import verify
from encours.records.parties.models import Attachment
from small_history import a_customer as recorded_customer
from small_history import an_invoice as recorded_invoice

WHO: dict[str, Any] = {"author": "lea@example.com", "at": some.NOW}
PDF = b"%PDF-1.7 une facture"


def test_a_file_is_kept_encrypted_and_given_back_as_it_was(house: Path) -> None:
    creditor = some.a_creditor()
    customer = recorded_customer(creditor)
    invoice = recorded_invoice(customer)
    made = attach_file(
        customer, PDF, "F-1.pdf", kind="invoice", title="", receivable=invoice, home=house, **WHO
    )
    assert made.kept is not None
    assert opened(made.kept, home=house) == PDF
    assert PDF not in (house / "files" / made.kept.place).read_bytes()
    assert made.title == "F-1.pdf"
    seal(creditor.pk, at=some.NOW, home=house)
    assert not verify(creditor.pk, home=house).findings


@pytest.mark.parametrize(
    ("content", "name", "why"),
    [(b"", "a.pdf", "vide"), (b"MZ", "a.exe", "type de fichier"), (b"<script>", "a.pdf", "n’est pas celui")],
)
def test_what_is_not_what_it_says_is_refused(house: Path, content: bytes, name: str, why: str) -> None:
    customer = some.a_customer(some.a_creditor())
    with pytest.raises(RuleError, match=why):
        attach_file(customer, content, name, kind="other", title="", home=house, **WHO)
    assert not Attachment.objects.exists()


@pytest.mark.parametrize("url", ["javascript:alert(1)", "file:///etc/passwd", "https://", "ged/123"])
def test_only_an_address_of_the_web_is_a_link(house: Path, url: str) -> None:
    with pytest.raises(RuleError, match="https"):
        attach_link(some.a_customer(some.a_creditor()), url, kind="other", title="", **WHO)


def test_a_document_taken_out_stays_kept(house: Path) -> None:
    made = attach_link(
        some.a_customer(some.a_creditor()), "https://ged.example/1", kind="other", title="GED", **WHO
    )
    remove_document(made, **WHO)
    made.refresh_from_db()
    assert made.removed_at is not None
    with pytest.raises(RuleError, match="déjà retiré"):
        remove_document(made, **WHO)
