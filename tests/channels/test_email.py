"""E-mail over real SMTP on loopback: what leaves, what comes back, what is uncertain."""

from __future__ import annotations

import email
import email.policy
import socket
import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from hypothesis import given
from hypothesis import strategies as st

from encours.channels import registry
from encours.channels.email import EmailWay, checked_email, missing, open_way, return_path
from encours.channels.letter_forms import Attachment, Letter, NotConfiguredError, UndeliverableError

AT = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)


def letter(**changes: Any) -> Letter:
    return replace(
        Letter(
            key="m-000001",
            kind="friendly",
            language="fr",
            written_at=AT,
            sender_name="Ateliers Morvan – comptabilité",
            sender_email="compta@morvan.example",
            reply_to="reponses@morvan.example",
            return_path=return_path("retours@morvan.example", "m-000001"),
            recipient_name="Dupré, Étienne",
            recipient_email="dupre@client.example",
            subject="Votre facture échue : un oubli ? Merci d'avance pour votre règlement de 1 234,50 €",
            text="Bonjour,\n\n.un point en tête de ligne\nFrom ici\n" + "é" * 300 + "\n",
            html="<p>Bonjour é</p>",
            message_id="<m-000001.7f3a@morvan.example>",
            in_reply_to="<m-000000.1c2d@morvan.example>",
        ),
        **changes,
    )


class Mailbox:
    """Keeps what a real SMTP server received; answers as it is told."""

    def __init__(self) -> None:
        self.received: list[Envelope] = []
        self.sessions: set[int] = set()
        self.recipient_answer = "250 OK"
        self.data_answer = "250 2.0.0 Ok: queued as ABC123"

    async def handle_RCPT(  # noqa: N802 — the library's name
        self, server: Any, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.recipient_answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.recipient_answer

    async def handle_DATA(self, server: Any, session: Session, envelope: Envelope) -> str:  # noqa: N802
        self.received.append(envelope)
        self.sessions.add(id(session))
        return self.data_answer


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def mailbox() -> Iterator[tuple[Mailbox, dict[str, Any]]]:
    box = Mailbox()
    server = Controller(box, hostname="127.0.0.1", port=free_port())
    server.start()
    yield box, {"host": "127.0.0.1", "port": server.port}
    server.stop()


def sent(settings: dict[str, Any], *letters: Letter) -> list[Any]:
    with open_way(settings) as way:
        return [way.hand(way.prepare(one), at=AT) for one in letters]


def test_a_letter_arrives_with_its_envelope_its_headers_and_both_bodies(mailbox: Any) -> None:
    box, settings = mailbox
    (receipt,) = sent(settings, letter())
    assert (receipt.state, receipt.at, receipt.reference) == ("delivered", AT, box.data_answer)
    envelope = box.received[0]
    assert envelope.mail_from == "retours+m-000001@morvan.example"
    assert envelope.rcpt_tos == ["dupre@client.example"]
    message = email.message_from_bytes(envelope.content, policy=email.policy.default)
    assert message["Message-ID"] == "<m-000001.7f3a@morvan.example>"
    assert message["From"] == "Ateliers Morvan – comptabilité <compta@morvan.example>"
    assert message["To"].addresses[0].display_name == "Dupré, Étienne"
    assert message["Subject"] == letter().subject
    assert message["Reply-To"] == "reponses@morvan.example"
    assert message["In-Reply-To"] == message["References"] == "<m-000000.1c2d@morvan.example>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Date"].datetime == AT
    assert message.get_content_type() == "multipart/alternative"
    text, html = message.iter_parts()
    assert text.get_content().replace("\r\n", "\n") == letter().text
    assert html.get_content().strip() == "<p>Bonjour é</p>"


def test_the_bytes_kept_as_evidence_are_the_bytes_that_left(mailbox: Any) -> None:
    box, settings = mailbox
    with open_way(settings) as way:
        prepared = way.prepare(letter())
        way.hand(prepared, at=AT)
    assert box.received[0].content == prepared.content
    assert way.prepare(letter()).digest == prepared.digest
    assert max(map(len, prepared.content.split(b"\r\n"))) <= 998
    assert b"\n" not in prepared.content.replace(b"\r\n", b"")
    assert prepared.content.isascii()


