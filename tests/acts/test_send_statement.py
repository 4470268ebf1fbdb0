"""A statement of account by e-mail: through the one road, once, and it says what the ledger says at its date."""

from __future__ import annotations

import email
import io
from datetime import UTC, date, datetime
from email.message import Message as Mail
from typing import Any

import pypdf
import pytest
from openpyxl import load_workbook

from books import sound
from collecting import Desk
from encours.acts.edit_customer import edit_contact
from encours.acts.hold import hold
from encours.acts.leave_shadow import set_shadow
from encours.acts.send import recover
from encours.acts.send_statement import Wanted, ask_statement, send_statement
from encours.acts.statement_rhythm import propose_statements, set_rhythm
from encours.core.refusals import RuleError
from encours.records.documents.keeping import opened
from encours.records.frames.account import accounts_of
from encours.records.history.models import Leaf
from encours.records.messages.models import AskedStatement, Delivery, Message
from encours.records.parties.models import Contact, Creditor
from mailroom import Mailroom, dying_server
from vauban import CLAIRE


def wanted(desk: Desk, **more: Any) -> Wanted:
    return Wanted(**({"contact": Contact.objects.get(), "form": "open", "on": desk.today} | more))


def sent(desk: Desk, **more: Any) -> dict[str, int]:
    return send_statement(
        desk.customer(),
        wanted(desk, **more),
        worker="w1",
        on=desk.today,
        clock=lambda: desk.now,
        settings=desk.settings,
        home=desk.home,
        author=CLAIRE,
    )


def the_mail(post: Mailroom) -> tuple[str, dict[str, bytes]]:
    """The words of the one mail received, and its files by name."""
    (content,) = post.contents
    parts: list[Mail] = [part for part in email.message_from_bytes(content).walk() if not part.is_multipart()]
    words = next(part for part in parts if part.get_content_type() == "text/plain")
    files = {
        str(part.get_filename()): bytes(part.get_payload(decode=True))  # type: ignore[arg-type]
        for part in parts
        if part.get_filename()
    }
    return bytes(words.get_payload(decode=True)).decode(), files  # type: ignore[arg-type]


@pytest.mark.both
def test_a_statement_leaves_with_its_files_and_says_what_the_ledger_says(desk: Desk, post: Mailroom) -> None:
    assert sent(desk, files=("pdf", "xlsx")) == {"delivered": 1}
    words, files = the_mail(post)
    (account,) = accounts_of(desk.customer().pk, on=desk.today)
    assert account.closing_cents == 120_000
    assert "1 200,00" in words.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")
    paper = files["releve-DUPONT-2026-11-20.pdf"]
    assert "FA101" in pypdf.PdfReader(io.BytesIO(paper)).pages[0].extract_text()
    sheet = load_workbook(io.BytesIO(files["releve-DUPONT-2026-11-20.xlsx"])).active
    assert sheet is not None
    assert [row[-1] for row in sheet.iter_rows(min_row=2, values_only=True)] == [1200, 1200]
    delivery = Delivery.objects.get()
    assert opened(delivery.document, home=desk.home) == post.contents[0]
    assert delivery.recipient == "etienne@dupont.example"
    assert Leaf.objects.filter(entry__act="ask_statement", customer_id=desk.customer().pk).count() == 1
    sound(desk.creditor, desk.home)


def test_a_statement_of_a_past_day_says_that_day(desk: Desk, post: Mailroom) -> None:
    assert sent(desk, on=date(2026, 10, 1), form="ledger", files=("xlsx",)) == {"delivered": 1}
    _words, files = the_mail(post)
    sheet = load_workbook(io.BytesIO(files["releve-DUPONT-2026-10-01.xlsx"])).active
    assert sheet is not None
    assert list(sheet.iter_rows(min_row=2, values_only=True)) == []  # the invoice came on the 16th
    assert accounts_of(desk.customer().pk, on=date(2026, 10, 1)) == []


def test_one_asked_for_in_another_language_is_written_in_it_with_its_files(
    desk: Desk, post: Mailroom
) -> None:
    assert sent(desk, language="en", files=("pdf", "xlsx")) == {"delivered": 1}
    words, files = the_mail(post)
    assert "statement" in words.lower()
    assert "relevé" not in words.lower()
    assert sorted(files) == ["statement-DUPONT-2026-11-20.pdf", "statement-DUPONT-2026-11-20.xlsx"]
    assert AskedStatement.objects.get().language == "en"
    assert desk.customer().language == "fr"
    with pytest.raises(RuleError, match="Choisir la langue"):
        sent(desk, language="de")
    sound(desk.creditor, desk.home)


@pytest.mark.both
def test_a_second_click_sends_nothing_more(desk: Desk, post: Mailroom) -> None:
    sent(desk)
    with pytest.raises(RuleError, match="déjà été demandé"):
        sent(desk)
    assert desk.send() == {}
    assert len(post.received) == 1
    assert sent(desk, form="ledger") == {"delivered": 1}  # another wish is another message


@pytest.mark.both
def test_the_day_s_run_leaves_it_alone_and_it_moves_no_step(desk: Desk, post: Mailroom) -> None:
    ask_statement(desk.customer(), wanted(desk), on=desk.today, author=CLAIRE, at=desk.now)
    desk.run()
    assert sorted(Message.objects.values_list("step_code", "state")) == [
        ("friendly", "proposed"),
        ("statement", "approved"),
    ]
    assert AskedStatement.objects.count() == 1


