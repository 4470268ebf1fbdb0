"""One creditor at work: the day decided, messages sent, time passing."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from books import SIREN, Books, ours, take_ledger
from encours.acts.confirm import accept_freshness, confirm_rate, confirm_regime, confirm_terms
from encours.acts.edit_customer import add_contact, edit_customer
from encours.acts.group import add_to_group, make_group
from encours.acts.group_head import write_at_head
from encours.acts.open_creditor import open_creditor
from encours.acts.run_day import run_day
from encours.acts.send import send
from encours.acts.set_up_creditor import set_up_creditor
from encours.records.messages.models import Message
from encours.records.parties.models import Creditor, Customer
from encours.records.people.models import Membership, User
from encours.records.runs.models import Run
from vauban import CLAIRE, IDENTITY

NOON = datetime(2026, 11, 20, 11, 0, tzinfo=UTC)
TODAY = date(2026, 11, 20)


class Desk:
    """One creditor at work; `now` is the hour, `settings` what the channels are told."""

    def __init__(self, creditor: Creditor, home: Path, settings: dict[str, Any]) -> None:
        self.creditor, self.home, self.settings = creditor, home, settings
        self.now = NOON

    @property
    def today(self) -> date:
        """The creditor's day."""
        return self.now.date()

    def run(self, **more: Any) -> Run:
        """Decide the day."""
        creditor = Creditor.objects.get(pk=self.creditor.pk)
        return run_day(creditor, on=self.today, author="rule:day@1", at=self.now, home=self.home, **more)

    def send(self, worker: str = "w1") -> dict[str, int]:
        """Send what is due."""
        return send(
            self.creditor.pk,
            worker=worker,
            on=self.today,
            clock=lambda: self.now,
            settings=self.settings,
            home=self.home,
            author="rule:send@1",
        )

    def later(self, **by: int) -> None:
        """Let time pass."""
        self.now += timedelta(**by)

    def message(self) -> Message:
        """The one message there is."""
        return Message.objects.get()

    def customer(self) -> Customer:
        """The one customer there is."""
        return Customer.objects.get()


def open_desk(home: Path, email: dict[str, Any], *, accounts: tuple[str, ...] = ("DUPONT",)) -> Desk:
    """A creditor out of shadow mode; each customer owes one invoice, five days late on the day.

    Each has an e-mail and a postal address. FA101 is the first's.
    """
    creditor = open_creditor(name="Atelier Vauban", siren=SIREN, author=CLAIRE, at=NOON)
    ours(creditor)
    by = User.objects.create_user(CLAIRE, "secret-secret", name="Claire")
    Membership.objects.create(user=by, creditor=creditor, role="administrator")
    books = Books()
    for rank, account in enumerate(accounts):
        books.sale(date(2026, 10, 16), account, f"FA{101 + rank}", 120_000 + rank)
    take_ledger(creditor, books, 2026, home)
    set_up_creditor(creditor, IDENTITY, made_from=None, author=CLAIRE, at=NOON)
    confirm_terms(creditor, days=30, mode="net", author=CLAIRE, at=NOON)
    confirm_regime(creditor, regime="b2b", author=CLAIRE, at=NOON)
    for half in ("2026-S1", "2026-S2"):
        confirm_rate(creditor, figure="ecb", half_year=half, value_bps=215, source="BCE", by=by, at=NOON)
    accept_freshness(creditor, on=TODAY, by=by, at=NOON)
    place = {"address": "1 rue Haute", "postcode": "59000", "city": "Lille"}
    for customer in Customer.objects.order_by("pk"):
        mail = {"name": "Étienne", "email": f"etienne@{customer.account.lower()}.example"}
        add_contact(customer, mail, author=CLAIRE, at=NOON)
        edit_customer(customer, place, made_from=None, author=CLAIRE, at=NOON)
    Creditor.objects.filter(pk=creditor.pk).update(shadow=False)
    return desk_in(home, email)


def desk_in(home: Path, email: dict[str, Any]) -> Desk:
    """The one creditor at work in a house where it was opened."""
    return Desk(Creditor.objects.get(), home, {"email": email, "letter": {"outbox": str(home / "outbox")}})


def at_its_head(desk: Desk) -> Desk:
    """All the customers are one group, written to at the first contact of the first of them."""
    told: dict[str, Any] = {"author": CLAIRE, "at": desk.now}
    parent, *others = Customer.objects.filter(contacts__isnull=False).order_by("pk")
    group = make_group(desk.creditor, name="Dupont", parent=parent, **told)
    for other in others:
        add_to_group(group, other, **told)
    write_at_head(group, parent.contacts.order_by("pk")[0], made_from=group.version, **told)
    return desk