def test_an_attachment_arrives_byte_for_byte_under_its_name(mailbox: Any) -> None:
    box, settings = mailbox
    content = bytes(range(256)) * 40
    sent(settings, letter(attachments=(Attachment("Facture été.pdf", "application/pdf", content),)))
    message = email.message_from_bytes(box.received[0].content, policy=email.policy.default)
    (attached,) = message.iter_attachments()
    assert attached.get_filename() == "Facture été.pdf"
    assert attached.get_content() == content


def test_one_connection_carries_a_whole_batch(mailbox: Any) -> None:
    box, settings = mailbox
    receipts = sent(settings, *[letter(key=f"m-{place}") for place in range(20)])
    assert [receipt.key for receipt in receipts] == [f"m-{place}" for place in range(20)]
    assert {receipt.state for receipt in receipts} == {"delivered"}
    assert len(box.sessions) == 1


@pytest.mark.parametrize(
    ("answer", "permanent"),
    [("450 4.2.1 mailbox busy", False), ("550 5.1.1 no such user", True)],
)
def test_a_refused_recipient_is_told_as_temporary_or_final_and_the_batch_goes_on(
    mailbox: Any, answer: str, permanent: bool
) -> None:
    box, settings = mailbox
    box.recipient_answer = answer
    with open_way(settings) as way:
        refused = way.hand(way.prepare(letter()), at=AT)
        box.recipient_answer = "250 OK"
        next_one = way.hand(way.prepare(letter(key="m-2")), at=AT)
    assert (refused.state, refused.permanent, refused.detail) == ("refused", permanent, answer)
    assert next_one.state == "delivered"
    assert len(box.received) == 1


@pytest.mark.parametrize(("answer", "permanent"), [("451 4.3.0 later", False), ("554 5.7.1 spam", True)])
def test_content_refused_after_data_has_not_been_delivered(
    mailbox: Any, answer: str, permanent: bool
) -> None:
    box, settings = mailbox
    box.data_answer = answer
    (receipt,) = sent(settings, letter())
    assert (receipt.state, receipt.permanent, receipt.detail) == ("refused", permanent, answer)


@contextmanager
def server_that_hangs_up(after: str) -> Iterator[tuple[int, list[str]]]:
    """An SMTP server that closes without a word when it hears `after` ("." is the end of the content)."""
    heard: list[str] = []

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.wfile.write(b"220 ready\r\n")
            in_content = False
            for raw in self.rfile:
                line = raw.decode("ascii", "replace").strip()
                if in_content and line != ".":
                    continue
                heard.append(line)
                if line.upper().startswith(after):
                    return
                in_content = line == "DATA"
                self.wfile.write(b"354 go\r\n" if in_content else b"250 OK\r\n")

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield server.server_address[1], heard
        server.shutdown()
        thread.join()


def test_a_connection_lost_after_the_content_left_is_uncertain() -> None:
    with server_that_hangs_up(".") as (port, heard):
        (receipt,) = sent({"host": "127.0.0.1", "port": port}, letter())
    assert receipt.state == "uncertain"
    assert heard.count("DATA") == 1


@pytest.mark.parametrize("word", ["MAIL", "RCPT", "DATA"])
def test_a_connection_lost_before_the_content_is_a_refusal_that_may_be_tried_again(word: str) -> None:
    with server_that_hangs_up(word) as (port, _):
        (receipt,) = sent({"host": "127.0.0.1", "port": port}, letter())
    assert (receipt.state, receipt.permanent) == ("refused", False)


def test_a_server_that_is_not_there_is_a_refusal_that_may_be_tried_again() -> None:
    (receipt,) = sent({"host": "127.0.0.1", "port": free_port()}, letter())
    assert (receipt.state, receipt.permanent) == ("refused", False)


