"""Whatever the bytes, a mail is read or refused in words, its files come out, what is said of its origin is told."""

from __future__ import annotations

from email.message import EmailMessage

from hypothesis import given
from hypothesis import strategies as st

from encours.core.refusals import UnreadableFileError
from encours.formats.mail import authentication_of, file_of, read_mail
from formats.damage import Changes, changes, damaged

WORDS = [
    b"\r\n\r\n", b"--", b"boundary=", b"Content-Type: message/rfc822\r\n", b"=?utf-8?q?=FF?=", b"\0", b"\xff", b"<",
    b">",
    b"base64", b"filename*=utf-8''", b"",
]  # fmt: skip
CHANGES = changes(WORDS)


def whole() -> bytes:
    mail = EmailMessage()
    mail["From"], mail["Subject"] = "Compta <a@b.example>", "Échéance"
    mail["Authentication-Results"] = "mx.example; dmarc=pass (p=none); spf=pass"
    mail.set_content("Ci-joint.")
    mail.add_attachment(b"Compte;Facture\n", maintype="text", subtype="csv", filename="relevé.csv")
    mail.add_attachment(EmailMessage(), filename="dans.eml")
    return mail.as_bytes()


MAIL = whole()


def faults(content: bytes) -> list[str]:
    judged = authentication_of(content)
    told = [] if judged.forged in {True, False} else ["no verdict"]
    try:
        mail = read_mail(content)
        files = [file_of(content, number) for number in range(len(mail.attached))]
    except UnreadableFileError as error:
        return told + ([] if error.rule and error.remedy else ["refused without a word"])
    lost = [each for each, of in zip(files, mail.attached, strict=True) if each is None or each[0] != of]
    return told + ["a file is lost" for _each in lost]


@given(made=CHANGES)
def test_a_damaged_mail_is_read_or_refused(made: Changes) -> None:
    content = damaged(MAIL, made)
    assert faults(content) == []


@given(st.binary(max_size=400))
def test_any_bytes_are_a_mail_or_refused(content: bytes) -> None:
    assert faults(content) == []
