"""One thread through the whole house: a demo company's files in, the day decided, messages out, a payment stops one."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from books import apply, owed, received, sound, statement
from collecting import Desk
from encours.acts.apply_line import attach_account
from encours.acts.approve import approve
from encours.acts.confirm import confirm_rate, confirm_regime, confirm_terms
from encours.acts.import_file import import_file
from encours.acts.leave_shadow import set_shadow
from encours.acts.open_creditor import open_creditor
from encours.acts.set_up_creditor import set_up_creditor
from encours.jobs.demo_company import write_demo
from encours.jobs.demo_company.people import MAIN
from encours.records.cash.models import BankAccount
from encours.records.messages.models import Message
from encours.records.parties.models import Creditor
from encours.records.people.models import Membership, User
from encours.records.receivables.models import Receivable
from mailroom import mailroom
from vauban import CLAIRE

ON = date(2026, 11, 20)
NINE = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)


def take_in(desk: Desk, path: Path) -> None:
    told = {"author": CLAIRE, "at": desk.now, "on": desk.today, "home": desk.home}
    import_file(desk.creditor, path.read_bytes(), path.name, **told)  # type: ignore[arg-type]
    sound(desk.creditor, desk.home)


def settle_the_house(desk: Desk) -> None:
    """What a new creditor's people do on the first day."""
    by = User.objects.create_user(CLAIRE, "secret-secret", name="Claire")
    Membership.objects.create(user=by, creditor=desk.creditor, role="administrator")
    told = {"name": "Brévaille", "legal_form": "SAS", "address": "1 rue", "postcode": "69000", "city": "Lyon"}
    told |= {
        "country": "FR",
        "iban": MAIN.iban,
        "sender_name": "Anne",
        "sender_email": "compta@brevaille.example",
    }
    set_up_creditor(desk.creditor, told, made_from=None, author=CLAIRE, at=desk.now)
    confirm_terms(desk.creditor, days=30, mode="net", author=CLAIRE, at=desk.now)
    confirm_regime(desk.creditor, regime="b2b", author=CLAIRE, at=desk.now)
    for half, figure in ((half, figure) for half in ("2026-S1", "2026-S2") for figure in ("ecb", "legal")):
        whose: dict[str, Any] = {"figure": figure, "half_year": half, "by": by, "at": desk.now}
        confirm_rate(desk.creditor, value_bps=215, source="Journal officiel", **whose)


def pay_one(desk: Desk, message: Message) -> None:
    """The customer of a message pays the first item it names, in full."""
    line = message.items.select_related("receivable").filter(position__isnull=False).earliest("pk")
    money = received(desk.today, line.receivable.open_cents, f"VIR {line.receivable.number}")
    content = statement(money, account=MAIN, rank=99)
    told = {"author": CLAIRE, "at": desk.now, "on": desk.today, "home": desk.home}
    import_file(desk.creditor, content, "paid.xml", **told)  # type: ignore[arg-type]


@pytest.mark.both
def test_the_thread_from_the_ledger_to_the_payment_that_stops_a_message(house: Path, tmp_path: Path) -> None:
    files = write_demo(tmp_path / "demo", on=ON)
    creditor = open_creditor(name="Brévaille", siren=files.facts.siren, author=CLAIRE, at=NINE)
    with mailroom() as (post, email):
        desk = Desk(creditor, house, {"email": email, "letter": {"outbox": str(house / "outbox")}})
        desk.now = NINE
        for path in (files.previous_fec, files.current_fec, files.customers_csv, files.invoices_csv):
            take_in(desk, path)
        assert owed(creditor) == files.facts.open_cents
        settle_the_house(desk)
        take_in(desk, files.camt)
        take_in(desk, files.cfonb)
        for account in BankAccount.objects.filter(attached=False):
            attach_account(account, made_from=account.version, author=CLAIRE, at=desk.now)
        told = apply(creditor)
        assert told["applied"] > 0
        assert told["confirmed"] > 0
        assert not any(apply(creditor).values())
        sound(creditor, house)
        in_shadow(desk)
        assert post.received == []
        for_real(desk)
        ids = [one.mail_from for one in post.received]
        assert (
            len(ids)
            == len(set(ids))
            == Message.objects.filter(state="delivered", channel="email").count()
            > 0
        )


def in_shadow(desk: Desk) -> None:
    """All is decided, approved and rendered; nothing leaves; the same again adds nothing."""
    first = desk.run()
    assert desk.run().pk == first.pk
    approve(list(Message.objects.filter(state="proposed")), author=CLAIRE, at=desk.now)
    counts = desk.send()
    assert counts.keys() <= {"shadowed", "waiting"}
    assert counts["shadowed"] > 0
    assert desk.send().keys() <= {"waiting"}
    sound(desk.creditor, desk.home)


def for_real(desk: Desk) -> None:
    """Out of shadow mode: one customer pays after the plan and is not written to; the others are, once."""
    set_shadow(desk.creditor, shadow=False, author=CLAIRE, at=desk.now)
    desk.run()
    waiting = Message.objects.filter(state="proposed", needs_approval=False)
    paying = waiting.order_by("-total_cents").first()
    assert paying is not None
    pay_one(desk, paying)
    assert apply(desk.creditor)["applied"] == 1
    approve(list(Message.objects.filter(state="proposed")), author=CLAIRE, at=desk.now)
    counts = desk.send()
    assert counts["delivered"] > 0
    assert counts["stopped"] == 1
    assert Message.objects.get(pk=paying.pk).state == "stopped"
    sound(desk.creditor, desk.home)
    desk.run()
    assert desk.send().get("delivered", 0) <= 1  # the one stopped may be due for what is left
    assert not Message.objects.filter(state__in=("leased", "handed", "uncertain")).exists()
    sound(desk.creditor, desk.home)


def test_the_week_after_brings_the_next_steps_only_when_their_day_has_come(
    house: Path, tmp_path: Path
) -> None:
    files = write_demo(tmp_path / "demo", on=ON)
    creditor = open_creditor(name="Brévaille", siren=files.facts.siren, author=CLAIRE, at=NINE)
    desk = Desk(creditor, house, {"email": {}, "letter": {"outbox": str(house / "outbox")}})
    desk.now = NINE
    for path in (files.previous_fec, files.current_fec, files.customers_csv):
        take_in(desk, path)
    settle_the_house(desk)
    reached: dict[int, int] = {}
    for _ in range(8):
        desk.run()
        approve(list(Message.objects.filter(state="proposed")), author=CLAIRE, at=desk.now)
        desk.send()
        found = steps_rendered()
        assert all(found[key] - reached.get(key, found[key]) <= 1 for key in found)
        reached = found
        desk.now += timedelta(days=7)
    assert max(reached.values()) > 2
    sound(Creditor.objects.get(), house)


def steps_rendered() -> dict[int, int]:
    """The highest step of each item so far."""
    rows = Receivable.objects.filter(message_items__message__state="shadowed")
    found: dict[int, int] = {}
    for key, step in rows.values_list("pk", "message_items__position"):
        if step is not None:
            found[key] = max(found.get(key, 0), step)
    return found
