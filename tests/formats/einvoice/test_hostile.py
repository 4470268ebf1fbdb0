"""Hostile electronic invoices are refused with a sentence, and nothing outside them is read."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from einvoices import cii, pdf
from encours.core.refusals import UnreadableFileError
from encours.formats.einvoice import hardened
from encours.formats.einvoice.reading import read_document
from encours.formats.registry import detect

BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + "".join(
    f'<!ENTITY a{rank} "{f"&a{rank - 1};" * 10 if rank else "&a;" * 10}">' for rank in range(9)
) + "]>"  # fmt: skip


def refusal(content: bytes, name: str = "") -> UnreadableFileError:
    with pytest.raises(UnreadableFileError) as caught:
        read_document(content, name)
    assert caught.value.sentence
    assert caught.value.remedy
    return caught.value


def with_doctype(doctype: str, content: bytes, put: bytes) -> bytes:
    head, body = content.split(b"?>", 1)
    return head + b"?>" + doctype.encode() + body.replace(b"Garage Martin", put)


def test_a_billion_laughs_is_refused() -> None:
    assert refusal(with_doctype(BOMB, cii(), b"&a8;")).rule in {"xml_doctype", "broken_xml"}


def test_an_external_entity_is_never_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("ouvrez-moi")
    doctype = f'<!DOCTYPE x [<!ENTITY secret SYSTEM "{secret.as_uri()}">]>'
    error = refusal(with_doctype(doctype, cii(), b"&secret;"))
    assert error.rule == "xml_doctype"
    assert "ouvrez-moi" not in str(error)


def test_a_million_elements_are_refused_before_they_are_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hardened, "MOST_TAGS", 50)
    assert refusal(cii()).rule == "element_too_large"


def test_a_huge_file_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hardened, "MOST_BYTES", 1000)
    assert refusal(cii()).rule == "file_too_large"


def test_elements_nested_without_end_are_refused() -> None:
    deep = b"<ram:Note>" * 5_000
    assert refusal(cii().replace(b"<ram:ID>", deep + b"<ram:ID>", 1)).rule == "broken_xml"


def test_a_pdf_that_runs_something_is_refused() -> None:
    assert refusal(pdf(cii(), script="app.alert('x')")).rule == "active_pdf"


@pytest.mark.parametrize(
    ("name", "content"), [("facture.exe", b"x"), ("photo.png", b"MZ\x90"), ("a.txt", b"\x7fELF")]
)
def test_a_pdf_that_carries_a_program_is_refused(name: str, content: bytes) -> None:
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf(cii()))))
    writer.add_attachment(name, content)
    out = io.BytesIO()
    writer.write(out)
    assert refusal(out.getvalue()).rule == "program_in_pdf"


def test_a_pdf_with_an_archive_after_its_end_is_refused() -> None:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as made:
        made.writestr("run.exe", b"MZ")
    assert refusal(pdf(cii()) + archive.getvalue()).rule == "polyglot"


def test_a_page_that_hides_a_pdf_is_recognised_and_refused() -> None:
    content = b"<html><script>alert(1)</script></html>\n" + pdf(cii())
    assert detect(content[:8192], "facture.pdf").name == "einvoice"
    assert refusal(content, "facture.pdf").rule == "polyglot"


@pytest.mark.parametrize(
    ("content", "name"), [(pdf(cii()), "facture.xml"), (cii(), "facture.pdf"), (cii(), "facture.xlsx")]
)
def test_a_name_that_lies_about_the_file_is_refused(content: bytes, name: str) -> None:
    assert refusal(content, name).rule == "wrong_extension"


def test_a_pdf_without_an_invoice_says_what_to_do() -> None:
    error = refusal(pdf(None))
    assert error.rule == "pdf_without_invoice"
    assert "Factur-X" in error.remedy


def test_a_bomb_inside_a_pdf_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("encours.formats.einvoice.pdf.INFLATED", 10_000)
    assert refusal(_squeezed(cii() + b" " * 5_000_000)).rule == "broken_pdf"


def _squeezed(xml: bytes) -> bytes:
    """The attachment deflated, as most writers leave it."""
    from pypdf import PdfReader, PdfWriter
    from pypdf.generic import EncodedStreamObject, StreamObject

    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf(xml))))
    for rank, each in enumerate(writer._objects):
        if isinstance(each, StreamObject) and not isinstance(each, EncodedStreamObject):
            writer._objects[rank] = each.flate_encode()
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_another_xml_is_said_not_to_be_an_invoice() -> None:
    assert refusal(b"<Invoice xmlns='urn:elsewhere'/>").rule == "not_an_invoice"