@pytest.mark.both
def test_in_shadow_mode_it_is_rendered_and_kept_and_nothing_leaves(desk: Desk, post: Mailroom) -> None:
    set_shadow(Creditor.objects.get(), shadow=True, author=CLAIRE, at=desk.now)
    assert sent(desk) == {"shadowed": 1}
    assert post.received == []
    assert b"releve-DUPONT" in opened(Delivery.objects.get().document, home=desk.home)
    assert desk.send() == {}


@pytest.mark.both
def test_one_handed_without_a_receipt_goes_to_a_person_and_is_not_sent_again(desk: Desk) -> None:
    with dying_server() as (server, settings):
        desk.settings = desk.settings | {"email": settings}
        assert sent(desk) == {"uncertain": 1}
        assert desk.send() == {}
        with pytest.raises(RuleError, match="déjà été demandé"):
            sent(desk)
        assert server.taken == 1


@pytest.mark.both
def test_one_whose_worker_died_after_handing_is_uncertain(
    desk: Desk, post: Mailroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    from encours.acts import send as sending

    def dies(*_facts: object) -> object:
        raise KeyboardInterrupt

    with monkeypatch.context() as killed:
        killed.setattr(sending, "hand_over", dies)
        with pytest.raises(KeyboardInterrupt):
            sent(desk)
    assert desk.message().state == "handed"
    desk.later(minutes=11)
    assert recover(desk.creditor.pk, at=desk.now, author="rule:send@1") == 1
    assert (desk.message().state, desk.send(), post.received) == ("uncertain", {}, [])
    assert b"releve-DUPONT" in opened(Delivery.objects.get().document, home=desk.home)


def test_at_night_it_waits_for_the_morning(desk: Desk, post: Mailroom) -> None:
    desk.now = datetime(2026, 11, 19, 22, 30, tzinfo=UTC)
    assert sent(desk) == {"waiting": 1}
    assert desk.message().held_reason == "quiet_hours"
    desk.now = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
    assert desk.send() == {"delivered": 1}


@pytest.mark.both
def test_a_person_may_send_one_while_reminders_are_held(desk: Desk, post: Mailroom) -> None:
    hold(desk.customer(), from_on=desk.today, until_on=None, reason="À voir", author=CLAIRE, at=desk.now)
    assert sent(desk) == {"delivered": 1}


@pytest.mark.both
def test_an_address_refused_for_good_is_not_written_to_again_until_it_changes(
    desk: Desk, post: Mailroom
) -> None:
    post.unknown.add("etienne@dupont.example")
    assert sent(desk) == {"refused": 1}
    assert sent(desk) == {"waiting": 1}
    assert Message.objects.latest("pk").held_reason == "undeliverable"
    contact = Contact.objects.get()
    new = {"email": "compta@dupont.example"}
    edit_contact(contact, new, made_from=contact.version, author=CLAIRE, at=desk.now)
    assert desk.send() == {"delivered": 1}
    assert post.received[-1].rcpt_tos == ["compta@dupont.example"]


def test_what_cannot_be_told_is_refused(desk: Desk) -> None:
    for facts, said in (
        ({"on": date(2027, 1, 1)}, "à venir"),
        ({"files": ()}, "au moins un fichier"),
        ({"form": "ledger", "from_on": date(2026, 12, 1)}, "après le dernier"),
    ):
        with pytest.raises(RuleError, match=said):
            ask_statement(desk.customer(), wanted(desk, **facts), on=desk.today, author=CLAIRE, at=desk.now)
    assert Message.objects.count() == 0


def monthly(desk: Desk, **more: Any) -> int:
    creditor = Creditor.objects.get(pk=desk.creditor.pk)
    return propose_statements(creditor, on=desk.today, at=desk.now, settings=more or desk.settings)


def rhythm(desk: Desk, told: str, made_from: int = 0) -> int:
    return set_rhythm(desk.customer(), rhythm=told, made_from=made_from, author=CLAIRE, at=desk.now).pk


@pytest.mark.both
def test_each_month_brings_one_statement_on_its_first_business_day(desk: Desk, post: Mailroom) -> None:
    rhythm(desk, "monthly")
    assert monthly(desk) == 0  # chosen within the month: the next one begins it
    desk.now = datetime(2026, 12, 1, 10, 0, tzinfo=UTC)
    assert (monthly(desk), monthly(desk)) == (1, 0)
    assert desk.message().held_reason == ""
    assert desk.send() == {"waiting": 1}  # what is known of payments is of last month
    assert desk.message().held_reason == "stale_ledger"
    desk.now = datetime(2026, 12, 2, 10, 0, tzinfo=UTC)
    assert monthly(desk) == 0
    assert post.received == []


@pytest.mark.both
def test_a_rhythm_taken_away_a_month_not_begun_and_a_house_that_cannot_send_bring_nothing(desk: Desk) -> None:
    first = rhythm(desk, "monthly")
    desk.now = datetime(2027, 1, 1, 10, 0, tzinfo=UTC)  # closed
    assert monthly(desk) == 0
    desk.now = datetime(2027, 1, 4, 10, 0, tzinfo=UTC)
    assert monthly(desk, email={"host": ""}) == 0
    with pytest.raises(RuleError):
        rhythm(desk, "none")  # made from an older state
    rhythm(desk, "none", first)
    assert monthly(desk) == 0


def test_a_statement_that_a_rhythm_brings_stops_at_a_hold(desk: Desk, post: Mailroom) -> None:
    rhythm(desk, "monthly")
    desk.now = datetime(2026, 12, 1, 10, 0, tzinfo=UTC)
    monthly(desk)
    hold(desk.customer(), from_on=desk.today, until_on=None, reason="À voir", author=CLAIRE, at=desk.now)
    assert desk.send() == {"stopped": 1}
    assert desk.message().held_reason == "customer_held"
    assert monthly(desk) == 0