def test_a_connection_that_died_while_idle_is_opened_anew_without_loss(mailbox: Any) -> None:
    box, settings = mailbox
    with open_way(settings) as way:
        way.hand(way.prepare(letter(key="m-1")), at=AT)
        assert way._smtp is not None
        way._smtp.sock.shutdown(socket.SHUT_RDWR)
        again = way.hand(way.prepare(letter(key="m-2")), at=AT)
    assert again.state == "delivered"
    assert len(box.received) == 2


def test_a_wrong_password_is_told_without_showing_it() -> None:
    box = Mailbox()
    server = Controller(
        box,
        hostname="127.0.0.1",
        port=free_port(),
        authenticator=lambda *_: AuthResult(success=False, handled=False),
        auth_require_tls=False,
    )
    server.start()
    settings = {"host": "127.0.0.1", "port": server.port, "user": "morvan", "password": "tres-secret"}
    (receipt,) = sent(settings, letter())
    server.stop()
    assert receipt.state == "refused"
    assert "535" in receipt.detail
    assert "tres-secret" not in repr((receipt, open_way(settings)._server))


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A key and its certificate for 127.0.0.1 in one file, good for a day."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path = tmp_path_factory.mktemp("tls") / "server.pem"
    path.write_bytes(private + made.public_bytes(Encoding.PEM))
    return path


@contextmanager
def encrypted_server(certificate: Path, mode: str) -> Iterator[tuple[Mailbox, dict[str, Any]]]:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    tls = (
        {"tls_context": context, "require_starttls": True} if mode == "starttls" else {"ssl_context": context}
    )
    box = Mailbox()
    server = Controller(box, hostname="127.0.0.1", port=free_port(), **tls)
    server.start()
    yield box, {"host": "127.0.0.1", "port": server.port, "tls": mode}
    server.stop()


@pytest.mark.parametrize("mode", ["starttls", "tls"])
def test_the_connection_is_encrypted_when_the_settings_say_so(certificate: Path, mode: str) -> None:
    with encrypted_server(certificate, mode) as (box, settings):
        (trusted,) = sent(settings | {"ca_file": str(certificate)}, letter())
        (unknown,) = sent(settings, letter())
    assert trusted.state == "delivered"
    assert (unknown.state, unknown.permanent) == ("refused", False)
    assert "certificate verify failed" in unknown.detail
    assert len(box.received) == 1


def test_a_server_that_does_not_encrypt_receives_nothing_when_encryption_is_asked(mailbox: Any) -> None:
    box, settings = mailbox
    (receipt,) = sent(settings | {"tls": "starttls", "user": "morvan", "password": "x"}, letter())
    assert (receipt.state, box.received) == ("refused", [])


def test_an_address_for_examples_never_leaves_this_machine() -> None:
    way = EmailWay(replace(open_way({"host": "127.0.0.1"})._server, host="smtp.morvan.fr"))
    receipt = way.hand(way.prepare(letter()), at=AT)
    assert (receipt.state, receipt.permanent) == ("refused", True)
    assert way._smtp is None


@pytest.mark.parametrize(
    ("settings", "lacking"),
    [
        ({}, "email.host"),
        ({"host": "smtp.morvan.fr", "tls": "ssl"}, "email.tls"),
        ({"host": "smtp.morvan.fr", "tls": "none", "password": "x"}, "email.tls"),
    ],
)
def test_a_channel_that_is_not_set_up_says_what_it_lacks(settings: dict[str, str], lacking: str) -> None:
    assert missing(settings)[0].startswith(lacking)
    assert not registry.configured("email", {"email": settings})
    with pytest.raises(NotConfiguredError, match=lacking):
        registry.open_way("email", {"email": settings})


def test_a_channel_that_does_not_exist_answers_so() -> None:
    assert not registry.configured("pigeon", {})
    with pytest.raises(NotConfiguredError, match=r"pigeon.*email, letter"):
        registry.open_way("pigeon", {})


HEADERS = (
    "subject",
    "sender_name",
    "recipient_name",
    "sender_email",
    "recipient_email",
    "reply_to",
    "return_path",
    "message_id",
    "in_reply_to",
)


