"""A mail is read: who wrote, what it answers, what it says of one of ours, and what is found in its words."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from encours.core.inspection import inspect
from encours.core.refusals import UnreadableFileError
from encours.formats.mail import Mail, read_mail
from encours.formats.mail.found import found_in
from encours.formats.registry import detect, detect_file

SAMPLES = Path(__file__).parents[2] / "samples" / "mail"


def sample(name: str) -> Mail:
    return read_mail((SAMPLES / f"{name}.eml").read_bytes())


def written(head: str, body: str = "Bonjour") -> bytes:
    return f"From: a@b.example\r\n{head}\r\n\r\n{body}".encode()


def test_a_report_says_what_became_of_our_message() -> None:
    mail = sample("returned")
    assert (mail.kind, mail.confidence, mail.because) == ("dsn", 1.0, "report")
    assert mail.dsn is not None
    assert (mail.dsn.action, mail.dsn.status, mail.dsn.reason) == ("failed", "5.1.1", "userunknown")
    assert mail.dsn.permanent
    assert mail.dsn.recipients == ("etienne@dupont.example",)
    assert mail.dsn.message_id == "<encours.1.12@vauban.example>"
    assert mail.to == ("relances+m12@vauban.example",)


def test_a_full_mailbox_is_not_refused_for_good() -> None:
    content = (SAMPLES / "returned.eml").read_bytes()
    full = content.replace(b"5.1.1", b"5.2.2").replace(b"User unknown", b"mailbox full")
    mail = read_mail(full)
    assert mail.dsn is not None
    assert (mail.dsn.reason, mail.dsn.permanent) == ("mailboxfull", False)


def test_a_delay_is_no_failure() -> None:
    content = (SAMPLES / "returned.eml").read_bytes().replace(b"Action: failed", b"Action: delayed")
    mail = read_mail(content)
    assert mail.dsn is not None
    assert (mail.dsn.action, mail.dsn.reason, mail.dsn.permanent) == ("delayed", "", False)


def test_somebody_away_has_not_answered() -> None:
    assert (sample("away").kind, sample("away").because) == ("auto_reply", "auto_submitted")
    assert read_mail(written("Subject: Absence du bureau")).kind == "auto_reply"


def test_an_answer_names_what_it_answers_and_its_html_is_made_text() -> None:
    mail = sample("answer")
    assert (mail.kind, mail.because) == ("reply", "in_reply_to")
    assert mail.answers == ("<encours.1.12@vauban.example>",)
    assert (mail.sender, mail.sender_name) == ("etienne@dupont.example", "Étienne Dupont")
    assert mail.text == "Bonjour,\n\nLa facture n° FA101 de 1 200,00 € sera payée le 30/11/2026."
    assert [(one.name, one.media_type, one.size) for one in mail.attached] == [
        ("preuve.pdf", "application/pdf", 9)
    ]


def test_what_is_simply_found_is_told() -> None:
    assert found_in(
        "F-2026-0012 et FA101, soit 1 234,50 € ou EUR 80, avant le 3 mars 2026 ou 2026-04-01."
    ) == {
        "dates": ["2026-03-03", "2026-04-01"],
        "amounts_cents": [123450, 8000],
        "invoices": ["F-2026-0012", "FA101"],
    }


def test_inspect_tells_a_mail_in_plain_json() -> None:
    with (SAMPLES / "answer.eml").open("rb") as file:
        known = detect_file(file, "answer.eml")
        told = inspect(known.name, known.kind, known.read(file))
    (message,) = json.loads(json.dumps(told))["messages"]
    assert (told["format"], message["kind"], message["dsn"]) == ("mail", "reply", None)
    assert message["found"]["invoices"] == ["FA101"]
    assert message["found"]["amounts_cents"] == [120_000]


@pytest.mark.parametrize("content", [b"", b"\r\n\r\nwords", b"no header here"])
def test_what_is_no_mail_is_refused_with_a_sentence(content: bytes) -> None:
    with pytest.raises(UnreadableFileError) as refused:
        read_mail(content)
    assert refused.value.rule == "not_a_mail"


def test_mails_inside_mails_without_end_are_refused() -> None:
    with pytest.raises(UnreadableFileError):
        read_mail(b"Content-Type: message/rfc822\r\n\r\n" * 200)
    with pytest.raises(UnreadableFileError):
        read_mail(b"Content-Type: message/rfc822\r\n\r\n" * 5_000)


def test_a_mail_too_large_is_refused() -> None:
    with pytest.raises(UnreadableFileError) as refused:
        read_mail(b"From: a@b.example\r\n\r\n" + b"x" * (31 * 1024 * 1024))
    assert refused.value.rule == "too_large"


def test_signs_that_turn_the_reading_are_not_kept() -> None:
    assert "\u202e" not in read_mail(written("Subject: a\u202eb", "x\u202ey\x00")).text
    assert "\u202e" not in read_mail(written("Subject: a\u202eb")).subject


HEADERS = st.sampled_from(
    ["From", "To", "Subject", "Date", "Message-ID", "References", "Content-Type", "Content-Transfer-Encoding",
     "Auto-Submitted", "Content-Disposition"]
)  # fmt: skip
VALUES = st.one_of(
    st.text(max_size=60),
    st.sampled_from(
        ['multipart/report; boundary="x"', "message/delivery-status", "text/html; charset=utf-16", "base64",
         "=?utf-8?b?/////?=", "=?x?q?a?=", "<a@b>", "multipart/mixed; boundary*0*=''%ff", "uuencode"]
    ),
)  # fmt: skip


def fault(content: bytes) -> str:
    """What is wrong with the outcome: a refusal that says too little, words that no file can hold."""
    try:
        mail = read_mail(content)
    except UnreadableFileError as error:
        return "" if error.rule and error.remedy else repr(error)
    told = json.dumps([mail.sender, mail.subject, mail.text, mail.to, mail.answers], ensure_ascii=False)
    return "" if told.encode("utf-8", "replace").decode() == told else told


@given(st.binary(max_size=400))
def test_no_bytes_break_the_reader(content: bytes) -> None:
    assert fault(content) == ""
    assert fault(b"From: a@b.example\r\n" + content) == ""


@given(st.lists(st.tuples(HEADERS, VALUES), max_size=8), st.binary(max_size=200))
def test_no_headers_break_the_reader(lines: list[tuple[str, str]], body: bytes) -> None:
    head = "".join(f"{name}: {value}\r\n" for name, value in lines).encode("utf-8", "replace")
    assert fault(head + b"\r\n" + body + b"\r\n--x\r\n" + head + b"\r\n" + body) == ""


def test_real_bounces_are_known_for_what_they_are(shared: Path) -> None:
    """Nine in ten of the bounces of many servers are told; four in five of those for good, few others."""
    truth = json.loads((shared / "messages/bounces_truth/truth_bounces_sisimai_a.json").read_text("utf-8"))
    known = agreed = sure = 0
    for name, rows in truth.items():
        content = (shared / "messages/bounces_sisimai_a" / name).read_bytes()
        mail = read_mail(content)
        if mail.dsn is None or rows[0]["reason"] in {"feedback", "vacation"}:
            continue
        known += 1
        agreed += mail.dsn.permanent == rows[0]["hardbounce"]
        sure += detect(content[:8192], name).name == "mail"
    assert (known, sure) >= (310, 305)
    assert agreed / known > 0.85


def test_no_real_mail_breaks_the_reader(shared: Path) -> None:
    found = sorted((shared / "messages").rglob("*.eml"))
    assert len(found) > 400
    for path in found:
        assert fault(path.read_bytes()) == "", path.name
