"""A shared mailbox is read from a real server: by number, resumable, and nothing in it is changed."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from channels.imap_server import imap_server
from encours.channels.email import receiving
from encours.channels.email.receiving import UnreadableMailboxError, missing, open_mailbox

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


@pytest.fixture
def box() -> Iterator[tuple[Path, dict[str, Any]]]:
    with imap_server(Path(tempfile.mkdtemp(prefix="encours-imap-"))) as found:
        yield found


def drop(new: Path, name: str, content: bytes) -> None:
    path = new / f"{name}.host"
    path.write_bytes(content)
    owner = new.stat()
    if os.geteuid() == 0:
        os.chown(path, owner.st_uid, owner.st_gid)


def read(settings: dict[str, Any], last: int = 0) -> tuple[int, list[tuple[int, bytes, bool]]]:
    with open_mailbox(settings) as mailbox:
        found = [(one.uid, one.content, one.whole) for one in mailbox.after(last, clock=lambda: NOON)]
        return mailbox.uid_validity, found


def test_mails_are_read_once_by_number_and_stay_unread(box: tuple[Path, dict[str, Any]]) -> None:
    new, settings = box
    drop(new, "1", b"From: a@b.example\r\nSubject: one\r\n\r\nBonjour\r\n")
    validity, found = read(settings)
    assert [content.split(b"\r\n")[1] for _uid, content, _whole in found] == [b"Subject: one"]
    last = found[-1][0]
    assert read(settings, last) == (validity, [])
    drop(new, "2", b"From: a@b.example\r\nSubject: two\r\n\r\nEncore\r\n")
    again, second = read(settings, last)
    assert again == validity
    assert [b"Subject: two" in content for _uid, content, _whole in second] == [True]
    assert len(read(settings)[1]) == 2  # nothing was deleted
    assert not list((new.parent / "cur").glob("*,*S*"))  # nor marked as seen


def test_of_a_mail_too_large_only_the_head_is_read(
    box: tuple[Path, dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    new, settings = box
    monkeypatch.setattr(receiving, "LARGEST", 100)
    drop(new, "1", b"From: a@b.example\r\nSubject: large\r\n\r\n" + b"x" * 5_000)
    ((_uid, content, whole),) = read(settings)[1]
    assert not whole
    assert b"Subject: large" in content
    assert b"xxx" not in content


def test_a_wrong_password_is_said_without_showing_it(box: tuple[Path, dict[str, Any]]) -> None:
    with pytest.raises(UnreadableMailboxError) as refused:
        read(box[1] | {"password": "wrong-one"})
    assert "ENCOURS_IMAP_HOST" in refused.value.sentence
    assert "wrong-one" not in refused.value.sentence


def test_what_is_not_set_up_or_would_leave_in_the_clear_is_named() -> None:
    assert missing({}) == ("imap.host",)
    assert missing({"host": "mail.example", "tls": "none"})
    assert missing({"host": "mail.example", "tls": "maybe"})
    assert missing({"host": "mail.example"}) == missing({"host": "127.0.0.1"}) == ()
    with pytest.raises(UnreadableMailboxError), open_mailbox({}):
        pass