@given(
    field=st.sampled_from(HEADERS),
    before=st.text(max_size=20),
    line_break=st.sampled_from(["\n", "\r", "\r\n", "\x0b", "\x85", "\u2028", "\x00"]),
)
def test_a_line_break_in_any_header_or_address_is_refused(field: str, before: str, line_break: str) -> None:
    bad = f"{before}{line_break}Bcc: autre@client.example"
    with open_way({"host": "127.0.0.1"}) as way, pytest.raises(UndeliverableError):
        way.prepare(letter(**{field: bad}))


@given(words=st.text(min_size=1, max_size=120), name=st.text(max_size=80))
def test_no_words_of_a_subject_or_a_name_ever_add_a_header(words: str, name: str) -> None:
    with open_way({"host": "127.0.0.1"}) as way:
        plain = email.message_from_bytes(way.prepare(letter()).content)
        try:
            content = way.prepare(letter(subject=words, recipient_name=name)).content
        except UndeliverableError:
            return
    assert email.message_from_bytes(content).keys() == plain.keys()
    assert content.index(b"\r\n\r\n") < content.index(b"--=")


@pytest.mark.parametrize(
    "address",
    [
        "",
        "dupre",
        "a@b@c.fr",
        "a b@c.fr",
        "a@",
        "@c.fr",
        "a@c..fr",
        ".a@c.fr",
        "a@-c.fr",
        "a@127.0.0.1",
        "é@c.fr",
        "a@c.fr,b@c.fr",
        "<a@c.fr>",
    ],
)
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(UndeliverableError, match="adresse"):
        checked_email("recipient_email", address)


def test_an_accented_domain_is_written_in_ascii() -> None:
    assert (
        checked_email("recipient_email", "dupre@boulangerie-dupré.fr") == "dupre@xn--boulangerie-dupr-qqb.fr"
    )


def test_a_return_path_names_its_message_and_nothing_else() -> None:
    assert return_path("retours@morvan.fr", "m-1") == "retours+m-1@morvan.fr"
    with pytest.raises(UndeliverableError):
        return_path("retours@morvan.fr", "m 1@ailleurs.fr")


def test_an_empty_text_is_not_sent() -> None:
    with open_way({"host": "127.0.0.1"}) as way, pytest.raises(UndeliverableError, match="vide"):
        way.prepare(letter(text=" \n"))


class _AtOnce(socketserver.StreamRequestHandler):
    """Answers MAIL, RCPT and DATA only once it has all three; says 354 even to a refused recipient."""

    def handle(self) -> None:
        self.wfile.write(b"220 ready\r\n")
        asked: list[bytes] = []
        for line in self.rfile:
            verb = line.strip().upper()[:4]
            if verb == b"EHLO":
                self.wfile.write(b"250-here\r\n250 PIPELINING\r\n")
            elif verb in {b"MAIL", b"RCPT"}:
                asked.append(line.strip())
            elif verb == b"DATA":
                known = not asked[1].startswith(b"RCPT TO:<nobody@")
                self.wfile.write(b"250 ok\r\n" + (b"250 ok" if known else b"550 5.1.1 unknown"))
                self.wfile.write(b"\r\n354 go on\r\n")
                content = b"".join(iter(self.rfile.readline, b".\r\n"))
                self.server.taken.append((known, len(content)))  # type: ignore[attr-defined]
                self.wfile.write(b"250 ok\r\n" if known else b"554 no valid recipients\r\n")
                asked.clear()
            else:
                self.wfile.write(b"250 ok\r\n")


def test_a_server_that_takes_commands_at_once_is_asked_so_and_a_refusal_leaves_nothing_behind() -> None:
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _AtOnce) as server:
        server.daemon_threads = True
        server.taken = []  # type: ignore[attr-defined]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        settings = {"host": "127.0.0.1", "port": server.server_address[1], "patience_seconds": 5}
        receipts = sent(settings, letter(), letter(recipient_email="nobody@client.example"), letter())
        server.shutdown()
    assert [(one.state, one.permanent) for one in receipts] == [
        ("delivered", False),
        ("refused", True),
        ("delivered", False),
    ]
    assert "5.1.1" in receipts[1].detail
    (first, _), (unknown, size), (last, _) = server.taken  # type: ignore[attr-defined]
    assert (first, unknown, size, last) == (True, False, 0, True)
