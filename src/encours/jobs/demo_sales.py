"""What the demo's people said of its customers: groups, orders, deals, a campaign, credit limits, a follower."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from encours.acts.attach_document import attach_link
from encours.acts.campaign import open_campaign, touch
from encours.acts.credit_limit import set_credit_limit
from encours.acts.group import add_to_group, make_group
from encours.acts.group_head import write_at_head
from encours.acts.note import add_note
from encours.acts.organise import Given, transfer
from encours.acts.sales_facts import save_deal, save_order
from encours.jobs.opening import now
from encours.records.parties.models import Creditor, Customer, Group
from encours.records.people.models import User

_GROUPS = {
    "Carvalec Distribution": ("CCARV1", "CCARV2", "CCARV3"),
    "Métaux du Livron": ("CTOLER", "CCHAUD", "CSOUDU"),
}
_FOLLOWED = ("CNAVAL", "CPLAST", "CTHORN", "CVERRE", "CCARV1", "CCARV2", "CCARV3")
_LIMITS = {"CNAVAL": 400_000, "CVERRE": 2_500_000, "CCARV1": 3_000_000, "CALTER": 1_500_000}
_ORDERS = (  # account, number, days ago, cents, label, state
    ("CNAVAL", "CMD-2041", 6, 1_240_000, "Arbres d’hélice, lot 3", "open"),
    ("CNAVAL", "CMD-1987", 48, 860_000, "Paliers lisses", "invoiced"),
    ("CVERRE", "CMD-2038", 9, 415_000, "Moules de presse", "open"),
    ("CCARV1", "CMD-2044", 3, 298_000, "Réassort d’automne", "open"),
    ("CALTER", "CMD-2033", 14, 187_000, "Brides, série longue", "delivered"),
)
_DEALS = (  # account, name, stage, cents, days until it closes
    ("CNAVAL", "Refonte de la cale 2", "negotiating", 6_400_000, 45),
    ("CPLAST", "Contrat annuel de moules", "proposed", 2_150_000, 30),
    ("CALTER", "Atelier de Saint-Aubin", "qualified", 1_900_000, 75),
)


def tell_sales(creditor: Creditor, *, on: date, owner: User, colleague: User) -> int:
    """Say all of it by acts, as the desk would; return how many customers it is about.

    The colleague sets the limits, so that the owner, who follows these customers, is told what they mean.
    """
    customers = {one.account: one for one in Customer.objects.of([creditor.pk])}
    told: set[str] = set()

    def find(account: str) -> Customer:
        told.add(account)
        return customers[account]

    followed = [find(account).pk for account in _FOLLOWED]
    transfer(creditor, followed, Given(owner=owner), author=colleague.email, at=now())
    _group(creditor, find, author=owner.email)
    _trade(find, on=on, author=colleague.email)
    _campaign(creditor, find, on=on, author=colleague.email)
    _file(find, author=colleague.email)
    return len(told)


def _group(creditor: Creditor, find: Callable[[str], Customer], *, author: str) -> None:
    for name, (parent, *others) in _GROUPS.items():
        group = make_group(creditor, name=name, parent=find(parent), author=author, at=now())
        for account in others:
            add_to_group(group, find(account), author=author, at=now())
    # One of the two is written to at its head: its accounts are paid there.
    shared = Group.objects.get(creditor=creditor, parent=find("CCARV1"))
    contact = find("CCARV1").contacts.exclude(email="").order_by("pk").first()
    if contact is not None:
        write_at_head(shared, contact, made_from=shared.version, author=author, at=now())


def _trade(find: Callable[[str], Customer], *, on: date, author: str) -> None:
    for account, number, ago, cents, label, state in _ORDERS:
        values = {
            "number": number, "ordered_on": on - timedelta(days=ago), "amount_cents": cents, "currency": "EUR",
            "label": label, "state": state,
        }  # fmt: skip
        save_order(find(account), values, on=on, author=author, at=now())
    for account, cents in _LIMITS.items():
        set_credit_limit(
            find(account), limit_cents=cents, currency="EUR", source="insurer", until_on=None, on=on,
            author=author, at=now(),
        )  # fmt: skip
    for account, name, stage, cents, ahead in _DEALS:
        values = {
            "name": name, "stage": stage, "amount_cents": cents, "currency": "EUR",
            "closing_on": on + timedelta(days=ahead), "owner": "Sacha Morel",
        }  # fmt: skip
        save_deal(find(account), values, on=on, author=author, at=now())


def _campaign(creditor: Creditor, find: Callable[[str], Customer], *, on: date, author: str) -> None:
    campaign = open_campaign(
        creditor,
        name="Salon de l’usinage",
        from_on=on,
        until_on=on + timedelta(days=60),
        author=author,
        at=now(),
    )
    for account in ("CALTER", "CCARV1"):
        touch(find(account), campaign, excluded=False, reason="", author=author, at=now())
    late = "Trop de retard pour une offre"
    touch(find("CNAVAL"), campaign, excluded=True, reason=late, author=author, at=now())


def _file(find: Callable[[str], Customer], *, author: str) -> None:
    """A document kept elsewhere, and a question to a colleague in a note."""
    attach_link(
        find("CNAVAL"), "https://documents.brevaille.example/contrats/naval-port-evran", kind="contract",
        title="Contrat-cadre et conditions de paiement", author=author, at=now(),
    )  # fmt: skip
    text = "@Camille, ils réceptionnent la cale 2 le mois prochain : bon moment pour parler du retard."
    add_note(find("CNAVAL"), text=text, author=author, at=now())
