"""`encours mail`: the shared mailbox, from a real server to the case of its customer."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from django.conf import settings

from channels.imap_server import imap_server
from encours.jobs.mailing import command, mailbox_read
from encours.records.messages.models import Mailbox, Received
from encours.records.parties.models import Creditor
from small_history import a_creditor, a_customer, an_invoice

SAMPLES = Path(__file__).parents[1] / "samples" / "mail"


@pytest.fixture
def creditor(house: Path) -> Creditor:
    made = a_creditor()
    an_invoice(a_customer(made), "FA101")
    return made


@pytest.fixture
def box(creditor: Creditor, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder where mails are dropped, of the mailbox that the house is told of."""
    with imap_server(Path(tempfile.mkdtemp(prefix="encours-imap-"))) as (new, told):
        monkeypatch.setattr(settings, "ENCOURS", settings.ENCOURS | {"imap": told | {"creditor": ""}})
        yield new


def drop(new: Path, name: str) -> None:
    path = new / f"{name}.host"
    path.write_bytes((SAMPLES / f"{name}.eml").read_bytes())
    owner = new.stat()
    if os.geteuid() == 0:
        os.chown(path, owner.st_uid, owner.st_gid)


def asked(*words: str) -> Any:
    return CliRunner().invoke(command, [*words, "--json"], catch_exceptions=False)


def test_mails_are_taken_in_once_and_the_next_reading_goes_on(creditor: Creditor, box: Path) -> None:
    drop(box, "forwarded")
    told = json.loads(asked("--dry-run").stdout)
    assert (told["counts"], Received.objects.count(), Mailbox.objects.count()) == ({"filed": 1}, 0, 0)
    assert json.loads(asked().stdout)["counts"] == {"filed": 1}
    assert json.loads(asked().stdout)["counts"] == {}
    drop(box, "returned")
    assert json.loads(asked().stdout)["counts"] == {"aside": 1}
    assert Received.objects.count() == 2


def test_a_house_without_a_mailbox_says_what_to_set(creditor: Creditor) -> None:
    answer = asked()
    assert answer.exit_code == 2
    assert "ENCOURS_IMAP_HOST" in answer.output


def test_a_mailbox_of_another_creditor_is_not_read_for_this_one(
    creditor: Creditor, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = {"host": "127.0.0.1", "port": 1, "creditor": "Autre"}
    monkeypatch.setattr(settings, "ENCOURS", settings.ENCOURS | {"imap": told})
    assert mailbox_read(creditor) is None
