"""Copies of the invoices kept here go with the reminder; what does not fit is named in it, never left in silence."""

from __future__ import annotations

import email
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

import pypdf
import pytest
from pypdf.annotations import Link
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from collecting import Desk
from encours.acts.attach_document import attach_file, remove_document
from encours.acts.preview import preview
from encours.acts.send import copies
from encours.channels.letter.copies import pages_of, with_copies
from encours.channels.letter_forms import Attachment, UndeliverableError
from encours.records.documents.keeping import opened
from encours.records.history.models import Leaf
from encours.records.messages.models import Delivery, Message
from encours.records.parties.models import Attachment as Filed
from encours.records.receivables.models import Receivable
from encours.words.languages import LANGUAGES
from mailroom import Mailroom
from vauban import CLAIRE


def a_pdf(pages: int = 1, *, live: bool = False) -> bytes:
    """A PDF of blank pages; `live`: with a script run when its first page opens, and a link on it."""
    writer = pypdf.PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(595, 842)
    if live:
        run = {
            NameObject("/S"): NameObject("/JavaScript"),
            NameObject("/JS"): TextStringObject("app.alert(1)"),
        }
        opens = DictionaryObject({NameObject("/O"): DictionaryObject(run)})
        writer.pages[0][NameObject("/AA")] = opens
        link = Link(rect=(0, 0, 100, 100), url="https://evil.example/")
        writer.add_annotation(0, link)
    made = BytesIO()
    writer.write(made)
    return made.getvalue()


def kept(desk: Desk, content: bytes, name: str = "copie.pdf") -> Filed:
    """A copy of the one invoice, in the file."""
    invoice = Receivable.objects.get()
    return attach_file(
        desk.customer(), content, name, kind="invoice", title="", author=CLAIRE, at=desk.now, home=desk.home,
        receivable=invoice,
    )  # fmt: skip


def shown(desk: Desk) -> Any:
    return preview(desk.message(), on=desk.today, at=desk.now, settings=desk.settings, home=desk.home)


def files_of(content: bytes) -> dict[str | None, bytes]:
    mail = email.message_from_bytes(content)
    return {
        part.get_filename(): part.get_payload(decode=True)  # type: ignore[misc] # bytes of a leaf
        for part in mail.walk()
        if part.get_filename()
    }


@pytest.mark.both
def test_the_copy_of_an_invoice_goes_with_its_reminder_and_counts_in_the_proof(
    desk: Desk, post: Mailroom
) -> None:
    content = a_pdf()
    kept(desk, content)
    desk.run()
    assert shown(desk).copies == ("FA101.pdf",)
    assert "Copies jointes" in shown(desk).text
    assert desk.send() == {"delivered": 1}
    assert files_of(post.contents[0]) == {"FA101.pdf": content}
    delivery = Delivery.objects.get()
    assert opened(delivery.document, home=desk.home) == post.contents[0]
    assert "FA101" in post.contents[0].decode("ascii", "replace")
    told = [str(leaf.content) for leaf in Leaf.objects.filter(entry__act="send")]
    assert any(sha256(content).hexdigest() in leaf for leaf in told)


def test_a_copy_taken_out_of_the_file_no_longer_goes_and_the_last_one_filed_does(
    desk: Desk, post: Mailroom
) -> None:
    first = kept(desk, a_pdf(2))
    second = kept(desk, a_pdf(3))
    desk.run()
    remove_document(second, author=CLAIRE, at=desk.now)
    desk.send()
    assert files_of(post.contents[0])["FA101.pdf"] == a_pdf(2)
    assert first.kept_id is not None


def test_a_copy_too_large_for_a_mail_is_named_in_it(
    desk: Desk, post: Mailroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(copies, "LARGEST_MAIL", 100)
    kept(desk, a_pdf())
    desk.run()
    assert (shown(desk).copies, shown(desk).left_out) == ((), ("FA101",))
    assert desk.send() == {"delivered": 1}
    assert files_of(post.contents[0]) == {}
    assert "Copies non jointes" in shown_text(post)


def shown_text(post: Mailroom) -> str:
    mail = email.message_from_bytes(post.contents[0])
    part = next(one for one in mail.walk() if one.get_content_type() == "text/plain")
    return bytes(part.get_payload(decode=True)).decode()  # type: ignore[arg-type] # bytes of a leaf


def by_letter(desk: Desk) -> None:
    desk.run()
    Message.objects.update(channel="letter")


def test_the_pages_of_a_copy_follow_those_of_the_letter(desk: Desk) -> None:
    kept(desk, a_pdf(3, live=True))
    by_letter(desk)
    assert desk.send() == {"delivered": 1}
    sheet = opened(Delivery.objects.get().document, home=desk.home)
    pages = pypdf.PdfReader(BytesIO(sheet)).pages
    assert len(pages) == 4
    assert "FA101" in pages[0].extract_text()
    assert b"evil.example" not in sheet
    assert b"app.alert" not in sheet


@pytest.mark.parametrize("content", [b"%PDF-1.7 nothing of a PDF", b"%PDF-"])
def test_a_copy_that_cannot_be_printed_is_named_in_the_letter(desk: Desk, content: bytes) -> None:
    kept(desk, content)
    by_letter(desk)
    assert shown(desk).left_out == ("FA101",)
    assert desk.send() == {"delivered": 1}


def test_copies_behind_a_letter_are_at_most_forty_pages(desk: Desk) -> None:
    kept(desk, a_pdf(copies.MOST_PAGES + 1))
    by_letter(desk)
    assert shown(desk).left_out == ("FA101",)


def test_an_image_goes_by_mail_and_not_behind_a_letter(desk: Desk, post: Mailroom) -> None:
    kept(desk, b"\x89PNG\r\n\x1a\nx", "copie.png")
    desk.run()
    assert shown(desk).copies == ("FA101.png",)
    Message.objects.update(channel="letter")
    assert shown(desk).left_out == ("FA101",)
    assert post.received == []


def test_a_copy_that_is_gone_from_the_disk_does_not_stop_the_reminder(desk: Desk, post: Mailroom) -> None:
    filed = kept(desk, a_pdf())
    assert filed.kept is not None
    desk.run()
    for file in Path(desk.home).rglob("*"):
        if file.is_file() and file.stat().st_size == filed.kept.size + 28:
            file.unlink()
    assert shown(desk).left_out == ("FA101",)
    assert desk.send() == {"delivered": 1}


def test_the_same_letter_with_the_same_copies_is_the_same_bytes() -> None:
    copy = Attachment("F1.pdf", "application/pdf", a_pdf(2))
    assert with_copies(a_pdf(), [copy]) == with_copies(a_pdf(), [copy])
    assert pages_of(with_copies(a_pdf(), [copy])) == 3
    assert with_copies(b"as it is", []) == b"as it is"
    with pytest.raises(UndeliverableError):
        with_copies(a_pdf(), [Attachment("F1.pdf", "application/pdf", b"%PDF-1.7 broken")])


def test_both_languages_name_the_copies() -> None:
    from encours.words.defaults.labels import LABELS

    for language in LANGUAGES:
        assert "%s" in LABELS[language]["copies_enclosed"]
        assert "%s" in LABELS[language]["copies_left_out"]
